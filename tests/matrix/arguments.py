"""What the parts of an address mean: which rows may stand there, those of one side or of the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from peewee import Model
from werkzeug.routing import Rule

from core.accounts.models import KeptForm, Membership, Role, User
from core.admin import bulk
from core.admin.saved import SavedFilter
from core.admin.view import RecordView
from core.jobs import Job
from core.notify import Notice
from core.organisations import Organisation
from core.outbox import Delivery
from core.records import today
from core.running import running
from plugins.activities.models import CalendarPeriod, ClassGroup, Entitlement, Participant, Service
from plugins.agreements import ServiceAgreement
from plugins.billing import BillingRule
from plugins.families import Child, FamilyQuotient, Guardian, Household, InsurancePolicy, PersonDocument
from plugins.families.models import Draft
from plugins.icsge.closures import ClosureBatch
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.notices import SystemStatusNotice
from plugins.icsge.sync.models import Message, Run
from plugins.mes.calendar import Event
from plugins.mes.delegation import Delegation
from plugins.mes.models import Comment, Document, Request, Version
from tests.cases import EVERYTHING
from tests.matrix.browsing import World
from tests.matrix.planting import OF_B, PEOPLE
from tests.matrix.tokens import SIDES

ROWS: dict[str, type[Model]] = {
    "account.kept_id": KeptForm, "people.user_id": User, "memberships.user_id": User,
    "memberships.membership_id": Membership, "roles.role_id": Role, "jobs.id": Job, "notices.id": Notice,
    "jobs.deliver_again.id": Delivery, "mes_creating.id": Child, "mes_signing.id": Request,
    "mes_form.id": Request, "mes_endings.id": Request, "mes_rights.service": Organisation,
    "mes_rights.user": User,
    "mes_papers.id": Request, "mes_papers.document": Document, "mes_printing.id": Request,
    "mes_printing.version": Version, "mes_checking.id": Request,
    "mes_review.id": Request, "mes_delegation.id": Delegation, "mes_calendar.id": Event,
    "mes_directions.id": Organisation,
    "mes_commenting.id": Request, "mes_commenting.comment": Comment, "families_leaving.id": Child,
    "icsge_closures.component": Component, "icsge_closures.id": ClosureBatch, "icsge_csss.component": Component,
    "icsge_csss.id": CsssPeriod, "icsge_options.id": Component, "icsge_printing.id": Component,
    "icsge_running.id": Component, "icsge_running.run": Run, "icsge_running.message": Message,
    "activities_registering.child.id": Child, "activities_registering.adult.id": Guardian,
    "activities_registering.entitle.id": Participant, "activities_registering.change.id": Entitlement,
    "activities_mass.of_person.id": Participant, "activities_mass.of_class.id": ClassGroup,
    "activities_calendar.person.id": Participant, "activities_calendar.household.id": Household,
    "activities_closing.id": CalendarPeriod, "billing_rules.add.id": Guardian, "billing_rules.id": BillingRule,
    "billing_splitting.id": Guardian, "billing_calendar.id": Participant,
    "families_wizard.id": Draft, "families_moving.id": Guardian, "families_health.id": Child,
    "families_quotients.id": Household, "families_quotients.row": FamilyQuotient, "families_details.id": Child,
    "families_details.insurance.row": InsurancePolicy, "families_details.row": PersonDocument,
    "messages_compose.id": Guardian, "messages_preference.id": Guardian,
    "agreements_planning.id": ServiceAgreement, "agreements_next.id": ServiceAgreement,
}
"""By endpoint, or the part before its dot, and argument; a RecordView says by itself which rows it shows."""
WORDS = {
    "account.digest": "0" * 64, "static.filename": "favicon.svg", "admin.filename": "favicon.svg",
    "roles.name": "core.dashboard", "mes_printing.kind": "form", "mes_papers.slot": "plan", "security.token": "x",
    "mes_form.number": "1", "mes_commenting.number": "1", "mes_help_texts.name": "contact",
    "mes_rights.role": "sdg_reader", "mes_review.act": "propose", "mes_calendar.year": "2026",
    "icsge_closures.year": "2026", "icsge_csss.act": "confirm", "icsge_printing.kind": "validation",
    "families_wizard.kind": "foyer", "families_wizard.name": "foyer", "families_details.kind": "enfant",
    "core_journeys.workflow": "mes.request", "core_settings.group": "mes",
}
FIRST = {"mes.request": "submit", "agreements.agreement": "print", "icsge.closure_batch": "confirm",
         "icsge.csss_period": "confirm", "activities.year": "start", "activities.booking": "cancel",
         "activities.bulk": "undo", "icsge.run": "request", "icsge.dossier": "force",
         "messages.copy": "resend"}
"""A transition of each workflow."""
PERSONAL = {Notice: "user", Draft: "user", SavedFilter: "user", KeptForm: "user", Job: "created_by"}
COMMON = (Role, Delivery, Event, SystemStatusNotice)
ATTENDANCE = ("activities_attendance.press", "activities_attendance.everybody")
MANAGED = "bare"
"""Somebody whom everybody who manages accounts may manage: her role holds no right."""


ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
"""A part of a rule, as <int(max=9):id>."""


def view_of(endpoint: str) -> RecordView | None:
    """The view of records that an endpoint belongs to."""
    name = endpoint.partition(".")[0]
    return next((view for view in running().views.values() if isinstance(view, RecordView) and view.endpoint == name),
                None)


def samples() -> set[str]:
    """The endpoints' first words of a third of the views of records: all views share the code of their pages."""
    names = sorted(view.endpoint for view in running().views.values() if isinstance(view, RecordView))
    return {*names[::3], "mes_request"}


