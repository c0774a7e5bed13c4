"""The agreement that follows another: a copy, a renewal, or « Fermer et créer la suivante » (ICSGE-R29, R38)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from core.api import Form, MarelleError, Page, _, explain, expose, needs, person, today
from plugins.agreements import following
from plugins.agreements.effects import CAUSES
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.workflow import AgreementFlow

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
COPY, REPLACE = "agreements.agreement.copy", "agreements.agreement.replace"


class CopyForm(Form):
    """From which day on."""

    starts_on = DateField(_("Début"), [REQUIRED])


class ReplaceForm(CopyForm):
    """From which day on, and why."""

    cause = RadioField(_("Ce qui change"), [REQUIRED], choices=[SelectChoice(value=name, label=label)
                                                                for name, label in CAUSES])


class FollowingPage(Page):
    """« Copier une entente », « Renouveler », « Fermer et créer la suivante »."""

    name, url, label = "agreements.next", "/ententes", _("Entente suivante")
    permission = COPY

    @expose("/<int:id>/copier", methods=("GET", "POST"))
    @needs(COPY, "ServiceAgreement visible_to")
    def copy(self, id: int):
        """A draft that says the same but for dates and signature."""
        agreement = ServiceAgreement.find_for(person(), id, COPY)
        form = CopyForm(http.form or None, starts_on=asked_day() or following.copied(agreement).starts_on)
        return self.asked(agreement, form, _("Copier l’entente"),
                          lambda: following.copy(agreement, person(), form.starts_on.data))

    @expose("/<int:id>/renouveler", methods=("GET", "POST"))
    @needs(COPY, "ServiceAgreement visible_to")
    def renew(self, id: int):
        """The same, after an agreement that has ended; its history tells it."""
        agreement = ServiceAgreement.find_for(person(), id, COPY)
        form = CopyForm(http.form or None, starts_on=following.copied(agreement).starts_on)
        return self.asked(agreement, form, _("Renouveler l’entente"),
                          lambda: following.renew(agreement, person(), form.starts_on.data),
                          explain(agreement, AgreementFlow.renew, person()))

    @expose("/<int:id>/suivante", methods=("GET", "POST"))
    @needs(REPLACE, "ServiceAgreement visible_to")
    def replace(self, id: int):
        """Close the agreement the day before, and prepare the one that says what changes."""
        agreement = ServiceAgreement.find_for(person(), id, REPLACE)
        first = asked_day() or max(today(), agreement.starts_on) + timedelta(days=1)
        form = ReplaceForm(http.form or None, starts_on=first)
        return self.asked(agreement, form, _("Fermer et créer la suivante"),
                          lambda: following.replace(agreement, person(), starts_on=form.starts_on.data,
                                                    cause=form.cause.data),
                          explain(agreement, AgreementFlow.replace, person()))

    def asked(self, agreement: ServiceAgreement, form: Form, title: object, act, explanation=None):
        """The form, or the page of the agreement that it made."""
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                made = act()
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("Le brouillon de l’entente est prêt : vérifiez ses dates et son horaire."), "success")
                return redirect(url_for("agreements_agreement.record", id=made.id), 303)
        page = self.render("agreements/following.html", agreement=agreement, form=form, refusal=refusal, title=title,
                           explanation=explanation)
        return page, refusal.status if refusal else 400 if form.errors else 200


def asked_day() -> date | None:
    """The first day that the address proposes, as the notice board does; None when it is no day."""
    try:
        return date.fromisoformat(http.args.get("debut", ""))
    except ValueError:
        return None
