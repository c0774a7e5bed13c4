"""The rules of a request: why not (guards), each named by its number in the specification."""

from __future__ import annotations

from decimal import Decimal

from core.api import Obstacle, User, _, guard, holders, local, ngettext, number, running, today
from plugins.families import Placement
from plugins.mes.content import LABELS, content_digest
from plugins.mes.models import SLOTS, Comment, Document, Request
from plugins.mes.years import ReferenceYear, open_years

LIVE = ("draft", "submitted", "returned")
SUBSIDISED = ("cpe", "subsidised", "office")
QUARTER = Decimal("0.25")
STARRED = {
    "new": ("plan", "report", "signatures"),
    "renewal": ("plan", "signatures"),
    "renewal_change": ("plan", "report", "signatures"),
    "transfer": ("plan", "report", "signatures"),
}
"""The mandatory slots by type (table 1.10.1); the report is not, when Retraite Québec attests."""


def mandatory_slots(request: Request) -> tuple[str, ...]:
    """The starred slots of this request."""
    return tuple(slot for slot in STARRED[request.type] if slot != "report" or not request.retraite_quebec)


def names(people: list[User]) -> tuple[str, ...]:
    """Their names, for « qui peut le faire »."""
    return tuple(person.name for person in people)


# Creating


@guard(_("Le service tient des places subventionnées"))
def service_is_subsidised(request: Request, user):
    """The service holds subsidised places: CPE, subsidised daycare or coordinating office (MES-R06)."""
    if (request.installation.nature or request.division.nature) not in SUBSIDISED:
        return Obstacle(_("Ce service de garde ne tient pas de places subventionnées."),
                        _("La mesure s’adresse aux CPE, aux garderies subventionnées et aux bureaux coordonnateurs."))
    return None


@guard(_("L’installation est de la division"))
def installation_is_ours(request: Request, user):
    """The installation belongs to the division signed in (MES-R08)."""
    if not request.installation.path.startswith(request.division.path):
        return Obstacle(_("Cette installation n’est pas de votre division."), _("Choisissez une des vôtres."))
    return None


@guard(_("L’enfant reçoit l’allocation pour l’intégration dans l’installation"))
def child_has_allowance(request: Request, user):
    """The child receives the disabled-child integration allowance in the chosen installation (MES-R05)."""
    day = max(today(), request.year.first_day)
    places = Placement.select().where(Placement.child == request.child_id,
                                      Placement.installation == request.installation_id)
    if not any(place.has_allowance(day) or place.has_allowance(today()) for place in places):
        return Obstacle(_("Cet enfant ne reçoit pas l’allocation pour l’intégration dans cette installation."),
                        _("Inscrivez l’allocation et ses dates au dossier de l’enfant, ou choisissez l’installation "
                          "où il la reçoit."))
    return None


@guard(_("L’enfant a 59 mois ou moins"))
def child_is_young_enough(request: Request, user):
    """The child is 59 months or less on the first day of the support asked for (MES-R07)."""
    limit = running().settings["mes.max_age_months"]
    first = max(today(), request.year.first_day)
    months = (first.year - request.child.birth_date.year) * 12 + first.month - request.child.birth_date.month
    months -= first.day < request.child.birth_date.day
    if months > limit:
        return Obstacle(_("L’enfant aura %(months)s mois ; la mesure s’arrête à %(limit)s mois.", months=months,
                          limit=limit), _("Vérifiez sa date de naissance."))
    return None


@guard(_("L’année de référence est ouverte"))
def year_is_open(request: Request, user):
    """The reference year is the current one, or the next one once it is open (MES-R20)."""
    years = open_years(today(), running().settings["mes.next_year_opens_on"])
    if request.year not in years:
        return Obstacle(_("L’année %(year)s n’est pas ouverte.", year=request.year),
                        _("Années ouvertes : %(years)s.", years=", ".join(str(each) for each in years)))
    return None


@guard(_("Aucune autre demande n’est en cours pour cet enfant"))
def no_other_live_request(request: Request, user):
    """One live request per child, installation and reference year (MES-R09)."""
    other = Request.get_or_none(
        Request.child == request.child_id, Request.installation == request.installation_id,
        Request.reference_year == request.reference_year, Request.state << LIVE, Request.id != request.id)
    if other:
        return Obstacle(_("La demande %(number)s est déjà en cours pour cet enfant.", number=other.number),
                        _("Reprenez-la plutôt que d’en créer une autre."), link=f"/mes/demandes/{other.id}",
                        link_label=_("Ouvrir la demande"))
    return None


@guard(_("Le type convient au passé de l’enfant"))
def type_fits(request: Request, user):
    """Each type asks for support received, or never received, here or elsewhere (MES-R10 to R14)."""
    if first_year(request.installation):
        return None
    return None if request.type in fitting_types(request) else Obstacle(
        _("Le type « %(type)s » ne convient pas : %(why)s", type=request.type_label, why=WHY[request.type]),
        _("Choisissez le type proposé."))


