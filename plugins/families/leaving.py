"""A child leaves an installation: its place and its files there end, and the other plugins are told (MES-R77)."""

from __future__ import annotations

from datetime import date

from core.api import Organisation, Refused, _, journal, running, write_transaction
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, Placement


def leave(child: Child, installation: Organisation, last_day: date, user) -> list[object]:
    """End what goes on after `last_day`; returns the sentences of the plugins that reacted.

    Raises Refused when nothing goes on there, or when something began after that day.
    """
    going = [row for model in (Placement, ParentChildFile) for row in model.select().where(
        model.child == child.id, model.installation == installation.id,
        model.ends_on.is_null() | (model.ends_on > last_day))]
    if not going:
        raise Refused(_("Cet enfant n’est plus attendu à %(place)s après ce jour.", place=installation),
                      _("Choisissez un autre jour, ou une autre installation."))
    if any(row.starts_on > last_day for row in going):
        raise Refused(_("La fréquentation commence après ce jour."), _("Choisissez un jour plus tard."))
    with write_transaction():
        for row in going:
            before = row.as_dict()
            row.ends_on = last_day
            row.save()
            journal.saved(user, f"{row.kind()}.edited", row, before)
        answers = running().host.call("child_leaves", child=child, installation=installation, last_day=last_day,
                                      user=user)
    return [said for _plugin, said in answers if said]
