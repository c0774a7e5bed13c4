"""The plugin of the comparison: the same tables, states and guards as the rival's."""

from __future__ import annotations

from core.api import (
    STAY,
    CharField,
    Column,
    DateField,
    Filter,
    ForeignKeyField,
    IntegerField,
    Organisation,
    Permission,
    Plugin,
    RecordView,
    Searchable,
    State,
    StateColumn,
    TextField,
    Tracked,
    Transition,
    Workflow,
    _,
    guard,
)

KINDS = {"new": _("Nouvelle"), "renewal": _("Renouvellement sans changement"),
         "renewal_change": _("Renouvellement avec changement"), "transfer": _("Transfert")}


class Child(Searchable):
    """A child."""

    nirec = CharField(max_length=20, unique=True)
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    birth_date = DateField()
    installation = ForeignKeyField(Organisation)
    searched = ("first_name", "last_name", "nirec")
    belongs_to = "installation"

    class Meta:
        table_name = "bench_child"

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class Request(Tracked, Searchable):
    """A support request."""

    reference = CharField(max_length=20, unique=True, verbose_name=_("Numéro"))
    child = ForeignKeyField(Child, verbose_name=_("Enfant"))
    installation = ForeignKeyField(Organisation, verbose_name=_("Installation"))
    type = CharField(max_length=20, choices=list(KINDS.items()), verbose_name=_("Type"))
    hours = IntegerField(null=True, verbose_name=_("Heures"))
    days = IntegerField(verbose_name=_("Jours"))
    reason = TextField(default="", verbose_name=_("Motif"))
    searched = ("reference", "child")
    belongs_to = "installation"

    class Meta:
        table_name = "bench_request"
        indexes = ((("state", "state_since"), False),)

    def __str__(self):
        return self.reference


@guard(_("Les heures sont dites"))
def has_hours(request, user):
    """The hours are filled in."""
    return _("Les heures manquent.") if request.hours is None else None


@guard(_("Les jours sont dits"))
def has_days(request, user):
    """The days are filled in."""
    return None if request.days > 0 else _("Les jours manquent.")


GUARDS = (has_hours, has_days)
FORM = ("reference", "child", "installation", "type", "hours", "days", "reason")


class RequestFlow(Workflow):
    """A request, from draft to closed."""

    model = Request
    title = _("Demandes")

    draft = State(_("Brouillon"), "neutre", "pencil", editable=True)
    submitted = State(_("Transmis"), "bleu", "send")
    returned = State(_("Commentaires"), "ambre", "message-square-warning", editable=True)
    compliant = State(_("Conforme"), "vert", "badge-check")
    closed = State(_("Terminée"), "prune", "archive")

    create = Transition(None, draft, _("Créer"))
    edit = Transition([draft, returned], STAY, _("Modifier"), fields=FORM)
    submit = Transition(draft, submitted, _("Transmettre"), guards=GUARDS)
    send_back = Transition(submitted, returned, _("Renvoyer"))
    resubmit = Transition(returned, submitted, _("Transmettre de nouveau"), guards=GUARDS)
    comply = Transition(submitted, compliant, _("Déclarer conforme"), guards=GUARDS)
    close = Transition(compliant, closed, _("Terminer"), guards=GUARDS)
    reopen = Transition(closed, compliant, _("Rouvrir"), guards=GUARDS)


class RequestView(RecordView):
    """The requests."""

    model = Request
    name, url = "bench.request", "/demandes"
    label, label_plural = _("Demande"), _("Demandes")
    columns = (Column("reference", link=True, kind="code"), Column("child.first_name child.last_name", _("Enfant")),
               Column("installation.name", _("Installation")), Column("type"), Column("hours"),
               Column("state_since", _("Depuis")), StateColumn())
    filters = (Filter("state", _("Statut")), Filter("type"))
    page_size = 100
    form_fields = FORM
    can_create = can_edit = True
    create_transition, edit_transition = "create", "edit"


class ChildView(RecordView):
    """The children, for the look-up of the request's form."""

    model = Child
    name, url = "bench.child", "/enfants"
    label, label_plural = _("Enfant"), _("Enfants")
    columns = (Column("nirec", link=True), Column("first_name", _("Prénom")), Column("last_name", _("Nom")))


class Bench(Plugin):
    """The plugin."""

    name = "bench"
    title = _("Mesures")
    version = "1"
    models = (Child, Request)
    workflows = (RequestFlow,)
    views = (RequestView, ChildView)
    permissions = tuple(Permission(name, name) for name in ("bench.request.read", "bench.child.read"))


GRANTED = ("core.dashboard", "core.organisation.read", "bench.request.read", "bench.child.read",
           *(f"bench.request.{name}" for name in RequestFlow.transitions))
