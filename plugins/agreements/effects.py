"""What the transitions of an agreement do to it."""

from __future__ import annotations

from datetime import timedelta

from core.api import Refused, _, next_number, prose_date, today
from plugins.agreements.content import digest
from plugins.agreements.models import ServiceAgreement

CAUSES = (("schedule", _("L’horaire prévu change")), ("ecp", _("L’exemption (ECP) commence ou cesse")),
          ("csss", _("La place réservée (CISSS) commence ou cesse")),
          ("transitional", _("La mesure transitoire commence")))
"""When another agreement must follow (ICSGE-R29); a change of group or the end of the nursery is none (R30)."""


def fix_content(agreement: ServiceAgreement, user, inputs) -> None:
    """Give the number, once, and keep the digest of what is printed."""
    if not agreement.number:
        number = next_number(f"agreement:{agreement.file.installation_id}")
        agreement.number = f"{number:08d}"
    agreement.printed_hash, agreement.printings = digest(agreement), agreement.printings + 1


def forget_content(agreement: ServiceAgreement, user, inputs) -> None:
    """Drop the digest: what was printed no longer counts."""
    agreement.printed_hash = ""


def write_signature(agreement: ServiceAgreement, user, inputs) -> None:
    """Keep who signed, and when; a day to come is refused."""
    file = agreement.file
    signer = file.guardian_a if inputs["signed_by"] == "a" else file.guardian_b
    if signer is None:
        raise Refused(_("Ce dossier n’a pas de parent B."), _("Choisissez le parent A."))
    if inputs["signed_on"] > today():
        raise Refused(_("La signature est datée d’un jour à venir."), _("Donnez le jour où le parent a signé."))
    agreement.signed_on, agreement.signed_by = inputs["signed_on"], signer


def end_the_day_before(agreement: ServiceAgreement, user, inputs) -> None:
    """End the agreement the day before the next one begins."""
    first = inputs["starts_on"]
    if first <= agreement.starts_on or (agreement.ends_on is not None and first > agreement.ends_on):
        raise Refused(_("La suivante commence après le début de celle-ci, et avant sa fin."),
                      _("Choisissez un autre jour ; après la fin, renouvelez plutôt."))
    agreement.ends_on, agreement.end_type = first - timedelta(days=1), "renewal"


def end_early(agreement: ServiceAgreement, user, inputs) -> None:
    """Write the last day and how the agreement ends."""
    last = inputs["ends_on"]
    if last < agreement.starts_on or (agreement.ends_on is not None and last > agreement.ends_on):
        raise Refused(_("Le dernier jour n’est pas dans l’entente."), _(
            "Choisissez un jour entre le %(first)s et sa fin.", first=prose_date(agreement.starts_on)))
    agreement.ends_on, agreement.end_type = last, inputs["end_type"]