WHY = {
    "new": _("l’enfant a déjà reçu la mesure ici."),
    "renewal": _("l’enfant n’a pas reçu la mesure ici l’année précédente."),
    "renewal_change": _("l’enfant n’a reçu la mesure ici ni cette année ni l’année précédente."),
    "transfer": _("l’enfant n’a reçu la mesure ailleurs ni cette année ni l’année précédente."),
}


def first_year(installation) -> bool:
    """Whether the installation is in its first year of the product: all four types are open (MES-R14)."""
    return ReferenceYear.of(local(installation.created_at).date()) >= ReferenceYear.of(today())


def fitting_types(request: Request) -> tuple[str, ...]:
    """The types that the child's history allows; received means Conforme with hours (MES-R16): one query."""
    received = Request.select(Request.division, Request.reference_year).where(
        Request.child == request.child_id, Request.id != request.id, Request.compliant_at.is_null(False),
        Request.hours_per_day > 0).tuples()
    here = {year for division, year in received if division == request.division_id}
    away = {year for division, year in received if division != request.division_id}
    this = request.reference_year
    allowed = {"new": not here, "renewal": this - 1 in here, "renewal_change": bool(here & {this, this - 1}),
               "transfer": bool(away & {this, this - 1})}
    return tuple(kind for kind, fits in allowed.items() if fits)


# Transmitting: the lines of the « Analyse de recevabilité »


def missing_fields(request: Request) -> list[tuple[str, object]]:
    """What stops the form from being complete: (field, sentence) in the order of the form (MES-R28 to R33)."""
    found = []
    if request.guardian is None or not request.guardian.household.address:
        found.append(("identity", _("L’identité d’un parent et l’adresse du domicile manquent au dossier.")))
    if not request.contact.strip():
        found.append(("contact", _("« %(label)s » est vide.", label=LABELS["contact"])))
    for name, check in CHECKED.items():
        if problem := check(getattr(request, name)):
            found.append((name, problem))
    return found


def wrong_values(request: Request) -> dict[str, object]:
    """What is filled in and cannot be transmitted: kept, as MES-R24 wants, and said beside the field."""
    filled = {name: value for name in CHECKED if (value := getattr(request, name)) is not None}
    return {name: problem for name, value in filled.items() if (problem := CHECKED[name](value))}


def hours_problem(hours: Decimal | None):
    """Hours a day are above 0, at most 8 (a setting), by quarters (MES-R29)."""
    limit = running().settings["mes.max_hours_per_day"]
    if hours is None:
        return _("« %(label)s » est vide.", label=LABELS["hours_per_day"])
    if not 0 < hours <= limit or hours % QUARTER:
        return _("L’accompagnement va de 0,25 à %(limit)s heures par jour, par quarts d’heure.", limit=number(limit))
    return None


def days_problem(days: Decimal | None):
    """Days a week go from 0.5 to 7, by halves (MES-R30)."""
    if days is None:
        return _("« %(label)s » est vide.", label=LABELS["days_per_week"])
    if not Decimal("0.5") <= days <= 7 or days % Decimal("0.5"):
        return _("Les jours par semaine vont de 0,5 à 7, par demi-jours.")
    return None


def planned_problem(planned: int | None):
    """Planned days are a whole number from 1 to 366 (MES-R33)."""
    if planned is None:
        return _("« %(label)s » est vide.", label=LABELS["planned_days"])
    return None if 1 <= planned <= 366 else _("La fréquentation prévue va de 1 à 366 jours.")


CHECKED = {"hours_per_day": hours_problem, "days_per_week": days_problem, "planned_days": planned_problem}
"""The check of each number of the form."""


def warnings(request: Request) -> list:
    """What the service should know before it transmits, without being stopped (MES-R37, R38)."""
    found = []
    guardian = request.guardian
    if guardian and "@" not in guardian.email:
        found.append(_("L’adresse courriel du parent manque ou est mal formée."))
    if guardian and not any(sum(sign.isdigit() for sign in phone) == 10
                            for phone in (guardian.home_phone, guardian.cell_phone)):
        found.append(_("Aucun téléphone du parent n’a 10 chiffres."))
    limit = running().settings["mes.max_planned_days"]
    if request.planned_days and request.planned_days > limit:
        found.append(_("La fréquentation prévue dépasse %(limit)s jours.", limit=limit))
    return found


def edit_link(request: Request, field: str) -> str:
    """The address of a field in the form."""
    return f"/mes/demandes/{request.id}/modifier#{field}"


@guard(_("Les champs obligatoires sont remplis"))
def form_complete(request: Request, user):
    """Every mandatory field of the form is filled and valid (MES-R50)."""
    missing = missing_fields(request)
    if missing:
        field, sentence = missing[0]
        text = ngettext("Il reste %(num)s champ à remplir ou à corriger.",
                        "Il reste %(num)s champs à remplir ou à corriger.", len(missing))
        return Obstacle(text, " ".join(str(each) for _field, each in missing), link=edit_link(request, field),
                        link_label=_("Aller au champ"))
    return None


