"""Where what a condition names is mended."""

from __future__ import annotations


def sheet(who) -> str:
    """The sheet of a child, or of an adult who eats."""
    return f"/familles/enfants/{who.child}" if who.child else f"/familles/responsables/{who.guardian}"


def course(who) -> str:
    """Its card « Mon cursus, mes groupes »."""
    return f"{sheet(who)}#mes-classes"


def rights(who) -> str:
    """Its card « Mes prestations et mes réservations en masse »."""
    return f"{sheet(who)}#mes-prestations"


def service(number: int) -> str:
    """A service."""
    return f"/activites/prestations/{number}"


def offers(number: int) -> str:
    """The classes that a service is offered to."""
    return f"/activites/prestations/{number}#classes"


def period(number: int) -> str:
    """A period."""
    return f"/activites/periodes/{number}"


def periods() -> str:
    """The periods."""
    return "/activites/periodes"


def waiting() -> str:
    """The waiting list."""
    return "/activites/attente"
