"""What is said of a person on her sheet: the values of criteria, insurances, documents, quotients of her household."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import Refused, _, journal, remove_file, write_transaction
from plugins.families.models import Child, CriterionValue, FamilyQuotient, Guardian, PersonDocument, refuse_archived
from plugins.families.models.persons import criteria_for

Person = Child | Guardian


def key(person: Person) -> dict[str, Person]:
    """The foreign key by which a record is about a person."""
    return {"child" if isinstance(person, Child) else "guardian": person}


def set_criteria(person: Person, wanted: Mapping[int, str], user) -> None:
    """Write the values of a person's criteria: an empty one takes the value away (FAM-R20)."""
    refuse_archived(person)
    with write_transaction():
        kept = {each.criterion_id: each for each in CriterionValue.select().where(CriterionValue.about(person))}
        for criterion in criteria_for(person):
            value = wanted.get(criterion.id, "")
            if value and value not in criterion.options:
                raise Refused(_("« %(value)s » n’est pas une valeur de « %(name)s ».", value=value, name=criterion))
            set_value(kept.get(criterion.id), CriterionValue(criterion=criterion, value=value, **key(person)), user)


def set_value(known: CriterionValue | None, wanted: CriterionValue, user) -> None:
    """One value: written, changed or taken away, and told to the journal."""
    if known is None:
        if wanted.value:
            save(wanted, None, user)
    elif not wanted.value:
        remove(known, user)
    elif known.value != wanted.value:
        before = known.as_dict()
        known.value = wanted.value
        save(known, before, user)


def save(record: Any, before: dict | None, user) -> None:
    """Save with its journal row; `before` is None for a new one."""
    with write_transaction():
        record.save()
        journal.saved(user, f"{record.kind()}.{'created' if before is None else 'edited'}", record, before)


def remove(record: Any, user) -> None:
    """Delete with its journal row."""
    with write_transaction():
        record.refuse_archived()
        journal.write(user, f"{record.kind()}.deleted", record, note=str(record))
        record.delete_instance()
        if isinstance(record, PersonDocument):
            remove_file(record.file)


def check_quotient(quotient: FamilyQuotient) -> None:
    """Raise Refused when another quotient of the household runs at the same time."""
    query = FamilyQuotient.select().where(
        FamilyQuotient.household == quotient.household_id, FamilyQuotient.id != (quotient.id or 0),
        FamilyQuotient.ends_on.is_null() | (FamilyQuotient.ends_on >= quotient.starts_on))
    if quotient.ends_on is not None:
        query = query.where(FamilyQuotient.starts_on <= quotient.ends_on)
    if query.exists():
        raise Refused(_("Un autre quotient vaut déjà à cette période."), _("Donnez d’abord une fin au premier."))


def values_of(person: Person) -> list[CriterionValue]:
    """The values of a person's criteria."""
    return list(CriterionValue.select().where(CriterionValue.about(person)))
