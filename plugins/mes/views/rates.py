"""« Tarifs »: the hourly rate of each reference year, empty while none is known; for estimates only (MES-R82)."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, request as http, url_for
from werkzeug.datastructures import MultiDict
from wtforms import DecimalField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from core.api import Form, Page, _, expose, journal, language, person, today, write_transaction
from plugins.mes.models import YearTerms
from plugins.mes.rates import rate_of
from plugins.mes.years import ReferenceYear

CENT = Decimal("0.01")
MOST = 500


class Dollars(DecimalField):
    """An amount as one writes it, with a comma in French."""

    widget = TextInput()

    def _value(self) -> str:
        text = super()._value()
        return text.replace(".", ",") if language() == "fr" else text


class RateForm(Form):
    """The rate of one year, in dollars."""

    rate = Dollars(_("Taux horaire, en dollars"), [Optional(), NumberRange(CENT, MOST, _(
        "Un taux va de 0,01 à %(most)s dollars l’heure ; laissez vide si aucun n’est connu.", most=MOST))])

    def validate_rate(self, field) -> None:
        """Whole cents."""
        if field.data is not None and field.data.is_finite() and field.data < MOST and field.data % CENT:
            raise ValidationError(_("Écrivez au plus deux chiffres après la virgule."))


class RatesPage(Page):
    """« Tarifs »."""

    name, url, label = "mes.rates", "/mes/tarifs", _("Tarifs")
    permission, scope = "mes.year.edit", "commun à tous"

    @expose("/", methods=("GET", "POST"))
    def index(self):
        """The rates of last year, this one and the next."""
        here = ReferenceYear.of(today()).start
        typed = MultiDict((name, value.replace(",", ".")) for name, value in http.form.items())
        forms = {year: RateForm(typed or None, prefix=f"{year.start}-", rate=in_dollars(year))
                 for year in map(ReferenceYear, (here - 1, here, here + 1))}
        wrong = [form for form in forms.values() if not form.validate()] if http.method == "POST" else []
        if http.method == "POST" and not wrong:
            with write_transaction():
                for year, form in forms.items():
                    keep(year, form.rate.data)
            flash(_("Les tarifs sont enregistrés."), "success")
            return redirect(url_for("mes_rates.index"), 303)
        return self.render("mes/rates.html", forms=forms), 400 if wrong else 200


def in_dollars(year: ReferenceYear) -> Decimal | None:
    """The rate that is kept."""
    cents = rate_of(year.start)
    return None if cents is None else Decimal(cents).scaleb(-2)


def keep(year: ReferenceYear, dollars: Decimal | None) -> None:
    """Write a rate down, with the journal's row, when it changed."""
    cents = None if dollars is None else int(dollars.scaleb(2))
    terms = YearTerms.get_or_none(YearTerms.reference_year == year.start) or YearTerms(reference_year=year.start)
    if terms.hourly_rate == cents:
        return
    before = terms.as_dict() if terms.id else None
    terms.hourly_rate = cents
    terms.save()
    journal.saved(person(), "mes.year.edited", terms, before)
