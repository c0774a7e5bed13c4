"""The incidents of the Ministry's system: the list, and who writes them (ICSGE-R90)."""

from __future__ import annotations

from datetime import datetime

from core.api import (
    Column,
    Panel,
    RecordList,
    RecordView,
    Refused,
    _,
    notify,
    people_everywhere,
    prose_moment,
)
from plugins.icsge.links import transfer_of
from plugins.icsge.notices import SystemStatusNotice

READ, EDIT = "icsge.notice.read", "icsge.notice.edit"


def until(moment: datetime | None) -> str:
    """When it ends, in words."""
    return prose_moment(moment) if moment else str(_("tant qu’il dure"))


class NoticeView(RecordView):
    """« État du système CSG »."""

    model = SystemStatusNotice
    name, url = "icsge.notice", "/icsge/etat"
    label, label_plural, icon = _("Avis"), _("Avis"), "bell"
    create_label = _("Annoncer un incident")
    permissions = {"read": READ, "edit": EDIT, "create": EDIT}
    can_create = can_edit = True
    columns = (Column("text", _("Avis"), link=True), Column("severity", _("Gravité")),
               Column("starts_at", _("Depuis"), kind="moment"),
               Column("ends_at", _("Jusqu’à"), value=until, sort="ends_at"))
    lists = (RecordList("", _("État du système CSG"), empty=_("Aucun incident n’a été annoncé.")),)
    form_fields = ("text", "severity", "starts_at", "ends_at")
    fact_fields = ("severity",)
    labels = {"text": _("Avis"), "severity": _("Gravité"), "starts_at": _("Depuis"), "ends_at": _("Jusqu’à")}
    helps = {"ends_at": _("Vide tant que l’incident dure : l’avis reste au tableau de bord.")}

    def title_of(self, record: SystemStatusNotice) -> str:
        """« Avis : … »."""
        return str(_("Avis : %(text)s", text=record))

    def facts(self, record: SystemStatusNotice, user) -> list[tuple]:
        """From when to when, with the hours."""
        return [*super().facts(record, user), (_("Depuis"), prose_moment(record.starts_at)),
                (_("Jusqu’à"), until(record.ends_at))]

    def panels(self, record: SystemStatusNotice, user) -> list[Panel]:
        """The whole text, as people read it."""
        return [Panel(_("Ce que les gens lisent"), "icsge/card_notices.html", {"notices": [record]}, order=0)]

    def may_stand(self, record: SystemStatusNotice, user) -> bool:
        """A notice is told to all."""
        return user.can(EDIT)

    def may_edit(self, record: SystemStatusNotice, user) -> bool:
        """The same."""
        return user.can(EDIT)

    def before_save(self, record: SystemStatusNotice, user) -> None:
        """It ends after it began."""
        if record.ends_at is not None and record.ends_at <= record.starts_at:
            raise Refused(_("La fin précède le début."), _("Corrigez l’un des deux moments."))

    def after_save(self, record: SystemStatusNotice, user) -> None:
        """Who synchronises is told that an incident was opened or closed."""
        people = people_everywhere("icsge.run.request")
        said = _("Système CSG : l’incident est terminé.") if record.ends_at else _("Système CSG : %(text)s",
                                                                                    text=record.text)
        notify(people, said, link=transfer_of())
