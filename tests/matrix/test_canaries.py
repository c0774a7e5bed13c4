"""Nobody is ever shown what is another service's, another region's, a draft's, or another person's (SEC-02)."""

from __future__ import annotations

import pytest

from core import database
from tests.cases import EVERYTHING
from tests.matrix.browsing import Reply
from tests.matrix.crawling import MOST, Walk
from tests.matrix.planting import OF_B
from tests.matrix.printing import readable
from tests.matrix.tokens import Token, found_in, known_anyway

SEES = {
    # who: kinds of words of side A, kinds of words of side B
    "reader": ({"brouillon", "dossier", "lieu", "perso"}, set()),
    "editor": ({"brouillon", "dossier", "lieu", "perso"}, set()),
    "signer": ({"brouillon", "dossier", "lieu", "perso"}, set()),
    "clerk": ({"brouillon", "dossier", "lieu", "perso"}, set()),
    "rse": ({"lieu", "perso"}, set()),
    "agent": ({"dossier", "attente", "lieu", "perso"}, set()),
    "director": ({"dossier", "attente", "lieu", "perso"}, set()),
    "admin": ({"dossier", "attente", "lieu", "perso"}, {"dossier", "attente", "lieu", "perso"}),
    "committee": ({"dossier", "lieu", "perso"}, {"dossier", "lieu", "perso"}),
    "administrator": ({"lieu", "perso"}, {"lieu", "perso"}),
    "bare": ({"lieu", "perso"}, set()),
    "homeless": (set(), set()),
    "stranger": (set(), {"brouillon", "dossier", "lieu", "perso"}),
    "elsewhere": (set(), {"dossier", "attente", "lieu", "perso"}),
    "hats": ({"brouillon", "dossier", "attente", "lieu", "perso"}, {"dossier", "lieu", "perso"}),
}
THOROUGHLY = ("rse", "admin", "committee")
"""Of whose pages all are read; the others see no more than one of these: one of a kind is enough, all with SLOW=1."""
ON_BOTH = ("signer", "director")
"""Who walks on both databases: a service and a direction. On PostgreSQL two pages of a kind ask it each question."""
THE_OTHERS = [key for key in SEES if key not in ON_BOTH]
READS_JOBS = ("admin", "administrator")


def may_see(key: str, token: Token) -> bool:
    """Whether a person may be shown this word."""
    if token.kind in ("avis", "filtre", "agent", "tache"):
        return token.detail == key or (token.kind == "tache" and key in READS_JOBS)
    return key == "everything" or known_anyway(key, token) or token.kind in SEES[key]["AB".index(token.letter)]


class Leaks:
    """Looks at answers, and keeps what they should not have shown."""

    def __init__(self, key: str):
        self.key, self.found, self.broken, self.shown = key, {}, [], set()

    def __call__(self, what: str, reply: Reply) -> None:
        if reply.status >= 500:
            self.broken.append(f"{what}: {reply.status}")
        tokens = found_in(readable(reply))
        self.shown |= tokens
        for token in tokens:
            if not may_see(self.key, token):
                self.found.setdefault(what, set()).add(" ".join(token))

    def told(self) -> str:
        """Every leak, in lines."""
        leaks = [f"{what}: {', '.join(sorted(tokens))}" for what, tokens in self.found.items()]
        return "\n".join([*self.broken, *leaks])


@pytest.mark.parametrize("key", ON_BOTH)
def test_nobody_is_shown_what_is_not_hers(world, key):
    walk(world, key, most=MOST if database.is_sqlite() else 2)


@pytest.mark.words
@pytest.mark.parametrize("key", THE_OTHERS)
def test_the_others_are_shown_no_more(world, key):
    walk(world, key, most=MOST if EVERYTHING or key in THOROUGHLY else 1)


def walk(world, key: str, *, most: int) -> None:
    """All that she reaches shows nothing that is not hers, and something of each kind that is."""
    leaks = Leaks(key)
    Walk(world[key], leaks, most=most).go()
    assert not leaks.told()
    hers = {token.kind for token in leaks.shown if token.letter == "AB"[key in OF_B]}
    assert hers >= SEES[key][key in OF_B], "the walk did not reach what she may see"
