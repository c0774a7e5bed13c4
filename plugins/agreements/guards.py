"""What an agreement must be before it moves on: each guard's docstring is the « Only if » of the workflow's page."""

from __future__ import annotations

from dataclasses import replace

from core.api import Obstacle, _, guard, prose_date, today
from plugins.agreements.content import digest
from plugins.agreements.gathering import facts_of
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import ERROR, judge

ALONE = "ICSGE-R28"
BEFORE_SIGNING = ("ICSGE-R39", "ICSGE-R40")
"""What is asked of a signed agreement only."""


@guard(_("Le dossier parent-enfant est ouvert"))
def file_is_open(agreement: ServiceAgreement, user):
    """The parent-child file is open on the first day."""
    if not agreement.file.is_open(agreement.starts_on):
        return Obstacle(_("Le dossier parent-enfant n’est pas ouvert le %(day)s.", day=prose_date(agreement.starts_on)),
                        _("Choisissez une date dans la période du dossier."),
                        link=f"/familles/dossiers/{agreement.file_id}", link_label=_("Ouvrir le dossier"))
    return None


@guard(_("L’entente n’en chevauche aucune autre"))
def stands_apart(agreement: ServiceAgreement, user):
    """No other agreement of the file runs on the same days (R28); the first day, while the last is not known."""
    facts = replace(facts_of(agreement), ends_on=agreement.ends_on or agreement.starts_on)
    return [Obstacle(each.text, each.rule.asks) for each in judge(facts) if each.rule.name == ALONE]


@guard(_("L’entente suit les règles"))
def keeps_the_rules(agreement: ServiceAgreement, user):
    """No rule of R26–R34 and R42–R55 is broken."""
    broken = [each for each in judge(facts_of(agreement))
              if each.severity == ERROR and each.rule.name not in BEFORE_SIGNING]
    return [Obstacle(each.text, _("Corrigez : %(what)s", what=each.rule.asks), link=link_to(agreement, each.rule.field),
                     link_label=_("Corriger")) for each in broken]


def link_to(agreement: ServiceAgreement, field: str) -> str:
    """Where a field of the agreement is changed."""
    page = "horaire" if field == "schedule" else "modifier"
    return f"/ententes/{agreement.id}/{page}"


@guard(_("L’entente est celle qui a été imprimée"))
def is_as_printed(agreement: ServiceAgreement, user):
    """Nothing changed since the agreement was printed."""
    if agreement.printed_hash != digest(agreement):
        return Obstacle(_("L’entente a changé depuis son impression."),
                        _("Reprenez la saisie, puis imprimez de nouveau."))
    return None


@guard(_("Le premier jour est arrivé"))
def has_begun(agreement: ServiceAgreement, user):
    """The first day has come."""
    if agreement.starts_on > today():
        return Obstacle(_("L’entente commence le %(day)s.", day=prose_date(agreement.starts_on)),
                        _("Attendez ce jour."))
    return None


@guard(_("Le premier jour n’est pas arrivé"))
def has_not_begun(agreement: ServiceAgreement, user):
    """The first day has not come."""
    if agreement.starts_on <= today():
        return Obstacle(_("L’entente a commencé le %(day)s.", day=prose_date(agreement.starts_on)),
                        _("Résiliez-la plutôt."))
    return None


@guard(_("Le dernier jour est passé"))
def is_over(agreement: ServiceAgreement, user):
    """The last day has passed."""
    if agreement.ends_on is None or agreement.ends_on >= today():
        return Obstacle(_("L’entente n’est pas arrivée à sa fin."), _("Attendez ce jour, ou résiliez-la."))
    return None
