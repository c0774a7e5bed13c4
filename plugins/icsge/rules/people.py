"""Rules on the adults of a file and on the address of parent A (ICSGE-R16 to R25)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.api import _
from plugins.icsge.rules.facts import Address, FileFacts
from plugins.icsge.rules.names import same_adult
from plugins.icsge.rules.table import ERROR, WARNING, Table

PEOPLE = Table()
POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]")
QUEBEC = ("G", "H", "J")
BOX = re.compile(r"\b(?:c\.?\s?p\.?|b\.?\s?p\.?|p\.?\s?o\.?\s?box|case postale|bo[iî]te postale)\s*(?:n[o°]\.?\s*)?\d"
                 r"|\bcase postale\b|\bbo[iî]te postale\b|\bp\.?\s?o\.?\s?box\b|\bsucc(?:ursale|\.)(?=\W|$)", re.I)
FLAT_FIRST = re.compile(
    r"\s*(?:(?:app?|appt|apt|unité|bureau)\b\.?\s*)?#?\s*(?P<flat>\d{1,5}[A-Za-z]?|[A-Za-z]\d{0,4})\s*[-–]\s*"
    r"(?P<number>\d+(?!e\b)[A-Za-z]?)(?P<rest>(?:\s*,)?\s+\S.*)", re.I)
PARTS = (("last_name", _("nom")), ("first_name", _("prénom")), ("role", _("rôle")))
rule = PEOPLE.rule


@rule("ICSGE-R16", 20, ERROR, field="adult_a.last_name", asks=_("Le parent A a un nom, un prénom et un rôle."))
def adult_is_named(facts: FileFacts) -> Iterator[object]:
    for name, said in PARTS:
        if not getattr(facts.adult, name).strip():
            yield _("Un renseignement obligatoire sur le parent A est absent : %(field)s.", field=said)


@rule("ICSGE-R17", 30, ERROR, field="household.street",
      asks=_("Le parent A a une adresse civique ; celle du parent B ne compte pas."))
def has_address(facts: FileFacts) -> Iterator[object]:
    if not is_civic(facts.address) and not is_box(facts.address):
        yield _("L’adresse du parent A est absente ou invalide.")


@rule("ICSGE-R18", 31, ERROR, field="household.street", asks=_("L’adresse est celle où l’on habite, pas une case."))
def is_no_box(facts: FileFacts) -> Iterator[object]:
    if is_box(facts.address):
        yield _("Une case postale ne peut tenir lieu d’adresse de résidence.")


@rule("ICSGE-R19", 32, ERROR, field="household.postal_code", asks=_("Le code postal s’écrit A1A 1A1."))
def has_postal_code(facts: FileFacts) -> Iterator[object]:
    if not is_postal_code(facts.address):
        yield _("Le code postal est absent ou invalide.")


@rule("ICSGE-R20", 33, WARNING, field="household.postal_code",
      asks=_("Un code postal du Québec commence par G, H ou J."))
def is_in_quebec(facts: FileFacts) -> Iterator[object]:
    if is_postal_code(facts.address) and not facts.address.postal_code.startswith(QUEBEC):
        yield _("Le code postal semble situé hors du Québec.")


@rule("ICSGE-R21", 34, ERROR, field="household.street",
      asks=_("L’appartement vient à la fin : « 147 rue des Patriotes App 2 »."))
def flat_comes_last(facts: FileFacts) -> Iterator[object]:
    if FLAT_FIRST.fullmatch(facts.address.street):
        yield _("Le numéro d’appartement doit suivre le nom de la rue.")


@rule("ICSGE-R22", 16, WARNING, field="child.distinct_reason",
      asks=_("Quelqu’un qui ressemble à un autre n’a pas deux dossiers ; sinon on dit pourquoi."))
def is_distinct(facts: FileFacts) -> Iterator[object]:
    if facts.similar:
        yield _("Un dossier semblable existe déjà.")


@rule("ICSGE-R23", 21, ERROR, field="file.guardian_b",
      asks=_("En garde partagée, chaque parent a son dossier : l’autre n’est pas le parent B de celui-ci."))
def second_has_no_file(facts: FileFacts) -> Iterator[object]:
    if facts.second is None:
        return
    if facts.custody != "none" or any(same_adult(facts.second, other) for other in facts.others):
        yield _("Le second responsable possède déjà un dossier pour cet enfant (garde partagée).")


@rule("ICSGE-R25", 22, ERROR, field="file.guardian_a", asks=_("D’autres signataires ont un autre dossier."))
def signers_stay(facts: FileFacts) -> Iterator[object]:
    before = facts.known.signers if facts.known is not None else None
    now = (facts.adult.reference, facts.second.reference if facts.second is not None else "")
    if before is not None and before != now:
        yield _("Les responsables ont changé : un nouveau dossier parent-enfant est requis.")


def is_civic(address: Address) -> bool:
    """Whether there is a street with a number, and a town."""
    street = address.street.strip()
    return bool(address.city.strip()) and bool(re.search(r"\d", street)) and bool(re.search(r"[^\W\d_]{2}", street))


def is_box(address: Address) -> bool:
    """Whether it is a post-office box."""
    return BOX.search(address.street) is not None


def is_postal_code(address: Address) -> bool:
    """Whether the postal code is written as one."""
    return POSTAL_CODE.fullmatch(address.postal_code) is not None
