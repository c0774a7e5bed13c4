"""Everything that a person can reach: every link followed, every form sent, each answer given to who looks at it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from werkzeug.exceptions import HTTPException

from tests.matrix.browsing import Reply, Somebody, undone
from tests.matrix.pages import Form, forms_of, links_of
from tests.matrix.planting import CLOSED, OF_B
from tests.matrix.tokens import SIDES

STARTS = ("/", "/comptes/moi", "/comptes/seances", "/taches", "/avis", "/administration/")
ID = re.compile(r"(?<!/formulaire/)\d+")
"""What addresses of one kind differ by; but each page of a form is a kind of its own."""
UNREAD = ("/static/", "/healthz", "/logout")
MOVED = (301, 302, 303)
MOST = 6
"""How many pages of one kind are read: each service has five requests, one in each state. Of forms, a third of that."""


@dataclass
class Walk:
    """What one person reached. `look(what, reply)` is called with each answer; `sends`: forms are sent too."""

    who: Somebody
    look: Callable[[str, Reply], None]
    sends: bool = True
    most: int = MOST
    read: set[str] = field(default_factory=set)
    sent: set[tuple] = field(default_factory=set)
    kinds: Counter = field(default_factory=Counter)

    def go(self) -> Walk:
        """Follow every link from the beginnings; from an address that narrows a list, none that narrows it further."""
        waiting = deque((*STARTS, *starts_of(self.who)))
        while waiting:
            url = waiting.popleft()
            if url in self.read or url.startswith(UNREAD) or not self.is_page(url):
                continue
            self.read.add(url)
            if self.enough(url, parse_qs(urlsplit(url).query), self.most):
                continue
            reply = self.who.get(url)
            self.look(f"GET {url}", reply)
            waiting += [each for each in links_of(reply.text) if "?" not in url or "?" not in each]
            waiting += [path_of(reply)] if reply.status in MOVED else []
            for form in forms_of(reply.text, url) if self.sends else ():
                self.send(form)
        return self

    def enough(self, url: str, names: Iterable[str], most: int, more: object = None) -> bool:
        """Whether so many addresses were taken already that differ from this one by their ids and values only."""
        kind = ID.sub("1", urlsplit(url).path), tuple(sorted(names)), more
        self.kinds[kind] += 1
        return self.kinds[kind] > most

    def is_page(self, url: str) -> bool:
        """Whether an address may be read: what only forms go to is left to them."""
        try:
            self.who.app.url_map.bind("localhost").match(urlsplit(url).path, method="GET")
        except HTTPException as answer:
            return answer.code == 308
        return True

    def send(self, form: Form) -> None:
        """Send a form once for each of its buttons, and read where it leads before all is undone."""
        if form.method != "POST" or form.shape in self.sent or form.action.startswith(UNREAD):
            return
        self.sent.add(form.shape)
        if self.enough(form.action, form.shape[2], -(-self.most // 3), form.shape[3]):
            return
        for button in form.buttons or [("", "")]:
            with undone():
                client = self.who.browser()
                reply = self.who.ask(client, form.action, "POST", data=form.filled(button))
                self.look(f"POST {form.action} {button[1]}", reply)
                for _step in range(3):
                    if reply.status not in MOVED:
                        break
                    reply = self.who.ask(client, path_of(reply))
                    self.look(f"after POST {form.action} {button[1]}", reply)


def starts_of(who: Somebody) -> list[str]:
    """What only a search leads to: a child of one's side who may have another request."""
    if who.user is None or not who.user.can("mes.request.create"):
        return []
    return [f"/mes/creer/?nirec={SIDES[who.key in OF_B].number(CLOSED)}01"]


OWN = {"clerk": "/ententes"}
"""Where a person finds forms that nobody else does: whatever else she finds, a signer finds too."""


def harvest(who: Somebody) -> list[Form]:
    """The forms that a person finds: one of each kind; see OWN."""
    if who.key not in who.kept:
        found: dict[tuple, Form] = {}

        def look(what: str, reply: Reply) -> None:
            for form in forms_of(reply.text, what.partition(" ")[2]):
                kind = ID.sub("1", form.action), *form.shape[1:]
                if (form.method == "POST" and form.action.startswith(OWN.get(who.key, "/"))
                        and not form.action.startswith(UNREAD)):
                    found.setdefault(kind, form)

        Walk(who, look, sends=False).go()
        who.kept[who.key] = list(found.values())
    return who.kept[who.key]


def path_of(reply: Reply) -> str:
    """The address that an answer sends to."""
    parts = urlsplit(reply.location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
