"""Our words and those of the exchange."""

from __future__ import annotations

ROLES = {"mother": "mere", "father": "pere", "tutor": "tuteur", "other": "autre"}
CUSTODY = {"none": "aucune", "alternate_weeks": "semaines", "half_days": "demi-journees"}
PLACES = {"pcr": "pcr", "other": "non-pcr"}
SLOTS = {"am": "am", "pm": "pm", "eve1": "soir1", "eve2": "soir2", "night1": "nuit1", "night2": "nuit2"}
REASONS = {"planned": "prevue", "lock_out": "lock-out", "strike": "greve", "storm": "tempete", "breakdown": "sinistre",
           "other": "autre"}
NO_NUMBER = "0"
"""What stands for a NECSG while there is none, as on the Ministry's screens."""
