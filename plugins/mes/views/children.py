"""« Liste des enfants »: the children who have had a request, empty in the first year (S3)."""

from __future__ import annotations

from itertools import groupby

from core.api import Column, Panel, RecordList, RecordView, _, fn, person
from plugins.families import Child
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear


def had_a_request(view, user):
    """The children of a request that `user` may see and that passed the Ministry's conformity step."""
    return Child.id << Request.select(Request.child).where(Request.within(user), Request.compliant_at.is_null(False))


def seen(child, *columns):
    """A query on the requests of a row's child that passed the conformity step, as far as the reader sees them."""
    return Request.select(*columns).where(Request.child == child.id, Request.within(person()),
                                          Request.compliant_at.is_null(False))


def last(column):
    """What the child's latest such request says."""
    return lambda child: seen(child, column).order_by(Request.reference_year.desc(), Request.id.desc()).limit(1)


def in_years(start) -> str:
    """« 2026-2027 »."""
    return "" if start is None else str(ReferenceYear(start))


class ChildrenView(RecordView):
    """The children, read only."""

    model = Child
    name, url = "mes.child", "/mes/enfants"
    label, label_plural, icon = _("Enfant"), _("Enfants"), "users"
    permissions = {"read": "mes.child.read"}
    columns = (
        Column("last_name first_name", _("Enfant"), link=True),
        Column("birth_date", _("Date de naissance")),
        Column("nirec", _("NIREC"), kind="code", wide=True),
        Column("requests", _("Demandes conformes"), kind="number", sort=False,
               sql=lambda child: seen(child, fn.COUNT(Request.id))),
        Column("last_year", _("Dernière année"), sort=False, value=in_years, sql=last(Request.reference_year)),
        Column("last_hours", _("Heures/jour"), kind="number", sort=False, sql=last(Request.hours_per_day)),
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

    def panels(self, record: Child, user) -> list[Panel]:
        """The child's requests by reference year, the latest first, as far as the reader sees them."""
        found = Request.select().where(Request.child == record.id, Request.within(user)).order_by(
            Request.reference_year.desc(), Request.id.desc())
        years = [(ReferenceYear(start), list(each)) for start, each in
                 groupby(found, key=lambda request: request.reference_year)]
        return [Panel(_("Demandes par année de référence"), "mes/panel_years.html", {"years": years}, name="demandes")]
