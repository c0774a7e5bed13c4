"""Saved filters: tabs of one's own, with their counts."""

from __future__ import annotations

from core.admin.saved import SavedFilter


def keep(browser, name="Lourdes", query="wear=heavy&after=3&nonsense=1"):
    return browser.post("/reparations/filtres", data={"list": "toutes", "name": name, "query": query})


def test_a_saved_filter_becomes_a_tab_with_its_count(sign_in, repairer, north, make_repair):
    make_repair(north, wear="heavy")
    make_repair(north)
    browser = sign_in(repairer)

    answer = keep(browser)

    assert answer.status_code == 303 and answer.headers["Location"] == "/reparations/?wear=heavy"
    assert 'Lourdes<span class="m-tab-count">1</span>' in browser.get("/reparations/").text
    assert "Lourdes" not in browser.get("/reparations/liste/ouvertes").text


def test_a_filter_saved_twice_is_replaced(sign_in, repairer):
    browser = sign_in(repairer)
    keep(browser)
    keep(browser, query="urgent=1")

    assert [each.query for each in SavedFilter.select()] == ["urgent=1"]


def test_a_filter_without_name_or_condition_is_refused(sign_in, repairer):
    browser = sign_in(repairer)

    assert keep(browser, name=" ").status_code == 409
    assert keep(browser, query="after=1").status_code == 409
    assert not SavedFilter.select().exists()


def test_only_its_owner_sees_and_forgets_a_filter(sign_in, repairer, user_with, north):
    keep(sign_in(repairer))
    kept = SavedFilter.get()
    other = sign_in(user_with("shop.repair.read", at=north))

    assert "Lourdes" not in other.get("/reparations/").text
    assert other.post(f"/reparations/filtres/{kept.id}/oublier").status_code == 404
    assert sign_in(repairer).post(f"/reparations/filtres/{kept.id}/oublier").status_code == 303
    assert not SavedFilter.select().exists()


def test_another_view_does_not_forget_it(sign_in, user_with, repairer, north):
    browser = sign_in(repairer)
    keep(browser)
    kept = SavedFilter.get()

    assert browser.post(f"/personnes/filtres/{kept.id}/oublier").status_code == 404
    SavedFilter.update(shown="disparue").execute()
    assert browser.post(f"/reparations/filtres/{kept.id}/oublier").status_code == 404
    assert SavedFilter.get_by_id(kept.id).name == "Lourdes"
