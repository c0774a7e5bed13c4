"""« Aide en ligne »: made of the rules, and of texts that the Ministry may word anew (keys `help.<section>`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from core.api import Organisation, _, fold, pgettext
from plugins.mes import wizard
from plugins.mes.form.declare import Circumstances
from plugins.mes.form.helping import changed
from plugins.mes.form.pages import SIGNATURES
from plugins.mes.forms import TYPE_HELP
from plugins.mes.help_rules import RULES
from plugins.mes.models import SLOTS, TYPES
from plugins.mes.roles import ROLES
from plugins.mes.rules import STARRED
from plugins.mes.workflow import RequestFlow

NUMBER = re.compile(r"R(\d\d)(?: to R(\d\d))?")
SIGNERS = {"signed_guardian": _("Parent ou tuteur"), "signed_professional": _("Professionnel de la santé"),
           "signed_provider": _("Responsable du service de garde en milieu familial")}
STAR, FREE, NONE = _("★ obligatoire"), _("○ facultatif"), _("—")
GRANTED = ("sdg_reader", "sdg_editor", "sdg_signer")


@dataclass(frozen=True)
class Section:
    """A part of the help: a text of ours that may be worded anew, then a table made from the declarations."""

    name: str
    title: object
    text: object
    head: tuple = ()
    rows: Callable[[], Iterable[tuple]] = tuple

    @property
    def key(self) -> str:
        """What its text is kept under when it is worded anew."""
        return f"help.{self.name}"


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it."""

    name: str
    title: str
    paragraphs: list[str]
    head: list[str]
    rows: list[tuple]

    @property
    def grouped(self) -> bool:
        """Whether lines follow each other that have their first words in common."""
        return len(self.groups) < len(self.rows)

    @property
    def groups(self) -> list[tuple[str, list[tuple]]]:
        """The lines under what they have first in common: « Créer », and the rest of each of its lines."""
        return [(first, [row[1:] for row in group]) for first, group in groupby(self.rows, key=itemgetter(0))]


def lists() -> Iterable[tuple]:
    """The entries of the menu, as the guide explains them."""
    yield from MENU


def steps() -> Iterable[tuple]:
    """The five steps, with what each is for."""
    for number, (title, subtitle) in wizard.TITLES.items():
        yield f"{number}. {title}", subtitle, STEP_HELP[number]


def statuses() -> Iterable[tuple]:
    """Each status, whose turn it is, and what may follow: from the declaration of the workflow."""
    for state in RequestFlow.states.values():
        follows = [str(each.label) for each in RequestFlow.leaving(state) if not each.stays and not each.deletes]
        turn = _("Modifiable par le service") if state.editable else _("Lecture seule pour le service")
        yield state.label, turn, ", ".join(dict.fromkeys(follows)) or NONE


def types() -> Iterable[tuple]:
    """The four types, with when each suits."""
    for name, label in TYPES.items():
        yield label, TYPE_HELP[name]


def documents() -> Iterable[tuple]:
    """Table 1.10.1: the star of each slot by type."""
    for slot, label in SLOTS.items():
        yield label, *(STAR if slot in STARRED[kind] else FREE for kind in TYPES)


def signatures() -> Iterable[tuple]:
    """Who signs on paper, by type: from the conditions of the form's last page."""
    for field in SIGNATURES.fields():
        yield SIGNERS[field.name], *(signing(field, kind) for kind in TYPES)
    yield _("Direction du service de garde (signature électronique)"), *([STAR] * len(TYPES))


def signing(field, kind: str) -> object:
    """Whether this signature is asked for a type: always, at a coordinating office only, or never."""
    asked = [field.mandatory(Circumstances(kind, office, {})) for office in (False, True)]
    return STAR if all(asked) else _("★ bureau coordonnateur") if any(asked) else NONE


def rights() -> Iterable[tuple]:
    """The three rights that the RSE grants, and hers."""
    known = {role.name: role for role in ROLES}
    for name in (*GRANTED, "sdg_access_manager"):
        yield known[name].label, known[name].description


