"""A message to families, its copy for each adult, and who wants none."""

from __future__ import annotations

from core.api import (
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    MomentField,
    Organisation,
    Record,
    Searchable,
    TextField,
    Tracked,
    User,
    _,
    local,
    short_date,
)
from plugins.families import Guardian

ORIGINS = (("guardian", _("Une fiche")), ("guardians", _("La liste des responsables")),
           ("children", _("La liste des enfants")))
REASONS = {
    "no_email": _("Sans adresse de courriel"), "unusable": _("Adresse incomplète"),
    "archived": _("Fiche aux archives"), "opted_out": _("Ne veut pas de messages"),
    "same_address": _("Même adresse qu’un autre destinataire"),
}
"""Why somebody who was chosen gets no copy (MSG-R02)."""
FAILURES = {
    "refused": _("La messagerie du destinataire refuse ce courriel : l’adresse est fausse, pleine ou fermée."),
    "unreachable": _("Le serveur de courriel n’a pas répondu pendant trois jours."),
    "unsure": _("L’envoi a été coupé : personne ne sait si le courriel est parti."),
    **REASONS,
}
"""What went wrong with a copy."""


class Message(Searchable):
    """What somebody wrote, with its variables. `origin`: where the recipients were chosen; `count`: how many get it.

    `key` comes with the form, so that a second click is the same message. `childless`: the children chosen who have
    no adult with parental authority.
    """

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    author = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    key = CharField(max_length=32, unique=True)
    subject = CharField(max_length=150)
    body = TextField()
    origin = CharField(max_length=10, choices=ORIGINS, default="guardians")
    count = IntegerField(default=0)
    excluded = IntegerField(default=0)
    childless = JSONField(default=list)

    searched = ("subject",)
    belongs_to = "organisation"
    read_permission = "messages.read"
    private_fields = ("body",)

    class Meta:
        table_name = "messages_message"

    def __str__(self):
        return self.subject

    @property
    def lookup_detail(self) -> str:
        """What tells messages of one subject apart."""
        return short_date(local(self.created_at).date())

    @property
    def town(self) -> Organisation:
        """Whose name the message bears."""
        return self.organisation.ancestor("town") or self.organisation


class MessageCopy(Tracked):
    """A message as one adult gets it: subject, text and address as they were when it was sent, or why it was not.

    `begun_at`: since when it may have left; `attempt` counts how often it was put down; `reason`: a key of FAILURES.
    """

    message = ForeignKeyField(Message, backref="copies", on_delete="CASCADE")
    guardian = ForeignKeyField(Guardian, backref="+", on_delete="CASCADE")
    address = CharField(default="")
    subject = TextField(default="")
    body = TextField(default="")
    reason = CharField(max_length=20, choices=list(FAILURES.items()), default="")
    attempt = IntegerField(default=1)
    begun_at = MomentField(null=True)

    belongs_to = "message"
    read_permission = "messages.read"
    private_fields = ("subject", "body", "address")

    class Meta:
        table_name = "messages_copy"
        indexes = ((("message", "guardian"), True), (("message", "state"), False))

    def __str__(self):
        return self.subject or self.message.subject

    @property
    def failure(self) -> object:
        """The reason in words."""
        return FAILURES.get(self.reason, "")


class Preference(Record):
    """Whether an adult wants messages; without a row she does."""

    guardian = ForeignKeyField(Guardian, unique=True, on_delete="CASCADE", backref="+")
    accepts_messages = BooleanField(default=True)

    belongs_to = "guardian"
    read_permission = "messages.read"

    class Meta:
        table_name = "messages_preference"

    def __str__(self):
        return str(self.guardian)