def open_comments(request: Request) -> int:
    """How many comments of the rounds sent back are not ticked « Corrigé »."""
    return Comment.select().where(Comment.request == request.id, Comment.round <= request.round,
                                  ~Comment.corrected).count()


@guard(_("Les commentaires sont corrigés"))
def comments_corrected(request: Request, user):
    """Every comment of the open round is ticked « Corrigé » (MES-R51)."""
    left = open_comments(request)
    if left:
        return Obstacle(ngettext("Il reste %(num)s commentaire à corriger.",
                                 "Il reste %(num)s commentaires à corriger.", left),
                        _("Cochez « Corrigé » sous chaque commentaire une fois la correction faite."),
                        link=f"/mes/demandes/{request.id}#commentaires", link_label=_("Voir les commentaires"))
    return None


@guard(_("Les documents obligatoires sont joints"))
def documents_complete(request: Request, user):
    """Every starred slot of the type holds a document (MES-R41, R52)."""
    filled = {slot for (slot,) in Document.select(Document.slot).where(Document.request == request.id).tuples()}
    missing = [str(SLOTS[slot]) for slot in mandatory_slots(request) if slot not in filled]
    if missing:
        return Obstacle(ngettext("Il manque %(num)s document obligatoire.", "Il manque %(num)s documents obligatoires.",
                                 len(missing)), ", ".join(missing) + ".",
                        link=f"/mes/demandes/{request.id}#documents", link_label=_("Joindre un document"))
    return None


@guard(_("La signature électronique est apposée"))
def signed(request: Request, user):
    """The director's electronic signature is there, and of the present content (MES-R53, R57)."""
    if request.signed_at and request.signed_hash == content_digest(request):
        return None
    who = names(holders("mes.request.sign", request.organisation_path()))
    text = _("La signature électronique manque.") if not request.signed_at else \
        _("Le contenu a changé depuis la signature.")
    return Obstacle(text, "" if who else _("Personne n’a le droit de signer : la personne responsable des services "
                                           "électroniques peut l’accorder."), who,
                    f"/mes/demandes/{request.id}/signer", _("Signer"))


@guard(_("Toutes les autres lignes sont remplies"))
def ready_to_sign(request: Request, user):
    """Signing comes last: form, documents and comments are in order (MES-R56)."""
    for each in (form_complete, documents_complete, comments_corrected):
        if answer := each(request, user):
            return answer
    return None


# Reviewing and ending


def pending_comments(request: Request) -> int:
    """How many comments the Ministry has written and not sent yet."""
    return Comment.select().where(Comment.request == request.id, Comment.round == request.round + 1).count()


@guard(_("Au moins un commentaire est écrit"))
def has_comment(request: Request, user):
    """Sending back needs at least one comment (MES-R65)."""
    if not pending_comments(request):
        return Obstacle(_("Aucun commentaire n’est écrit."), _("Dites au service ce qu’il doit corriger."),
                        link=f"/mes/demandes/{request.id}#commentaires", link_label=_("Écrire un commentaire"))
    return None


@guard(_("Aucun commentaire n’est ouvert"))
def no_open_comment(request: Request, user):
    """No comment waits for a correction or to be sent (MES-R74)."""
    waiting = open_comments(request) + pending_comments(request)
    if waiting:
        return Obstacle(ngettext("%(num)s commentaire est encore ouvert.", "%(num)s commentaires sont encore ouverts.",
                                 waiting), _("Renvoyez la demande avec ses commentaires, ou supprimez-les."),
                        link=f"/mes/demandes/{request.id}#commentaires", link_label=_("Voir les commentaires"))
    return None


@guard(_("Avant la conformité, le Ministère seul ferme une demande"))
def ministry_before_compliance(request: Request, user):
    """A request that is not compliant yet is closed by the Ministry only (table 1.12.1)."""
    if request.state != "compliant" and not user.can("mes.request.declare_compliant", request):
        return Obstacle(_("Cette demande n’est pas encore conforme : seule la direction régionale peut la fermer."),
                        who=names(holders("mes.request.declare_compliant", request.organisation_path())))
    return None


@guard(_("L’année de référence est terminée"))
def year_is_over(request: Request, user):
    """1 April of the following reference year has come (MES-R76)."""
    if today() <= request.year.last_day:
        return Obstacle(_("L’année %(year)s n’est pas terminée.", year=request.year))
    return None


@guard(_("L’année de référence court encore"))
def same_year(request: Request, user):
    """A request is reopened before its reference year is over (table 1.12.1)."""
    if today() > request.year.last_day:
        return Obstacle(_("L’année %(year)s est terminée : cette demande ne peut plus être rouverte.",
                          year=request.year))
    return None


@guard(_("La demande avait été déclarée conforme"))
def was_compliant(request: Request, user):
    """Reopening makes a request compliant again, never for the first time (MES-R73)."""
    if request.compliant_at is None:
        return Obstacle(_("Cette demande n’a jamais été déclarée conforme."),
                        _("Le service peut en créer une autre pour cet enfant."))
    return None