def directions() -> Iterable[tuple]:
    """The regional directions and their telephones."""
    for each in Organisation.select().where(Organisation.kind == "direction", Organisation.archived_at.is_null()
                                            ).order_by(Organisation.name):
        yield each.name, each.phone or NONE


def conditions() -> Iterable[tuple]:
    """What each act asks for: the label of each guard, with the numbers in its words of explanation."""
    for transition in RequestFlow.transitions.values():
        for guard in transition.guards:
            if (label := getattr(guard, "label", "")) and not transition.system:
                yield transition.label, label, ", ".join(numbers(guard.__doc__ or ""))


def numbers(text: str) -> Iterable[str]:
    """The rules that a docstring names, one by one: « MES-R28 to R30 » names three."""
    for first, last in NUMBER.findall(text):
        yield from (f"MES-R{number:02}" for number in range(int(first), int(last or first) + 1))


def rules() -> Iterable[tuple]:
    """The other rules."""
    for number, (where, sentence) in RULES.items():
        yield where, sentence, f"MES-{number}"


MENU = (
    (_("Liste des enfants"), _("Les enfants dont une demande a été déclarée conforme, leurs demandes par année et les "
                               "dernières heures.")),
    (_("Demandes en cours"), _("Transmises au Ministère, ou revenues avec des commentaires à corriger.")),
    (_("Demandes brouillons"), _("Commencées par le service de garde, pas encore transmises.")),
    (_("Demandes conformes"), _("Elles ont passé l’étape de conformité du Ministère.")),
    (_("Demandes terminées"), _("Celles des années antérieures, ou fermées après le départ d’un enfant.")),
    (_("Créer une demande"), _("Les cinq étapes, de la recherche de l’enfant à la transmission.")),
)
STEP_HELP = {
    wizard.IDENTITY: _("Cherchez l’enfant, puis choisissez-le. Son dossier doit être à jour et synchronisé."),
    wizard.TYPE: _("Choisissez l’installation où il reçoit l’allocation, l’année et le type de demande."),
    wizard.FORM: _("Remplissez les sept pages. Imprimez ensuite la page des signatures et faites-la signer."),
    wizard.DOCUMENTS: _("Joignez les documents en PDF, dont la page des signatures numérisée."),
    wizard.CHECK: _("Voyez ce qui manque, signez si vous en avez le droit, puis transmettez."),
}
BY_TYPE = tuple(TYPES.values())

