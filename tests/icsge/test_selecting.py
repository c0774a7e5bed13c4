"""What is to be sent, and why (ICSGE-R73 to R76)."""

from __future__ import annotations

from plugins.icsge.sync.selecting import counts, selected


def test_icsge_r73_what_is_new_is_selected_then_what_changed(world):
    file = world.child()
    rows = selected(world.component)
    assert [(each.dossier.record_kind, each.reason) for each in rows] == [("file", "new"), ("agreement", "new")]
    assert counts(world.component).to_send == 2
    assert world.synchronise().state == "done"
    assert selected(world.component) == []
