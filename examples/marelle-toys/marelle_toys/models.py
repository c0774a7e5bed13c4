"""What the toy library keeps: loans."""

from core.api import CharField, DateField, ForeignKeyField, Organisation, Searchable, Tracked


class Loan(Tracked, Searchable):
    """A toy that a family borrows from a daycare."""

    daycare = ForeignKeyField(Organisation)
    toy = CharField(max_length=80)
    family = CharField(max_length=80)
    due_on = DateField(null=True)

    belongs_to = "daycare"
    searched = ("toy", "family")

    class Meta:
        table_name = "toys_loan"

    def __str__(self):
        return f"{self.toy}, {self.family}"