SECTIONS = (
    Section("debut", _("Avant de commencer"), _(
        "La mesure aide à intégrer un enfant handicapé ayant d’importants besoins ; elle s’ajoute à l’allocation "
        "pour l’intégration. Avant de créer une demande, mettez le dossier de l’enfant à jour et synchronisez-le avec "
        "le Ministère.")),
    Section("menu", _("Les sections du menu"), _("Une ligne en gras vous attend."),
            (_("Section"), _("Ce qu’elle contient")), lists),
    Section("etapes", _("Les étapes d’une demande"), _(
        "Vous pouvez quitter à tout moment : tout est enregistré, et la demande vous attend parmi les brouillons."),
            (_("Étape"), _("Titre"), _("Ce que vous y faites")), steps),
    Section("statuts", _("Les statuts"), _("Le statut dit qui doit agir et ce qui peut suivre."),
            (_("Statut"), _("Contenu"), _("Ce qui peut suivre")), statuses),
    Section("types", _("Les types de demande"), _(
        "Le type dépend de ce que l’enfant a déjà reçu. Dès la deuxième année, celui qui convient est proposé."),
            (_("Type"), _("Quand le choisir")), types),
    Section("documents", _("Les documents à joindre"), _(
        "Chaque fichier est un PDF de 4 Mo au plus. Une attestation de Retraite Québec dispense du rapport d’un "
        "professionnel de la santé."), (_("Document"), *BY_TYPE), documents),
    Section("signatures", _("Les signatures"), _(
        "Imprimez la page des signatures une fois le formulaire rempli, faites-la signer, numérisez-la, puis "
        "joignez-la. La signature d’un parent suffit ; celle des deux est préférable. La direction signe en "
        "dernier, à l’écran."),
            (_("Signature"), *BY_TYPE), signatures),
    Section("commentaires", _("Corriger une demande qui revient"), _(
        "La barre en haut du formulaire compte les commentaires et mène de l’un à l’autre. Corrigez, cochez "
        "« Corrigé », répondez au besoin. Quand tous le sont, la direction signe de nouveau et transmet.")),
    Section("introuvable", _("Si l’enfant est introuvable"), _(
        "Vérifiez ses noms, sa date de naissance et ses numéros au dossier, puis synchronisez-le avec le Ministère "
        "et recommencez. Seuls les enfants de votre service sont cherchés.")),
    Section("premiere-annee", _("Pourquoi la liste des enfants est vide"), _(
        "La première année, il est tout à fait normal que cette liste soit vide : elle se remplit quand une demande "
        "est déclarée conforme.")),
    Section("droits", _("Qui accorde les droits"), _(
        "La personne responsable des services électroniques (RSE) de votre service accorde les droits, chacun avec une "
        "date de fin. Si la signature n’apparaît pas à l’étape 5, c’est que vous n’avez pas le droit de signer : "
        "demandez-le-lui d’un bouton, au même endroit. Elle ne lit pas les demandes par ce seul rôle, et ne s’accorde "
        "rien à elle-même."),
            (_("Droit"), _("Ce qu’il permet")), rights),
    Section("fin", _("Retirer, fermer, supprimer"), _(
        "Un brouillon se supprime. Une demande transmise ne change plus : la direction du service peut en demander "
        "le retrait, et la direction régionale la lui rend. Au départ de l’enfant, une demande conforme se ferme à la "
        "date du départ. Un transfert conforme termine la demande précédente. Fermée par erreur, une demande se rouvre "
        "avant la fin de l’année.")),
    Section("conditions", _("Ce que demande chaque action"), _(
        "Quand une action n’est pas possible, « Pourquoi pas ? » montre ces conditions une à une."),
            (_("Action"), _("Condition"), _("Règle")), conditions),
    Section("regles", _("Les autres règles"), _("Celles des champs, des fichiers et des avertissements."),
            (_("Où"), _("Règle"), pgettext("règle", "Numéro")), rules),
    Section("joindre", _("Joindre une direction régionale"), _(
        "Pour une difficulté, appelez la direction régionale de votre territoire."),
            (_("Direction"), _("Téléphone")), directions),
)
BY_KEY = {each.key: each for each in SECTIONS}


def sections(query: str = "") -> list[Shown]:
    """The help in the reader's language; with words to look for, the sections and lines that have them all."""
    ours = changed(BY_KEY)
    shown = [Shown(each.name, str(each.title), str(ours.get(each.key, each.text)).split("\n\n"), texts(each.head),
                   [tuple(texts(row)) for row in each.rows()]) for each in SECTIONS]
    words = fold(query).split()
    return [found for each in shown if (found := narrowed(each, words))] if words else shown


def narrowed(shown: Shown, words: list[str]) -> Shown | None:
    """The section whole when its title or text has the words; else with the lines that have them; else nothing."""
    if has(words, " ".join((shown.title, *shown.paragraphs))):
        return shown
    rows = [row for row in shown.rows if has(words, " ".join(row))]
    return Shown(shown.name, shown.title, [], shown.head, rows) if rows else None


def has(words: list[str], text: str) -> bool:
    """Whether a text has every word, whatever accents and case."""
    folded = fold(text)
    return all(word in folded for word in words)


def texts(values: Iterable) -> list[str]:
    """Sentences in the reader's language."""
    return [str(each) for each in values]
