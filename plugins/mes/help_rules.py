"""The rules of MES that stop or warn, in the sentences that the online help shows; by where one meets them.

Guards bring their own sentence (see plugins.mes.help); here stand the rules of fields, files and warnings.
"""

from __future__ import annotations

from core.api import _, pgettext

CREATING, FILLING = _("Créer une demande"), _("Remplir le formulaire")
PAPERS, SENDING = _("Joindre les documents"), _("Signer et transmettre")
CORRECTING, ENDING, PRIVACY = _("Corriger les commentaires"), _("Terminer"), pgettext("aide", "Confidentialité")

RULES = {
    "R02": (CREATING, _("L’enfant se trouve par son NIREC, par son NECSG, ou par nom, prénom et date de naissance, "
                        "les trois ensemble.")),
    "R04": (CREATING, _("On choisit l’enfant avant de passer à l’étape suivante.")),
    "R10": (CREATING, _("Nouvelle demande : l’enfant n’a jamais reçu la mesure ici.")),
    "R11": (CREATING, _("Renouvellement sans changement : il l’a reçue ici l’année de référence précédente.")),
    "R12": (CREATING, _("Renouvellement avec changement : il l’a reçue ici cette année ou la précédente.")),
    "R13": (CREATING, _("Transfert : il l’a reçue ailleurs cette année ou la précédente.")),
    "R14": (CREATING, _("La première année d’une installation, les quatre types sont ouverts.")),
    "R15": (CREATING, _("Ensuite, le type qui convient est proposé ; un autre demande une raison.")),
    "R17": (CREATING, _("Un renouvellement ou un transfert reprend ce qu’il peut de la demande précédente ; sans "
                        "changement, les pages 2 à 5 sont reprises telles quelles, sauf les dates.")),
    "R19": (CREATING, _("Le numéro est donné au premier enregistrement et ne sert jamais deux fois.")),
    "R22": (FILLING, _("« Suivant » demande que la page soit complète ; « Précédent » est toujours permis.")),
    "R23": (FILLING, _("Tout ce que vous écrivez est enregistré sans que vous le demandiez.")),
    "R28": (FILLING, _("L’identité d’un parent et l’adresse du domicile sont au dossier.")),
    "R29": (FILLING, _("Les heures par jour sont par quarts d’heure, plus de 0, dans la limite fixée.")),
    "R30": (FILLING, _("Les jours par semaine vont de 0,5 à ceux de l’entente de l’enfant, 7 au plus.")),
    "R31": (FILLING, _("Avertissement : l’accompagnement dépasse la présence prévue à l’entente.")),
    "R32": (FILLING, _("Les jours prévus sont calculés ; vous les changez en disant pourquoi.")),
    "R33": (FILLING, _("Les jours prévus vont de 1 à 366.")),
    "R34": (FILLING, _("Avertissement : le plan d’intégration a plus d’un an le jour de la transmission.")),
    "R35": (FILLING, _("Un rapport de professionnel ou une attestation de Retraite Québec est déclaré.")),
    "R36": (FILLING, _("Avertissement : aucun partenaire ni plan d’intervention n’est déclaré.")),
    "R37": (FILLING, _("Avertissement : le courriel du parent manque, ou son téléphone n’a pas 10 chiffres.")),
    "R38": (FILLING, _("Avertissement : les jours prévus dépassent la limite de l’année ou le calcul.")),
    "R39": (PAPERS, _("Seuls les PDF lisibles sont acceptés : ni chiffrés, ni vides.")),
    "R40": (PAPERS, _("Un fichier pèse 4 Mo au plus.")),
    "R43": (PAPERS, _("Une case prend plusieurs fichiers, dans la limite de toute la demande.")),
    "R45": (PAPERS, _("La page des signatures se joint après l’impression du contenu actuel.")),
    "R46": (PAPERS, _("Un document se supprime tant que la demande est un brouillon ou en commentaires.")),
    "R47": (PAPERS, _("Le même fichier ne se joint pas deux fois.")),
    "R54": (SENDING, _("Prénom, nom et fonction sont nécessaires pour signer.")),
    "R57": (SENDING, _("Tout changement après la signature la retire.")),
    "R58": (SENDING, _("Avant de signer, vous prouvez de nouveau que c’est vous.")),
    "R61": (SENDING, _("Une demande transmise ne change plus.")),
    "R67": (CORRECTING, _("Vous cochez « Corrigé » et pouvez répondre ; le commentaire reste tel quel.")),
    "R69": (CORRECTING, _("« Corrigé » sur ce qui n’a pas changé demande une réponse.")),
    "R71": (CORRECTING, _("Le reste du formulaire peut changer aussi ; le Ministère voit ce qui a changé.")),
    "R72": (ENDING, _("Seul un brouillon se supprime, pour de bon, après en avoir écrit le numéro.")),
    "R76": (ENDING, _("Le 1er avril, les demandes conformes de l’année finie sont terminées.")),
    "R78": (ENDING, _("Un brouillon d’une année qui finit vous est rappelé ; il n’est jamais effacé sans vous.")),
    "R79": (ENDING, _("Vous pouvez demander le retrait d’une demande transmise ; la direction régionale vous la "
                      "rend.")),
    "R82": (ENDING, _("Le montant affiché n’est qu’une estimation.")),
    "R83": (PRIVACY, _("Chaque consultation d’une demande est notée.")),
    "R84": (PRIVACY, _("Ce qui est imprimé ou exporté dit par qui et quand.")),
}
"""By number in the specification: where, and the sentence."""
