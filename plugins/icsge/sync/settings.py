"""What an installation may decide of its synchronisations."""

from __future__ import annotations

from core.api import Setting, _

KEPT_DAYS = Setting("icsge.kept_days", 90, _("Contenus transmis : conservation, en jours"), "integer",
                    _("Chiffrés ; ensuite il ne reste que leur empreinte et les codes de réponse."))
HOLD_DAYS = Setting("icsge.hold_days", 14, _("Dossiers retenus : rappel après combien de jours"), "integer")
RUNS_AT = Setting("icsge.runs_at", "", _("Synchronisation à heure fixe"), "text",
                  _("L’heure, de 0 à 23 ; vide : seulement à la demande."))
SETTINGS = (KEPT_DAYS, HOLD_DAYS, RUNS_AT)
