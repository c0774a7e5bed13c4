"""Who acts without an account: Marelle itself, and a visitor who is not signed in."""

from __future__ import annotations


class System:
    """Marelle itself, acting in a job or a command: it may see everything, and fires what only it may fire."""

    id = None
    name = "Marelle"
    is_authenticated = True
    language = "fr"

    def places_with(self, permission: str) -> tuple[str, ...]:
        return ("",)

    def can(self, permission: str, record=None) -> bool:
        return True


class Nobody(System):
    """A visitor who is not signed in: may see nothing."""

    name = ""
    is_authenticated = False

    def places_with(self, permission: str) -> tuple[str, ...]:
        return ()

    def can(self, permission: str, record=None) -> bool:
        return False


SYSTEM, NOBODY = System(), Nobody()
