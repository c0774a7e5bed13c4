"""What the journal says of accounts, in words: verb, icon and tone of each action."""

from __future__ import annotations

from core.i18n import _, pgettext

ACTS = {
    "core.user.signed_in": (_("Connexion"), "log-in", "neutre"),
    "core.user.signed_out": (_("Déconnexion"), "log-out", "neutre"),
    "core.user.sign_in_refused": (_("Connexion refusée"), "ban", "brique"),
    "core.user.created": (_("Compte créé"), "plus", "neutre"),
    "core.user.edited": (_("Compte modifié"), "pencil-line", "neutre"),
    "core.user.archived": (_("Compte archivé"), "archive", "prune"),
    "core.user.restored": (_("Compte rouvert"), "rotate-ccw", "neutre"),
    "core.user.invited": (_("Invitation envoyée"), "mail", "neutre"),
    "core.user.preference": (_("Préférence changée"), "sliders-horizontal", "neutre"),
    "core.user.password_changed": (_("Mot de passe changé"), "key-round", "neutre"),
    "core.user.password_set": (_("Mot de passe choisi par le lien"), "key-round", "neutre"),
    "core.user.second_factor_set": (_("Second facteur mis en place"), "shield-check", "vert"),
    "core.user.second_factor_removed": (_("Second facteur retiré"), "shield-alert", "ambre"),
    "core.user.recovery_codes_made": (_("Codes de secours refaits"), "key-round", "neutre"),
    "core.user.sessions_ended": (_("Séances terminées"), "log-out", "ambre"),
    "core.user.session_ended": (_("Séance terminée"), "log-out", "neutre"),
    "core.membership.created": (_("Rôle donné"), "user-plus", "neutre"),
    "core.membership.edited": (_("Rôle : date de fin changée"), "calendar-days", "neutre"),
    "core.membership.ended": (_("Rôle retiré"), "user-x", "ambre"),
    "core.role.created": (_("Rôle créé"), "plus", "neutre"),
    "core.role.edited": (_("Rôle modifié"), "pencil-line", "neutre"),
    "core.role.permission_removed": (_("Permission retirée"), "lock", "ambre"),
    "core.role.deleted": (_("Rôle supprimé"), "trash-2", "brique"),
}
"""By the journal's action."""


PEOPLE = {"core.user": _("Utilisateur"), "core.role": _("Rôle"), "core.membership": _("Rôle attribué")}
"""What the records of accounts are called, by kind."""

FIELDS = {
    "email": _("Adresse courriel"), "first_name": _("Prénom"), "last_name": pgettext("nom de famille", "Nom"),
    "active": _("Compte ouvert"), "is_staff": _("Membre du personnel"), "language": _("Langue"), "theme": _("Thème"),
    "password": _("Mot de passe"), "tf_totp_secret": _("Second facteur"), "tf_primary_method": _("Second facteur"),
    "tf_counter": _("Dernier code employé"), "fs_uniquifier": _("Clé des séances"),
    "last_login_at": _("Dernière connexion"), "name": _("Identifiant"), "label": _("Nom du rôle"),
    "description": _("Description"), "permissions": _("Permissions"), "may_grant": _("Rôles à donner"),
    "staff": _("Rôle du personnel"), "user": _("Personne"), "role": _("Rôle"), "organisation": _("Organisation"),
    "ends_on": _("Jusqu’au"),
}
"""What their fields are called."""


def said(entry) -> tuple[object, str, str]:
    """The verb, icon and tone of a journal row about accounts."""
    return ACTS.get(entry.action, (entry.action, "circle", "neutre"))
