"""What people write in the demonstration: comments, replies, reasons, names of files."""

from __future__ import annotations

from decimal import Decimal

from plugins.mes.demo.plan import Remark

TITLES = {
    "plan": ("Plan d'intégration.pdf",),
    "service_plan": ("Plan de service individualisé.pdf", "PSI.pdf"),
    "report": ("Rapport en ergothérapie.pdf", "Rapport en orthophonie.pdf", "Évaluation en physiothérapie.pdf"),
    "signatures": ("Signature des intervenants.pdf",),
}
GUIDE_REMARKS = (
    Remark("field:days_per_week", "L’entente prévoit 5 jours ; la demande en indique 4.",
           {"days_per_week": Decimal(5)}),
    Remark("service", "Le numéro d’installation n’est pas celui du pavillon que l’enfant fréquente : vérifiez-le."),
)
REMARKS = (
    Remark("field:hours_per_day", "Précisez pourquoi l’accompagnement dépasse la durée de présence habituelle.",
           {"hours_per_day": Decimal("3.75")}, "Les heures sont ramenées à la présence réelle."),
    Remark("field:planned_days", "Retirez les jours de fermeture du nombre de jours prévus.", {"planned_days": 187},
           "Les treize jours de fermeture sont retirés."),
    Remark("documents", "La deuxième page du plan d’intégration est illisible ; joignez une meilleure numérisation."),
    Remark("general", "Dites quels moyens sont déjà en place avant la demande.", {},
           "Ils sont décrits au plan d’intégration, page 1."),
    Remark("field:contact", "Indiquez la personne qui connaît le dossier.", {"contact": "Coordination, poste 214"}),
    Remark("identity", "L’adresse du domicile diffère de celle du rapport : laquelle est à jour ?", {},
           "Celle de la demande ; la famille a déménagé."),
    Remark("summary", "Le total d’heures ne correspond pas à celui du plan d’intégration."),
)
REASONS = ("Déménagement de la famille.", "Départ pour la maternelle 4 ans.", "Retrait demandé par le parent.")
MISTAKE = "Fermée par erreur : l’enfant est toujours présent."
DAYS_REASON = "Calendrier de l’installation : les jours fériés sont comptés."
