"""« Liste des enfants »: the children who have had a request, empty in the first year (S3)."""

from __future__ import annotations

from core.api import Column, RecordList, RecordView, _
from plugins.families import Child
from plugins.mes.models import Request


def had_a_request(view, user):
    """The children of a request that `user` may see and that passed the Ministry's conformity step."""
    return Child.id << Request.select(Request.child).where(Request.within(user), Request.compliant_at.is_null(False))


class ChildrenView(RecordView):
    """The children, read only."""

    model = Child
    name, url = "mes.child", "/mes/enfants"
    label, label_plural, icon = _("Enfant"), _("Enfants"), "users"
    columns = (
        Column("last_name first_name", _("Enfant"), link=True),
        Column("birth_date", _("Date de naissance")),
        Column("nirec", _("NIREC"), kind="code"),
        Column("household.name", _("Foyer")),
    )
    labels = {"first_name": _("Prénom"), "last_name": _("Nom de famille")}
    journal_labels = {"household": _("Foyer"), "necsg": _("NECSG"), "born_elsewhere": _("Né ou née hors province")}
    default_sort = "last_name"
    lists = (
        RecordList("enfants", _("Liste des enfants"), where=had_a_request,
                   intro=_("Les enfants dont une demande a été déclarée conforme."),
                   empty=_("Il est tout à fait normal que cette liste soit vide la première année : elle se remplit "
                           "quand une demande est déclarée conforme.")),
    )
