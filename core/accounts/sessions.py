"""Sessions: a signed cookie for visitors; from the password on, an opaque id whose row can be ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, Request, Response, g, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import user_logged_in
from itsdangerous import BadSignature
from peewee import InterfaceError, OperationalError
from werkzeug.datastructures import CallbackDict

from core import statements
from core.accounts.models import SessionRow, User
from core.database import db
from core.records import utcnow

VISITOR = timedelta(hours=12)
ABSOLUTE = timedelta(hours=12)
IDLE_STAFF, IDLE_PARENT, IDLE_CODE = timedelta(minutes=30), timedelta(minutes=60), timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
EXPIRED_KNOWN = timedelta(hours=24)
SIGNED_IN = ("_user_id", "tf_user_id")

_json = TaggedJSONSerializer()


class ServerSession(CallbackDict, SessionMixin):
    """The session's contents; `row` is None for a visitor."""

    def __init__(self, initial=None, token: str = "", row: SessionRow | None = None):
        def changed(self):
            self.modified = True

        super().__init__(initial, changed)
        self.token, self.row = token, row
        self.modified = False
        self.rotate = bool(row and row.rotate)

    @property
    def known(self) -> bool:
        """Whether a password was given: the session then has a row."""
        return any(key in self for key in SIGNED_IN)


class SqlSessions(SecureCookieSessionInterface):
    """Flask's session interface over the table `core_session`; the table holds digests, never an id."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        value = request.cookies.get(self.get_cookie_name(app), "")
        if not value or request.path.startswith(f"{app.static_url_path}/"):
            return ServerSession()
        if "." in value:
            return ServerSession(self._visitor(app, value))
        try:
            db.connect(reuse_if_open=True)
            return self._of_row(value)
        except (OperationalError, InterfaceError) as fault:  # no error page can be made yet: core.app raises it
            g.database_away = fault
            return ServerSession()

    def _visitor(self, app: Flask, value: str) -> dict:
        try:
            data = self.get_signing_serializer(app).loads(value, max_age=int(VISITOR.total_seconds()))
        except BadSignature:
            return {}
        return {key: item for key, item in data.items() if key not in SIGNED_IN}

    def _of_row(self, value: str) -> ServerSession:
        row = statements.find(SessionRow, digest=digest(value))
        if row is None:
            return ServerSession()
        if row.expires_at <= utcnow():
            g.expired_session = row
            return ServerSession({"language": contents(row).get("language", "fr")})
        return ServerSession(contents(row), value, row)

    def save_session(self, app: Flask, session: ServerSession, response: Response) -> None:
        if session.row is not None and utcnow() - session.row.seen_at >= SEEN_EVERY:
            session.modified = True
        if not (session.modified or session.rotate) or g.get("without_database"):
            return
        if session.row is not None and session.known and not session.rotate:
            _write(session)
            return
        if session.row is not None:
            SessionRow.delete().where(SessionRow.digest == session.row.digest).execute()
        value = _new_row(session) if session.known else self.get_signing_serializer(app).dumps(dict(session))
        response.set_cookie(self.get_cookie_name(app), value, httponly=True, samesite="Lax",
                            secure=self.get_cookie_secure(app), path="/")


def digest(value: str) -> str:
    """What the table keeps of an opaque id."""
    return hashlib.sha256(value.encode()).hexdigest()


def contents(row: SessionRow) -> dict:
    """What a row holds."""
    return _json.loads(row.data)


def _write(session: ServerSession) -> None:
    """Write the contents; a row that was ended meanwhile stays ended."""
    now = utcnow()
    statements.change(SessionRow, {
        "data": _json.dumps(dict(session)), "user": session.get("_user_id"), "seen_at": now,
        "expires_at": _until(session, session.row.started_at, now)}, {"digest": session.row.digest})


def _new_row(session: ServerSession) -> str:
    token, now = secrets.token_urlsafe(32), utcnow()
    started = session.row.started_at if session.row is not None and session.row.user else now
    if "_user_id" in session and "idle" not in session:
        user = User.get_or_none(User.fs_uniquifier == session["_user_id"])
        session["idle"] = int((IDLE_STAFF if user is None or user.is_staff else IDLE_PARENT).total_seconds())
    SessionRow.insert(digest=digest(token), user=session.get("_user_id"), data=_json.dumps(dict(session)),
                      started_at=started, seen_at=now, expires_at=_until(session, started, now),
                      agent=request.user_agent.string[:200], rotate=False).execute()
    return token


def _until(session: ServerSession, started: datetime, now: datetime) -> datetime:
    idle = timedelta(seconds=session["idle"]) if "idle" in session else IDLE_CODE
    return min(now + idle, started + ABSOLUTE)


def rotate(*_args, **_kwargs) -> None:
    """Give the session a new id with this answer: at sign-in, at step-up."""
    session.rotate = True


def rotate_later(user: User) -> None:
    """Give each of her sessions a new id at its next request: her rights were changed (SEC-06)."""
    SessionRow.update(rotate=True).where(SessionRow.user == user.fs_uniquifier).execute()


def of(user: User) -> list[SessionRow]:
    """Her sessions in force, the last used first."""
    return list(SessionRow.select().where(SessionRow.user == user.fs_uniquifier, SessionRow.expires_at > utcnow())
                .order_by(SessionRow.seen_at.desc()))


def end(user: User, row_digest: str) -> bool:
    """End one of her sessions; whether there was such a one."""
    mine = (SessionRow.user == user.fs_uniquifier) & (SessionRow.digest == row_digest)
    return SessionRow.delete().where(mine).execute() == 1


def end_all(user: User) -> int:
    """End all her sessions and whatever still waits for a code; how many there were."""
    old = user.fs_uniquifier
    user.fs_uniquifier = secrets.token_hex(32)
    User.update(fs_uniquifier=user.fs_uniquifier).where(User.id == user.id).execute()
    user._dirty.discard("fs_uniquifier")
    return SessionRow.delete().where(SessionRow.user == old).execute()


def stay(user: User) -> None:
    """Keep the present session of somebody whose sessions were all ended just now."""
    session["_user_id"] = user.fs_uniquifier
    session.row = None
    rotate()


def purge() -> int:
    """Delete the rows that ended so long ago that nobody's form can still be waiting."""
    return SessionRow.delete().where(SessionRow.expires_at < utcnow() - EXPIRED_KNOWN).execute()


def init_sessions(app: Flask, *, secure: bool) -> None:
    """Put these sessions into an application."""
    app.session_interface = SqlSessions()
    app.config.update(SESSION_COOKIE_NAME="__Host-marelle" if secure else "marelle", SESSION_COOKIE_SECURE=secure,
                      SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH="/")
    user_logged_in.connect(rotate, app)
