"""The plugin of these tests: repairs are asked, taken, done or given up."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateField, DecimalField, ForeignKeyField, IntegerField, TextField

from core.accounts.permissions import Permission
from core.admin.asked import RecordList
from core.admin.columns import Column, StateColumn
from core.admin.filters import Filter
from core.admin.standing import NextColumn
from core.admin.view import RecordView
from core.i18n import _
from core.organisations import Organisation
from core.plugin import Plugin
from core.records import MomentField, MoneyField, Record, Searchable, Tracked
from core.workflow.declare import STAY, Input, State, Transition, Workflow, days
from core.workflow.obstacles import Obstacle, guard


class Owner(Searchable):
    """Who brings a thing."""

    first_name = CharField(max_length=40, default="")
    last_name = CharField(max_length=40)
    workshop = ForeignKeyField(Organisation)
    archived_at = MomentField(null=True)
    searched = ("first_name", "last_name")
    belongs_to = "workshop"

    class Meta:
        table_name = "shop_owner"

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class Repair(Tracked, Searchable):
    """One repair."""

    number = CharField(max_length=20, unique=True)
    title = CharField(max_length=80, verbose_name=_("Objet"))
    owner = ForeignKeyField(Owner)
    workshop = ForeignKeyField(Organisation)
    urgent = BooleanField(default=False)
    wear = CharField(max_length=10, default="light", choices=[("light", _("Légère")), ("heavy", _("Forte"))])
    promised_on = DateField(null=True)
    hours = DecimalField(max_digits=5, decimal_places=2, null=True)
    price = MoneyField(null=True)
    copies = IntegerField(default=1)
    note = TextField(default="")
    searched = ("number", "title")
    belongs_to = "workshop"

    class Meta:
        table_name = "shop_repair"

    def __str__(self):
        return self.number


class Part(Record):
    """A part of a repair."""

    repair = ForeignKeyField(Repair, backref="parts", on_delete="CASCADE")
    name = CharField(max_length=40)
    belongs_to = "repair"

    class Meta:
        table_name = "shop_part"


@guard(_("Le prix est fixé"))
def priced(repair, user):
    """The repair has a price."""
    return None if repair.price else Obstacle(_("Le prix manque."), _("Fixez-le dans le formulaire."))


def keep_reason(repair, user, inputs):
    """Write the reason into the note."""
    repair.note = inputs["reason"]


FORM = ("title", "owner", "urgent", "wear", "promised_on", "hours", "price", "copies", "note")


class RepairFlow(Workflow):
    """Une réparation."""

    model = Repair
    title = _("Réparations")
    asked = State(_("Demandée"), "neutre", "pencil", editable=True, deadline=days(3))
    taken = State(_("En cours"), "bleu", "loader", deadline=days(10))
    done = State(_("Réparée"), "vert", "check", final=True)
    dropped = State(_("Abandonnée"), "prune", "ban", final=True)

    ask = Transition(None, asked, _("Demander"))
    edit = Transition([asked, taken], STAY, _("Modifier"), fields=FORM)
    take = Transition(asked, taken, _("Prendre"), guards=[priced], primary=True,
                      consequence=_("L’atelier s’en charge."))
    finish = Transition(taken, done, _("Terminer"), confirm=_("La personne est prévenue."))
    drop = Transition([asked, taken], dropped, _("Abandonner"), exceptional=True, effects=[keep_reason],
                      inputs=[Input("reason", _("Motif"), "long")])
    delete = Transition(asked, None, _("Supprimer"))


class RepairView(RecordView):
    """The repairs."""

    model = Repair
    name, url = "shop.repair", "/reparations"
    label, label_plural, icon = _("Réparation"), _("Réparations"), "wrench"
    columns = (
        Column("number", _("Numéro"), link=True, kind="code"),
        Column("owner.first_name owner.last_name", _("Personne")),
        Column("owner.workshop.name", _("Atelier de la personne"), wide=True),
        Column("title"),
        Column("wear", _("Usure")),
        Column("promised_on", _("Promise")),
        Column("price", _("Prix")),
        StateColumn(),
        NextColumn(waiting_on={"taken": _("Fournisseur")}),
    )
    lists = (
        RecordList("toutes", _("Toutes les réparations"), empty=_("Aucune réparation.")),
        RecordList("ouvertes", _("Réparations ouvertes"), where=lambda view, user: Repair.state << ("asked", "taken")),
    )
    filters = (Filter("state"), Filter("wear", _("Usure")), Filter("urgent", _("Urgente")),
               Filter("promised_on", _("Promise")), Filter("price", _("Prix")), Filter("hours", _("Heures")),
               Filter("title"), Filter("owner", _("Personne")),
               Filter("owner.workshop.name", _("Atelier de la personne")))
    form_fields = FORM
    permissions = {"create": "shop.repair.ask", "edit": "shop.repair.edit", "delete": "shop.repair.delete"}
    can_create = can_edit = True
    create_transition, edit_transition = "ask", "edit"


class OwnerView(RecordView):
    """The owners."""

    model = Owner
    name, url = "shop.owner", "/personnes"
    label, label_plural = _("Personne"), _("Personnes")
    columns = (Column("last_name", _("Nom"), link=True), Column("first_name", _("Prénom")))
    default_sort = "last_name"
    form_fields = ("first_name", "last_name", "workshop")
    can_create = can_edit = can_delete = True


class Workshop(Plugin):
    """The plugin."""

    name = "shop"
    title, icon = _("Atelier"), "wrench"
    version = "1"
    models = (Owner, Repair, Part)
    workflows = (RepairFlow,)
    views = (RepairView, OwnerView)
    permissions = (Permission("shop.repair.read", _("Voir les réparations")), *(
        Permission(f"shop.owner.{verb}", verb) for verb in ("read", "create", "edit", "delete")))


MODELS = [Owner, Repair, Part]
ALL = tuple(f"shop.repair.{name}" for name in ("read", "ask", "edit", "take", "finish", "drop", "delete")) + tuple(
    f"shop.owner.{verb}" for verb in ("read", "create", "edit", "delete")) + ("core.dashboard",)
