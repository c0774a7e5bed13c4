"""What the town knows of its families besides: criteria of its own, insurances, family quotients."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from core.api import Organisation
from plugins.families import (
    Child,
    Criterion,
    CriterionValue,
    FamilyQuotient,
    Guardian,
    Household,
    Insurance,
    InsurancePolicy,
)

SEED = 20260915
CRITERIA = (
    ("Quartier", "child", ("Centre", "La Halle", "Les Tilleuls", "Rive gauche"), 0.9),
    ("Transport scolaire", "child", ("Ligne 1", "Ligne 2", "À pied"), 0.5),
    ("Employé de la collectivité", "guardian", ("Oui", "Non"), 0.25))
"""Label, of whom, values, and how many have one."""
INSURANCES = (("Mutuelle du Préau", True), ("Assurance de la Craie", True), ("La Cour Prévoyante", False))
"""Label, and whether it is still offered."""
INSURED, WITH_QUOTIENT = 0.6, 0.7


def describe(town: Organisation, first: date, last: date) -> None:
    """Give most families a quotient and an insurance for the school year, and a value for each criterion."""
    chance = Random(SEED)  # noqa: S311 - nothing secret
    homes = Household.select(Household.id).where(Household.organisation == town)
    people = {"child": ids(Child.select(Child.id).where(Child.household << homes)),
              "guardian": ids(Guardian.select(Guardian.id).where(Guardian.household << homes))}
    for label, target, values, share in CRITERIA:
        criterion = Criterion(organisation=town, label=label, target=target, values="\n".join(values))
        criterion.save()
        write(CriterionValue, [{"criterion": criterion.id, target: who, "value": chance.choice(values)}
                               for who in people[target] if chance.random() < share])
    insurances = []
    for label, visible in INSURANCES:
        insurances.append(Insurance(organisation=town, label=label, visible=visible))
        insurances[-1].save()
    write(InsurancePolicy, [
        {"child": who, "insurance": chance.choice(insurances).id, "number": f"BM-{chance.randint(10000, 99999)}",
         "starts_on": first, "ends_on": last} for who in people["child"] if chance.random() < INSURED])
    write(FamilyQuotient, [
        {"household": each, "amount": chance.randint(250, 2200) * 100, "source": "entry", "starts_on": first,
         "ends_on": last} for each in ids(homes) if chance.random() < WITH_QUOTIENT])


def ids(query) -> list[int]:
    """Their numbers, in order."""
    return [number for (number,) in query.order_by(query.model.id).tuples()]


def write(model, rows: Iterable[dict]) -> None:
    """Many at once."""
    model.insert_many(list(rows)).execute()
