"""Service agreements as the simulator judges and keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import today, utcnow
from plugins.agreements import Facts, Period as Stay
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.rules.facts import AgreementFacts, PeriodFacts, has_allowance
from plugins.icsge.rules.judge import judge_agreement
from plugins.icsge.simulator.answer import Answer, judged, said
from plugins.icsge.simulator.models import Agreement, Component, File
from plugins.icsge.simulator.reading import Unreadable, allowances_of, day, part, schedule_of


def receive(component: Component, body: Mapping[str, Any]) -> Answer:
    """EntenteServiceAjouts and EntenteServiceModifications: by its number; its file must be known (ICSGE-R15)."""
    number, begins = part(body, "numero", str), day(body, "debut")
    if begins is None or not number:
        raise Unreadable("debut" if number else "numero")
    file = file_of(component, body)
    if file is None:
        lost = MESSAGES[15]
        return Answer((said(lost.code, lost.text, "file.csg_number"),))
    facts = facts_of(component, body, file)
    answer = Answer(judged(judge_agreement(facts)))
    if answer.accepted:
        keep(component, body, file)
    return answer


def delete(component: Component, body: Mapping[str, Any]) -> Answer:
    """EntenteServiceSuppressions: gone, whether it was there or not (ICSGE-R94)."""
    Agreement.delete().where(Agreement.component == component, Agreement.number == part(body, "numero", str)).execute()
    return Answer()


def keep(component: Component, body: Mapping[str, Any], file: File) -> None:
    """Write an accepted agreement."""
    number = part(body, "numero", str)
    kept = Agreement.get_or_none(Agreement.component == component, Agreement.number == number) or Agreement(
        component=component, number=number)
    kept.file, kept.starts_on, kept.ends_on = file, day(body, "debut"), day(body, "fin")
    kept.csss, kept.content = part(body, "protocole", bool), dict(body)
    kept.changed_at = utcnow().replace(tzinfo=None)
    kept.save()


def facts_of(component: Component, body: Mapping[str, Any], file: File) -> AgreementFacts:
    """What the rules look at: the agreement, its file, its neighbours, and the reserved periods."""
    signature, number = part(body, "signature", dict), part(body, "numero", str)
    others = [each for each in file.agreements if each.number != number]
    alone = Facts(
        starts_on=day(body, "debut"), ends_on=day(body, "fin"), schedule=schedule_of(body),
        birth_date=file.birth_date, nature=component.nature, is_replacement=part(body, "remplacant", bool),
        varies=part(body, "frequentationVariable", bool), ecp=part(body, "ecp", dict, type(None)) is not None,
        csss=part(body, "protocole", bool), transitional=part(body, "mesureTransitoire", bool),
        infant=part(body, "poupon", bool), infant_last_day=day(body, "finPoupon"),
        kept_infant_day=day(body, "finPouponAnterieure"),
        disability=has_allowance(allowances_of(file.content), today()), exception=part(body, "motif", str),
        signed=day(signature, "date") is not None,
        printed_differs=not part(signature, "conforme", bool), care=component.care, custody=file.custody,
        others=tuple(Stay(each.number, each.starts_on, each.ends_on) for each in others),
        sibling=tuple(Stay(each.number, each.starts_on, each.ends_on, schedule_of(each.content))
                      for each in beside(component, file)))
    periods = [PeriodFacts(each.starts_on, each.ends_on, each.days_per_week, each.places, each.age_code)
               for each in component.periods] if alone.csss else []
    return AgreementFacts(alone, tuple(periods), number_known=True)


def beside(component: Component, file: File) -> list[Agreement]:
    """The agreements of the other parent's file, in a shared custody."""
    if file.custody == "none":
        return []
    return list(Agreement.select().join(File).where(
        File.component == component, File.child_reference == file.child_reference, File.custody == file.custody,
        File.adult_reference != file.adult_reference).order_by(Agreement.starts_on, Agreement.id))


def file_of(component: Component, body: Mapping[str, Any]) -> File | None:
    """The file that an agreement names."""
    number = part(body, "numeroDossier", str)
    return File.get_or_none(File.component == component, File.number == number) if number else None
