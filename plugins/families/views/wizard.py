"""« Créer un foyer », « Ajouter un responsable », « Ajouter un enfant »: one step a page, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request as http, url_for
from werkzeug.datastructures import MultiDict

from core.api import MarelleError, NotFound, Page, Refused, _, expose, needs, person
from plugins.families.drafting import (
    ADULT,
    CHILD,
    FOUND_HOME,
    PATHS,
    SEARCHES,
    TIED,
    Entry,
    Step,
    draft_of,
    finish,
)
from plugins.families.models import Child, Draft, Guardian, Household
from plugins.families.places import towns
from plugins.families.views.common import RIGHTS, given
from plugins.families.wizard import HomeForm, NewChildForm, StepForm, TieForm, among

SCOPE = "les collectivités où l’on crée ; ses propres saisies"


class WizardPage(Page):
    """The entry of a family, in a town."""

    name, url, label = "families.wizard", "/familles/creer", _("Créer un foyer")
    permission, in_menu = RIGHTS["edit"], False

    @expose("/<kind>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], SCOPE)
    def begin(self, kind: str):
        """The first step; what it holds is kept from its first answer on."""
        if kind not in PATHS or not towns(person()):
            raise NotFound(_("Cette page n’existe pas."))
        answers = opened_from(kind)
        if http.method == "POST":
            draft = draft_of(kind, person())
            draft.answers = answers
            return self.answered(Entry(draft, person()), PATHS[kind].steps[0])
        entry = Entry(Draft(user=person(), kind=kind, answers=answers), person())
        return self.shown(entry, entry.steps[0])

    @expose("/<kind>/<int:id>/<name>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], SCOPE)
    def step(self, kind: str, id: int, name: str):
        """One of the steps, as it was left."""
        entry = found(kind, id)
        step = next((each for each in entry.steps if each.name == name), None)
        if step is None:
            raise NotFound(_("Cette page n’existe pas."))
        return self.answered(entry, step) if http.method == "POST" else self.shown(entry, step)

    @expose("/<kind>/<int:id>/abandonner", methods=("POST",))
    @needs(RIGHTS["edit"], SCOPE)
    def give_up(self, kind: str, id: int):
        """Forget what was typed."""
        found(kind, id).give_up()
        flash(_("La saisie est abandonnée : rien n’a été créé."), "success")
        return redirect(url_for(LISTS[kind]), 303)

    def answered(self, entry: Entry, step: Step):
        """Keep the answers of a step; go to the next one, or to what was born after the last."""
        if "existing" in http.form:
            return self.picked(entry, step)
        form = form_of(entry, step, http.form)
        if step.only_found and entry.chosen(step) is None:
            refusal = Refused(_("Le responsable de l’enfant n’est pas choisi."), _("Cherchez-le par son nom."))
            return self.shown(entry, step, form, refusal)
        if form is not None and not form.validate():
            return self.shown(entry, step, form)
        kept = form.kept() if form is not None else {}
        known = {name: value for name, value in entry.answers(step).items() if name == "existing"}
        entry.keep(step, known | kept | {"done": True})
        if "reason" in http.form and http.form["reason"].strip():
            entry.keep(ADULT, entry.answers(ADULT) | {"distinct_reason": http.form["reason"].strip()[:200]})
        if not known and not reason_of(entry, step) and (alike := entry.alike(step)):
            entry.keep(step, entry.answers(step) | {"done": False})
            return self.shown(entry, step, form, alike=alike)
        return self.gone_on(entry, step, form)

    def picked(self, entry: Entry, step: Step):
        """Somebody who was found, or again somebody new."""
        if step.model is None:
            raise NotFound(_("Cette page n’existe pas."))
        if not http.form["existing"]:
            entry.keep(step, {})
            return redirect(address(entry, step), 303)
        chosen = step.model.find_for(person(), http.form["existing"], RIGHTS["edit"])
        if chosen.archived_at is not None:
            return self.shown(entry, step, refusal=Refused(_("%(who)s est dans les archives : rien ne s’y écrit.",
                                                             who=chosen), _("Désarchivez d’abord cette fiche.")))
        entry.keep(step, {"existing": chosen.id, "done": step in (ADULT, FOUND_HOME)})
        stays = step in (CHILD, TIED, FOUND_HOME)
        return redirect(address(entry, step if stays else entry.step_after(step)), 303)

    def gone_on(self, entry: Entry, step: Step, form: StepForm | None):
        """The next step, else the birth."""
        after = entry.step_after(step)
        if after is not None:
            return redirect(address(entry, after), 303)
        if (lacking := entry.lacking()) is not None:
            flash(_("Il manque encore une étape : « %(title)s ».", title=lacking.title), "warning")
            return redirect(address(entry, lacking), 303)
        try:
            born = finish(entry, organisation_of(form))
        except MarelleError as refusal:
            return self.shown(entry, step, form, refusal)
        flash(SAID[entry.draft.kind] % {"who": born}, "success")
        return redirect(url_for(f"families_{born.kind().partition('.')[2]}.record", id=born.id), 303)

    def shown(self, entry: Entry, step: Step, form: StepForm | None = None, refusal: MarelleError | None = None,
              alike: Sequence = ()):
        """The page of a step."""
        form = form if form is not None else form_of(entry, step, None)
        text = http.args.get("q", "")
        before = entry.step_before(step)
        page = self.render(
            "families/wizard.html", entry=entry, step=step, path=entry.path, form=form, refusal=refusal, alike=alike,
            chosen=entry.chosen(step), q=text, kinds=KINDS_OF, rail=rail(entry, step),
            found=SEARCHES[step.model](text, person()) if text and step.model else [],
            last=entry.step_after(step) is None, before_url=address(entry, before) if before else "",
            here=address(entry, step), reason_lacks=bool(alike) and not isinstance(alike[0], Child),
            drafts=[] if entry.draft.id else own_drafts(entry.draft.kind))
        return page, refusal.status if refusal else 422 if alike or (form and form.errors) else 200


LISTS = {"foyer": "families_household.index", "responsable": "families_guardian.index",
         "enfant": "families_child.index"}
SAID = {"foyer": _("Le foyer est créé."), "responsable": _("Le responsable est ajouté."),
        "enfant": _("L’enfant est enregistré.")}
KINDS_OF = {Guardian: "guardian", Child: "child", Household: "household"}


def found(kind: str, number: int) -> Entry:
    """One's own draft of this kind; what was finished is there no more."""
    draft = Draft.visible_to(person()).where(Draft.id == number, Draft.kind == kind).get_or_none()
    if draft is None:
        raise NotFound(_("Cette saisie est terminée, ou n’est pas la vôtre."), _("Retrouvez la fiche dans sa liste."))
    return Entry(draft, person())


