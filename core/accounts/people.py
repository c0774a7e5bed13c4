"""The people's pages of the administration: list, new, one person; each act scoped, journalled and fresh (ADM-R02)."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from core import journal
from core.accounts import access, links, memberships, sessions
from core.accounts.models import Membership, Role, User, by_name
from core.accounts.people_forms import NewPerson, PersonForm, places
from core.accounts.person_page import show
from core.accounts.stepup import fresh
from core.accounts.typed import line
from core.database import write_transaction
from core.errors import Refused
from core.i18n import _, fold, ngettext
from core.ordering import in_text_order
from core.organisations import Organisation
from core.policy import needs, person
from core.records import matching, utcnow

pages = Blueprint("people", __name__, url_prefix="/administration/utilisateurs")
READ, EDIT = "core.user.read", "core.user.edit"
BELOW = "User visible_to : membres à ses organisations ou plus bas"
PAGE, DEEPEST, COUNTED = 25, 400, 10_000


@pages.get("/")
@needs(READ, BELOW)
def index():
    """The people at or below one's places."""
    asked, archived = line(request.args.get("q")), request.args.get("archives") == "1"
    page = min(max(request.args.get("page", 1, type=int) or 1, 1), DEEPEST)
    query = User.visible_to(person()).where(User.archived_at.is_null(not archived))
    query = query.where(matching(User, asked)) if asked else query
    total = query.limit(COUNTED + 1).count()
    found = list(query.order_by(*by_name(User), User.id).paginate(page, PAGE))
    return render_template("accounts/people.html", found=found, held=roles_of(found), asked=asked, archived=archived,
                           page=page, more=page * PAGE < total and page < DEEPEST, total=counted(total),
                           first=(page - 1) * PAGE + 1)


def roles_of(people: list[User]) -> dict[int, list[str]]:
    """The roles in force of these people, by person, at the places that the reader sees: one query."""
    found: dict[int, list[str]] = {user.id: [] for user in people}
    rows = (Membership.select(Membership.user, Role.name, Role.label).join(Role)
            .where(Membership.user << list(found), Membership.in_force(), Membership.within(person()))
            .order_by(Role.label).distinct().tuples())
    for user, name, label in rows:
        found[user].append(Role(name=name, label=label).title)
    return {user: sorted(titles, key=fold) for user, titles in found.items()}


def counted(total: int) -> str:
    """« 14 personnes »."""
    if total > COUNTED:
        return str(_("plus de 10 000 personnes"))
    return ngettext("%(num)s personne", "%(num)s personnes", total)


@pages.get("/lieux")
@needs(EDIT, "Organisation visible_to")
def find_places():
    """The places that a person may choose while she types."""
    asked = line(request.args.get("q"))
    wanted = places().where(matching(Organisation, asked)).order_by(in_text_order(Organisation.name))
    found = wanted.limit(20) if asked else ()
    return jsonify([{"id": f"id:{each.id}", "label": each.name, "detail": each.code} for each in found])


@pages.route("/nouveau", methods=["GET", "POST"])
@needs(EDIT, "rôle donné à une organisation gérée")
@fresh()
def new():
    """Create a person with her first role, and invite her."""
    form = NewPerson()
    if form.validate_on_submit():
        role = form.roles[form.role.data]
        access.forbid(access.why_not_give(person(), role, form.place))
        with write_transaction():
            user = User()
            form.fill(user)
            user.is_staff = user.is_staff or role.staff
            user.save()
            journal.saved(person(), "core.user.created", user)
            memberships.give(person(), user, role, form.place, ends_on=form.ends_on.data)
            invite_later(user)
        flash(_("Le compte de %(name)s est créé ; une invitation part à %(email)s.", name=user.name, email=user.email),
              "success")
        return redirect(url_for("people.one", user_id=user.id))
    return render_template("accounts/person_new.html", form=form)


@pages.get("/<int(max=2147483647):user_id>")
@needs(READ, BELOW)
def one(user_id: int):
    """The page of a person."""
    return show(User.find_for(person(), user_id))


