"""Who may call each route: declared with the route, checked before each request, listed by `marelle routes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user

from core.accounts import keep
from core.accounts.models import NOBODY, User, holders, must_be_held_everywhere
from core.errors import Forbidden, PluginError, SignInAgain
from core.i18n import _
from core.running import running

ANYONE, SIGNED_IN = "*anyone", "*signed-in"


@dataclass(frozen=True)
class Policy:
    """What a route asks: a permission, ANYONE or SIGNED_IN; `scope` says in words which records it touches.

    `closed`: what is said when no plugin declares the permission, since the view does not offer the page.
    """

    permission: str
    scope: str = ""
    closed: object = ""


def needs(permission: str, scope: str = "") -> Callable:
    """Declare who may call a view function or method."""

    def mark(function):
        function.policy = Policy(permission, scope)
        return function

    return mark


def declare(app: Flask, endpoint: str, policy: Policy) -> None:
    """Declare the policy of an endpoint that no decorator reaches (another package's view)."""
    app.extensions["marelle"].policy[endpoint] = policy


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """What was declared for an endpoint, by decorator or by `declare`."""
    declared = app.extensions["marelle"].policy.get(endpoint)
    return declared or getattr(app.view_functions.get(endpoint), "policy", None)


def undeclared(app: Flask) -> list[str]:
    """The routes without a policy: there must be none."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None})


def check_all_declared(app: Flask) -> None:
    """Refuse to start with a route whose caller nobody declared (SEC-01)."""
    missing = undeclared(app)
    if missing:
        raise PluginError(f"No permission is declared for: {', '.join(missing)}.",
                          "Decorate the view with @needs(…), or give its class a permission.")


def person():
    """Who is asking: the signed-in user, or NOBODY."""
    user = current_user._get_current_object()  # a proxy would look her up again at each of its attributes
    return user if user and user.is_authenticated else NOBODY


def enforce():
    """Before each request: let through, send to sign-in, or refuse with the reason."""
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        abort(404)
    if policy.permission == ANYONE:
        return None
    if not person().is_authenticated:
        return sign_in_first()
    if policy.permission != SIGNED_IN and not person().can(policy.permission):
        raise refusal(policy)
    return None


def refusal(policy: Policy) -> Forbidden:
    """What is not allowed, and who could do it."""
    known = running().permissions.get(policy.permission)
    if known is None:
        return Forbidden(policy.closed or _("Cet acte n’est pas offert ici."),
                         _("Personne n’a ce droit : revenez à la page précédente."))
    if must_be_held_everywhere(known.name) and person().places_with(known.name):
        return Forbidden(_("« %(name)s » vaut pour toute l’installation : il faut avoir ce droit à la tête de chaque "
                           "organisation.", name=known.label), who_could(known.name))
    return Forbidden(_("Votre rôle ne comprend pas « %(name)s ».", name=known.label), who_could(known.name))


def who_could(permission: str) -> object:
    """The people who hold the permission at her own places, told to staff; or whom to ask for it."""
    places = [path for path, _held in person().grants] if person().is_staff else []
    found: dict[int, User] = {each.id: each for path in places for each in holders(permission, path, 3)}
    people = list(found.values())[:3]
    if not people:
        return _("Demandez ce droit à la personne qui gère les accès.")
    return _("Peuvent le faire : %(people)s. Pour avoir ce droit, demandez-le à la personne qui gère les accès.",
             people=", ".join(each.name for each in people))


def sign_in_first():
    """Send a visitor to sign in, and back to what she was doing: the page she read, or the form she had typed."""
    if request.accept_mimetypes.best == "application/json":
        raise SignInAgain
    kept = keep.keep_expired()
    keep.say_expired(kept)
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("account.resume") if kept else "/"
    answer = redirect(url_for("security.login", next=back))
    if "HX-Request" in request.headers:
        answer.status_code, answer.headers["HX-Redirect"] = 204, answer.location
    return answer
