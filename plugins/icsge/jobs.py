"""What icsge does in the background beside the runs: a long essay, and what the calendar brings."""

from __future__ import annotations

from core.api import SYSTEM, Refused, Stale, _, fire, job, notify, pack, people_at, today
from plugins.icsge import links
from plugins.icsge.closures import ClosureBatch
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.reminders import remind_of_ends, remind_of_school
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.workflows.closures import CONFIRM

PRECHECK, TURN = "icsge.precheck", "icsge.calendar_turn"
VERDICTS = {"pending": _("Prêts à transmettre"), "invalid_local": _("À corriger"), "held": _("Retenus")}


@job(PRECHECK, title=_("Essai à blanc d’une composante"))
def essay(progress, component: int) -> dict:
    """Judge what is selected by the local rules; nothing is sent (ICSGE-R92)."""
    found = precheck(Component.get_by_id(component), lambda done, total, kind: progress.step(done, total))
    return {"counts": [(pack(label), found[name]) for name, label in VERDICTS.items()],
            "link": links.transfer_of(component)}


@job(TURN, title=_("Calendriers et périodes qui finissent"), every="25 0 * * *")
def turn(progress) -> None:
    """Close last year's calendars, end the periods that are over; then remind of what comes, once."""
    done = {"closed": 0, "ended": 0}
    for batch in ClosureBatch.select().where(ClosureBatch.state == "accepted", ClosureBatch.year < today().year):
        done["closed"] += attempted(batch, "close_year")
    for period in CsssPeriod.select().where(CsssPeriod.state == "accepted", CsssPeriod.ends_on < today()):
        done["ended"] += attempted(period, "end")
    with progress.finish(done):
        remind()
        remind_of_ends()
        remind_of_school()


def attempted(record, name: str) -> int:
    """Fire a transition of the calendar; what is not due yet waits."""
    try:
        fire(record, name, SYSTEM)
    except (Refused, Stale):
        return 0
    return 1


def remind() -> int:
    """On 1 December, tell the directors whose next calendar was not sent; how many components that is."""
    if (today().month, today().day) != (12, 1):
        return 0
    year = today().year + 1
    sent = ClosureBatch.select(ClosureBatch.component).where(
        ClosureBatch.year == year, ClosureBatch.state.not_in(("empty", "draft")))
    late = [each for each in Component.select().where(Component.id.not_in(sent)) if not each.is_office]
    for component in late:
        notify(people_at(CONFIRM, component.organisation_path()),
               _("Le calendrier de fermeture de %(year)s n’est pas transmis : %(place)s.", year=year,
                 place=str(component)),
               link=links.transfer_of(component.id, volet="fermetures", annee=year), kind="late")
    return len(late)


JOBS = (essay, turn)
