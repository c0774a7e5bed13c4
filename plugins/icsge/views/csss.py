"""The grid of reserved periods of a financial year (ICSGE-R58 to R64)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import (
    Column,
    MarelleError,
    Page,
    RecordList,
    RecordView,
    Refused,
    StateColumn,
    _,
    create,
    expose,
    fire,
    journal,
    needs,
    person,
    write_transaction,
)
from plugins.icsge.components import Component
from plugins.icsge.csss import AGE_CODES, FIELDS, CsssPeriod
from plugins.icsge.views.closures import day_of
from plugins.icsge.views.retyping import keep_typed

CREATE = "icsge.csss_period.create"


class PeriodView(RecordView):
    """The reserved periods, each with its state and its history; reached from the grid."""

    model = CsssPeriod
    name, url = "icsge.csss_period", "/icsge/periodes"
    label, label_plural, icon = _("Période réservée"), _("Périodes réservées"), "calendar-days"
    permissions = {"read": "icsge.component.read"}
    columns = (Column("component.organisation.name", _("Composante"), link=True), Column("starts_on", _("Début")),
               Column("ends_on", _("Fin")), Column("age_code", _("Code d’âge")), Column("places", _("Places")),
               StateColumn())
    lists = (RecordList("", _("Périodes réservées"), menu=False),)
    fact_fields = ("component", *FIELDS)
    labels = {"component": _("Composante"), "starts_on": _("Début"), "ends_on": _("Fin"),
              "days_per_week": _("Jours par semaine"), "places": _("Nombre de places"), "age_code": _("Code d’âge"),
              "over_share": _("Plus de 5 % des places, je le sais")}
    journal_labels = {"csg_number": _("Numéro au CSG"), "sent_hash": _("Empreinte acceptée"),
                      "messages": _("Messages")}


class CsssPage(Page):
    """What the grid sends."""

    name, url, label = "icsge.csss", "/icsge/protocole", _("Protocole CISSS")
    permission = CREATE

    @expose("/<int:component>", methods=("POST",))
    @needs(CREATE, "Component visible_to")
    def add(self, component: int):
        """A new period."""
        found = Component.find_for(person(), component, CREATE)
        year = http.form.get("annee", type=int) or 0
        try:
            period = CsssPeriod(component=found, **typed())
            year = period.financial_year
            create(period, "create", person())
        except MarelleError as reason:
            flash(str(reason), "error")
            keep_typed(place_of(found.id, "nouvelle"))
        else:
            flash(_("La période est inscrite ; la direction la confirme."), "success")
        return redirect(grid_url(found, year), 303)

    @expose("/periodes/<int:id>", methods=("GET", "POST"))
    @needs(CREATE, "CsssPeriod visible_to")
    def save(self, id: int):
        """Write a line of the grid, by the transition that its state asks."""
        period = CsssPeriod.find_for(person(), id, CREATE)
        if http.method == "POST":
            try:
                write_line(period, typed() | {"over_share": "over_share" in http.form})
            except MarelleError as reason:
                flash(str(reason), "error")
                keep_typed(place_of(period.component_id, id))
            else:
                flash(_("La période est enregistrée."), "success")
        return redirect(grid_url(period.component, CsssPeriod.get_by_id(id).financial_year), 303)

    @expose("/periodes/<int:id>/<any(confirm, delete, withdraw):act>", methods=("POST",))
    @needs("icsge.csss_period.confirm", "CsssPeriod visible_to")
    def move(self, id: int, act: str):
        """« Confirmer », « Supprimer », « Retirer »."""
        period = CsssPeriod.find_for(person(), id, "icsge.csss_period.confirm")
        component, year = period.component, period.financial_year
        try:
            fire(period, act, person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("C’est fait."), "success")
        return redirect(grid_url(component, year), 303)


def place_of(component: int, line: int | str) -> str:
    """A line of the grid, as the place where something was typed."""
    return f"periode-{component}-{line}"


def grid_url(component: Component, year: int) -> str:
    """Where the grid of a financial year is shown."""
    return url_for("icsge_transfer.index", composante=component.id, volet="protocole", annee=year or None)


def typed() -> dict:
    """The five fields of a line; raises Refused for what cannot be read."""
    found = {"starts_on": day_of(http.form.get("starts_on", "")), "ends_on": day_of(http.form.get("ends_on", ""))}
    for name, label, most in (("days_per_week", _("Jours par semaine"), 7), ("places", _("Nombre de places"), 999)):
        text = http.form.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= most):
            raise Refused(_("« %(label)s » est un nombre de 1 à %(most)s.", label=label, most=most))
        found[name] = int(text)
    if http.form.get("age_code") not in AGE_CODES:
        raise Refused(_("Choisissez un code d’âge."))
    return found | {"age_code": http.form["age_code"]}


def write_line(period: CsssPeriod, values: dict) -> None:
    """Change a period: a draft as it is, one that was refused or accepted by its transition."""
    if period.state == "draft":
        with write_transaction():
            before = period.as_dict()
            for name, value in values.items():
                setattr(period, name, value)
            if period.save():
                journal.saved(person(), "icsge.csss_period.edited", period, before)
    elif period.state in ("rejected", "accepted"):
        name = "fix" if period.state == "rejected" else "edit"
        fire(period, name, person(), changes=values, confirmed="confirmed" in http.form)
    else:
        raise Refused(_("Cette période est « %(state)s » : elle ne change pas maintenant.",
                        state=period.current.label), _("Attendez la réponse de la prochaine synchronisation."))


