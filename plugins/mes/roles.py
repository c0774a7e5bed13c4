"""The rights of MES and the roles that an installation starts with (1.9b)."""

from core.api import Permission, RoleTemplate, _

TITLE = _("Mesure de soutien (MES)")

PERMISSIONS = (
    Permission("mes.request.read", _("Consulter les demandes"), TITLE),
    Permission("mes.request.see_drafts", _("Consulter les brouillons"), TITLE),
    Permission("mes.child.read", _("Consulter les enfants et leurs demandes conformes"), TITLE),
    Permission("mes.request.review", _("Examiner les demandes transmises"), TITLE),
    Permission("mes.comment.write", _("Écrire des commentaires"), TITLE),
    Permission("mes.request.assign", _("Prendre et confier les demandes à examiner"), TITLE),
    Permission("mes.request.reassign", _("Confier à quelqu’un d’autre ce qu’un collègue examine"), TITLE),
    Permission("mes.request.propose", _("Proposer la conformité"), TITLE),
    Permission("mes.review.delegate", _("Déléguer ses droits d’examen pendant une absence"), TITLE),
    Permission("mes.request.print", _("Imprimer les demandes"), TITLE),
    Permission("mes.help.edit", _("Modifier les textes d’aide du formulaire"), TITLE),
    Permission("mes.request.see_reads", _("Voir qui a consulté une demande"), TITLE),
    Permission("mes.year.edit", _("Modifier les appels et les tarifs d’une année"), TITLE),
)

READER = ("core.dashboard", "families.read", "mes.child.read", "mes.request.read", "mes.request.see_drafts",
          "mes.request.print")
EDITOR = (*READER, "core.export", "families.edit", "mes.request.create", "mes.request.edit", "mes.request.attach",
          "mes.request.mark_corrected", "mes.request.reply", "mes.request.delete")
SIGNER = (*EDITOR, "mes.request.sign", "mes.request.submit", "mes.request.resubmit", "mes.request.close_departure",
          "mes.request.see_reads")
REVIEWER = ("core.dashboard", "core.export", "mes.request.read", "mes.request.review", "mes.request.print",
            "mes.comment.write", "mes.request.return_with_comments", "mes.request.assign")
AGENT = (*REVIEWER, "mes.request.propose")
DIRECTOR = (*REVIEWER, "mes.request.declare_compliant", "mes.request.close_departure", "mes.request.reopen",
            "mes.request.reassign", "mes.review.delegate", "core.explain_for_others")

ROLES = (
    RoleTemplate("sdg_reader", _("Consultation"), READER, _("Listes, détails, impression.")),
    RoleTemplate("sdg_editor", _("Saisie"), EDITOR, _("Crée, remplit, joint, supprime un brouillon.")),
    RoleTemplate("sdg_signer", _("Saisie – Signature (direction)"), SIGNER, _("Saisie, et de plus signe et transmet.")),
    RoleTemplate("sdg_access_manager", _("Responsable des services électroniques (RSE)"),
                 ("core.dashboard", "core.user.read", "core.user.edit", "core.role.read"),
                 _("Accorde les droits ; ne lit pas les demandes par ce seul rôle."),
                 may_grant=("sdg_reader", "sdg_editor", "sdg_signer")),
    RoleTemplate("min_agent", _("Conseil régional"), AGENT, _("Lit les demandes de ses régions, les commente.")),
    RoleTemplate("min_director", _("Direction régionale"), DIRECTOR,
                 _("Conseil régional, et de plus déclare conforme, ferme et rouvre.")),
    RoleTemplate("min_admin", _("Administration du Ministère"),
                 (*DIRECTOR, "mes.help.edit", "core.setting.edit", "core.organisation.read", "core.organisation.edit",
                  "core.user.read", "core.user.edit", "core.role.read", "core.journal.read", "core.job.read",
                  "mes.request.see_reads", "mes.year.edit"),
                 _("Toutes les régions, les réglages et le calendrier.")),
    RoleTemplate("committee", _("Comité consultatif"), ("core.dashboard", "mes.request.read"),
                 _("Lecture seule.")),
)
