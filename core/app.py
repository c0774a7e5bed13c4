"""The one place where everything meets: `create_app` builds a Marelle from a configuration and plugins."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from flask import Flask, abort, g, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from peewee import InterfaceError, Model, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from core import database, policy
from core.accounts import models as accounts
from core.accounts.permissions import CORE_PERMISSIONS, CORE_ROLES, Permission
from core.accounts.security import init_accounts
from core.admin.saved import Preference, SavedFilter
from core.admin.site import init_admin
from core.background import init_background
from core.compiled import init_compiled
from core.database import Source, connect_to, db
from core.documents import init_documents
from core.errors import MarelleError
from core.files import File, init_files
from core.frame import init_frame
from core.health import init_health
from core.i18n import _, choose_language, choose_zone, domain, said
from core.jobs import Job
from core.journal import Entry
from core.late_routes import LateRule
from core.logs import init_logs
from core.notify import Notice
from core.numbering import Series
from core.organisations import Organisation
from core.outbox import Delivery
from core.periodic import Period
from core.plugin import Plugin, PluginHost, find
from core.running import NAME, Running
from core.seals import Seal
from core.settings import BusinessSettings, Config, Setting, SettingValue, read_config
from core.starting import settle
from core.theme import init_theme
from core.workflow.counters import StateCount

log = logging.getLogger("marelle")
HERE = Path(__file__).parent

CORE_MODELS: tuple[type[Model], ...] = (
    Organisation, accounts.Role, accounts.User, accounts.Membership, accounts.SessionRow, accounts.Attempt,
    accounts.RecoveryCode, accounts.KeptForm, SettingValue, Entry, StateCount,
    SavedFilter, Preference, Seal, Series, Job, Period, Delivery, Notice, File)

CORE_SETTINGS = (
    Setting("core.privacy_officer", "", _("Responsable de la protection des renseignements personnels"),
            help=_("Nom et moyen de joindre cette personne, montrés au bas de chaque page.")),
)


def create_app(config: Config | None = None, plugins: Iterable[type[Plugin]] | None = None) -> Flask:
    """A complete application: database opened, plugins loaded, every route with its policy.

    `plugins` None loads the installed ones (entry points). Raises MarelleError when it cannot serve.
    """
    config = config or read_config()
    classes, broken = find(config.disabled_plugins) if plugins is None else (list(plugins), {})
    host = PluginHost(classes, broken, folder=config.data)
    app = Flask("marelle", static_folder=str(HERE / "static"), template_folder=str(HERE / "templates"))
    app.url_rule_class = LateRule
    app.config.update(SECRET_KEY=config.secret_key, SECRET_KEY_FALLBACKS=list(config.old_secret_keys),
                      MAX_CONTENT_LENGTH=48 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024)
    settings = BusinessSettings([*CORE_SETTINGS, *(each for plugin in host for each in plugin.settings)])
    parts = Running(config=config, host=host, settings=settings)
    app.extensions[NAME] = parts
    parts.workflows = {flow.name: flow for plugin in host for flow in plugin.workflows}
    parts.permissions = {each.name: each for each in permissions_of(host)}
    connect_to(config.database, durable=config.durable)
    for prepare in (_templates, _languages, _requests, _errors, *STEPS):
        prepare(app)
    for command in (each for plugin in host for each in plugin.commands):
        app.cli.add_command(command)
    policy.declare(app, "static", policy.Policy(policy.ANYONE, "fichiers publics"))
    policy.check_all_declared(app)
    with app.app_context():
        host.call("app_ready", app=app)
    settle()
    return app


def permissions_of(host: PluginHost) -> list[Permission]:
    """Those of the core, those each plugin declares, and one for each transition that names none."""
    found = {each.name: each for each in CORE_PERMISSIONS}
    for plugin in host:
        found |= {each.name: each for each in plugin.permissions}
        for flow in plugin.workflows:
            for transition in flow.transitions.values():
                if transition.permission not in found and not transition.system:
                    found[transition.permission] = Permission(transition.permission, transition.label, plugin.title)
    return list(found.values())


def models_of(app: Flask) -> list[type[Model]]:
    """Every table of the application: the core's, then each plugin's in order."""
    return [*CORE_MODELS, *(model for plugin in app.extensions[NAME].host for model in plugin.models)]


def sources_of(app: Flask) -> list[Source]:
    """Whose migrations lie where, in the order of migrating."""
    return [Source("core", HERE / "migrations"),
            *(Source(plugin.name, plugin.folder / "migrations") for plugin in app.extensions[NAME].host)]


def role_templates(app: Flask) -> list:
    """The roles an installation starts with, the core's and the plugins'."""
    return [*CORE_ROLES, *(role for plugin in app.extensions[NAME].host for role in plugin.roles)]


def check_schema(app: Flask) -> None:
    """Refuse to serve a database that is older or newer than the code."""
    sources = sources_of(app)
    if waiting := database.pending(sources):
        raise MarelleError(f"The database is older than the program: {', '.join(waiting)} not applied.",
                           "Type: marelle migrate")
    if newer := database.unknown(sources):
        raise MarelleError(f"The database is newer than the program: it has {', '.join(newer)}.",
                           "Install the version of Marelle that made it, or restore a backup.")


def _templates(app: Flask) -> None:
    """Core templates at the root, each plugin's under its name; a site folder, searched first, wins."""
    host, site = app.extensions[NAME].host, app.extensions[NAME].config.site_folder
    loaders = [FileSystemLoader(site)] if site else []
    loaders += [PrefixLoader({plugin.name: FileSystemLoader(plugin.folder / "templates") for plugin in host}),
                FileSystemLoader(HERE / "templates")]
    app.jinja_loader = ChoiceLoader(loaders)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _languages(app: Flask) -> None:
    """French source text, the catalogues of the core and of each plugin merged into one domain."""
    folders = [HERE / "translations", *(p.folder / "translations" for p in app.extensions[NAME].host)]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(str(each) for each in folders if each.is_dir())
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.extensions[NAME].config.time_zone
    babel = Babel(app, default_locale="fr", locale_selector=choose_language, timezone_selector=choose_zone)
    babel.domain_instance = domain
    app.jinja_env.globals["_"] = said


