"""« Messages » with their counts, the page of each with its progress, and what became of every copy (MSG-R02)."""

from __future__ import annotations

from flask import flash, redirect, url_for

from core.api import (
    Column,
    Filter,
    Panel,
    RecordList,
    RecordView,
    StateColumn,
    _,
    expose,
    fire_many,
    fn,
    needs,
    ngettext,
    person,
)
from plugins.families import Child
from plugins.messages.models import REASONS, Message, MessageCopy
from plugins.messages.sending import WAITING
from plugins.messages.workflow import READ, SEND, CopyFlow

RIGHTS = {"read": READ, "export": "core.export"}
AT_ONCE, SHOWN = 500, 50
TROUBLED = ("failed", "unsure")


def copies_in(*states: str):
    """The function that counts the copies of a message in these states."""
    return lambda model: MessageCopy.select(fn.COUNT(MessageCopy.id)).where(
        MessageCopy.message == model.id, MessageCopy.state << states)


class Sent:
    """How far a message is, as the progress shows it."""

    def __init__(self, message: Message):
        self.title, self.left, self.error = _("Envoi du message"), "", ""
        held = dict(MessageCopy.select(MessageCopy.state, fn.COUNT(MessageCopy.id)).where(
            MessageCopy.message == message.id).group_by(MessageCopy.state).tuples())
        self.total = message.count
        self.done = self.total - sum(held.get(each, 0) for each in WAITING)
        self.over = self.done >= self.total
        self.state = "done" if self.over else "running"
        self.doing = "" if self.over else str(_("Les courriels partent l’un après l’autre."))
        self.counts = [(state.label, held[name]) for name, state in CopyFlow.states.items() if held.get(name)] \
            if self.over else []
        self.failed = held.get("failed", 0)

    def as_dict(self) -> dict:
        """The same for the page's script."""
        return {"state": self.state, "done": self.done, "total": self.total, "doing": self.doing, "left": self.left,
                "finished": self.over}


class MessageView(RecordView):
    """The messages that were written."""

    model = Message
    name, url = "messages.message", "/messages"
    label, label_plural, icon = _("Message"), _("Messages"), "mail"
    columns = (Column("subject", _("Objet"), link=True), Column("created_at", _("Écrit le"), kind="moment"),
               Column("author.last_name", _("Par"), wide=True), Column("count", _("Destinataires"), kind="number"),
               Column("sent", _("Envoyés"), kind="number", sql=copies_in("sent"), sort=False),
               Column("failed", _("Échecs"), kind="number", sql=copies_in("failed", "unsure"), sort=False),
               Column("pending", _("En attente"), kind="number", sql=copies_in(*WAITING), sort=False))
    fact_fields = ("created_at", "author", "origin", "organisation", "count", "excluded")
    labels = {"created_at": _("Écrit le"), "author": _("Par"), "origin": _("Destinataires choisis dans"),
              "organisation": _("Au nom de"), "count": _("Destinataires"), "excluded": _("Écartés"),
              "subject": _("Objet")}
    journal_labels = {"body": _("Texte"), "key": _("Clé du formulaire"),
                      "childless": _("Enfants sans responsable à qui écrire")}
    acts = {"messages.message.sent": (_("Message écrit"), "send", "neutre")}
    filters = (Filter("created_at", _("Écrit le")),)
    permissions = RIGHTS
    lists = (RecordList("", _("Messages"), counted=False, intro=_(
        "Pour écrire à plusieurs familles, cochez des lignes dans la liste des responsables ou des enfants."),
        empty=_("Aucun message n’a encore été écrit."),
        empty_help=_("Ouvrez la liste des responsables, cochez des lignes, puis « Écrire à la liste ».")),)

    def facts(self, record: Message, user) -> list[tuple]:
        """People are said by their names."""
        return [(label, str(getattr(record, name) or "") if name in ("author", "organisation") else value)
                for name, (label, value) in zip(self.fact_fields, super().facts(record, user), strict=True)]

    def panels(self, record: Message, user) -> list[Panel]:
        """How far it is, what was written, and to whom it did not go."""
        sent = Sent(record)
        copies = list(MessageCopy.visible_to(user).where(
            MessageCopy.message == record.id, MessageCopy.state << TROUBLED).order_by(
                MessageCopy.state.desc(), MessageCopy.id).limit(SHOWN + 1))
        names = guardians_of(copies)
        children = list(Child.visible_to(user).where(Child.id << record.childless).limit(SHOWN)) if record.childless \
            else []
        context = {"sent": sent, "copies": copies[:SHOWN], "more": len(copies) > SHOWN, "names": names,
                   "children": children, "may_send": user.can(SEND, record), "excluded": excluded(record),
                   "all_url": url_for("messages_copy.index", message=record.id),
                   "excluded_url": url_for("messages_copy.index", message=record.id, state="excluded")}
        return [Panel(_("Envoi"), "messages/panel_progress.html", context, 10, name="envoi"),
                Panel(_("Texte"), "messages/panel_text.html", {}, 20, name="texte"),
                Panel(_("À qui il n’est pas parvenu"), "messages/panel_report.html", context, 30, name="rapport")]

    @expose("/<int:id>/avancement.json")
    @needs(READ, "Message visible_to")
    def progress(self, id: int):
        """How far it is, for the page's script."""
        return Sent(self.find(id)).as_dict()

    @expose("/<int:id>/renvoyer", methods=("POST",))
    @needs(SEND, "Message visible_to")
    def resend(self, id: int):
        """Put down again every copy that failed."""
        message = self.model.find_for(person(), id, SEND)
        failed = [number for (number,) in MessageCopy.select(MessageCopy.id).where(
            MessageCopy.message == message.id, MessageCopy.state == "failed").order_by(
                MessageCopy.id).limit(AT_ONCE).tuples()]
        done = sum(each.possible for each in fire_many(CopyFlow, CopyFlow.resend, failed, person()))
        flash(ngettext("%(num)s message repart.", "%(num)s messages repartent.", done), "success")
        if done < len(failed):
            flash(ngettext("%(num)s ne peut pas repartir : sa fiche n’a toujours pas d’adresse qui convienne.",
                           "%(num)s ne peuvent pas repartir : leurs fiches n’ont toujours pas d’adresse qui convienne.",
                           len(failed) - done), "error")
        return redirect(self.url_of(id), 303)


