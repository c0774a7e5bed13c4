"""What was typed in a grid and refused stands in it once more: nothing is typed twice."""

from __future__ import annotations

from flask import request as http, session

KEPT = "icsge.typed"


def keep_typed(where: str) -> None:
    """Keep the fields of the form that was sent, until the grid `where` is shown again."""
    session[KEPT] = {"where": where, "typed": {
        name: text for name, text in http.form.to_dict().items() if name != "csrf_token"}}


def typed_again(*places: str) -> dict[str, dict[str, str]]:
    """The fields that were refused in one of these places, by the place; shown once."""
    if session.get(KEPT, {}).get("where") not in places:
        return {}
    kept = session.pop(KEPT)
    return {kept["where"]: kept["typed"]}
