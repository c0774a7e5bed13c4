"""« Pourquoi pas ? »: every condition of a transition, met or not, what would change it, and who could."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.accounts.models import SYSTEM, User, holders
from core.i18n import _, ngettext
from core.records import Tracked
from core.running import running
from core.workflow.declare import State, Transition


@dataclass(frozen=True)
class Obstacle:
    """A reason why not: the sentence, what would change it, who could, and a link that goes there."""

    text: object
    remedy: object = ""
    who: tuple[str, ...] = ()
    link: str = ""
    link_label: object = ""


@dataclass(frozen=True)
class Condition:
    """One condition of a transition for one person: met, or not with its obstacle's words."""

    met: bool
    text: object
    remedy: object = ""
    who: tuple[str, ...] = ()
    link: str = ""
    link_label: object = ""


@dataclass
class Explanation:
    """All conditions of one transition, unmet first."""

    transition: Transition
    conditions: list[Condition] = field(default_factory=list)

    @property
    def unmet(self) -> list[Condition]:
        return [each for each in self.conditions if not each.met]

    @property
    def possible(self) -> bool:
        return not self.unmet

    @property
    def title(self) -> str:
        """« Il manque 2 conditions sur 4 pour transmettre »."""
        if self.possible:
            return str(_("Toutes les conditions sont remplies."))
        return ngettext("Il manque %(num)s condition sur %(total)s pour « %(name)s »",
                        "Il manque %(num)s conditions sur %(total)s pour « %(name)s »",
                        len(self.unmet), total=len(self.conditions), name=self.transition.label)


def guard(label) -> Callable:
    """Give a guard the words that show when it is met: `@guard(_("Les documents sont joints"))`."""

    def mark(function):
        function.label = label
        return function

    return mark


def first_line(function: Callable) -> str:
    """A guard's or effect's docstring, first line: the « Only if » of the generated guide."""
    return (function.__doc__ or "").strip().split("\n")[0]


def words_of(function: Callable) -> object:
    """What is shown of a guard that is met: its label, else its docstring."""
    label = getattr(function, "label", None)
    return first_line(function) if label is None else label


def conditions_of(answer, label) -> list[Condition]:
    """A guard's answer as conditions: nothing is met; a sentence, an Obstacle or a list of them is not."""
    if answer is None or answer == []:
        return [Condition(True, label)]
    return [unmet(each) for each in (answer if isinstance(answer, list) else [answer])]


def unmet(answer) -> Condition:
    """A condition that is not met: a sentence or an Obstacle."""
    if isinstance(answer, Obstacle):
        return Condition(False, answer.text, answer.remedy, answer.who, answer.link, answer.link_label)
    return Condition(False, answer)


def state_condition(record: Tracked, transition: Transition) -> Condition:
    """The record stands where the transition starts."""
    if not transition.creates and record.current in transition.sources:
        return Condition(True, _("L’état est « %(state)s »", state=record.current.label))
    allowed = [t.label for t in record.workflow.leaving(record.current) if not t.stays and not t.system]
    remedy = _("Depuis cet état : %(allowed)s.", allowed=_joined(allowed)) if allowed else \
        _("Aucune action ne part de cet état.")
    return Condition(False, _("L’état est « %(state)s » ; il faut %(names)s.", state=record.current.label,
                              names=_list_of(transition.sources)), remedy)


def permission_condition(record: Tracked, transition: Transition, user) -> Condition:
    """The person holds the transition's permission where the record belongs."""
    if transition.system and user is not SYSTEM:
        return Condition(False, _("Marelle fait cette action elle-même, au moment prévu."))
    if user.can(transition.permission, record):
        return Condition(True, _("Vous en avez le droit"))
    who = names_of(holders(transition.permission, record.organisation_path()))
    remedy = "" if who else _("Personne n’a ce droit ici : demandez-le à l’administration.")
    return Condition(False, _("Vous n’avez pas le droit « %(name)s ».", name=transition.label), remedy, who)


def explain(record: Tracked, transition: Transition, user) -> Explanation:
    """Every condition of this transition on this record for this person, unmet first. Writes nothing.

    State and right are conditions only where they are lacking: met, they are neither shown nor counted.
    """
    state = state_condition(record, transition)
    found = [each for each in (state, permission_condition(record, transition, user)) if not each.met]
    if state.met:
        found += guard_conditions(record, transition, user)
    return Explanation(transition, sorted(found, key=lambda condition: condition.met))


def guard_conditions(record: Tracked, transition: Transition, user) -> list[Condition]:
    """What the guards and the other plugins say."""
    found = [condition for each in transition.guards for condition in conditions_of(each(record, user), words_of(each))]
    answers = running().host.call("transition_obstacle", about=transition.workflow.name, record=record,
                                  transition=transition, user=user)
    return found + [condition for _plugin, answer in answers for condition in conditions_of(answer, "")]


def ever(record: Tracked, user) -> list[Transition]:
    """The transitions that this person's rights could ever let her fire on this record, in table order."""
    return [t for t in record.workflow.transitions.values()
            if not t.creates and not t.system and user.can(t.permission, record)]


def names_of(people: Iterable[User]) -> tuple[str, ...]:
    """Their names, for « qui peut le faire »."""
    return tuple(person.name for person in people)


def _list_of(states: Iterable[State]) -> str:
    return str(_(" ou ")).join(str(_("« %(text)s »", text=state.label)) for state in states)


def _joined(labels: Iterable) -> str:
    return ", ".join(str(label) for label in dict.fromkeys(str(each) for each in labels))
