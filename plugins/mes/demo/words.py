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
    Remark("documents", "La deuxième page du plan d’intégration est illisible ; joignez une meilleure numérisation.",
           {}, "L’original est ainsi ; nous en avons posté une copie à la direction régionale."),
    Remark("general", "Dites quels moyens sont déjà en place avant la demande.", {},
           "Ils sont décrits au plan d’intégration, page 1."),
    Remark("field:contact", "Indiquez la personne qui connaît le dossier.", {"contact": "Coordination, poste 214"}),
    Remark("identity", "L’adresse du domicile diffère de celle du rapport : laquelle est à jour ?", {},
           "Celle de la demande ; la famille a déménagé."),
    Remark("summary", "Le total d’heures ne correspond pas à celui du plan d’intégration.", {},
           "Le plan date d’avant l’entente : les heures de la demande sont les bonnes."),
)
REASONS = ("Déménagement de la famille.", "Départ pour la maternelle 4 ans.", "Retrait demandé par le parent.")
MISTAKE = "Fermée par erreur : l’enfant est toujours présent."
DAYS_REASON = "Calendrier de l’installation : les jours fériés sont comptés."
INCAPACITIES = (
    "Marche avec une aide technique ; se fatigue après une heure d’activité.",
    "S’exprime par gestes et par pictogrammes ; comprend les consignes d’un seul mot.",
    "Ne mange pas seul ; a besoin d’une surveillance constante aux repas.",
    "Les changements d’activité provoquent de grandes colères ; ne joue pas encore avec les autres.",
)
PROFESSIONALS = ("Maude Bélisle, ergothérapeute", "Hugo Paquin, orthophoniste", "Dre Annie Fournier, pédiatre",
                 "Salma Idrissi, physiothérapeute")
SERVICES = ("Orthophonie au CLSC, une fois par semaine.", "Ergothérapie au centre de réadaptation, deux fois par mois.",
            "Physiothérapie et suivi en pédiatrie.")
MEANS = ("Pictogrammes à chaque coin de jeu, coin calme, horaire visuel.", "Chaise adaptée et rampe ; deux "
         "éducatrices formées au transfert.", "Jumelage avec une éducatrice stable ; groupe réduit le matin.")
ALLOWANCE = ("Matériel adapté et formation de l’équipe.", "Libération de l’éducatrice pour les rencontres avec les "
             "partenaires.", "Équipement : chaise, cuillères adaptées, tapis.")
RESULTS = ("L’enfant participe aux jeux en petit groupe.", "Moins de crises aux transitions du matin.",
           "Les repas se passent bien avec une personne à côté.")
NEEDS = {
    "welcome": ("Se sépare difficilement de son parent.", "Accueil individuel de quinze minutes."),
    "play": ("Ne commence pas une activité sans aide.", "Présence à côté, consignes en images."),
    "meal": ("Avale avec difficulté ; risque d’étouffement.", "Aide constante, aliments coupés."),
    "hygiene": ("Ne demande pas à aller aux toilettes.", "Accompagnement à heures fixes."),
    "nap": ("Ne s’endort pas sans présence.", "Présence pendant l’endormissement."),
    "transition": ("Refuse de changer d’activité.", "Annonce en images et accompagnement."),
    "outside": ("Ne perçoit pas le danger.", "Main donnée dans les déplacements."),
}
PARTNERS = ("CISSS : éducatrice spécialisée, visite mensuelle.", "CLSC : orthophoniste ; rencontre chaque saison.",
            "Centre de réadaptation : plan commun depuis l’automne.")
CHANGES = "L’enfant a commencé à marcher ; il demande maintenant une surveillance à l’extérieur."