class CopyView(RecordView):
    """What became of each copy."""

    model = MessageCopy
    name, url = "messages.copy", "/messages/envois"
    label, label_plural, icon = _("Envoi"), _("Envois"), "send"
    columns = (Column("guardian.last_name guardian.first_name", _("Destinataire"), link=True),
               Column("message.subject", _("Objet"), wide=True), Column("address", _("Adresse")), StateColumn(),
               Column("reason", _("Raison"), wide=True), Column("state_since", _("Depuis"), kind="moment", wide=True))
    fact_fields = ("guardian", "address", "reason", "attempt", "message")
    labels = {"guardian": _("Destinataire"), "address": _("Adresse"), "reason": _("Raison"), "attempt": _("Essais"),
              "message": _("Message")}
    journal_told = ("reason",)
    journal_labels = {"begun_at": _("Début de l’envoi"), "subject": _("Objet"), "body": _("Texte")}
    filters = (Filter("state"), Filter("message", _("Message")))
    permissions = RIGHTS
    bulk_transitions = ("resend",)
    lists = (RecordList("", _("Envois"), menu=False),)

    def facts(self, record: MessageCopy, user) -> list[tuple]:
        """Whom, where, and which message, by name."""
        return [(label, str(getattr(record, name)) if name in ("guardian", "message") else value)
                for name, (label, value) in zip(self.fact_fields, super().facts(record, user), strict=True) if value]

    def panels(self, record: MessageCopy, user) -> list[Panel]:
        """The mail as it was written to her."""
        return [Panel(_("Texte"), "messages/panel_copy.html", {}, 10, name="texte")] if record.body else []


def excluded(message: Message) -> list[tuple[object, int]]:
    """How many were left out, by reason in words."""
    found = dict(MessageCopy.select(MessageCopy.reason, fn.COUNT(MessageCopy.id)).where(
        MessageCopy.message == message.id, MessageCopy.state == "excluded").group_by(MessageCopy.reason).tuples())
    return [(label, found[name]) for name, label in REASONS.items() if name in found]


def guardians_of(copies: list[MessageCopy]) -> dict[int, str]:
    """The names of those to whom copies go: one query."""
    model = MessageCopy.guardian.rel_model
    return {each.id: str(each) for each in model.select().where(model.id << [each.guardian_id for each in copies])} \
        if copies else {}
