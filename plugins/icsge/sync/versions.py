"""Which records changed since their content was last computed: the versions of the rows that a body is made of.

Every write raises the version of its row, whoever writes; so nothing needs to be told, and nothing is missed.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.icsge.components import Component
from plugins.icsge.sync.asking import rows

PAGE = 500
"""Records handled at once: what thousands hold in memory."""

# The number that the versions begin with rises when bodies are made otherwise: every record is then looked at again.
FILE = """
SELECT f.id AS id, format('1.{s}.{s}.{s}.{s}.{s}.{s}.{s}.{s}.{s}.{s}.{s}', f.version, c.id, c.version, a.version,
    h.version, b.version, ta.id, ta.version, tb.id, tb.version, (
        SELECT SUM(p.version + 1000 * p.id) FROM families_placement AS p
        WHERE p.child_id = f.child_id AND p.installation_id = f.installation_id)) AS versions
FROM families_parent_child_file AS f
JOIN families_child AS c ON c.id = f.child_id
JOIN families_guardian AS a ON a.id = f.guardian_a_id
JOIN families_household AS h ON h.id = a.household_id
LEFT JOIN families_guardian AS b ON b.id = f.guardian_b_id
LEFT JOIN families_guardianship AS ta ON ta.child_id = f.child_id AND ta.guardian_id = f.guardian_a_id
LEFT JOIN families_guardianship AS tb ON tb.child_id = f.child_id AND tb.guardian_id = f.guardian_b_id
"""
AGREEMENT = """
SELECT g.id AS id, format('1.{s}.{s}.{s}', g.version, f.id, f.version) AS versions
FROM agreements_agreement AS g
JOIN families_parent_child_file AS f ON f.id = g.file_id
"""
TEXTS = {"file": (FILE, "f"), "agreement": (AGREEMENT, "g")}
CHANGED = """
SELECT v.id FROM ({versions} WHERE f.installation_id = {mark}) AS v
LEFT JOIN icsge_dossier AS d ON d.record_kind = {mark} AND d.record = v.id
WHERE d.id IS NULL OR d.seen <> v.versions ORDER BY v.id
"""
GONE = """
SELECT d.id FROM icsge_dossier AS d LEFT JOIN agreements_agreement AS g ON g.id = d.record
WHERE d.record_kind = 'agreement' AND d.component_id = {mark} AND g.id IS NULL AND NOT d.removed AND d.wanted
"""


def changed(component: Component, kind: str) -> list[int]:
    """The ids of the records of a component that are new, or written since they were last looked at: one query."""
    return [row[0] for row in rows(CHANGED.format(versions=TEXTS[kind][0], mark="{mark}", s="{s}"),
                                   [component.organisation_id, kind])]


def versions_of(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The versions that some records are made of now."""
    wanted = list(ids)
    text, alias = TEXTS[kind]
    among = ", ".join(["{mark}"] * len(wanted))
    return dict(rows(f"{text} WHERE {alias}.id IN ({among})", wanted)) if wanted else {}


def gone(component: Component) -> list[int]:
    """The dossiers of agreements that are no longer there."""
    return [row[0] for row in rows(GONE, [component.id])]
