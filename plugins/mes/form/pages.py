"""The seven pages of the form, version 1 (1.8.2). Page 1 and three block names are the guide’s; the rest is ours."""

from __future__ import annotations

from core.api import _, pgettext
from plugins.mes.form import checks
from plugins.mes.form.declare import Block, Field, Page, always, answered, any_of, at_office, of_type

SCHEMA = 1

DEFICIENCIES = {
    "motor": _("Motrice"), "intellectual": _("Intellectuelle"), "language": _("Du langage"),
    "hearing": _("Auditive"), "visual": _("Visuelle"), "autism": _("Trouble du spectre de l’autisme"),
    "organic": _("Organique"), "other": pgettext("déficience", "Autre"),
}
ATTESTATIONS = {"professional": _("Rapport d’un professionnel de la santé"),
                "retraite_quebec": _("Retraite Québec")}
FREQUENCIES = {"always": _("Tout au long du moment"), "often": _("Plusieurs fois par jour"),
               "daily": _("Une fois par jour"), "weekly": _("Quelques fois par semaine")}
PLANS = {"running": _("En vigueur"), "begun": _("Démarches entreprises"), "none": pgettext("plan", "Aucun")}
MOMENTS = {
    "welcome": _("Accueil et départ"), "play": _("Jeux et activités"), "meal": _("Repas et collations"),
    "hygiene": _("Hygiène"), "nap": _("Sieste ou repos"), "transition": _("Transitions"), "outside": _("Extérieur"),
    "outing": _("Sorties"),
}


def moment(name: str, title: object) -> tuple[Field, ...]:
    """The three cells of a moment of the day: all three, once one is filled."""
    cells = f"need_{name}", f"frequency_{name}", f"help_{name}"
    begun = any_of(*cells)
    return (
        Field(cells[0], _("%(moment)s : besoin de l’enfant", moment=title), "long", mandatory=begun, limit=1000,
              short=_("Besoin de l’enfant")),
        Field(cells[1], _("%(moment)s : fréquence", moment=title), "choice", mandatory=begun, options=FREQUENCIES,
              short=_("Fréquence")),
        Field(cells[2], _("%(moment)s : aide proposée", moment=title), "long", mandatory=begun, limit=1000,
              short=_("Aide proposée")),
    )


IDENTITY = Page(1, "identity", _("Renseignements sur l’identité"), (
    Block("identity", pgettext("bloc", "Identité"),
          intro=_("Ces renseignements viennent du dossier de l’enfant. Corrigez-les là où ils sont tenus.")),
    Block("service", _("Service de garde"), (
        Field("contact", _("Personne à joindre"), mandatory=always, limit=120, column=True,
              help=_("Qui répondra aux questions de la direction régionale.")),)),
), short=pgettext("page", "Identité"))

SITUATION = Page(2, "situation", _("Situation de l’enfant"), (
    Block("situation", pgettext("bloc", "Situation de l’enfant"), (
        Field("deficiency", _("Type de déficience"), "choices", mandatory=always, options=DEFICIENCIES,
              help=_("Cochez tout ce qui s’applique.")),
        Field("deficiency_other", _("Autre déficience"), mandatory=answered("deficiency", "other"),
              shown=answered("deficiency", "other"), limit=200),
        Field("incapacities", _("Incapacités"), "long", mandatory=always,
              help=_("Ce que l’enfant ne peut pas faire, ou fait difficilement, de façon persistante.")))),
    Block("attestation", _("Attestation de la déficience"), (
        Field("attestation", _("Source de l’attestation"), "choice", mandatory=always, options=ATTESTATIONS,
              column=True,
              help=_("Une attestation de Retraite Québec remplace le rapport d’un professionnel de la santé.")),
        Field("professional", _("Nom et profession du professionnel"),
              mandatory=answered("attestation", "professional"),
              shown=answered("attestation", "professional"), limit=200),
        Field("attested_on", _("Date de l’attestation"), "date", mandatory=always, check=checks.past))),
    Block("history", _("Services et soutien reçus"), (
        Field("services_received", _("Services que l’enfant reçoit"), "long",
              help=_("Ergothérapie, orthophonie, CLSC, centre de réadaptation…")),
        Field("previous_support", _("Années où l’enfant a déjà reçu la mesure"), limit=200,
              help=_("Par exemple 2024-2025 et 2025-2026. Vide si c’est la première fois.")))),
), carried=True)

