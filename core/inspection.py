"""What an uploaded PDF is, asked from a limited child process (core.inspect_pdf), and the words to refuse it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

from core.errors import MarelleError
from core.i18n import _

SIGNATURE = b"%PDF-"
SECONDS = 20
CHILD = Path(__file__).with_name("inspect_pdf.py")
_one_at_a_time = threading.Lock()

_ONLY = _("Seuls les fichiers PDF sont acceptés.")
_SAVE = _("Enregistrez ou numérisez le document en PDF, puis joignez-le.")
_AGAIN = _("Ouvrez-le, imprimez-le dans un nouveau PDF (« Enregistrer au format PDF »), puis joignez celui-ci.")

PROBLEMS = {
    "name": (_ONLY, _SAVE),
    "signature": (_("Seuls les fichiers PDF sont acceptés. Celui-ci porte le nom d’un PDF, mais contient autre chose."),
                  _SAVE),
    "empty": (_("Ce fichier est vide."), _("Vérifiez qu’il s’ouvre sur votre poste, puis joignez-le de nouveau.")),
    "encrypted": (_("Ce PDF est protégé par un mot de passe ou chiffré."),
                  _("Enregistrez-le sans protection, puis joignez-le.")),
    "broken": (_("Ce PDF est abîmé ou incomplet."), _AGAIN),
    "trailing": (_("Ce fichier contient autre chose après la fin du PDF."), _AGAIN),
    "no_pages": (_("Ce PDF n’a aucune page."), _AGAIN),
    "bomb": (_("Ce PDF est trop complexe pour être vérifié : il demande trop de mémoire ou de temps."), _AGAIN),
    "script": (_("Ce PDF contient un programme (JavaScript)."), _AGAIN),
    "launch": (_("Ce PDF peut lancer un autre programme."), _AGAIN),
    "submit": (_("Ce PDF envoie ou importe des données par lui-même."), _AGAIN),
    "attachment": (_("Ce PDF contient d’autres fichiers."),
                   _("Enregistrez chacun d’eux en PDF, puis joignez-les séparément.")),
    "xfa": (_("Ce PDF est un formulaire dynamique (XFA), que la plupart des lecteurs n’affichent pas."), _AGAIN),
    "media": (_("Ce PDF contient du son, de la vidéo ou un objet animé."), _AGAIN),
}
"""Each problem's fact and way out."""


class Report(NamedTuple):
    """What was found: the number of pages, or a problem (a key of PROBLEMS)."""

    pages: int
    problem: str = ""

    def refuse(self) -> None:
        """Raise the refusal of the problem, if there is one."""
        if self.problem:
            raise refusal(self.problem)


def refusal(problem: str) -> MarelleError:
    """The refusal of a problem, in words."""
    return MarelleError(*PROBLEMS[problem])


def inspect(source: Path | str | bytes) -> Report:
    """Look at a PDF given by its path or content; every doubt is a problem."""
    if isinstance(source, bytes):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(source)
            file.flush()
            return inspect(Path(file.name))
    with open(source, "rb") as file:
        head = file.read(len(SIGNATURE))
    if not head:
        return Report(0, "empty")
    return _ask(Path(source)) if head == SIGNATURE else Report(0, "signature")


def _ask(path: Path) -> Report:
    # by its path, not as a module: then it starts even where `core` is not installed
    command = [sys.executable, "-I", str(CHILD), str(path.resolve())]
    with _one_at_a_time:
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, env={"LANG": "C.UTF-8"},
                                  stdin=subprocess.DEVNULL, check=False)
        except subprocess.TimeoutExpired:
            return Report(0, "bomb")
    return _read(done)


def _read(done: subprocess.CompletedProcess) -> Report:
    if done.returncode:
        return Report(0, "bomb" if done.returncode < 0 or b"MemoryError" in done.stderr else "broken")
    try:
        answer = json.loads(done.stdout)
        pages, reason = int(answer["pages"]), str(answer["reason"])
    except (ValueError, KeyError, TypeError):
        return Report(0, "broken")
    if answer["ok"] is True and pages > 0 and not reason:
        return Report(pages)
    return Report(0, reason if reason in PROBLEMS else "broken")
