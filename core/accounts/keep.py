"""What somebody had typed survives her session's end and the question for her password: encrypted, offered back."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, flash, g, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.accounts import sessions
from core.accounts.forgery import UNSAFE, from_us
from core.accounts.keys import box
from core.accounts.models import KeptForm, User
from core.accounts.redirects import local
from core.database import write_transaction
from core.i18n import _, ngettext
from core.records import utcnow
from core.running import running

AFTER_EXPIRY, AT_STEP_UP = timedelta(minutes=60), timedelta(minutes=10)
MOST = 5


class Kept(NamedTuple):
    """A form that waits to be sent again; `back` is the page it stood on."""

    id: int
    url: str
    back: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def texts(self) -> list[str]:
        """What a person typed in it, as opposed to what was ticked or hidden."""
        return [value for _name, value in self.fields if len(value) > 3 and any(sign.isalpha() for sign in value)]


def keep(user_id: int, lasting: timedelta) -> bool:
    """Keep the fields of the present request for this person, in this browser; False when there is nothing to keep.

    Passwords, tokens and files are never kept.
    """
    fields = [(name, value) for name in request.form for value in request.form.getlist(name) if not _secret(name)]
    if not fields or request.method != "POST" or (request.endpoint or "").startswith("security."):
        return False
    session.setdefault("kept", secrets.token_urlsafe(32))
    text = json.dumps({"back": _page(), "fields": fields})
    with write_transaction():
        purge()
        KeptForm.insert(browser=_browser(), user=user_id, url=request.full_path.rstrip("?"),
                        fields=box(running().config, "kept").encrypt(text.encode()).decode(),
                        files=any(each.filename for each in request.files.values()),
                        expires_at=utcnow() + lasting).execute()
        newest = KeptForm.select(KeptForm.id).where(KeptForm.user == user_id).order_by(KeptForm.id.desc()).limit(MOST)
        KeptForm.delete().where(KeptForm.user == user_id, KeptForm.id.not_in(list(newest.tuples()))).execute()
    return True


def _secret(name: str) -> bool:
    return "password" in name.lower() or name.endswith("csrf_token")


def _page() -> str:
    parts = urlsplit(request.referrer or "")
    return local(f"{parts.path}?{parts.query}".rstrip("?")) if parts.netloc == request.host else ""


def _browser() -> str:
    return hashlib.sha256(session.get("kept", "").encode()).hexdigest()


def keep_expired() -> bool:
    """Keep what the page of an expired session just sent, if that page was truly ours: its token proves it."""
    row = g.get("expired_session")
    user = User.get_or_none(User.fs_uniquifier == row.user) if row and row.user else None
    if user is None or request.method not in UNSAFE or not from_us():
        return False
    try:
        known = sessions.contents(row).get("csrf_token")
        token = URLSafeTimedSerializer(current_app.secret_key, salt="wtf-csrf-token").loads(
            request.form.get("csrf_token", ""))
    except BadSignature:
        return False
    return bool(known) and secrets.compare_digest(str(known), str(token)) and keep(user.id, AFTER_EXPIRY)


def say_expired(kept: bool) -> None:
    """Tell a person who must sign in again why, and that nothing is lost."""
    row = g.get("expired_session")
    if row is None:
        return
    minutes = int(sessions.contents(row).get("idle", 0)) // 60
    what = ngettext("Votre séance a expiré après %(num)s minute.", "Votre séance a expiré après %(num)s minutes.",
                    minutes)
    rest = _("Ce que vous aviez écrit est gardé : vous y reviendrez après la connexion.") if kept else ""
    flash(f"{what} {rest}".strip(), "warning")


def waiting(user: User) -> list[Kept]:
    """The forms kept for this person in this browser, the oldest first."""
    if "kept" not in session:
        return []
    rows = KeptForm.select().where(_mine(user)).order_by(KeptForm.id)
    return [_opened(row) for row in rows]


def take(user: User, kept_id: int) -> str | None:
    """Forget a kept form and say where it was sent; None when it is not hers or too old."""
    row = KeptForm.get_or_none(_mine(user), KeptForm.id == kept_id)
    if row is None or KeptForm.delete().where(KeptForm.id == row.id).execute() != 1:
        return None
    return row.url


def _mine(user: User):
    return ((KeptForm.user == user.id) & (KeptForm.browser == _browser()) & (KeptForm.expires_at > utcnow()))


def _opened(row: KeptForm) -> Kept:
    plain = json.loads(box(running().config, "kept").decrypt(row.fields.encode()))
    return Kept(row.id, row.url, plain["back"], [tuple(each) for each in plain["fields"]], row.files)


def purge() -> int:
    """Forget what nobody came back for."""
    return KeptForm.delete().where(KeptForm.expires_at < utcnow()).execute()
