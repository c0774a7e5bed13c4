"""The support request, its documents, its comments and its transmitted versions."""

from __future__ import annotations

from core.api import (
    ALWAYS,
    EVERYONE,
    NEVER,
    NOWHERE,
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    File,
    ForeignKeyField,
    IntegerField,
    JSONField,
    MomentField,
    MoneyField,
    Organisation,
    Record,
    Searchable,
    TextField,
    Tracked,
    User,
    _,
    utcnow,
)
from plugins.families import Child, Guardian
from plugins.mes.years import ReferenceYear

TYPES = {
    "new": _("Nouvelle"),
    "renewal": _("Renouvellement sans changement"),
    "renewal_change": _("Renouvellement avec changement"),
    "transfer": _("Transfert"),
}
SLOTS = {
    "plan": _("Plan d’intégration"),
    "service_plan": _("Plan de service individualisé"),
    "report": _("Rapport d’un professionnel de la santé"),
    "signatures": _("Signatures MES"),
}
END_REASONS = {
    "year": _("Année échue"),
    "departure": _("Départ de l’enfant"),
    "ministry": _("Fermée par le Ministère"),
    "replaced": _("Remplacée par un transfert"),
}


class Request(Tracked, Searchable):
    """A request for the exceptional support measure, for one child, one installation and one reference year.

    `hours_per_day` and `days_per_week` are decimals, `planned_days` whole days of the reference year. `round` is
    the number of times the Ministry sent it back. `attestation` says who attests the deficiency. `form_data` keeps the
    other answers of the form (see plugins.mes.form), its `schema`, and how often each field was written. Identity and
    addresses are read from the family's file while the request is a draft, and from the transmitted version afterwards.
    """

    number = CharField(max_length=16, unique=True, null=True)
    type = CharField(max_length=16, choices=list(TYPES.items()))
    reference_year = IntegerField(index=True)
    region = CharField(max_length=2, index=True)
    division = ForeignKeyField(Organisation, on_delete="RESTRICT", backref="+")
    installation = ForeignKeyField(Organisation, on_delete="RESTRICT", backref="+")
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    guardian = ForeignKeyField(Guardian, null=True, on_delete="RESTRICT", backref="+")
    other_guardian = ForeignKeyField(Guardian, null=True, on_delete="RESTRICT", backref="+")
    previous = ForeignKeyField("self", null=True, on_delete="SET NULL", backref="+")
    assigned_to = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    proposed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    proposed_at = MomentField(null=True)
    answer_days = IntegerField(null=True)

    contact = CharField(max_length=120, default="")
    hours_per_day = DecimalField(max_digits=4, decimal_places=2, null=True)
    days_per_week = DecimalField(max_digits=3, decimal_places=1, null=True)
    planned_days = IntegerField(null=True)
    planned_days_reason = TextField(default="")
    attestation = CharField(max_length=16, default="")
    form_data = JSONField(default=dict)

    submitted_at = MomentField(null=True)
    compliant_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    departure_on = DateField(null=True)
    end_reason = CharField(max_length=10, default="")
    withdrawal_asked_at = MomentField(null=True)
    withdrawal_reason = TextField(default="")
    round = IntegerField(default=0)

    printed_hash = CharField(max_length=64, default="")
    signer_first_name = CharField(max_length=80, default="")
    signer_last_name = CharField(max_length=80, default="")
    signer_title = CharField(max_length=80, default="")
    signed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    signed_at = MomentField(null=True)
    signed_hash = CharField(max_length=64, default="")

    searched = ("number", "child")
    belongs_to = "division"
    read_permission = "mes.request.read"
    private_fields = ("form_data", "planned_days_reason", "withdrawal_reason")

    class Meta:
        table_name = "mes_request"
        indexes = (
            (("division", "state", "id"), False),
            (("division", "state", "round", "proposed_at", "assigned_to"), False),
            (("state", "state_since", "division"), False),
            (("child", "installation", "reference_year"), False),
            (("reference_year", "region", "state"), False),
        )

    def __str__(self):
        return self.number or ""

    @property
    def year(self) -> ReferenceYear:
        return ReferenceYear(self.reference_year)

    @property
    def type_label(self):
        return TYPES[self.type]

    @classmethod
    def within(cls, user, permission: str = ""):
        """A service sees its division; the Ministry the regions it holds the right in, and never a draft (1.9b)."""
        seen = super().within(user, permission)
        drafts = Organisation.holding(cls.division, user, "mes.request.see_drafts")
        return seen if drafts is ALWAYS or seen is NEVER else seen & ((cls.state != "draft") | drafts)


    @classmethod
    def places_of(cls, user, state: str) -> tuple[str, ...]:
        """Drafts are counted only where they may be seen."""
        return user.places_with("mes.request.see_drafts" if state == "draft" else cls.read_permission)