def own_drafts(kind: str) -> list[tuple[Draft, str]]:
    """What this person began and did not finish, with the way back to it."""
    drafts = Draft.visible_to(person()).where(Draft.kind == kind).order_by(Draft.id.desc()).limit(5)
    entries = [Entry(each, person()) for each in drafts]
    return [(each.draft, address(each, each.lacking() or each.steps[-1])) for each in entries]


def opened_from(kind: str) -> dict:
    """What the page it was opened from already says: the household, or the adult of the child."""
    user = person()
    if kind == "responsable" and (home := given(Household, "foyer", user)) is not None:
        return {FOUND_HOME.name: {"existing": home.id}}
    if kind != "enfant":
        return {}
    adult, home = given(Guardian, "responsable", user), given(Household, "foyer", user)
    if adult is None and home is not None:
        living = list(Guardian.select().where(Guardian.household == home.id, Guardian.archived_at.is_null()).limit(2))
        adult = living[0] if len(living) == 1 else None
    return {TIED.name: {"existing": adult.id}} if adult is not None else {}


def form_of(entry: Entry, step: Step, sent: MultiDict | None) -> StepForm | None:
    """The form of a step: what was found is not typed; of a child that was found only the tie is asked."""
    chosen = entry.chosen(step)
    if chosen is not None and not (isinstance(chosen, Child) or step is TIED):
        return None
    tie_only = isinstance(chosen, Child) and step.form is NewChildForm
    if isinstance(chosen, Child) and not tie_only:
        return None
    cls = TieForm if tie_only else step.form
    data = cls.given_back(entry.answers(step))
    form = cls(sent or None, data=(proposals(entry, step) | data) or None)
    if isinstance(form, HomeForm):
        offered = towns(person())
        form.organisation.choices = among((each.id, each.name) for each in offered)
        if len(offered) == 1:
            del form.organisation
    return form


def proposals(entry: Entry, step: Step) -> dict:
    """What a step proposes from those before it: the name of the household, the child's last name."""
    adult = entry.chosen(ADULT) if ADULT in entry.path.steps else None
    last = adult.last_name if isinstance(adult, Guardian) else entry.answers(ADULT).get("last_name", "")
    if step.name == "foyer":
        return {"name": str(_("Foyer %(name)s", name=last))} if last else {}
    return {"last_name": last} if step is CHILD else {}


def organisation_of(form: StepForm | None):
    """The town where the household stands: the one chosen, or the only one."""
    offered = towns(person())
    wanted = form.organisation.data if isinstance(form, HomeForm) and "organisation" in form else None
    return next((each for each in offered if wanted in (None, each.id)), None)


def reason_of(entry: Entry, step: Step) -> str:
    """Why somebody similar is somebody else, once it was said."""
    return entry.answers(step if step.name == "enfant" else ADULT).get("distinct_reason", "")


def address(entry: Entry, step: Step) -> str:
    """The address of a step."""
    kind = entry.draft.kind
    if entry.draft.id is None:
        return url_for("families_wizard.begin", kind=kind, **http.args.to_dict() | {"q": None})
    return url_for("families_wizard.step", kind=kind, id=entry.draft.id, name=step.name)


def rail(entry: Entry, here: Step) -> list[dict]:
    """The steps at the side."""
    return [{"number": rank, "title": step.title, "url": address(entry, step) if entry.draft.id else "",
             "state": "current" if step is here else "done" if entry.answers(step).get("done") else "todo"}
            for rank, step in enumerate(entry.steps, start=1)]
