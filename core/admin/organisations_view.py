"""The tree of organisations, edited where one may."""

from __future__ import annotations

from zoneinfo import available_timezones

from core.admin.columns import Column
from core.admin.filters import Filter
from core.admin.view import RecordView
from core.errors import Refused
from core.i18n import _
from core.organisations import Organisation

INHERITED = {
    "currency": (("CAD", "EUR").__contains__, _("Cette monnaie n’est pas connue : écrivez CAD ou EUR.")),
    "time_zone": (lambda name: name in available_timezones(),
                  _("Ce fuseau horaire n’existe pas. Écrivez-le comme America/Toronto ou Europe/Paris.")),
    "locale": (lambda name: name in ("fr_CA", "en_CA", "fr_FR"),
               _("Cette langue n’est pas connue : écrivez fr_CA, en_CA ou fr_FR.")),
    "country": (("CA", "FR").__contains__, _("Ce pays n’est pas connu : écrivez CA ou FR.")),
}
"""What must be right for all that lies below, and the sentence when it is not."""


class OrganisationView(RecordView):
    """« Organisations »."""

    model = Organisation
    name, url = "core.organisation", "/administration/organisations"
    label, label_plural, icon = _("Organisation"), _("Organisations"), "building-2"
    columns = (
        Column("name", _("Nom"), link=True),
        Column("code", _("Numéro"), kind="code"),
        Column("kind", _("Genre")),
        Column("parent.name", _("Fait partie de")),
        Column("email", _("Courriel"), wide=True),
        Column("phone", _("Téléphone"), wide=True),
    )
    filters = (Filter("kind", _("Genre")), Filter("parent", _("Fait partie de")))
    default_sort = "name"
    intro = _("Chaque personne voit ce qui est à sa place et au-dessous.")
    form_fields = ("parent", "kind", "name", "code", "nature", "email", "phone", "address", "postal_code", "currency",
                   "time_zone", "locale", "country")
    labels = {
        "parent": _("Fait partie de"), "kind": _("Genre"), "name": _("Nom"), "code": _("Numéro"), "nature": _("Nature"),
        "email": _("Courriel"), "phone": _("Téléphone"), "address": _("Adresse"), "postal_code": _("Code postal"),
        "currency": _("Monnaie"), "time_zone": _("Fuseau horaire"), "locale": _("Langue et région"),
        "country": _("Pays"), "path": _("Place dans l’arbre"), "archived_at": _("Aux archives depuis")}
    helps = {
        "currency": _("CAD ou EUR ; vide : celle de l’organisation au-dessus."),
        "time_zone": _("Par exemple America/Toronto ; vide : celui de l’organisation au-dessus."),
        "locale": _("Par exemple fr_CA ; vide : celle de l’organisation au-dessus."),
        "country": _("Deux lettres ; vide : celui de l’organisation au-dessus.")}
    fact_fields = ("name", "code", "kind", "parent.name", "nature", "email", "phone", "address", "postal_code",
                   "currency", "time_zone", "locale", "country")
    permissions = dict.fromkeys(("create", "edit", "delete"), "core.organisation.edit")
    can_create = can_edit = can_delete = True

    def title_of(self, record: Organisation) -> str:
        """Its name."""
        return record.name

    def may_stand(self, record: Organisation, user) -> bool:
        """A new organisation stands below one that the person may change."""
        return record.parent_id is not None and user.can(self.permission("create"), record.parent)

    def before_save(self, record: Organisation, user) -> None:
        """What descendants inherit can be used; an organisation is not moved below itself, a root stays a root."""
        for name, (known, words) in INHERITED.items():
            if (value := getattr(record, name)) and not known(value):
                raise Refused(words)
        if record.id is None:
            return
        stored = Organisation.get_by_id(record.id)
        if record.parent_id != stored.parent_id and (record.parent_id is None or not stored.parent_id):
            raise Refused(_("Une organisation ne passe ni à la racine de l’arbre ni au-dessous d’une autre racine."))
        if record.parent_id is not None and record.parent.path.startswith(stored.path):
            raise Refused(_("Une organisation ne peut pas faire partie d’elle-même."))
