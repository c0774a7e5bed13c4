"""The tables behind the list: the requests with the indexes of Marelle, and what their columns name."""

from __future__ import annotations

from django.db import models

TYPES = {"new": "Nouvelle", "renewal": "Renouvellement sans changement",
         "renewal_change": "Renouvellement avec changement", "transfer": "Transfert"}


class Division(models.Model):
    """A childcare service."""

    name = models.CharField(max_length=160)

    def __str__(self):
        return self.name


class Child(models.Model):
    """A child."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class Person(models.Model):
    """Who examines requests."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class Work(models.Model):
    """A support request."""

    number = models.CharField("Numéro", max_length=16, unique=True)
    type = models.CharField("Type", max_length=16, choices=list(TYPES.items()))
    reference_year = models.IntegerField("Année", choices=[(year, f"{year}-{year + 1}") for year in range(2020, 2030)])
    region = models.CharField("Région", max_length=2, choices=[(f"{code:02d}",) * 2 for code in range(1, 18)])
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="Service de garde")
    child = models.ForeignKey(Child, models.PROTECT, verbose_name="Enfant")
    assigned_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, verbose_name="Confiée à")
    state = models.CharField("Statut", max_length=20)
    state_since = models.DateTimeField("Attente")
    hours_per_day = models.DecimalField("h/jour", max_digits=4, decimal_places=2, null=True)
    form_data = models.TextField(default="{}")

    class Meta:
        indexes = [models.Index(fields=["division", "state", "id"], name="work_division"),
                   models.Index(fields=["state", "state_since"], name="work_since"),
                   models.Index(fields=["reference_year", "region", "state"], name="work_region")]

    def __str__(self):
        return self.number