def rules_of(world: World) -> list[Rule]:
    """The rules that are tried one by one: those of all other pages, and of a third of the views; all with SLOW=1."""
    kept = samples()
    return [rule for rule in world.app.url_map.iter_rules()
            if EVERYTHING or rule.endpoint.partition(".")[0] in kept or view_of(rule.endpoint) is None]


def model_of(endpoint: str, argument: str) -> type[Model] | None:
    """The table whose rows an argument names; None for one that is a word."""
    view = view_of(endpoint)
    if view is not None and argument == "id":
        return SavedFilter if endpoint.endswith(".forget_filter") else view.model
    return _said(ROWS, endpoint, argument)


def word_of(endpoint: str, argument: str) -> str:
    """A word that may stand in an argument; a test fails when nobody said which."""
    view = view_of(endpoint)
    if view is not None:
        return {"name": FIRST.get(view.model.kind() if view.tracked else "", "x"), "slug": view.lists[0].name or "x",
                "field": next((each.name for each in view.filters if each.kind == "relation"), "x")}[argument]
    found = _said(WORDS, endpoint, argument)
    assert found is not None, f"tests/matrix/arguments.py does not say what {argument!r} of {endpoint} is"
    return found


def _said(table: dict, endpoint: str, argument: str):
    return table.get(f"{endpoint}.{argument}") or table.get(f"{endpoint.partition('.')[0]}.{argument}")


def ids(world: World, model: type[Model], letter: str, key: str) -> list[int]:
    """The rows of one side; of what is personal, those of the person `key`, or of a stranger on the other side."""
    asked = model, letter, key if model in PERSONAL else ""
    if asked not in world.kept:
        world.kept[asked] = find_ids(world, model, letter, key)
    return world.kept[asked]


def find_ids(world: World, model: type[Model], letter: str, key: str) -> list[int]:
    """The same, asked of the database."""
    whose = key if letter == "A" else OF_B[0]
    if model in COMMON:
        found = model.select()
    elif model in PERSONAL:
        user = world.users.get(whose)
        found = model.select().where(model._meta.fields[PERSONAL[model]] == (user.id if user else 0))
    elif model in (User, Membership):
        user = world.users[MANAGED if letter == "A" else whose]
        found = [user] if model is User else user.memberships
    else:
        path = world.place(f"{letter}.direction").path
        found = [row for row in model.select().order_by(model.id) if row.organisation_path().startswith(path)]
    return [row.id for row in found]


def address(world: World, rule: Rule, choose: Callable[[str, type[Model]], int]) -> str:
    """The address of a rule; `choose(argument, model)` gives the id of each row that it names."""
    values = {}
    for argument in rule.arguments:
        model = model_of(rule.endpoint, argument)
        values[argument] = str(choose(argument, model)) if model else word_of(rule.endpoint, argument)
    return written(rule, values)


def written(rule: Rule, values: dict[str, str]) -> str:
    """The address of a rule with these parts, whether they may stand there or not."""
    return ARGUMENT.sub(lambda part: values[part[1]], rule.rule)


def absurd_addresses(world: World, rule: Rule, value: str) -> set[str]:
    """The addresses of a rule with something absurd in the place of every part, then of each part alone."""
    own = {name: str(next(iter(ids(world, model, "A", "everything")), 1)) if (model := model_of(rule.endpoint, name))
           else word_of(rule.endpoint, name) for name in rule.arguments}
    return {written(rule, dict.fromkeys(own, value)), *(written(rule, own | {name: value}) for name in own)}


def own_address(world: World, rule: Rule, key: str = "everything", letter: str = "A") -> str:
    """The address of a rule with the first rows of a side."""
    return address(world, rule, lambda _argument, model: next(iter(ids(world, model, letter, key)), 1))


def plausible(world: World, endpoint: str, key: str) -> dict[str, str]:
    """What a form sends to an endpoint that wants more than an address."""
    view = view_of(endpoint)
    if view is not None:
        action = bulk.offered(view)[0].name if bulk.offered(view) else ""
        return {"list": view.lists[0].name, "form": "csv", "action": action, "name": "Mes dossiers", "query": "q=x",
                "ids": ",".join(str(each) for each in ids(world, view.model, "A", key)), "version": "1"}
    if endpoint == "preferences.organisation" and (roles := PEOPLE.get(key)):
        return {"organisation": str(world.place(roles[0][1]).id)}
    if endpoint in ("activities_week.press", "activities_week.queue", *ATTENDANCE):
        who, service = (ids(world, model, "A", key)[0] for model in (Participant, Service))
        return {"case": f"{who}.{service}.{today() + timedelta(days=5)}", "prestation": str(service)}
    return {"contenu": "form"} if endpoint == "mes_printing.choose" else {}


__all__ = ["SIDES", "address", "ids", "model_of", "own_address", "rules_of", "samples", "view_of", "word_of"]
