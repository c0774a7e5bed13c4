"""The tree of organisations, edited where one may."""

from __future__ import annotations

from zoneinfo import available_timezones

from core.admin.columns import Column
from core.admin.filters import Filter
from core.admin.view import RecordView
from core.database import db, is_sqlite
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
        Column("phone", _("Téléphone"), kind="code", wide=True),
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
        """What descendants inherit can be used, and it stands where it may, by its kind and by the person's rights."""
        for name, (known, words) in INHERITED.items():
            if (value := getattr(record, name)) and not known(value):
                raise Refused(words)
        one_move_at_a_time()
        stored = Organisation.get_by_id(record.id) if record.id else Organisation(kind="")
        moved, changed = record.parent_id != stored.parent_id, record.kind != stored.kind
        if moved and record.id and (record.parent_id is None or not stored.parent_id):
            raise Refused(_("Une organisation ne passe ni à la racine de l’arbre ni au-dessous d’une autre racine."))
        if moved and record.parent_id:
            self.check_new_parent(record, user)
        if moved or changed:
            self.check_kinds(record)

    def check_new_parent(self, record: Organisation, user) -> None:
        """Whoever moves an organisation must be allowed to change what it comes to be part of."""
        parent = Organisation.get_by_id(record.parent_id)
        if not user.can(self.permission("edit"), parent):
            raise Refused(_("Vous ne pouvez rien placer au-dessous de « %(place)s ».", place=parent.name),
                          _("Demandez-le à une personne qui gère cette organisation."))
        if parent.archived_at:
            raise Refused(_("« %(place)s » est aux archives : rien ne s’y place.", place=parent.name))

    def check_kinds(self, record: Organisation) -> None:
        """Its kind fits below its parent, and those of its children below it."""
        parent = Organisation.get_by_id(record.parent_id) if record.parent_id else None
        children = Organisation.select().where(Organisation.parent == record.id) if record.id else ()
        for reason in (record.why_not_below(parent) if parent else None,
                       *(child.why_not_below(record) for child in children)):
            if reason:
                raise Refused(reason)


def one_move_at_a_time() -> None:
    """Two moves at once could make a circle that neither sees; SQLite's write lock already lets one through."""
    if not is_sqlite():
        db.execute_sql("SELECT pg_advisory_xact_lock(hashtext('core_organisation'))")
