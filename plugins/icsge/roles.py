"""The rights of icsge and the roles that an installation starts with (1.3)."""

from core.api import Permission, RoleTemplate, _

TITLE = _("Transfert ICSGE")

PERMISSIONS = (
    Permission("icsge.component.read", _("Consulter les composantes et ce qu’elles transmettent"), TITLE),
    Permission("icsge.component.edit", _("Configurer les composantes et leur code d’accès"), TITLE),
    Permission("icsge.message.read", _("Lire les messages et les synchronisations"), TITLE),
    Permission("icsge.own_file.read", _("Lire les messages des dossiers de son propre lieu"), TITLE),
    Permission("icsge.print", _("Imprimer les rapports et les calendriers"), TITLE),
    Permission("icsge.test", _("Essayer la connexion et les règles, préparer le dossier de soutien"), TITLE),
    Permission("icsge.codes.read", _("Lire les codes des messages, sans les noms"), TITLE),
    Permission("icsge.notice.read", _("Lire l’état du système CSG"), TITLE),
    Permission("icsge.notice.edit", _("Annoncer un incident du système CSG"), TITLE),
)

FAMILIES = ("families.read", "families.edit", *(f"agreements.agreement.{verb}" for verb in (
    "read", "create", "copy", "edit", "print", "sign", "replace", "terminate")))
TELLER = ("core.dashboard", "icsge.notice.read")
CLERK = (*TELLER, *FAMILIES, "core.export", "icsge.component.read", "icsge.message.read", "icsge.codes.read",
         "icsge.print", "icsge.test", "icsge.run.request", "icsge.dossier.force", "icsge.closure_batch.edit",
         "icsge.csss_period.create", "icsge.csss_period.fix")
DIRECTOR = (*CLERK, "agreements.agreement.cancel", "icsge.component.edit", "icsge.closure_batch.confirm",
            *(f"icsge.csss_period.{verb}" for verb in ("confirm", "edit", "delete", "withdraw")))

ROLES = (
    RoleTemplate("icsge_director", _("Direction : synchronisation"), DIRECTOR,
                 _("Configure les composantes, confirme les calendriers et les périodes, synchronise.")),
    RoleTemplate("icsge_clerk", _("Adjointe ou adjoint : synchronisation"), CLERK,
                 _("Corrige les données, voit le code masqué, synchronise et imprime.")),
    RoleTemplate("icsge_educator", _("Éducatrice ou éducateur"), TELLER, _("Lit l’état du système CSG.")),
    RoleTemplate("icsge_home_provider", _("Responsable d’un service de garde (RSG)"),
                 (*TELLER, "families.read", "icsge.own_file.read"),
                 _("Lit les dossiers de son propre lieu, leurs messages et l’état du système CSG.")),
    RoleTemplate("icsge_support", _("Soutien technique"),
                 (*TELLER, "icsge.component.read", "icsge.codes.read", "icsge.test", "icsge.notice.edit"),
                 _("Essaie la connexion, lit les codes sans les noms, annonce les incidents.")),
    RoleTemplate("icsge_csg_operator", _("Exploitation du CSG"),
                 (*TELLER, "icsge.component.read", "icsge.message.read", "icsge.notice.edit"),
                 _("Lit tous les messages et annonce les incidents.")),
)
