"""The list of records: few queries, nothing of others, and nothing typed in the address makes it fail."""

from __future__ import annotations

from tests.core.admin.conftest import cells


def test_a_list_shows_labels_of_joined_records(sign_in, repairer, north, make_repair):
    make_repair(north, price=1250)

    rows = cells(sign_in(repairer).get("/reparations/"))

    assert rows[0] == ["R-0001", "Zoé Cliente1", "Atelier Nord", "Bouilloire", "Légère", "", "12,50 $",
                           "Demandée", "À vous Réponse d’ici 3 j"]
