"""A home provider (RSG) reads the messages of the children she looks after herself, and of nobody else (1.3)."""

from __future__ import annotations

import pytest

from core.accounts.models import Membership, Role, User
from core.organisations import Organisation
from plugins.families import ParentChildFile
from plugins.icsge.components import open_component
from plugins.icsge.looked_after import OWN
from plugins.icsge.sync.models import Dossier
from plugins.icsge.sync.prechecking import precheck


def house(parent: Organisation, name: str, nature: str) -> Organisation:
    """An installation of a division."""
    made = Organisation(kind="installation", name=name, nature=nature, code="30003999", parent=parent)
    made.save()
    return made


def kept_by(world, component, provider: str, number: str) -> ParentChildFile:
    """A child of a coordinating office whose NIREC is wrong, looked after by somebody."""
    file = world.child(component=component, nirec=number)
    ParentChildFile.update(home_provider=provider).where(ParentChildFile.id == file.id).execute()
    return file


@pytest.fixture
def provider(world):
    """Réjeanne, her place, and children of hers, of another provider, and of a namesake in another division."""
    division, elsewhere = world.component.organisation.parent, world.other.organisation.parent
    place = house(division, "Garde chez Réjeanne", "home")
    made = {}
    for name, where, keeper in (("hers", division, place.name), ("other", division, "Garde chez Ti-Loup"),
                                ("namesake", elsewhere, place.name)):
        found = Organisation.get_or_none(Organisation.parent == where, Organisation.nature == "office")
        component = open_component(found or house(where, "Bureau", "office"), world.director) if not found else (
            found.component.get())
        made[name] = kept_by(world, component, keeper, f"{len(made)}9999")
        precheck(component)
    made["installation"] = world.child(nirec="88888")
    ParentChildFile.update(home_provider=place.name).where(ParentChildFile.id == made["installation"].id).execute()
    precheck(world.component)
    return made, place, someone(place)


def someone(place: Organisation) -> User:
    """A home provider at a place."""
    user = User.create(email=f"rsg{place.id}@exemple.test", first_name="Réjeanne", last_name="Gallant")
    Membership(user=user, role=Role.get(Role.name == "icsge_home_provider"), organisation=place).save()
    return user


def test_she_reads_the_messages_of_her_own_files_only(world, provider):
    files, _place, user = provider
    page = world.window(user).get("/icsge/mes-dossiers/").text
    assert "CSG041E" in page and files["hers"].child.first_name in page and "Comment corriger" in page
    assert not [name for name in ("other", "namesake", "installation") if f"{files[name].child.first_name} " in page]
    assert "Aller au champ" not in page and "/corriger/" not in page
    assert {each.file_id for each in Dossier.visible_to(user, OWN)} == {files["hers"].id}


@pytest.mark.words
def test_her_dashboard_names_her_files_and_what_is_said_of_them(world, provider):
    files, place, user = provider
    page = world.window(user).get("/").text
    assert files["hers"].child.first_name in page and "Ouvrir mes dossiers" in page and "NIREC" in page
    assert not [name for name in ("other", "namesake", "installation") if f"{files[name].child.first_name} " in page]
    assert "Mes dossiers" not in world.window(someone(place.parent)).get("/").text.partition("<main")[2]


@pytest.mark.words
def test_she_opens_nothing_else_of_the_exchange(world, provider):
    files, _place, user = provider
    browser, dossier = world.window(user), world.dossier(files["hers"])
    for address in ("/icsge/", "/icsge/retenus/", f"/icsge/dossiers/{dossier.id}"):
        assert browser.get(address).status_code in (403, 404), address
    assert world.window(world.clerk).get("/icsge/mes-dossiers/").status_code == 403


@pytest.mark.words
def test_the_right_counts_at_her_very_place_not_above_it(world, provider):
    _files, place, _user = provider
    above = someone(place.parent)
    assert not Dossier.visible_to(above, OWN).exists()
    assert "Aucun dossier n’est inscrit" in world.window(above).get("/icsge/mes-dossiers/").text
