"""A family that is being entered: its steps in order, its draft, and its birth at the last one (FAM-R01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.api import Organisation, Record, Refused, Stale, _, utcnow, write_transaction
from plugins.families.found import adults_named, children_named, households_named
from plugins.families.founding import NewChild, add_child, add_guardian, found_household
from plugins.families.mails import holder
from plugins.families.models import Child, Draft, Guardian, Household
from plugins.families.places import towns
from plugins.families.twins import twins
from plugins.families.wizard import AdultForm, ChildForm, ContactForm, HomeForm, NewChildForm, StepForm, TieForm

KEPT_FOR = timedelta(days=7)
EDIT = "families.edit"
SEARCHES: dict[type[Record], Any] = {Guardian: adults_named, Child: children_named, Household: households_named}


@dataclass(frozen=True)
class Step:
    """One step: its name in the address, its title, its form, and whom one may look for instead of typing.

    `only_found`: nobody new is entered there.
    """

    name: str
    title: object
    form: type[StepForm]
    model: type[Record] | None = None
    only_found: bool = False


ADULT = Step("responsable", _("Responsable"), AdultForm, Guardian)
NEW_ADULT = Step("responsable", _("Responsable"), AdultForm)
CONTACT = Step("coordonnees", _("Coordonnées"), ContactForm)
CHILD = Step("enfant", _("Enfant"), NewChildForm, Child)
NEW_CHILD = Step("enfant", _("Enfant"), ChildForm, Child)
TIED = Step("lien", _("Responsable légal"), TieForm, Guardian, only_found=True)
HOME = Step("foyer", _("Foyer"), HomeForm)
FOUND_HOME = Step("foyer", _("Foyer"), HomeForm, Household)


@dataclass(frozen=True)
class Path:
    """What is entered: its title, its steps, the words of the last button."""

    title: object
    steps: tuple[Step, ...]
    verb: object


PATHS = {
    "foyer": Path(_("Créer un foyer"), (ADULT, CONTACT, CHILD, HOME), _("Créer le foyer")),
    "responsable": Path(_("Ajouter un responsable"), (NEW_ADULT, CONTACT, FOUND_HOME), _("Ajouter le responsable")),
    "enfant": Path(_("Ajouter un enfant"), (NEW_CHILD, TIED), _("Enregistrer l’enfant")),
}


class Entry:
    """A draft as its steps see it, for the person who fills it."""

    def __init__(self, draft: Draft, user):
        self.draft, self.user, self.path = draft, user, PATHS[draft.kind]
        self._found: dict[str, Record] = {}

    @property
    def steps(self) -> list[Step]:
        """The steps that are asked: an adult who was found has told how to reach her."""
        known = self.chosen(ADULT) if ADULT in self.path.steps else None
        return [each for each in self.path.steps if not (each is CONTACT and known is not None)]

    def answers(self, step: Step) -> dict[str, Any]:
        """What was typed in a step."""
        return self.draft.answers.get(step.name, {})

    def chosen(self, step: Step) -> Record | None:
        """Who was found in a step instead of being typed; nobody when she may no longer be seen."""
        number = self.answers(step).get("existing")
        if number is None or step.model is None:
            return None
        if step.name not in self._found:
            self._found[step.name] = step.model.visible_to(self.user, EDIT).where(
                step.model.id == number, step.model.archived_at.is_null()).get_or_none()
        return self._found[step.name]

    def step_after(self, step: Step) -> Step | None:
        """The next step; None after the last."""
        rank = self.steps.index(step)
        return self.steps[rank + 1] if rank + 1 < len(self.steps) else None

    def step_before(self, step: Step) -> Step | None:
        """The step before; None before the first."""
        rank = self.steps.index(step)
        return self.steps[rank - 1] if rank else None

    def lacking(self) -> Step | None:
        """The first step that was not answered."""
        return next((each for each in self.steps if not self.answers(each).get("done") or self.gone(each)), None)

    def gone(self, step: Step) -> bool:
        """Whether somebody was found in a step who may no longer be chosen."""
        return self.answers(step).get("existing") is not None and self.chosen(step) is None

    def keep(self, step: Step, answers: dict[str, Any]) -> None:
        """Write the answers of a step in the draft."""
        self._found.pop(step.name, None)
        self.draft.answers = {**self.draft.answers, step.name: answers}
        with write_transaction():
            self.draft.save()

    def give_up(self) -> None:
        """Forget what was typed."""
        with write_transaction():
            self.draft.delete_instance()

    def values(self, *steps: Step) -> dict[str, Any]:
        """What several steps say of one person, as the fields of a record."""
        found: dict[str, Any] = {}
        for step in steps:
            found |= step.form.given_back(self.answers(step))
        return {name: value for name, value in found.items() if name not in ("add", "kind", "organisation")}

    def alike(self, step: Step) -> list[Record]:
        """Who looks like the person being entered, or has her address (FAM-R22)."""
        if step.name == "enfant" and self.answers(step).get("add") != "no":
            return twins(Child(**self.values(step)), self.user)
        if step.name not in ("responsable", "coordonnees"):
            return []
        values = self.values(*(each for each in self.path.steps if each.name in ("responsable", "coordonnees")))
        found = twins(Guardian(**values), self.user)
        places = towns(self.user)
        home = Household(organisation=places[0]) if places else None
        _taken, other = holder(Guardian(**values, household=home), self.user) if home else (False, None)
        return found if other is None or other in found else [*found, other]


def draft_of(kind: str, user) -> Draft:
    """A new draft; one's own that were left too long ago go away."""
    with write_transaction():
        Draft.delete().where(Draft.user == user.id, Draft.updated_at < utcnow() - KEPT_FOR).execute()
        draft = Draft(user=user, kind=kind)
        draft.save()
    return draft


