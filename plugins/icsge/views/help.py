"""The help of every message, from the same table that judges (ICSGE-R95)."""

from __future__ import annotations

from flask import request as http

from core.api import SIGNED_IN, Page, _, expose, fold, needs, person, running
from plugins.families import Child, Household, ParentChildFile
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.sync.models import Dossier

GROUPS = ((1, _("Accès et système")), (10, _("Enfant, parents et adresse")), (40, _("NIREC et NECSG")),
          (60, _("Ententes et horaires")), (80, _("Garde partagée")), (90, _("Protocole CISSS")),
          (100, _("Jours de fermeture")), (110, _("Âge scolaire et mesure transitoire")), (190, _("Divers")))
PASTE = (
    _("Dans le portail du Ministère, choisissez le code avec la souris, puis tenez Ctrl et appuyez sur C : il est "
      "copié."),
    _("Revenez ici, allez dans « Code d’accès ICSGE », tenez Ctrl et appuyez sur V : il est collé, tel quel."),
    _("Sur un Mac, la touche Commande remplace Ctrl. Sur un téléphone, appuyez longtemps, puis « Coller »."))
"""How to copy and paste, in words (ICSGE-R95)."""


class HelpPage(Page):
    """« Aide du transfert »."""

    name, url, label = "icsge.help", "/icsge/aide", _("Aide du transfert")
    permission = "icsge.component.read"

    @expose("/")
    @needs(SIGNED_IN, "la même pour tous")
    def index(self):
        """Every message by group, or those that have the words that were typed."""
        query = http.args.get("q", "").replace("\x00", "")[:200].strip()
        found = [each for each in MESSAGES.values() if has_words(each, query)]
        return self.render("icsge/help.html", groups=grouped(found), query=query, count=len(found), paste=PASTE,
                           cases=[] if query else cases(person()))


def cases(user) -> list[tuple[Household, int, int]]:
    """The special cases of a demonstration that a person may see, each with its component and its line."""
    if not running().config.demo:
        return []
    found = (Dossier.visible_to(user, "icsge.message.read").select(Dossier, ParentChildFile, Child, Household)
             .join(ParentChildFile).join(Child).join(Household).where(Household.family_code.startswith("CAS-"))
             .order_by(Household.family_code, Household.id, Dossier.record_kind, Dossier.id))
    rows: dict[int, tuple[Household, int, int]] = {}
    for each in found:
        rows.setdefault(each.file.child.household_id, (each.file.child.household, each.component_id, each.id))
    return list(rows.values())


def has_words(message, query: str) -> bool:
    """Whether the help of a message holds every word."""
    said = fold(" ".join(str(part) for part in (message.code, f"{message.code}T", message.text, message.why,
                                                  message.how, *message.rules)))
    return all(word in said for word in fold(query).split())


def grouped(found: list) -> list[tuple]:
    """(title, messages) of each group that has some."""
    rows = []
    for rank, (start, title) in enumerate(GROUPS):
        end = GROUPS[rank + 1][0] if rank + 1 < len(GROUPS) else 1000
        held = [each for each in found if start <= each.number < end]
        if held:
            rows.append((title, held))
    return rows
