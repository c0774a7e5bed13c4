"""Rules on who a child is, and on its numbers (ICSGE-R01 to R15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.api import _
from plugins.icsge.rules.facts import FileFacts, Named
from plugins.icsge.rules.names import agree, is_another
from plugins.icsge.rules.table import ERROR, WARNING, Table

IDENTITY = Table()
NIREC = re.compile(r"[0-9]{13}")
USUAL_STARTS = ("11", "12")
PARTS = (("last_name", _("nom")), ("first_name", _("prénom")), ("birth_date", _("date de naissance")),
         ("sex", _("sexe")))
rule = IDENTITY.rule


def years(born, day) -> int:
    """The age in whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@rule("ICSGE-R13", 10, ERROR, field="child.last_name",
      asks=_("Un enfant a un nom, un prénom, une date de naissance et un sexe."))
def is_identified(facts: FileFacts) -> Iterator[object]:
    for name, words in PARTS:
        value = getattr(facts.child, name)
        if value is None or not str(value).strip():
            yield _("Un renseignement obligatoire sur l’enfant est absent : %(field)s.", field=words)


@rule("ICSGE-R14", 11, ERROR, field="child.birth_date",
      asks=_("Un enfant est né, et a moins de treize ans au début du service."))
def is_a_child(facts: FileFacts) -> Iterator[object]:
    born = facts.child.birth_date
    if born is None:
        return
    begins = facts.starts_on or facts.day
    if born > facts.day or years(born, begins) >= facts.most_years:
        yield _("La date de naissance est invalide.")


@rule("ICSGE-R01", 40, ERROR, field="child.nirec",
      asks=_("Un enfant né au Québec a un NIREC ; une déclaration sous serment ne le remplace pas."))
def has_nirec(facts: FileFacts) -> Iterator[object]:
    if not facts.child.born_elsewhere and not facts.child.nirec.strip():
        yield _("Le NIREC est obligatoire pour un enfant né au Québec.")


@rule("ICSGE-R02", 41, ERROR, field="child.nirec", asks=_("Un NIREC compte treize chiffres, sans lettre ni espace."))
def nirec_is_digits(facts: FileFacts) -> Iterator[object]:
    if facts.child.nirec.strip() and not is_nirec(facts.child):
        yield _("Le NIREC est invalide.")


@rule("ICSGE-R03", 43, WARNING, field="child.nirec", asks=_("Un NIREC commence d’habitude par 11 ou 12."))
def nirec_starts_well(facts: FileFacts) -> Iterator[object]:
    if is_nirec(facts.child) and not facts.child.nirec.startswith(USUAL_STARTS):
        yield _("Le NIREC ne débute pas par 11 ou 12.")


@rule("ICSGE-R07", 46, WARNING, field="child.nirec",
      asks=_("L’année que porte le NIREC est celle de la naissance, ou la suivante."))
def nirec_fits_birth(facts: FileFacts) -> Iterator[object]:
    born = facts.child.birth_date
    if born is not None and is_nirec(facts.child) and not 0 <= int(facts.child.nirec[1:5]) - born.year <= 1:
        yield _("L’année d’inscription du NIREC s’accorde mal avec l’année de naissance.")


@rule("ICSGE-R08", 47, ERROR, field="child.nirec", asks=_("Un NIREC n’est celui que d’un enfant."))
def nirec_is_alone(facts: FileFacts) -> Iterator[object]:
    if any(is_another(facts.child, other) for other in facts.namesakes):
        yield _("Ce NIREC est déjà utilisé pour un autre enfant.")


@rule("ICSGE-R04", 44, ERROR, field="child.nirec", asks=_("Le registre de l’état civil connaît le NIREC."))
def nirec_is_known(facts: FileFacts) -> Iterator[object]:
    if facts.known is not None and is_nirec(facts.child) and facts.known.entry is None:
        yield _("Le NIREC est inconnu du registre de l’état civil.")


@rule("ICSGE-R05", 42, ERROR, field="child.birth_date", asks=_(
    "La date de naissance et le sexe sont ceux du registre ; le NIREC lui-même peut être celui d’un autre."))
def birth_agrees(facts: FileFacts) -> Iterator[object]:
    entry = registered(facts)
    if entry is not None and (entry.birth_date, entry.sex) != (facts.child.birth_date, facts.child.sex):
        yield _("La date de naissance ou le sexe ne concorde pas")


@rule("ICSGE-R06", 45, ERROR, field="child.last_name", asks=_("Le nom et le prénom sont ceux du registre."))
def names_agree(facts: FileFacts) -> Iterator[object]:
    entry = registered(facts)
    if entry is not None and not agree(entry, facts.child):
        yield _("Le nom ou le prénom ne concorde pas avec le registre de l’état civil.")


@rule("ICSGE-R11", 51, ERROR, field="child.necsg", asks=_("Le NECSG est celui que le Ministère a donné à l’enfant."))
def necsg_is_known(facts: FileFacts) -> Iterator[object]:
    if facts.known is None or not has_necsg(facts.child) or names_two(facts):
        return
    holder = facts.known.holder
    if holder is None or is_another(facts.child, holder):
        yield _("Le NECSG est inconnu.")


@rule("ICSGE-R12", 52, ERROR, field="child.necsg", asks=_("Le NIREC et le NECSG sont ceux du même enfant."))
def numbers_agree(facts: FileFacts) -> Iterator[object]:
    if names_two(facts):
        yield _("Le NIREC et le NECSG désignent deux enfants différents.")


@rule("ICSGE-R15", 15, ERROR, field="file.csg_number",
      asks=_("Ce qui modifie un dossier nomme le numéro que le Ministère lui a donné ; Marelle le retrouve elle-même."))
def number_is_known(facts: FileFacts) -> Iterator[object]:
    if facts.known is not None and not facts.known.number_known:
        yield _("Le numéro du dossier parent-enfant est absent ou invalide.")


def is_nirec(child: Named) -> bool:
    """Whether the NIREC has the form of one."""
    return NIREC.fullmatch(child.nirec) is not None


def has_necsg(child: Named) -> bool:
    """Whether a NECSG is given; « 0 » stands for none."""
    return bool(child.necsg.strip(" 0"))


def registered(facts: FileFacts) -> Named | None:
    """The register's entry of the NIREC, if the judge knows the register."""
    return facts.known.entry if facts.known is not None and is_nirec(facts.child) else None


def names_two(facts: FileFacts) -> bool:
    """Whether both numbers are known, and are those of two children."""
    entry = registered(facts)
    holder = facts.known.holder if facts.known is not None and has_necsg(facts.child) else None
    return entry is not None and holder is not None and (
        holder.nirec != entry.nirec if holder.nirec else is_another(entry, holder))