@pages.post("/<int(max=2147483647):user_id>")
@needs(EDIT, BELOW)
@fresh()
def edit(user_id: int):
    """Change who she is; whoever changed her meanwhile is not overwritten."""
    user = managed(user_id)
    form = PersonForm(user)
    if not form.validate():
        return show(user, form)
    if form.version.data != user.version:
        form.form_errors.append(_("Quelqu’un a changé ce compte entre-temps. La page montre maintenant : %(name)s, "
                                  "%(email)s. Vérifiez, puis enregistrez de nouveau.", name=user.name,
                                  email=user.email))
        form.version.raw_data, form.version.data = None, user.version
        return show(user, form)
    before, was_staff = user.as_dict(), user.is_staff
    form.fill(user)
    if not user.is_staff and any(each.role.staff for each in access.in_force(user)):
        raise Refused(_("Elle a un rôle du personnel : son compte en est un."), _("Retirez d’abord ce rôle."))
    with write_transaction():
        user.save()
        journal.saved(person(), "core.user.edited", user, before)
        if user.is_staff and not was_staff:
            sessions.end_all(user)
    flash(_("Le compte est enregistré."), "toast")
    return redirect(url_for("people.one", user_id=user.id))


def managed(user_id: int) -> User:
    """The person of this id, if the signed-in one may change who she is."""
    user = User.find_for(person(), user_id, EDIT)
    access.forbid(access.why_not_manage(person(), user))
    return user


def invite_later(user: User) -> None:
    """Put down the mail with the link to choose a first password."""
    links.ask(user.email, "invitation")
    journal.write(person(), "core.user.invited", user)


@pages.post("/<int(max=2147483647):user_id>/invitation")
@needs(EDIT, BELOW)
def invite(user_id: int):
    """Send the invitation again."""
    user = managed(user_id)
    with write_transaction():
        invite_later(user)
    flash(_("Une invitation part à %(email)s.", email=user.email), "success")
    return redirect(url_for("people.one", user_id=user.id))


@pages.route("/<int(max=2147483647):user_id>/archiver", methods=["GET", "POST"])
@needs(EDIT, BELOW)
@fresh()
def archive(user_id: int):
    """Close an account, its address typed to confirm; history keeps the name (ADM-R04)."""
    user = managed(user_id)
    if user.id == person().id:
        raise Refused(_("Vous ne pouvez pas archiver votre propre compte."), _("Demandez-le à une autre personne."))
    typed = request.form.get("typed", "").strip().lower()
    if request.method != "POST" or typed != user.email:
        return render_template("accounts/person_archive.html", user=user, wrong=request.method == "POST")
    with access.never_without_administrator():
        before = user.as_dict()
        user.active, user.archived_at = False, utcnow()
        user.save()
        sessions.end_all(user)
        journal.saved(person(), "core.user.archived", user, before)
    flash(_("Le compte de %(name)s est archivé. Son nom reste dans l’historique.", name=user.name), "success")
    return redirect(url_for("people.index"))


@pages.post("/<int(max=2147483647):user_id>/rouvrir")
@needs(EDIT, BELOW)
@fresh()
def restore(user_id: int):
    """Open an archived account again; its roles in force count again."""
    user = managed(user_id)
    before = user.as_dict()
    user.active, user.archived_at = True, None
    with write_transaction():
        user.save()
        journal.saved(person(), "core.user.restored", user, before)
    flash(_("Le compte de %(name)s est rouvert.", name=user.name), "success")
    return redirect(url_for("people.one", user_id=user.id))


@pages.post("/<int(max=2147483647):user_id>/second-facteur")
@needs(EDIT, BELOW)
@fresh()
def forget_factor(user_id: int):
    """Forget a lost telephone: she sets another one up at her next sign-in."""
    user = managed(user_id)
    before = user.as_dict()
    user.tf_totp_secret = user.tf_primary_method = None
    with write_transaction():
        user.save()
        sessions.end_all(user)
        journal.saved(person(), "core.user.second_factor_removed", user, before)
    flash(_("Le second facteur de %(name)s est retiré, ses séances sont terminées.", name=user.name), "success")
    return redirect(url_for("people.one", user_id=user.id))


@pages.post("/<int(max=2147483647):user_id>/seances")
@needs(EDIT, BELOW)
def end_sessions(user_id: int):
    """End every session of a person."""
    user = managed(user_id)
    with write_transaction():
        sessions.end_all(user)
        journal.write(person(), "core.user.sessions_ended", user)
    flash(_("Les séances de %(name)s sont terminées.", name=user.name), "success")
    return redirect(url_for("people.one", user_id=user.id))
