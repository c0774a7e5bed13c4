"""« Textes d’aide »: the ⓘ of each field, as the Ministry words it in both languages (MES-R27)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import NotFound, Page, _, expose, journal, person, write_transaction
from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.forms import HelpForm
from plugins.mes.help import SECTIONS
from plugins.mes.models import HelpText

WORDED = {name: (field.label, field.help) for name, field in FIELDS.items()} | {
    section.key: (section.title, section.text) for section in SECTIONS}
"""What may be worded anew: each field’s help and each section of the online help, with our own words."""


class HelpTextsPage(Page):
    """The texts, page by page of the form; each is changed on a page of its own."""

    name, url, label, icon = "mes.help_texts", "/administration/textes-aide", _("Textes d’aide"), "info"
    permission, scope = "mes.help.edit", "textes d’aide du formulaire"

    @expose("/")
    def index(self):
        """Every field with its present help."""
        return self.render("mes/help_texts.html", pages=PAGES, sections=SECTIONS,
                           changed={row.key: row for row in HelpText.select()})

    @expose("/<name>", methods=("GET", "POST"))
    def edit(self, name: str):
        """Word one help anew, or take ours back by emptying it."""
        if name not in WORDED:
            raise NotFound(_("Ce champ n’existe pas."))
        label, ours = WORDED[name]
        row = HelpText.get_or_none(HelpText.key == name)
        form = HelpForm(http.form or None, obj=row)
        if http.method == "POST" and form.validate():
            keep(row or HelpText(key=name), (form.french.data or "").strip(), (form.english.data or "").strip())
            flash(_("Le texte d’aide de « %(label)s » est enregistré.", label=label), "success")
            return redirect(url_for("mes_help_texts.index") + f"#aide-{name}", 303)
        return self.render("mes/help_text.html", form=form, field_label=label, ours=ours)


def keep(row: HelpText, french: str, english: str) -> None:
    """Keep a wording, or forget it when it is empty; journalled."""
    before = {"french": row.french, "english": row.english} if row.id else None
    with write_transaction():
        if french:
            row.french, row.english = french, english
            row.save()
        elif row.id:
            row.delete_instance()
        journal.write(person(), "mes.help.edited", before=before, after={"french": french, "english": english},
                      note=row.key)
