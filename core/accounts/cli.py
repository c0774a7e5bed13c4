"""`marelle user …`: accounts from the terminal, for the first administrator and for emergencies."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from core import journal
from core.accounts import links, memberships, passwords, sessions
from core.accounts.addresses import tidy
from core.accounts.models import SYSTEM, Membership, Role, User
from core.accounts.roles import sync_roles
from core.database import connection, write_transaction
from core.errors import MarelleError
from core.organisations import Organisation
from core.running import running


@click.group(cls=AppGroup)
def user() -> None:
    """Create people, give them a password, end their sessions."""


@user.command()
@click.argument("email")
@click.option("--first-name", default="", help="first name")
@click.option("--last-name", default="", help="last name")
@click.option("--role", "role_name", default="", help="stable name of a role, as administrator")
@click.option("--at", "place_code", default="", help="number or name of the organisation; by default the only root")
@click.option("--new-root", default="", help="make this organisation first: the top of a new tree")
@click.option("--kind", default="ministry", type=click.Choice(["ministry", "town"]), help="what the new root is")
@click.option("--parent", is_flag=True, help="a parent: the second factor is optional")
def create(email: str, role_name: str, parent: bool, **more: str) -> None:
    """Create a person and print the link with which she chooses her password."""
    sync_roles(current_app._get_current_object())
    address = tidy(email)
    with connection(), write_transaction():
        if not address:
            raise MarelleError(f"{email} is not an e-mail address.")
        if User.get_or_none(User.email == address):
            raise MarelleError(f"{address} has an account already.", "See: marelle user list")
        made = User(email=address, is_staff=not parent, first_name=more["first_name"], last_name=more["last_name"])
        made.save()
        journal.saved(SYSTEM, "core.user.created", made)
        if role_name:
            role = role_of(role_name)
            place = new_root(more["new_root"], more["kind"]) if more["new_root"] else place_of(more["place_code"])
            memberships.give(SYSTEM, made, role, place)
        click.echo(f"Created {address}. Within seven days, open:\n{link(made)}")


def role_of(name: str) -> Role:
    """The role of this stable name."""
    role = Role.get_or_none(Role.name == name)
    if role is None:
        raise MarelleError(f"There is no role {name}.", "Known: " + ", ".join(each.name for each in Role.select()))
    return role


def new_root(name: str, kind: str) -> Organisation:
    """The top of a new tree: what a new installation begins with."""
    root = Organisation(name=name, kind=kind)
    root.save()
    journal.saved(SYSTEM, "core.organisation.created", root)
    return root


def place_of(code: str) -> Organisation:
    """The organisation of this number or name; the only root when none is given."""
    condition = (Organisation.code == code) | (Organisation.name == code) if code else Organisation.parent.is_null()
    found = list(Organisation.select().where(condition).limit(2))
    if len(found) != 1:
        raise MarelleError(f"{len(found) or 'No'} organisation answers to {code or 'no name'}.",
                           "Give --at with a number or a full name; --new-root NAME on a new installation.")
    return found[0]


def link(of: User) -> str:
    """The address, complete where the deployment says how it is reached."""
    return running().config.public_url.rstrip("/") + links.path(of, "invitation")


def known(email: str) -> User:
    """The person of this address."""
    found = User.get_or_none(User.email == tidy(email))
    if found is None:
        raise MarelleError(f"Nobody has the address {email}.", "See: marelle user list")
    return found


@user.command()
@click.argument("email")
@click.option("--link", "by_link", is_flag=True, help="print a link instead of asking for the password here")
def password(email: str, by_link: bool) -> None:
    """Give a person a new password, or a link to choose one. Her sessions end."""
    with connection():
        found = known(email)
        if by_link:
            click.echo(link(found))
            return
        typed = click.prompt("New password", hide_input=True, confirmation_prompt=True)
        for problem in passwords.problems(typed, found):
            raise MarelleError(str(problem))
        links.set_password(found, typed, actor=SYSTEM)
        click.echo(f"The password of {found.email} is set, her sessions are ended.")


@user.command("end-sessions")
@click.argument("email")
def end_sessions(email: str) -> None:
    """End every session of a person."""
    with connection(), write_transaction():
        found = known(email)
        ended = sessions.end_all(found)
        journal.write(SYSTEM, "core.user.sessions_ended", found)
        click.echo(f"Ended {ended} sessions of {found.email}.")


@user.command("list")
def list_() -> None:
    """List the people, their roles and whether a second factor is in place."""
    with connection():
        held: dict[int, list[str]] = {}
        for number, role, place in (Membership.select(Membership.user, Role.name, Organisation.name).join(Role)
                                    .switch(Membership).join(Organisation).where(Membership.in_force()).tuples()):
            held.setdefault(number, []).append(f"{role} at {place}")
        for each in User.select().order_by(User.email):
            state = "archived" if each.archived_at else "second factor" if each.has_second_factor else "password only"
            click.echo(f"{each.email:40} {each.name:30} {state:14} {'; '.join(held.get(each.id, []))}")
