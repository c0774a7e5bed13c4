"""Writing to families: the text and its variables, a preview, who is left out, then sending (MSG-R01, R02)."""

from __future__ import annotations

import hashlib
import json

from flask import flash, redirect, request as http, url_for
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from core.api import Form, MarelleError, Page, Refused, _, chosen_rows, expose, needs, ngettext, person, running
from plugins.families import Guardian
from plugins.messages import recipients, sending, variables
from plugins.messages.recipients import SEND, Audience
from plugins.messages.sending import Written

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
LONGEST_SUBJECT, LONGEST_TEXT = 150, 10_000


class MessageForm(Form):
    """Subject and text; a variable that does not exist is refused where it stands."""

    subject = StringField(_("Objet"), [REQUIRED, Length(max=LONGEST_SUBJECT)], render_kw={"data-inserted": ""})
    body = TextAreaField(_("Texte"), [REQUIRED, Length(max=LONGEST_TEXT)],
                         render_kw={"data-inserted": "first", "rows": 12})

    def validate_subject(self, field) -> None:
        known(field.data)

    def validate_body(self, field) -> None:
        known(field.data)


def known(text: str) -> None:
    """Refuse a text with a variable that does not exist."""
    try:
        variables.used(text)
    except Refused as reason:
        raise ValidationError(f"{reason.message} {reason.remedy}") from None


class ComposePage(Page):
    """The composer, for the adults of a list, those of a list of children, or one."""

    name, url, label = "messages.compose", "/messages/ecrire", _("Écrire un message")
    permission, scope, in_menu = SEND, "Guardian visible_to", False

    @expose("/responsables", methods=("POST",))
    @needs(SEND, "Guardian visible_to")
    def to_guardians(self):
        """To the adults chosen in their list."""
        view = running().views["families.guardian"]
        ids = chosen_rows(view)
        return self.answer(recipients.of_guardians(ids, person()), ids, view.list_url())

    @expose("/enfants", methods=("POST",))
    @needs(SEND, "Child visible_to")
    def to_children(self):
        """To the adults with parental authority over the children chosen in their list."""
        view = running().views["families.child"]
        ids = chosen_rows(view)
        return self.answer(recipients.of_children(ids, person()), ids, view.list_url())

    @expose("/responsable/<int:id>", methods=("GET", "POST"))
    @needs(SEND, "Guardian visible_to")
    def to_guardian(self, id: int):
        """To one adult, from her sheet."""
        guardian = Guardian.find_for(person(), id, SEND)
        return self.answer(recipients.of_guardians([guardian.id], person(), "guardian"), [guardian.id],
                           running().views["families.guardian"].url_of(guardian.id) + "#messagerie")

    def answer(self, audience: Audience, ids: list[int], back: str):
        """Show the form, the preview of one of them, or send."""
        if not audience.everybody and not audience.childless:
            raise Refused(_("Aucun destinataire n’est choisi."), _("Cochez des lignes de la liste, puis recommencez."))
        form, refusal = MessageForm(http.form if "subject" in http.form else None), None
        written = Written(form.subject.data or "", plain(form.body.data or ""), key_asked())
        sound = "subject" in http.form and form.validate()
        if sound and "send" in http.form and (audience.origin == "guardian" or seen(written, audience)):
            try:
                return self.sent(sending.send(written, audience, person()))
            except MarelleError as reason:
                refusal = reason
        page = self.render(
            "messages/compose.html", form=form, refusal=refusal, audience=audience, written=written, back=back,
            ids=",".join(map(str, ids)), variables=variables.VARIABLES, action=http.path,
            changed=sound and "send" in http.form and refusal is None and audience.reached,
            preview=Preview(written, audience) if sound and audience.reached else None)
        return page, refusal.status if refusal else 422 if form.errors else 200

    def sent(self, message):
        """To the page of the message, where its progress shows."""
        flash(ngettext("Le message part vers %(num)s destinataire.", "Le message part vers %(num)s destinataires.",
                       message.count), "success")
        return redirect(url_for("messages_message.record", id=message.id), 303)


class Preview:
    """The message as one of the recipients gets it, and the mark of what was seen."""

    def __init__(self, written: Written, audience: Audience):
        people = audience.reached
        self.total = len(people)
        self.rank = min(max(0, rank_asked()), self.total - 1)
        self.recipient = people[self.rank]
        self.subject, self.body = written.for_one(self.recipient)
        self.mark = mark(written, audience)
        self.empty = list(variables.empty_for(variables.used(written.subject + written.body), people))


def mark(written: Written, audience: Audience) -> str:
    """What a preview has shown: another text, or other recipients, have another mark."""
    seen_by = json.dumps([written.subject, written.body, [each.guardian.id for each in audience.reached]])
    return hashlib.sha256(seen_by.encode()).hexdigest()


def seen(written: Written, audience: Audience) -> bool:
    """Whether this very message was previewed."""
    return http.form.get("seen") == mark(written, audience)


def plain(text: str) -> str:
    """The text with the line breaks of our side."""
    return "\n".join(text.splitlines()).strip()


def key_asked() -> str:
    """The key of the form, or a new one."""
    typed = http.form.get("key", "")
    return typed if sending.KEY.fullmatch(typed) else sending.new_key()


def rank_asked() -> int:
    """Which recipient is to be shown, from 0."""
    typed = http.form.get("rank", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
