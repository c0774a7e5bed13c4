"""What ties a child to adults, to places and to whom to call; reached from the child's page."""

from __future__ import annotations

from core.api import Column, RecordList, Refused, _
from plugins.families.models import Child, EmergencyContact, Guardianship, Placement
from plugins.families.views.common import AttachedView, check_dates, given


class GuardianshipView(AttachedView):
    """What ties an adult to a child; reached from the child's page."""

    model = Guardianship
    name, url = "families.guardianship", "/familles/liens"
    label, label_plural, icon = _("Lien de parenté"), _("Liens de parenté"), "link"
    columns = (Column("guardian.last_name", _("Responsable"), link=True), Column("child.last_name", _("Enfant")),
               Column("kind", _("Lien")))
    lists = (RecordList("", _("Liens de parenté"), menu=False),)
    form_fields = ("child", "guardian", "kind", "rank", "parental_authority", "starts_on", "ends_on")
    labels = {"child": _("Enfant"), "guardian": _("Responsable"), "kind": _("Lien"), "rank": _("Parent A ou B"),
              "parental_authority": _("Autorité parentale"), "starts_on": _("Depuis le"), "ends_on": _("Jusqu’au")}

    def blank(self, user) -> Guardianship:
        """For the child whose page it was opened from."""
        return Guardianship(child=given(Child, "enfant", user))

    def before_save(self, record: Guardianship, user) -> None:
        """The rank is A, for who asks, or B."""
        if record.rank not in ("A", "B"):
            raise Refused(_("Le rang est A, pour le parent qui demande, ou B."))
        check_dates(record.starts_on, record.ends_on)


class PlacementView(AttachedView):
    """A child's place in an installation and its allowance; reached from the child's page."""

    model = Placement
    name, url = "families.placement", "/familles/places"
    label, label_plural, icon = _("Place"), _("Places"), "map-pin"
    columns = (Column("child.last_name", _("Enfant"), link=True), Column("installation.name", _("Installation")),
               Column("starts_on", _("Depuis le")))
    lists = (RecordList("", _("Places"), menu=False),)
    form_fields = ("child", "installation", "starts_on", "ends_on", "allowance_from", "allowance_until", "note")
    labels = {"child": _("Enfant"), "installation": _("Installation"), "starts_on": _("Depuis le"),
              "ends_on": _("Jusqu’au"), "allowance_from": _("Allocation pour l’intégration, depuis le"),
              "allowance_until": _("Allocation, jusqu’au"), "note": _("Note")}

    def blank(self, user) -> Placement:
        """For the child whose page it was opened from."""
        return Placement(child=given(Child, "enfant", user))

    def before_save(self, record: Placement, user) -> None:
        """Dates in order."""
        check_dates(record.starts_on, record.ends_on)
        check_dates(record.allowance_from, record.allowance_until)


class ContactView(AttachedView):
    """Whom to call when the parents do not answer; reached from the child's page."""

    model = EmergencyContact
    name, url = "families.contact", "/familles/urgences"
    label, label_plural, icon = _("Contact d’urgence"), _("Contacts d’urgence"), "phone"
    columns = (Column("name", _("Nom"), link=True), Column("child.last_name", _("Enfant")),
               Column("phone", _("Téléphone")))
    lists = (RecordList("", _("Contacts d’urgence"), menu=False),)
    form_fields = ("child", "name", "tie", "phone", "may_collect")
    labels = {"child": _("Enfant"), "name": _("Nom"), "tie": _("Lien avec l’enfant"), "phone": _("Téléphone"),
              "may_collect": _("Peut venir chercher l’enfant")}

    def blank(self, user) -> EmergencyContact:
        """For the child whose page it was opened from."""
        return EmergencyContact(child=given(Child, "enfant", user))