def finish(entry: Entry, organisation: Organisation | None) -> Record:
    """The last confirmation: the family is born, and the draft goes, in one transaction."""
    draft = entry.draft
    with write_transaction():
        if Draft.delete().where(Draft.id == draft.id, Draft.version == draft.version).execute() != 1:
            raise Stale(draft, _("Cette saisie vient d’être terminée, ou changée ailleurs."), _("Rechargez la page."))
        return BIRTHS[draft.kind](entry, organisation)


def household_born(entry: Entry, organisation: Organisation) -> Household:
    """« Créer un foyer »."""
    adult = entry.chosen(ADULT) or entry.values(ADULT, CONTACT)
    return found_household(organisation, entry.values(HOME), adult, child_of(entry, CHILD), entry.user)


def guardian_born(entry: Entry, organisation: Organisation) -> Guardian:
    """« Ajouter un responsable »: in a household that was found, or with a new one (FAM-R05)."""
    values, home = entry.values(NEW_ADULT, CONTACT), entry.chosen(FOUND_HOME)
    if isinstance(home, Household):
        return add_guardian(home, values, entry.user)
    return found_household(organisation, entry.values(FOUND_HOME), values, None, entry.user).guardians.get()


def child_born(entry: Entry, organisation: Organisation | None) -> Child:
    """« Ajouter un enfant » (FAM-R10)."""
    guardian, known = entry.chosen(TIED), entry.chosen(NEW_CHILD)
    if not isinstance(guardian, Guardian):
        raise Refused(_("Le responsable de l’enfant n’est pas choisi."), _("Cherchez-le par son nom."))
    kind = entry.answers(TIED).get("kind", "")
    child = NewChild(kind, known) if isinstance(known, Child) else NewChild(kind, values=entry.values(NEW_CHILD))
    return add_child(guardian, child, entry.user)


def child_of(entry: Entry, step: Step) -> NewChild | None:
    """The child that a step names, or nobody."""
    answers, known = entry.answers(step), entry.chosen(step)
    if isinstance(known, Child):
        return NewChild(answers.get("kind", ""), known)
    return None if answers.get("add") == "no" else NewChild(answers.get("kind", ""), values=entry.values(step))


BIRTHS = {"foyer": household_born, "responsable": guardian_born, "enfant": child_born}