INTEGRATION = Page(3, "integration", _("Intégration en cours"), (
    Block("plan", _("Plan d’intégration"), (
        Field("plan_date", _("Date du plan d’intégration"), "date", mandatory=always, check=checks.past,
              help=_("De moins d’un an le jour de la transmission.")),)),
    Block("means", _("Moyens déjà en place"), (
        Field("means", _("Moyens déjà en place"), "long", mandatory=always,
              help=_("Ce que le service fait déjà pour intégrer l’enfant : matériel, formation, organisation.")),
        Field("allowance_use", _("Utilisation de l’allocation pour l’intégration"), "long", mandatory=always,
              help=_("À quoi a servi l’allocation que le service reçoit déjà pour cet enfant.")),
        Field("results", _("Résultats observés"), "long"))),
), carried=True)

NEEDS = Page(4, "needs", _("Besoins de soutien"), (
    Block("needs", _("Besoins par moment de la journée"),
          tuple(cell for name, title in MOMENTS.items() for cell in moment(name, title)),
          intro=_("Remplissez les moments où l’enfant a besoin d’aide ; laissez vides les autres."),
          rows=tuple((title, (f"need_{name}", f"frequency_{name}", f"help_{name}"))
                     for name, title in MOMENTS.items()),
          at_least_one=_("Décrivez au moins un moment de la journée.")),
    Block("risk", pgettext("bloc", "Risque"), (
        Field("risk", _("Y a-t-il un risque pour l’enfant ou pour les autres ?"), "yes_no", mandatory=always),
        Field("risk_detail", _("Nature du risque"), "long", mandatory=answered("risk", True),
              shown=answered("risk", True)))),
), carried=True)

CONCERTATION = Page(5, "concertation", _("Concertation"), (
    Block("partners", _("Partenaires et plans"), (
        Field("partners", _("Partenaires"), "long", help=_("CISSS, CIUSSS, CLSC, centre de réadaptation, école…")),
        Field("intervention_plan", _("Plan d’intervention"), "choice", mandatory=always, options=PLANS),
        Field("service_plan", _("Plan de service individualisé (PSI)"), "choice", options=PLANS))),
    Block("changes", _("Changements"), (
        Field("changes", _("Changements depuis l’an dernier"), "long",
              mandatory=of_type("renewal_change", "transfer"), shown=of_type("renewal_change", "transfer")),)),
), carried=True)

SUMMARY = Page(6, "summary", _("Résumé de la demande du service de garde"), (
    Block("summary", _("Résumé de la demande"), (
        Field("hours_per_day", _("Accompagnement par jour"), "decimal", mandatory=always, check=checks.hours,
              unit=_("heures"), column=True,
              help=_("En heures, par quarts d’heure : 4,5 pour quatre heures et demie.")),
        Field("days_per_week", _("Jours par semaine"), "decimal", mandatory=always, check=checks.days, unit=_("jours"),
              column=True, help=_("De 0,5 à 7.")),
        Field("support_from", _("Début du soutien"), "date", mandatory=always,
              help=_("Au plus tôt le premier jour de l’année de référence.")),
        Field("support_until", _("Fin du soutien"), "date", mandatory=always,
              help=_("Au plus tard le 31 mars, dernier jour de l’année de référence.")),
        Field("planned_days", _("Fréquentation prévue"), "integer", mandatory=always, check=checks.planned,
              unit=_("jours"), column=True,
              help=_("Jours de l’année de référence où l’enfant viendra, jusqu’au 31 mars.")),
        Field("planned_days_reason", _("Raison du nombre de jours"), "long", limit=1000, column=True,
              help=_("Si le nombre de jours s’écarte de ce que donnent les jours par semaine.")))),
), short=pgettext("page", "Résumé"))

SIGNATURES = Page(7, "signatures", _("Signatures"), (
    Block("signatures", pgettext("bloc", "Signatures"), (
        Field("signed_guardian", _("Date de signature du parent ou tuteur"), "date", mandatory=always,
              check=checks.past, on_paper=True),
        Field("signed_professional", _("Date de signature du professionnel de la santé"), "date", check=checks.past,
              mandatory=of_type("new", "renewal_change", "transfer"),
              shown=of_type("new", "renewal_change", "transfer"), on_paper=True),
        Field("signed_provider", _("Date de signature de la responsable du service de garde en milieu familial"),
              "date", check=checks.past, mandatory=at_office, shown=at_office, on_paper=True)),
        intro=_("Imprimez la page des signatures, faites-la signer, numérisez-la, puis joignez-la aux documents.")),
))

PAGES = (IDENTITY, SITUATION, INTEGRATION, NEEDS, CONCERTATION, SUMMARY, SIGNATURES)
BLOCKS = {block.name: block for page in PAGES for block in page.blocks}
FIELDS = {each.name: each for page in PAGES for each in page.fields()}
PAGE_OF_BLOCK = {block.name: page for page in PAGES for block in page.blocks}
PAGE_OF_FIELD = {each.name: page for page in PAGES for each in page.fields()}
COLUMNS = tuple(name for name, each in FIELDS.items() if each.column)
