"""Components: the installations and coordinating offices that exchange with the Ministry, and their access codes."""

from __future__ import annotations

from datetime import date

from core.api import (
    SYSTEM,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    MomentField,
    Organisation,
    Record,
    Refused,
    TextField,
    User,
    _,
    decrypt,
    encrypt,
    journal,
    utcnow,
    write_transaction,
)

KINDS = {"office": _("Bureau coordonnateur"), "cpe": _("Installation de CPE"),
         "subsidised": _("Garderie subventionnée"), "unsubsidised": _("Garderie non subventionnée")}
"""The kinds of component, by the nature of their organisation."""
SINCE_SUBSIDISED, SINCE_OTHERS = date(2016, 5, 2), date(2019, 4, 1)
PURPOSE = "icsge"
SHORTEST, LONGEST = 30, 64
MASK = "••••••••"


class Component(Record):
    """What exchanges with the Ministry under numbers and a code of its own (« composante »): an organisation.

    `access_code` is stored encrypted and never shown (ICSGE-R83). `run_state` names the state of its last run, « idle »
    before the first one; `last_sent_at` is when that run ended. `held_types`: the sorts of agreements that wait here.
    """

    organisation = ForeignKeyField(Organisation, unique=True, backref="component", on_delete="RESTRICT")
    access_code = TextField(default="")
    code_set_at = MomentField(null=True)
    effective_date = DateField()
    last_sent_at = MomentField(null=True)
    run_state = CharField(max_length=40, default="idle")
    held_types = JSONField(default=list)
    evening_care = BooleanField(default=False)
    night_care = BooleanField(default=False)
    permit_places_0_17 = IntegerField(null=True)
    permit_places_18_59 = IntegerField(null=True)

    belongs_to = "organisation"
    private_fields = ("access_code",)

    class Meta:
        table_name = "icsge_component"

    def __str__(self):
        return self.organisation.name

    @property
    def kind(self) -> str:
        """A key of KINDS."""
        return self.organisation.nature

    @property
    def kind_label(self) -> object:
        return KINDS.get(self.kind, self.kind)

    @property
    def is_office(self) -> bool:
        """Whether it is a coordinating office, which sends no closure days (ICSGE-R65)."""
        return self.kind == "office"

    @property
    def subsidised(self) -> bool:
        """Whether the Ministry pays for its places."""
        return self.kind != "unsubsidised"

    @property
    def division_no(self) -> str:
        """The eight digits of its division."""
        return self.organisation.parent.code if self.organisation.parent_id else ""

    @property
    def installation_no(self) -> str:
        """Its own eight digits."""
        return self.organisation.code

    @property
    def care(self) -> frozenset[str]:
        """The groups of slots beyond the daytime that it offers."""
        return frozenset(name for name, offered in (("eve", self.evening_care), ("night", self.night_care)) if offered)

    @property
    def places(self) -> int | None:
        """The places of its permit, when both numbers are known."""
        known = (self.permit_places_0_17, self.permit_places_18_59)
        return None if None in known else sum(known)

    @property
    def masked_code(self) -> str:
        """What is shown of the code: that there is one."""
        return MASK if self.access_code else ""

    def code(self) -> str:
        """The access code, for the transport alone."""
        return decrypt(self.access_code, PURPOSE)

    def missing(self) -> list[object]:
        """What a run needs and does not have (ICSGE-R81)."""
        asked = ((_("le numéro de division"), self.division_no), (_("le numéro d’installation"), self.installation_no),
                 (_("le code d’accès"), self.access_code))
        return [name for name, value in asked if not value]


class AccessCodeEvent(Record):
    """Who set or replaced the access code of a component, and when: never the code (ICSGE-R83)."""

    component = ForeignKeyField(Component, backref="code_events", on_delete="CASCADE")
    user = ForeignKeyField(User, null=True, on_delete="SET NULL")
    rotation = BooleanField(default=False)

    belongs_to = "component"
    read_permission = "icsge.component.read"

    class Meta:
        table_name = "icsge_access_code_event"

    def __str__(self):
        return str(_("Code remplacé") if self.rotation else _("Code inscrit"))


def first_effective(organisation: Organisation) -> date:
    """From when on the Ministry asks for files of this sort of service."""
    return SINCE_OTHERS if organisation.nature == "unsubsidised" else SINCE_SUBSIDISED


def open_component(organisation: Organisation, user) -> Component:
    """Make an organisation a component, with what its nature says."""
    if organisation.nature not in KINDS:
        raise Refused(_("%(place)s n’échange pas avec le Ministère.", place=organisation),
                      _("Choisissez une installation ou un bureau coordonnateur."))
    if Component.select().where(Component.organisation == organisation.id).exists():
        raise Refused(_("%(place)s est déjà une composante.", place=organisation))
    component = Component(organisation=organisation, effective_date=first_effective(organisation))
    with write_transaction():
        component.save()
        journal.saved(user, "icsge.component.created", component, None)
    return component


def trimmed(typed: str) -> str:
    """The code without blanks around it; raises Refused for what is none. Nothing else changes (ICSGE-R82)."""
    code = typed.strip()
    if not SHORTEST <= len(code) <= LONGEST:
        raise Refused(_("Un code d’accès compte de %(least)s à %(most)s signes ; celui-ci en a %(count)s.",
                        least=SHORTEST, most=LONGEST, count=len(code)), _("Copiez-le de nouveau, en entier."))
    if any(not sign.isprintable() or sign.isspace() for sign in code):
        raise Refused(_("Un code d’accès n’a ni espace ni signe invisible."), _("Copiez-le de nouveau, sans le reste."))
    return code


def set_code(component: Component, typed: str, user) -> None:
    """Store a code, new or in place of another one; the journal says who, and nowhere what."""
    code = trimmed(typed)
    with write_transaction():
        before, rotation = component.as_dict(), bool(component.access_code)
        component.access_code, component.code_set_at = encrypt(code, PURPOSE), utcnow()
        component.save()
        AccessCodeEvent(component=component, user=None if user is SYSTEM else user, rotation=rotation).save()
        action = "icsge.component.code_replaced" if rotation else "icsge.component.code_set"
        journal.write(user, action, component, before={"access_code": before["access_code"]},
                      after={"access_code": True, "code_set_at": component.code_set_at})
