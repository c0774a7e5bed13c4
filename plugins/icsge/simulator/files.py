"""Parent-child files as the simulator judges, keeps and finds them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.api import _, fold, today, utcnow
from plugins.agreements import meet
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.rules.facts import Adult, FileFacts, Known, Named
from plugins.icsge.rules.identity import has_necsg
from plugins.icsge.rules.judge import judge_file
from plugins.icsge.rules.names import agree
from plugins.icsge.simulator.answer import Answer, judged, said
from plugins.icsge.simulator.models import Component, File, next_in
from plugins.icsge.simulator.reading import CUSTODY_OF, Unreadable, address_of, adult_of, child_of, day, one_of, part
from plugins.icsge.simulator.register import by_necsg, by_nirec, give_necsg


def add(component: Component, body: Mapping[str, Any]) -> Answer:
    """DossierParentEnfantAjouts: a file that is there already keeps its number."""
    return receive(component, body, standing(component, body), known=True)


def change(component: Component, body: Mapping[str, Any]) -> Answer:
    """DossierParentEnfantModifications: by the number that was given (ICSGE-R15)."""
    number = part(body, "numeroDossier", str)
    found = File.get_or_none(File.component == component, File.number == number) if number else None
    return receive(component, body, found, known=found is not None)


def find(component: Component, body: Mapping[str, Any]) -> Answer:
    """DossierParentEnfantRecherche: the number of the file of a child and its adults, if there is one."""
    child, adult, reference = child_of(body), adult_of(body, "parentA"), reference_of(body, "enfant")
    rows = File.select().where(File.component == component, (File.child_reference == reference) | (
        File.birth_date == child.birth_date)).order_by(File.starts_on.desc(), File.id.desc())
    same = [each for each in of_child(rows, reference, child)
            if adult is None or each.adult_reference == adult.reference]
    return Answer(csg_number=same[0].number if same else "")


def receive(component: Component, body: Mapping[str, Any], file: File | None, *, known: bool) -> Answer:
    """Judge a file, and keep it when nothing forbids it."""
    facts = facts_of(component, body, file, number_known=known)
    messages = judged(judge_file(facts))
    if not Answer(messages).accepted:
        return Answer(messages)
    child, necsg = facts.child, ""
    if not child.nirec.strip() and not has_necsg(child):
        necsg = file.necsg if file is not None and file.necsg else give_necsg(child)
        messages += (said(MESSAGES[50].code, _("Le NECSG %(number)s a été attribué à l’enfant.", number=necsg),
                          "child.necsg"),)
    kept = keep(component, body, facts, file, necsg)
    return Answer(messages, kept.number, necsg)


def keep(component: Component, body: Mapping[str, Any], facts: FileFacts, file: File | None, necsg: str) -> File:
    """Write an accepted file; a new one is given the next number."""
    kept = file or File(component=component, number=f"D{next_in('file'):08d}")
    child, second = facts.child, facts.second
    kept.child_reference, kept.adult_reference = reference_of(body, "enfant"), facts.adult.reference
    kept.second_reference = second.reference if second is not None else ""
    kept.child_names = fold(f"{child.first_name} {child.last_name}")
    kept.adult_names = fold(" ".join(f"{each.first_name} {each.last_name}" for each in (facts.adult, second) if each))
    kept.nirec, kept.necsg = child.nirec, necsg or (child.necsg if has_necsg(child) else "")
    kept.birth_date, kept.custody = child.birth_date, facts.custody
    kept.starts_on, kept.ends_on = facts.starts_on, day(body, "fin")
    kept.content, kept.changed_at = dict(body), utcnow().replace(tzinfo=None)
    kept.save()
    return kept


def facts_of(component: Component, body: Mapping[str, Any], file: File | None, *, number_known: bool) -> FileFacts:
    """What the rules look at: the record, the register, and what the component sent before."""
    child, adult, begins = child_of(body), adult_of(body, "parentA"), day(body, "debut")
    if adult is None or begins is None:
        raise Unreadable("parentA" if adult is None else "debut")
    reference, custody = reference_of(body, "enfant"), one_of(body, "gardePartagee", CUSTODY_OF)
    same = File.child_reference == reference
    same = same | (File.nirec == child.nirec) if child.nirec else same
    rows = list(File.select().where(File.component == component, same, File.id != (file.id if file is not None else 0)))
    others = [each for each in rows if each.child_reference == reference
              and meet(begins, day(body, "fin"), each.starts_on, each.ends_on)]
    signers = (file.adult_reference, file.second_reference) if file is not None else None
    known = Known(by_nirec(child.nirec), by_necsg(child.necsg) if has_necsg(child) else None, number_known, signers)
    return FileFacts(
        child=child, adult=adult, address=address_of(body), second=adult_of(body, "parentB"), custody=custody,
        starts_on=begins, day=today(), others=tuple(first_of(each) for each in others),
        namesakes=tuple(child_of(each.content) for each in rows if each.nirec and each.nirec == child.nirec),
        similar=part(part(body, "enfant", dict), "distinct", bool), known=known)


def standing(component: Component, body: Mapping[str, Any]) -> File | None:
    """The file of the same child and the same signers at the same time, whose number the sender does not know."""
    begins, adult, second = day(body, "debut"), adult_of(body, "parentA"), adult_of(body, "parentB")
    if begins is None or adult is None:
        return None
    rows = File.select().where(
        File.component == component, File.child_reference == reference_of(body, "enfant"),
        File.adult_reference == adult.reference,
        File.second_reference == (second.reference if second is not None else ""))
    return next((each for each in rows if meet(begins, day(body, "fin"), each.starts_on, each.ends_on)), None)


def of_child(rows, reference: str, child: Named) -> list[File]:
    """The files of a child: of her number at the sender, her NIREC, or her names and birth."""
    return [each for each in rows if each.child_reference == reference or (
        each.nirec and each.nirec == child.nirec) or (
        each.birth_date == child.birth_date and agree(child_of(each.content), child))]


def first_of(file: File) -> Adult:
    """Parent A of a file."""
    return adult_of(file.content, "parentA")


def reference_of(body: Mapping[str, Any], name: str) -> str:
    """The number of somebody at the sender."""
    return part(part(body, name, dict), "reference", str)


def age_band(born: date, on: date) -> str:
    """The age band by which files are searched."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return "0-17" if months < 18 else "18-59" if months < 60 else "60+"
