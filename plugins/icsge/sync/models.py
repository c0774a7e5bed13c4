"""What is known of the exchange: the state of each record, the runs, what became of each record in them, messages."""

from __future__ import annotations

import uuid

from core.api import (
    SYSTEM,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    MomentField,
    Record,
    TextField,
    Tracked,
    User,
    _,
    create,
)
from plugins.agreements import ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.looked_after import OWN, looked_after
from plugins.icsge.sync.asking import turn

RECORD_KINDS = {"file": _("Dossier parent-enfant"), "agreement": _("Entente de service"),
                "period": _("Période CISSS"), "closure": _("Jour de fermeture")}
OUTCOMES = {"accepted": _("Accepté"), "accepted_warn": _("Accepté avec avertissements"), "rejected": _("Refusé"),
            "invalid": _("À corriger, non transmis"), "held": _("Retenu"), "blocked": _("En attente du dossier"),
            "unchanged": _("N’est plus à transmettre"), "unanswered": _("Sans réponse")}
TRIGGERS = {"manual": _("À la demande"), "scheduled": _("À heure fixe"), "retry": _("Reprise")}
HOLDS = {"nirec": _("NIREC attendu"), "postal_code": _("Code postal attendu"), "type": _("Sorte d’entente retenue")}


def new_uid() -> str:
    """The name of a record in the exchange: the same for ever, of this record alone."""
    return uuid.uuid4().hex


