"""The variables of a message: which there are, how a text names them, what each is for one adult (MSG-R01)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from core.api import Refused, _, fold
from plugins.messages.recipients import Recipient

WRITTEN = re.compile(r"\{([^{}]*)\}")
TITLES = {"mrs": "Madame", "mr": "Monsieur", "": "Madame, Monsieur"}
"""In the language of the families, whatever that of the person who writes."""


@dataclass(frozen=True)
class Variable:
    """One variable: how it is written between braces, what it is called, and its value."""

    name: str
    label: object
    value: Callable[[Recipient], str]

    @property
    def token(self) -> str:
        """As it stands in a text: « {prenom} »."""
        return f"{{{self.name}}}"


VARIABLES = (
    Variable("civilite", _("Civilité"), lambda each: TITLES[each.guardian.title]),
    Variable("prenom", _("Prénom"), lambda each: each.guardian.first_name),
    Variable("nom", _("Nom"), lambda each: each.guardian.usage_name or each.guardian.last_name),
    Variable("enfants", _("Prénoms des enfants"), lambda each: enumerated(each.children)),
    Variable("foyer", _("Nom du foyer"), lambda each: each.guardian.household.name),
    Variable("code famille", _("Code famille"), lambda each: each.guardian.household.family_code),
    Variable("rue", _("Numéro et voie"), lambda each: each.guardian.household.street),
    Variable("code postal", _("Code postal"), lambda each: each.guardian.household.postal_code),
    Variable("commune", _("Commune"), lambda each: each.guardian.household.city),
    Variable("collectivite", _("Nom de la collectivité"), lambda each: each.town),
)
BY_NAME: Mapping[str, Variable] = {fold(each.name): each for each in VARIABLES}


def enumerated(names: tuple[str, ...]) -> str:
    """« Léa, Tom et Zoé »."""
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def used(text: str) -> list[Variable]:
    """The variables of a text, each once; Refused names the first that does not exist, or a brace left alone."""
    found = [variable_of(name) for name in WRITTEN.findall(text)]
    if "{" in (rest := WRITTEN.sub("", text)) or "}" in rest:
        raise Refused(_("Une accolade est seule : une variable s’écrit entre deux, comme {prenom}."),
                      _("Fermez-la, ou retirez-la du texte."))
    return list(dict.fromkeys(found))


def variable_of(name: str) -> Variable:
    """The variable of this name, whatever its accents and case."""
    found = BY_NAME.get(written(name))
    if found is None:
        near = get_close_matches(written(name), BY_NAME, 1)
        raise Refused(_("La variable {%(name)s} n’existe pas.", name=name[:40]),
                      _("Vouliez-vous écrire %(token)s ?", token=BY_NAME[near[0]].token) if near else
                      _("Choisissez-en une dans la liste des variables."))
    return found


def written(name: str) -> str:
    """A name as it is compared."""
    return fold(" ".join(name.split()))


def filled(text: str, recipient: Recipient) -> str:
    """The text for one adult; what a value holds is never read as a variable."""
    return WRITTEN.sub(lambda found: one_line(variable_of(found[1]).value(recipient)), text)


def one_line(value: str) -> str:
    """A value without line breaks: it may stand in a subject."""
    return " ".join(value.split())


def empty_for(variables: list[Variable], recipients: list[Recipient]) -> Iterator[tuple[Variable, int]]:
    """The variables that are empty for some, and for how many."""
    for each in variables:
        if count := sum(not each.value(recipient).strip() for recipient in recipients):
            yield each, count
