"""« Transfert ICSGE »: one page, four numbered zones (1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request as http

from core.api import Organisation, Page, _, as_key, explain, expose, local, person, slash_date, today, unpack
from plugins.agreements import HELD_TYPES, SLOTS
from plugins.icsge import lines, links, mending, notices
from plugins.icsge.checking import closure_messages, offered_slots, period_messages
from plugins.icsge.closures import REASONS, ClosureBatch, batch_of
from plugins.icsge.components import Component
from plugins.icsge.csss import AGE_CODES, bounds, periods_of
from plugins.icsge.rules.catalogue import MESSAGES, message_of
from plugins.icsge.rules.csss import financial_year
from plugins.icsge.rules.message import read_code
from plugins.icsge.showing import LIVE, advance, called, outcomes
from plugins.icsge.sync.models import Dossier, Run
from plugins.icsge.sync.selecting import SELECTED
from plugins.icsge.views import csss
from plugins.icsge.views.closures import NEW, place_of
from plugins.icsge.views.components import hyphened
from plugins.icsge.views.retyping import typed_again
from plugins.icsge.workflows.closures import ClosureFlow
from plugins.icsge.workflows.csss import SHARE
from plugins.icsge.workflows.runs import RunFlow

READ = "icsge.component.read"
TABS = {"dossiers": _("Dossiers parents et enfants"), "fermetures": _("Jours de fermetures"),
        "protocole": _("Protocole CISSS"), "options": _("Options avancées")}
SEES_NAMES = "icsge.message.read"


@dataclass
class Tab:
    """A tab of zone 2."""

    label: object
    url: str
    current: bool
    count: object = None
    icon: str = ""


@dataclass
class Note:
    """A message of zone 3: its code and words, what it means, how to correct it, and where."""

    code: str
    severity: str
    text: object
    field: object = ""
    why: object = ""
    how: object = ""
    url: str = ""
    number: int = 0
    mend: object = None
    of: object = ""
    local: bool = True
    key: int = 0


@dataclass
class Asked:
    """What the address asks."""

    components: list[Component]
    component: Component | None
    tab: str
    line: int
    year: int
    after: int
    kept: dict = field(default_factory=dict)


class TransferPage(Page):
    """« Transfert ICSGE »."""

    name, url, label, icon = "icsge.transfer", "/icsge", _("Transfert ICSGE"), "refresh-cw"
    permission, scope = READ, "les composantes qu’on voit"

    @expose("/")
    def index(self):
        """The four zones for one component and one tab."""
        asked = read_address(person())
        if asked.component is None:
            return self.render("icsge/nothing.html", may_open=person().can("icsge.component.edit"))
        user, component = person(), asked.component
        parts = {"dossiers": files_part, "fermetures": closures_part, "protocole": periods_part,
                 "options": options_part}[asked.tab](asked, user)
        live = Run.get_or_none(Run.alive_for == component.id, Run.state << LIVE)
        last = Run.latest(component)
        return self.render(
            "icsge/transfer.html", asked=asked, components=asked.components, component=component,
            tabs=tabs_of(asked, user), figures=lines.figures(component), states=RunFlow.states,
            live=live, advance=advance(live or last) if live or last else None, last=last,
            counts=outcomes(last) if last and not live else (), notices=notices.standing(),
            here=address(asked), hyphened=hyphened, to_second=to_second, called=called,
            may=rights(user, component), **parts)


def read_address(user) -> Asked:
    """The component, tab, line and year that the address asks for; what cannot be read is as if it was not asked."""
    found = list(Component.visible_to(user, READ).join(Organisation).order_by(Organisation.name))
    wanted = http.args.get("composante", type=as_key)
    component = next((each for each in found if each.id == wanted), None) or busiest(found)
    tab = http.args.get("volet", "dossiers")
    tab = tab if tab in TABS and not (tab == "fermetures" and component and component.is_office) else "dossiers"
    if tab == "dossiers" and not user.can(SEES_NAMES):
        tab = "options"
    year = http.args.get("annee", type=int) or 0
    return Asked(found, component, tab, http.args.get("ligne", 0, type=as_key), year if 2000 <= year <= 2100 else 0,
                 http.args.get("apres", 0, type=as_key))


def busiest(found: list[Component]) -> Component | None:
    """The first component that has something to send; the first of all when none has."""
    waiting = {row[0] for row in Dossier.select(Dossier.component).where(
        Dossier.component << [each.id for each in found], Dossier.state << SELECTED).distinct().tuples()}
    return next((each for each in found if each.id in waiting), found[0] if found else None)


def address(asked: Asked, **other) -> str:
    """The address of the page as it is, with something changed."""
    said = {"composante": asked.component.id, "volet": asked.tab, "ligne": asked.line or None,
            "annee": asked.year or None, "apres": asked.after or None} | other
    return links.transfer_of(**{name: value for name, value in said.items() if value})


def to_second(moment) -> str:
    """« 25/09/2016 09:52:53 »."""
    return f"{slash_date(moment)} {local(moment):%H:%M:%S}"


def tabs_of(asked: Asked, user) -> list[Tab]:
    """The tabs that a person may open; an office has no closure days (ICSGE-R65)."""
    names = [name for name in TABS if not (name == "fermetures" and asked.component.is_office)
             and (name != "dossiers" or user.can(SEES_NAMES))]
    return [Tab(TABS[name], address(asked, volet=name, ligne=None, annee=None, apres=None), name == asked.tab)
            for name in names]


def rights(user, component: Component) -> dict[str, bool]:
    """What the person may do with this component."""
    asked = {"configure": "icsge.component.edit", "launch": "icsge.run.request", "print": "icsge.print",
             "test": "icsge.test", "edit": "icsge.closure_batch.edit", "confirm": "icsge.closure_batch.confirm",
             "period": "icsge.csss_period.create", "periods": "icsge.csss_period.confirm",
             "force": "icsge.dossier.force", "names": SEES_NAMES}
    return {name: user.can(permission, component) for name, permission in asked.items()}


def files_part(asked: Asked, user) -> dict:
    """Tab 1: a page of lines, and the messages of the chosen one."""
    shown = lines.lines(asked.component, after=asked.after)
    more = len(shown) == lines.PAGE
    chosen = next((each for each in shown if each.key == asked.line), None)
    if chosen is None and asked.line:
        chosen = lines.line_of(asked.component, asked.line)
    chosen = chosen or next((each for each in shown if each.messages), None)
    back = address(asked, ligne=chosen.key) + "#zone-3" if chosen else ""
    return {"lines": shown, "more": shown[-1].key if more else 0, "chosen": chosen,
            "notes": notes_of(chosen, back) if chosen else [], "back": address(asked, ligne=asked.line or None),
            "with_back": links.with_back}


def notes_of(line: lines.Line, back: str = "") -> list[Note]:
    """The messages of a line, E first, each with its explanation, its field and its correction (ICSGE-R87, R88).

    Without a way back they are only read: nothing to correct is offered.
    """
    found = []
    for each in line.messages:
        said = MESSAGES.get(each.number)
        found.append(Note(
            each.code, each.severity, unpack(each.text), links.label_of(each.field), said.why if said else "",
            said.how if said else "", links.address_of(each.field, line.file, line.agreement, back) if back else "",
            each.number, mending.offered(each, line.file, line.agreement) if back else None, called(each.dossier),
            each.is_local, each.id))
    return found


def plain_notes(broken, *, of: object = "") -> list[Note]:
    """What our rules say of a closure day or of a period."""
    found = []
    for each in broken:
        said = MESSAGES.get(each.rule.number)
        found.append(Note(each.code, each.severity, each.text, links.label_of(each.rule.field),
                          said.why if said else "", said.how if said else "", number=each.rule.number, of=of))
    return found


def answered_notes(messages: list[dict], of: object) -> list[Note]:
    """What the Ministry last answered of a closure day or of a period."""
    found = []
    for each in messages:
        said = message_of(each["code"])
        found.append(Note(each["code"], severity_of(each["code"]), unpack(each["text"]),
                          links.label_of(each.get("field", "")), said.why if said else "", said.how if said else "",
                          of=of, local=False))
    return found


def severity_of(code: str) -> str:
    """E or A of a raw code."""
    read = read_code(code)
    return read[1] if read else "E"


def closures_part(asked: Asked, user) -> dict:
    """Tab 2: the grid of a civil year, and what the rules and the Ministry say of its days."""
    year = asked.year or today().year
    batch = batch_of(asked.component, year)
    rows = batch.rows() if batch else []
    said = [(note, day) for day, each in (closure_messages(batch) if batch else ())
            for note in plain_notes([each], of=slash_date(day) if day else "")]
    notes = [note for note, _day in said]
    for row in rows:
        notes += answered_notes(row.messages, slash_date(row.day))
    here = place_of(asked.component.id, year)
    return {"year": year, "batch": batch, "rows": rows, "typed": typed_again(here).get(here, {}),
            "slots": {name: SLOTS[name] for name in SLOTS},
            "offered": offered_slots(asked.component), "reasons": REASONS, "new_rows": range(NEW),
            "marked": {day for _note, day in said}, "notes": sorted(notes, key=lambda each: each.severity != "E"),
            "editable": batch is None or batch.current.editable or batch.state in ("empty", "accepted"),
            "accepted_count": sum(bool(row.sent_hash) for row in rows),
            "explanation": why_not(batch, user)}


def why_not(batch: ClosureBatch | None, user):
    """Whether the calendar can be confirmed, where that is what comes next."""
    if batch is None or batch.state not in ("draft", "amended"):
        return None
    return explain(batch, ClosureFlow.confirm, user)


def periods_part(asked: Asked, user) -> dict:
    """Tab 3: the grid of a financial year."""
    year = asked.year or financial_year(today())
    rows = periods_of(asked.component, year)
    notes, over = [], set()
    for row in rows:
        broken = period_messages(row)
        over |= {row.id for each in broken if each.rule.name == SHARE}
        notes += plain_notes(broken, of=row) + answered_notes(row.messages, row)
    places = {csss.place_of(asked.component.id, line): f"periode-{line}" for line in (
        "nouvelle", *(row.id for row in rows))}
    typed = {places[place]: fields for place, fields in typed_again(*places).items()}
    return {"year": year, "rows": rows, "typed": typed, "over": over, "ages": AGE_CODES, "bounds": bounds(year),
            "notes": sorted(notes, key=lambda each: each.severity != "E")}


def options_part(asked: Asked, user) -> dict:
    """Tab 4: what helps when nothing works."""
    held = set(asked.component.held_types)
    return {"held_types": [(name, label, name in held) for name, label in HELD_TYPES.items()],
            "forced": lines.settled(asked.component) if user.can(SEES_NAMES) else [], "notes": [],
            "codes": sorted(lines.codes(asked.component).items()) if user.can("icsge.codes.read") else None}