class Dossier(Tracked):
    """The synchronisation of one record: a parent-child file, or an agreement of it.

    `record` is its id, kept when the record is gone: then, and when `removed`, a deletion is to be sent (ICSGE-R94).
    `seen`: the versions of the rows that `now_hash` was computed from. `last_hash` and `last_key` are those of the
    content the Ministry accepted, `rank` how many contents it accepted. `wanted`: whether the Ministry is to know of it
    at all (no draft). `ends_on`: when the service ends; `no_end`: archived without an end (ICSGE-R74). `errors` and
    `warnings` count its present messages. `tries`: how often no answer came. `held_for`: a key of HOLDS.
    """

    component = ForeignKeyField(Component, backref="dossiers", on_delete="RESTRICT", index=False)
    record_kind = CharField(max_length=10, choices=list(RECORD_KINDS.items()))
    record = IntegerField()
    file = ForeignKeyField(ParentChildFile, backref="dossiers", on_delete="RESTRICT")
    agreement = ForeignKeyField(ServiceAgreement, null=True, backref="dossiers", on_delete="SET NULL")
    number = CharField(max_length=8, default="")
    uid = CharField(max_length=32, unique=True, default=new_uid)
    seen = CharField(max_length=200, default="")
    now_hash = CharField(max_length=64, default="")
    last_hash = CharField(max_length=64, default="")
    last_key = CharField(max_length=160, default="")
    rank = IntegerField(default=0)
    wanted = BooleanField(default=True)
    removed = BooleanField(default=False)
    no_end = BooleanField(default=False)
    ends_on = DateField(null=True)
    last_ok_at = MomentField(null=True)
    errors = IntegerField(default=0)
    warnings = IntegerField(default=0)
    checked_at = MomentField(null=True)
    forced_reason = CharField(max_length=200, default="")
    tries = IntegerField(default=0)
    held_for = CharField(max_length=12, default="")
    held_since = MomentField(null=True)
    reminded_at = MomentField(null=True)

    belongs_to = "component"
    read_permission = "icsge.message.read"

    class Meta:
        table_name = "icsge_dossier"
        indexes = ((("record_kind", "record"), True), (("component", "state", "id"), False))

    def __str__(self):
        return f"{RECORD_KINDS[self.record_kind]} {self.number or self.record}"

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those of the components of one's places; by a home provider's right, those of her own children."""
        if permission != OWN:
            return super().within(user, permission)
        return cls.file << ParentChildFile.select(ParentChildFile.id).where(looked_after(user))

    @property
    def ever_accepted(self) -> bool:
        """Whether the Ministry has some version of it."""
        return bool(self.last_hash)


class Run(Tracked):
    """A synchronisation of a component. The one that is not over is its next or its present one (ICSGE-R79).

    `alive_for`: the component while the run is not over, so that the database holds one at most. `counters` gives
    `[done, total]` by operation once the run is over. `lost`: how often in a row the connection was lost. `reason`: a
    packed sentence, why it ended early. `job`: the work in the background that runs it.
    """

    component = ForeignKeyField(Component, backref="runs", on_delete="CASCADE", index=False)
    alive_for = IntegerField(null=True, unique=True)
    actor = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    trigger = CharField(max_length=10, choices=list(TRIGGERS.items()), default="manual")
    started_at = MomentField(null=True)
    ended_at = MomentField(null=True)
    total = IntegerField(default=0)
    counters = JSONField(default=dict)
    outcomes = JSONField(default=dict)
    lost = IntegerField(default=0)
    cancel_asked = BooleanField(default=False)
    reason = TextField(default="")
    job = IntegerField(null=True)
    client_version = CharField(max_length=40, default="")

    belongs_to = "component"
    read_permission = "icsge.message.read"

    class Meta:
        table_name = "icsge_run"
        indexes = ((("component", "id"), False),)

    def __str__(self):
        return str(_("Synchronisation %(id)s", id=self.id))

    @classmethod
    def standing(cls, component: Component) -> Run:
        """The run of a component that is not over; a new waiting one when there is none."""
        if found := cls.get_or_none(cls.alive_for == component.id):
            return found
        with turn(component):
            found = cls.get_or_none(cls.alive_for == component.id)
            return found or create(cls(component=component, alive_for=component.id), "configure", SYSTEM)

    @classmethod
    def latest(cls, component: Component) -> Run | None:
        """The run of a component that was started last."""
        return cls.select().where(cls.component == component.id, cls.state != "idle").order_by(cls.id.desc()).first()

    @property
    def is_over(self) -> bool:
        """Whether nothing of it will be sent any more."""
        return self.current.final


class Result(Record):
    """What became of one record in one run, at its place in the order of sending (ICSGE-R78).

    `status`: waiting; sent, while no answer came; unknown, when the run stopped there: the Ministry is asked before
    anything else is sent; done. `repaired`: its lost file number was found again (ICSGE-R15). `body` is what was sent,
    encrypted, kept as long as the setting says (ICSGE-R93).
    """

    run = ForeignKeyField(Run, backref="results", on_delete="CASCADE", index=False)
    position = IntegerField()
    record_kind = CharField(max_length=10, choices=list(RECORD_KINDS.items()))
    record = IntegerField()
    dossier = ForeignKeyField(Dossier, null=True, backref="results", on_delete="SET NULL")
    operation = CharField(max_length=40, default="")
    status = CharField(max_length=10, default="waiting")
    outcome = CharField(max_length=16, choices=list(OUTCOMES.items()), default="")
    key = CharField(max_length=160, default="")
    payload_hash = CharField(max_length=64, default="")
    body = TextField(default="")
    tries = IntegerField(default=0)
    repaired = BooleanField(default=False)
    csg_number = CharField(max_length=20, default="")
    necsg = CharField(max_length=20, default="")
    sent_at = MomentField(null=True)
    answered_at = MomentField(null=True)

    belongs_to = "run"
    read_permission = "icsge.message.read"
    private_fields = ("body",)

    class Meta:
        table_name = "icsge_result"
        indexes = ((("run", "position"), True), (("run", "status", "position"), False), (("sent_at",), False),
                   (("record_kind", "record"), False))


class Message(Record):
    """One message on a record: of our own rules (`is_local`) or of the Ministry; `text` is a packed sentence.

    `archived`: its cause is gone, or a newer answer has come.
    """

    dossier = ForeignKeyField(Dossier, null=True, backref="messages", on_delete="CASCADE", index=False)
    result = ForeignKeyField(Result, null=True, backref="messages", on_delete="SET NULL")
    is_local = BooleanField(default=False)
    code = CharField(max_length=12)
    number = IntegerField()
    severity = CharField(max_length=1)
    text = TextField()
    field = CharField(max_length=60, default="")
    archived = BooleanField(default=False)
    acknowledged_by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)

    belongs_to = "dossier"
    read_permission = "icsge.message.read"

    class Meta:
        table_name = "icsge_message"
        indexes = ((("dossier", "archived", "severity"), False),)

    def __str__(self):
        return self.code
