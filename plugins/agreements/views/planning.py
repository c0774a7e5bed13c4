"""The schedule of an agreement: one week or two, a box for each slot of each day, and the hours."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, Refused, _, back_to, expose, journal, needs, person, write_transaction
from plugins.agreements.beside import both_parents
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.schedule import DAYS, SLOTS, as_data, read
from plugins.agreements.typing import clock_of, minutes_of

EDIT = "agreements.agreement.edit"


class PlanningPage(Page):
    """The schedule editor."""

    name, url, label = "agreements.planning", "/ententes", _("Horaire")
    permission = EDIT

    @expose("/<int:id>/horaire", methods=("GET", "POST"))
    @needs(EDIT, "ServiceAgreement visible_to")
    def plan(self, id: int):
        """Show the cycle, or write what was ticked; what cannot be read is told and shown again."""
        agreement = ServiceAgreement.find_for(person(), id, EDIT)
        refusal = printed(agreement)
        typed = typed_weeks(weeks_asked(agreement)) if http.method == "POST" else shown_weeks(agreement)
        if http.method == "POST" and "save" in http.form:
            try:
                write(agreement, typed)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("L’horaire est enregistré."), "success")
                return redirect(back_to(url_for("agreements_agreement.record", id=id)), 303)
        page = self.render("agreements/planning.html", agreement=agreement, weeks=typed, refusal=refusal, days=DAYS,
                           slots=SLOTS, beside=both_parents(agreement) if agreement.file.is_shared else None)
        return page, refusal.status if refusal and http.method == "POST" else 200


def weeks_asked(agreement: ServiceAgreement) -> int:
    """How many weeks the form has, one more or less when that button was pressed."""
    sent = 2 if http.form.get("weeks") == "2" else 1
    return {"more": 2, "less": 1}.get(http.form.get("change", ""), sent)


def typed_weeks(count: int) -> list[list[dict]]:
    """What was ticked and written, as it was written."""
    return [[{"slots": [slot for slot in SLOTS if f"w{week}d{day}{slot}" in http.form],
              "begins": http.form.get(f"w{week}d{day}begins", "").strip(),
              "ends": http.form.get(f"w{week}d{day}ends", "").strip()} for day in range(7)] for week in range(count)]


def shown_weeks(agreement: ServiceAgreement) -> list[list[dict]]:
    """The stored schedule, as the form shows it."""
    return [[{"slots": list(day["slots"]), "begins": clock_of(day.get("begins")), "ends": clock_of(day.get("ends"))}
             for day in week] for week in as_data(agreement.planned)]


def printed(agreement: ServiceAgreement) -> Refused | None:
    """Why the schedule is only shown: it changes in a draft alone (ICSGE-R29)."""
    return None if agreement.state == "draft" else Refused(
        _("L’horaire d’une entente imprimée ne change pas."), _("Reprenez la saisie, ou créez l’entente suivante."))


def write(agreement: ServiceAgreement, weeks: list[list[dict]]) -> None:
    """Write the schedule of a draft; raises Refused with the day that cannot be read."""
    if refusal := printed(agreement):
        raise refusal
    schedule = read([[as_stored(day, week, rank) for rank, day in enumerate(days)] for week, days in enumerate(weeks)])
    with write_transaction():
        before = agreement.as_dict()
        agreement.plan(schedule)
        if agreement.save():
            journal.saved(person(), "agreements.agreement.edited", agreement, before)


def as_stored(day: dict, week: int, rank: int) -> dict:
    """A typed day as it is stored."""
    try:
        times = {name: minutes_of(day[name]) for name in ("begins", "ends") if day[name]}
        if "begins" in times and "ends" in times and times["ends"] <= times["begins"]:
            times["ends"] += 24 * 60
        read([[{"slots": day["slots"]} | times] * 7])
    except MarelleError as reason:
        raise Refused(_("%(day)s, semaine %(week)s : %(what)s", day=DAYS[rank], week=week + 1, what=reason.message),
                      reason.remedy) from reason
    return {"slots": day["slots"]} | times