class Document(Record):
    """A file attached to a request; its slot is its nature (MES-R44).

    `form_hash`: for a signatures page, what the form said when that page was printed (MES-R45).
    """

    request = ForeignKeyField(Request, backref="documents", on_delete="CASCADE")
    slot = CharField(max_length=16, choices=list(SLOTS.items()))
    file = ForeignKeyField(File, on_delete="RESTRICT", backref="+")
    title = CharField(max_length=120)
    form_hash = CharField(max_length=64, default="")
    received_at = MomentField(default=utcnow)
    uploaded_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")

    belongs_to = "request"
    read_permission = "mes.request.read"

    class Meta:
        table_name = "mes_document"

    def __str__(self):
        return self.title

    @property
    def nature(self):
        return SLOTS[self.slot]


class Comment(Record):
    """What the Ministry asks to correct: a round, an anchor (block or field) and a text (MES-R64).

    `reopens` is the comment of an earlier round that this one asks again (MES-R70).
    """

    request = ForeignKeyField(Request, backref="comments", on_delete="CASCADE")
    round = IntegerField()
    anchor = CharField(max_length=60)
    text = TextField()
    author = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    author_name = CharField(max_length=160)
    corrected = BooleanField(default=False)
    corrected_by = CharField(max_length=160, default="")
    corrected_at = MomentField(null=True)
    reply = TextField(default="")
    reopens = ForeignKeyField("self", null=True, on_delete="SET NULL", backref="+")

    belongs_to = "request"
    read_permission = "mes.request.read"
    private_fields = ("text", "reply")

    class Meta:
        table_name = "mes_comment"

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those of the requests one sees; what is not sent yet only to those who write comments there."""
        sent = Request.select(Request.id).where(Request.round >= cls.round)
        reviewed = Request.select(Request.id).where(Request.within(user, "mes.comment.write"))
        return super().within(user, permission) & ((cls.request << sent) | (cls.request << reviewed))


class Version(Record):
    """The content of a request as it was transmitted, and its PDF once the job has made it (MES-R60)."""

    request = ForeignKeyField(Request, backref="versions", on_delete="CASCADE")
    number = IntegerField()
    content = JSONField()
    digest = CharField(max_length=64)
    submitted_at = MomentField(default=utcnow)
    submitted_by = CharField(max_length=160)
    file = ForeignKeyField(File, null=True, on_delete="RESTRICT", backref="+")

    belongs_to = "request"
    read_permission = "mes.request.read"
    private_fields = ("content",)

    class Meta:
        table_name = "mes_version"
        indexes = ((("request", "number"), True),)


class HelpText(Record):
    """An ⓘ text that was changed from ours, in both languages; `key` is a field of the form or a section of help."""

    key = CharField(max_length=60, unique=True)
    french = TextField()
    english = TextField(default="")

    belongs_to = EVERYONE

    class Meta:
        table_name = "mes_help"

    def __str__(self):
        return self.key


class YearTerms(Record):
    """What the Ministry decides for a reference year: the hourly rate of the estimate (empty: none is known, MES-R82)
    and its two calls for requests, each from a day to a day, both included.
    """

    reference_year = IntegerField(unique=True)
    hourly_rate = MoneyField(null=True)
    first_opens_on = DateField(null=True)
    first_closes_on = DateField(null=True)
    second_opens_on = DateField(null=True)
    second_closes_on = DateField(null=True)

    belongs_to = EVERYONE

    class Meta:
        table_name = "mes_year"

    def __str__(self):
        return str(ReferenceYear(self.reference_year))


class Reminder(Record):
    """That people were reminded of something, once: `key` says of what."""

    key = CharField(max_length=120, unique=True)

    belongs_to = NOWHERE

    class Meta:
        table_name = "mes_reminder"

    @classmethod
    def mark(cls, key: str) -> bool:
        """Mark it, in the caller's transaction; whether it was not marked yet, also of two at once."""
        return cls.insert(key=key).on_conflict_ignore().as_rowcount().execute() == 1
