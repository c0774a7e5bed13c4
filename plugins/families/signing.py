"""Who may sign a parent-child file, and how another signatory takes over."""

from __future__ import annotations

from datetime import date, timedelta

from core.api import Refused, _, journal, today, write_transaction
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, Guardian, Guardianship, Placement


def signers_of(child: Child) -> ParentChildFile:
    """A new file of a child, as its ties and its place today propose it."""
    parents = [*child.guardians(), None, None]
    place = child.placements.where(Placement.ends_on.is_null() | (Placement.ends_on >= today())).order_by(
        Placement.starts_on.desc()).first()
    return ParentChildFile(child=child, guardian_a=parents[0], guardian_b=parents[1],
                           installation=place.installation if place else None)


def check_signers(file: ParentChildFile) -> None:
    """Raise Refused when somebody may not sign, or the custody does not fit the signers."""
    tied = {tie.guardian_id for tie in Guardianship.select().where(Guardianship.child == file.child_id)}
    for guardian in (file.guardian_a, file.guardian_b):
        if guardian is not None and guardian.id not in tied:
            raise Refused(_("%(who)s n’a pas de lien de parenté avec %(child)s.", who=guardian, child=file.child),
                          _("Ajoutez d’abord ce lien sur la fiche de l’enfant."))
    if file.guardian_b_id == file.guardian_a_id:
        raise Refused(_("Les parents A et B sont la même personne."), _("Choisissez une autre personne, ou aucune."))
    if file.is_shared and file.guardian_b_id is not None:
        raise Refused(_("En garde partagée, l’autre parent n’est pas le parent B de ce dossier."),
                      _("Laissez le parent B vide, ouvrez un dossier pour l’autre parent et liez les deux."))
    if file.sibling_id is not None:
        _check_sibling(file, file.sibling)


def check_alone(file: ParentChildFile) -> None:
    """Raise Refused when the same adult already signs for the child there at that time."""
    if file.overlapping() is not None:
        raise Refused(_("%(who)s signe déjà un dossier de cet enfant à cette période.", who=file.guardian_a),
                      _("Modifiez ce dossier, ou donnez une fin au premier."))


def _check_sibling(file: ParentChildFile, other: ParentChildFile) -> None:
    if not file.is_shared:
        raise Refused(_("Un dossier lié à celui de l’autre parent dit comment la garde est partagée."),
                      _("Choisissez la garde partagée, ou retirez le lien."))
    if other.id == file.id or other.child_id != file.child_id or other.guardian_a_id == file.guardian_a_id:
        raise Refused(_("Ce dossier n’est pas celui de l’autre parent du même enfant."), _("Choisissez-en un autre."))
    if other.custody != file.custody:
        raise Refused(_("Les deux dossiers ne disent pas la même garde partagée."), _("Corrigez l’un des deux."))


def hand_over(file: ParentChildFile, first: Guardian, second: Guardian | None, day: date,
              user) -> ParentChildFile:
    """Open the file of other signers on `day`, and end this one the day before (ICSGE-R25); returns the new one.

    Raises Refused when the signers are the same, may not sign, or the day is not within the file.
    """
    if (first.id, second and second.id) == (file.guardian_a_id, file.guardian_b_id):
        raise Refused(_("Ce sont les mêmes signataires."), _("Choisissez-en d’autres."))
    if not file.starts_on < day or (file.ends_on is not None and day > file.ends_on):
        raise Refused(_("Cette date n’est pas dans la période du dossier."),
                      _("Choisissez un jour après le début du dossier, et avant sa fin."))
    new = ParentChildFile(child=file.child, installation=file.installation, guardian_a=first, guardian_b=second,
                          custody=file.custody, home_provider=file.home_provider, starts_on=day, ends_on=file.ends_on)
    check_signers(new)
    with write_transaction():
        before = file.as_dict()
        file.ends_on, file.sibling, new.sibling = day - timedelta(days=1), None, file.sibling
        file.save()
        journal.saved(user, "families.parent_child_file.edited", file, before)
        check_alone(new)
        new.save()
        new.link(user)
        journal.saved(user, "families.parent_child_file.created", new)
    return new
