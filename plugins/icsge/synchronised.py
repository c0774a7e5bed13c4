"""What MES asks: when a child was last accepted by the Ministry, and where to synchronise it (MES-R01, R03)."""

from __future__ import annotations

from datetime import datetime

from core.api import _
from plugins.families import Child, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.links import transfer_of
from plugins.icsge.sync.models import Dossier

LAUNCH = "icsge.run.request"


def last_accepted(child: Child | None, user) -> datetime | None:
    """When a file of the child, or any file of the person's components, was last accepted."""
    query = Dossier.visible_to(user).where(Dossier.record_kind == "file", Dossier.last_ok_at.is_null(False))
    if child is not None:
        query = query.join(ParentChildFile).where(ParentChildFile.child == child.id)
    found = query.order_by(Dossier.last_ok_at.desc()).first()
    return found.last_ok_at if found else None


def link_of(child: Child | None, user) -> tuple[str, object] | None:
    """The transfer page of the child's component, at the child's line; of the first component without a child."""
    if child is None:
        component = Component.visible_to(user, LAUNCH).first()
        return (transfer_of(component.id), _("Synchroniser les dossiers")) if component else None
    component = (Component.visible_to(user, LAUNCH).join(
        ParentChildFile, on=Component.organisation == ParentChildFile.installation)
        .where(ParentChildFile.child == child.id).first())
    if component is None:
        return None
    line = Dossier.select().join(ParentChildFile).where(
        ParentChildFile.child == child.id, Dossier.component == component.id).order_by(
            Dossier.record_kind, Dossier.id).first()
    here = f"{transfer_of(component.id, ligne=line.id)}#zone-3" if line else transfer_of(component.id)
    return here, _("Synchroniser cet enfant")