class RowId(IntegerConverter):
    """A number in an address: beyond the largest id that a row can have there is no page, and no database is asked."""

    def __init__(self, *args, max: int = 2**31 - 1, **kwargs):
        super().__init__(*args, max=max, **kwargs)


def _requests(app: Flask) -> None:
    """A connection and the route's policy before each request; the connection closed after it."""

    app.url_map.converters["int"] = RowId

    @app.before_request
    def open_connection():
        if fault := g.pop("database_away", None):
            raise fault
        if request.endpoint != "static":
            db.connect(reuse_if_open=True)

    @app.before_request
    def refuse_overlong_form():
        # the form parser holds a form without files in memory whatever its length
        if request.mimetype == "application/x-www-form-urlencoded" and \
                (request.content_length or 0) > app.config["MAX_FORM_MEMORY_SIZE"]:
            abort(413)

    @app.before_request
    def enforce_policy():
        return policy.enforce()

    @app.teardown_appcontext
    def close_connection(_fault):
        if not app.config.get("KEEP_CONNECTION") and db.obj is not None and not db.is_closed() \
                and not db.in_transaction():
            db.close()


def _errors(app: Flask) -> None:
    """Every failure is a page (or JSON) with what happened, what is safe and where to go; never a bare 500."""

    @app.errorhandler(MarelleError)
    def refused(error: MarelleError):
        return error_page(error.status, str(error.message), str(error.remedy))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException):
        if error.code is None or error.code < 400:
            return error
        allowed = getattr(error, "valid_methods", None)
        return *error_page(error.code), {"Allow": ", ".join(allowed)} if allowed else {}

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    def database_away(error):
        log.error("database: %s", type(error).__name__, exc_info=error)
        g.without_database = True
        return error_page(503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception):
        log.error("unexpected error", exc_info=error)
        return error_page(500)


SENTENCES = {
    400: (_("La demande n’est pas comprise."), _("Revenez à la page précédente et recommencez.")),
    403: (_("Vous n’avez pas le droit de voir cette page."), _("Demandez ce droit à la personne qui gère les accès.")),
    404: (_("Cette page n’existe pas, ou vous n’avez pas le droit de la voir."),
          _("Vérifiez l’adresse, ou repartez du tableau de bord.")),
    405: (_("Cette adresse ne s’ouvre pas de cette façon."), _("Repartez de la page précédente.")),
    409: (_("Le dossier a changé entre-temps."), _("Rechargez la page pour voir où il en est.")),
    413: (_("L’envoi est trop gros."), _("Réduisez le fichier ou envoyez-le en deux parties.")),
    429: (_("Trop d’essais en peu de temps."), _("Attendez quelques minutes, puis recommencez.")),
    500: (_("Marelle n’a pas pu terminer."), _("Rien n’a été écrit à moitié. Recommencez ; si cela se répète, "
                                               "donnez la référence à votre soutien technique.")),
    503: (_("La base de données ne répond pas."), _("Rien n’est perdu. Recommencez dans une minute.")),
}


def error_page(code: int, happened: str = "", remedy: str = ""):
    """The page of an error, or its JSON for a client that asks for JSON."""
    sentence, advice = SENTENCES.get(code, SENTENCES[400])
    happened, remedy = happened or str(sentence), remedy or str(advice)
    if request.accept_mimetypes.best == "application/json":
        return {"error": happened, "remedy": remedy, "reference": g.get("reference", "")}, code
    again = [(_("Réessayer"), request.full_path.rstrip("?"), "rotate-ccw")]
    return render_template("error.html", code=code, title=happened, happened=happened, safe=remedy,
                           links=again if code == 503 and request.method == "GET" else []), code


STEPS: Sequence = (init_compiled, init_logs, init_health, init_theme, init_accounts, init_frame, init_background,
                   init_files, init_documents, init_admin)
"""The set-up of theme, accounts, jobs and admin, in order."""
