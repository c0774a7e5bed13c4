"""What MES asks of the plugins that keep agreements and synchronise children, whichever they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from core.api import Organisation
    from plugins.families import Child
    from plugins.mes.models import Document


@hookspec
def child_attendance(child: Child, installation: Organisation, first: date,
                     last: date) -> Mapping[date, Decimal] | None:
    """Say which days from `first` to `last` (both included) the child attends, and for how many hours.

    Closure days sent to the Ministry are left out. None when there is no agreement: MES then counts weekdays.
    """


@hookspec
def last_synchronisation(child: Child | None, user) -> datetime | None:
    """Say when the child's file was last accepted by the Ministry (UTC); None when it never was (MES-R01).

    Without a child, when any file of this person's service last was.
    """


@hookspec
def synchronise_link(child: Child | None, user) -> tuple[str, object] | None:
    """Give the address and the label of the page that synchronises this child's file, for this person (MES-R03).

    Without a child, of the page that synchronises the files of her service.
    """


@hookspec
def document_attached(document: Document) -> None:
    """React to a document that was just attached, in the same transaction: ask for its scan by the outbox or a job."""


@hookspec
def document_verdict(document: Document) -> object:
    """Say whether a document may be opened and transmitted (MES-R48): True once it is clean, a sentence that says why
    it is held back, or None while that is not known yet.

    As long as one plugin that answers this hook has not said True, the document is held; so it is when one fails.
    """
