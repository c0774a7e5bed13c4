"""What a parent signs: the content of an agreement, and its digest."""

from __future__ import annotations

import hashlib
import json

from plugins.agreements.models import ServiceAgreement

SIGNED_FIELDS = ("starts_on", "ends_on", "is_replacement", "varies", "ecp", "csss", "transitional", "infant",
                 "exception", "schedule")
"""The group of the child and its last day in the nursery may change under a signed agreement (ICSGE-R30, R32)."""


def content(agreement: ServiceAgreement) -> dict[str, object]:
    """What the printed agreement says, as plain values."""
    file = agreement.file
    said = {name: getattr(agreement, name) for name in SIGNED_FIELDS}
    return said | {"child": file.child_id, "installation": file.installation_id, "guardian_a": file.guardian_a_id,
                   "guardian_b": file.guardian_b_id, "custody": file.custody}


def digest(agreement: ServiceAgreement) -> str:
    """The sha256 of the content, in hexadecimal: another one means another agreement."""
    text = json.dumps(content(agreement), default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
