"""One person, one e-mail address (FAM-R23): the portal's login follows it."""

from __future__ import annotations

from core.api import Refused, _
from plugins.families.models import Guardian


def holder(guardian: Guardian, user) -> tuple[bool, Guardian | None]:
    """Whether another adult in use has this address there, and who, when `user` may see her."""
    key = guardian.mail_key_now()
    others = Guardian.select().where(Guardian.mail_key == key, Guardian.id != (guardian.id or 0))
    if key is None or not others.exists():
        return False, None
    return True, Guardian.visible_to(user).where(Guardian.mail_key == key).first()


def refuse_shared_mail(guardian: Guardian, user) -> None:
    """Raise Refused when somebody else already has this address."""
    taken, who = holder(guardian, user)
    if taken:
        raise Refused(_("Cette adresse courriel est celle de %(who)s.", who=who) if who else
                      _("Cette adresse courriel est celle d’une autre personne."),
                      _("Une personne a une adresse à elle : écrivez-en une autre, ou utilisez la fiche existante."))

