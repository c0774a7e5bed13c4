"""« Paramétrage » of families: the criteria and the insurances of a town (FAM-R20, R21)."""

from __future__ import annotations

from core.api import Column, Filter, Organisation, RecordList, RecordView, Refused, _
from plugins.families.models import Criterion, CriterionValue, Insurance

RIGHTS = {"read": "families.settings", "create": "families.settings", "edit": "families.settings",
          "delete": "families.settings"}


class SettingsView(RecordView):
    """What a town sets up once."""

    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    on_dashboard = False

    def blank(self, user):
        """In the only town one sets up, when there is one."""
        places = list(Organisation.select().where(Organisation.within(user, RIGHTS["edit"]),
                                                  Organisation.kind == "town").limit(2))
        return self.model(organisation=places[0] if len(places) == 1 else None)


class CriterionView(SettingsView):
    """Criteria."""

    model = Criterion
    name, url = "families.criterion", "/familles/criteres"
    label, label_plural, icon = _("Critère"), _("Critères"), "tag"
    columns = (Column("label", _("Critère"), link=True), Column("target", _("S’applique aux")),
               Column("organisation.name", _("Collectivité")))
    lists = (RecordList("", _("Critères"), counted=False,
                        empty=_("Aucun critère : ce sont des champs que la collectivité invente.")),)
    form_fields = ("organisation", "label", "target", "values")
    labels = {"organisation": _("Collectivité"), "label": _("Libellé"), "target": _("S’applique aux"),
              "values": _("Valeurs possibles")}
    helps = {"values": _("Une par ligne. Une valeur déjà donnée à quelqu’un ne se retire pas.")}
    filters = (Filter("target", _("S’applique aux")),)
    default_sort = "label"

    def before_save(self, record: Criterion, user) -> None:
        """At least one value, none twice, and none taken away from who has it."""
        offered = record.options
        if not offered or any(len(each) > 80 for each in offered):
            raise Refused(_("Écrivez au moins une valeur, chacune de 80 caractères au plus."))
        record.values = "\n".join(dict.fromkeys(offered))
        gone = CriterionValue.select(CriterionValue.value).where(
            CriterionValue.criterion == (record.id or 0), CriterionValue.value.not_in(offered)).first()
        if gone is not None:
            raise Refused(_("« %(value)s » est la valeur de quelqu’un.", value=gone.value),
                          _("Laissez-la, ou changez d’abord les fiches qui l’ont : la liste se filtre par critère."))
        if record.id and CriterionValue.select().where(CriterionValue.criterion == record.id).exists() and \
                Criterion.get_by_id(record.id).target != record.target:
            raise Refused(_("Ce critère est déjà donné à des personnes."), _("Créez-en un autre."))


class InsuranceView(SettingsView):
    """Insurances."""

    model = Insurance
    name, url = "families.insurance", "/familles/assurances"
    label, label_plural, icon = _("Assurance"), _("Assurances"), "shield-check"
    columns = (Column("label", _("Assurance"), link=True), Column("visible", _("Visible")),
               Column("organisation.name", _("Collectivité")))
    lists = (RecordList("", _("Assurances"), counted=False, empty=_("Aucune assurance n’est offerte."), empty_help=_(
        "Une assurance (scolaire, responsabilité civile) se choisit sur la fiche d’un enfant ou d’un adulte, avec le "
        "numéro et les dates du contrat. Ajoutez ici celles que vos familles ont.")),)
    form_fields = ("organisation", "label", "visible")
    labels = {"organisation": _("Collectivité"), "label": _("Libellé"), "visible": _("Visible")}
    helps = {"visible": _("Celle qui n’est plus visible reste sur les fiches qui l’ont, et n’est plus offerte.")}
    default_sort = "label"
