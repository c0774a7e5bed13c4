"""Who acts in the demonstration: the accounts to sign in with, and those who only play a part."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import Membership, Organisation, Role, User, _, running

GALETS = "30002000"
EAST = "Direction Capitale-Nationale, Nord et Est"
ACCOUNTS = (
    ("genevieve.arsenault@galets.example", "Geneviève Arsenault", "sdg_signer", GALETS),
    ("paul-emile.duguay@galets.example", "Paul-Émile Duguay", "sdg_signer", GALETS),
    ("annick.leblanc@galets.example", "Annick Leblanc", "sdg_editor", GALETS),
    ("mireille.bujold@galets.example", "Mireille Bujold", "sdg_reader", GALETS),
    ("rodrigue.poirier@galets.example", "Rodrigue Poirier", "sdg_access_manager", GALETS),
    ("farida.benali@bourgeons.example", "Farida Benali", "sdg_signer", "30201800"),
    ("omar.belkacem@explorateurs.example", "Omar Belkacem", "sdg_signer", "30233400"),
    ("sylvain.robichaud@famille.example", "Sylvain Robichaud", "min_director", EAST),
    ("nadia.ouellet@famille.example", "Nadia Ouellet", "min_agent", EAST),
    ("claudette.fontaine@famille.example", "Claudette Fontaine", "min_director", "Direction Île de Montréal"),
    ("helene.vaillancourt@famille.example", "Hélène Vaillancourt", "min_admin", "QC"),
    ("amina.haddad@comite.example", "Amina Haddad", "committee", "QC"),
    ("marc-antoine.tessier@marelle.example", "Marc-Antoine Tessier", "administrator", "QC"),
)
EXTRAS = (
    ("lucie.gendron@petitfleuve.example", "Lucie Gendron", "sdg_signer", "30114500"),
    ("robert.lepage-caron@courteechelle.example", "Robert Lepage-Caron", "sdg_signer", "30087200"),
    ("jocelyne.vachon@rivesud.example", "Jocelyne Vachon", "sdg_signer", "30146300"),
    ("uapikun.saint-onge@septmarees.example", "Uapikun Saint-Onge", "sdg_signer", "30055100"),
    ("chloe.nantel@soleil.example", "Chloé Nantel", "sdg_signer", "30219600"),
    ("diane.charbonneau@draveurs.example", "Diane Charbonneau", "sdg_signer", "30160900"),
    ("thi-mai.nguyen@ribambelle.example", "Thi-Mai Nguyen", "sdg_signer", "30175500"),
    ("louis-philippe.brodeur@verger.example", "Louis-Philippe Brodeur", "sdg_signer", "30188700"),
    ("ginette.houle@coeurduquebec.example", "Ginette Houle", "sdg_signer", "30192300"),
    ("bernard.sicotte@famille.example", "Bernard Sicotte", "min_director", "Direction Ouest"),
    ("martine.phaneuf@famille.example", "Martine Phaneuf", "min_director", "Direction Sud"),
)
"""They have no password: their names stand in the histories."""


def people(demo) -> str:
    """An account for each role of 1.9b, in two directions and two services, and the others who act."""
    running().settings.change("core.privacy_officer", "Louise Tremblay, louise.tremblay@famille.example")
    with demo.at(place_of("QC").created_at):
        for email, name, role, place in ACCOUNTS:
            demo.account(email, name, role=role, place=place_of(place))
        keep_the_whole(ACCOUNTS[-1][0])
        for email, name, role, place in EXTRAS:
            demo.account(email, name, role=role, place=place_of(place), shown=False)
    return _("%(accounts)s comptes, %(others)s personnes qui ne font qu’agir", accounts=len(ACCOUNTS),
             others=len(EXTRAS))


def keep_the_whole(email: str) -> None:
    """Who administers Marelle does so at the head of every organisation: another plugin may have brought a town."""
    held = Role.get(Role.name == "administrator")
    for root in Organisation.roots():
        if root.code != "QC":
            Membership(user=User.get(User.email == email), role=held, organisation=root).save()


def place_of(word: str) -> Organisation:
    """The organisation of this number or name."""
    return Organisation.get((Organisation.code == word) | (Organisation.name == word))


@dataclass(frozen=True)
class Cast:
    """Who fills in, who signs, who comments and who decides for one service."""

    editor: User
    signer: User
    agent: User
    director: User


def cast_of(division: Organisation) -> Cast:
    """The people of a service and of its direction; a signer fills in, a director comments, where nobody else does."""
    direction = str(division.ancestor("direction"))
    signer, director = _first("sdg_signer", division.code), _first("min_director", direction)
    return Cast(_first("sdg_editor", division.code) or signer, signer, _first("min_agent", direction) or director,
                director)


def _first(role: str, place: str) -> User | None:
    for email, _name, held, where in (*ACCOUNTS, *EXTRAS):
        if (held, where) == (role, place):
            return User.get(User.email == email)
    return None
