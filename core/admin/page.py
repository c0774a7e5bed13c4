"""Pages of our own inside the admin's frame: one class, one permission, as many routes as it exposes."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import BaseView, expose as expose

from core.errors import PluginError
from core.policy import Policy, declare

DASHES = str.maketrans(".-", "__")


class Framed:
    """What every page of the admin has in common; the route's policy has already been enforced."""

    extra_css: ClassVar[list[str]] = []
    extra_js: ClassVar[list[str]] = []

    def _run_view(self, function, *args, **kwargs) -> Any:
        """Call the page once: the inherited one calls it again after a TypeError, which hides the mistake."""
        return function(self, *args, **kwargs)

    def _handle_view(self, method: str, /, **kwargs) -> None:
        """Let through: the policy has spoken. Positional, so that an address may have a part called `name`."""

    def policy_for(self, method: str) -> Policy:
        """Who may call the page of this method."""
        raise NotImplementedError

    def declare_policies(self, app) -> None:
        """Declare the policy of each exposed method that has none of its own."""
        for _url, method, _methods in self._urls:
            if not hasattr(getattr(type(self), method), "policy"):
                declare(app, f"{self.endpoint}.{method}", self.policy_for(method))


class Page(Framed, BaseView):
    """A page that is no record's list: give `name`, `url`, `label`, `permission`, and expose methods.

        class Board(Page):
            name, url, label = "mes.board", "/mes/tableau", _("Tableau de la direction")
            permission = "mes.request.read"

            @expose("/")
            def index(self):
                return self.render("mes/board.html", …)
    """

    name: ClassVar[str] = ""
    url: ClassVar[str] = ""
    label: ClassVar[object] = ""
    icon: ClassVar[str] = "file-text"
    permission: ClassVar[str] = ""
    scope: ClassVar[str] = ""

    def __init__(self):
        cls = type(self)
        if not (cls.name and cls.url and cls.permission):
            raise PluginError(f"{cls.__module__}.{cls.__name__} is not complete.",
                              "A Page needs name, url and permission.")
        self.key = cls.name
        self._default_view = self._default_view or self._urls[0][1]  # Flask-Admin wants one; ours may have no index
        super().__init__(name=cls.label or cls.name, endpoint=cls.name.translate(DASHES), url=cls.url)

    def policy_for(self, method: str) -> Policy:
        return Policy(self.permission, self.scope or "page")
