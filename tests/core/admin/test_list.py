"""The list of records: few queries, nothing of others, and nothing typed in the address makes it fail."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from markupsafe import Markup, escape

from core.admin.columns import escaped
from core.i18n import _
from core.records import utcnow
from tests.core.admin.conftest import cells, make_owner
from tests.core.admin.workshop import Repair

SORTS = ["id", "number", "owner.last_name", "owner.workshop.name", "title", "wear", "promised_on", "price", "state",
         "next"]


@pytest.fixture
def browser(sign_in, repairer):
    return sign_in(repairer)


@pytest.fixture
def many(north):
    """Sixty repairs, of which a third has no date and many are level in each order."""
    owners = [make_owner(north, name) for name in "ABC"]
    Repair.insert_many([{
        "number": f"M-{number:02d}", "title": f"Objet {number % 5}", "owner": owners[number % 3], "workshop": north,
        "promised_on": date(2026, 1, 1) + timedelta(days=number % 7) if number % 3 else None,
        "price": 100 * (number % 4) or None, "state": ("asked", "taken", "done")[number % 3],
    } for number in range(60)]).execute()
    return list(Repair.select())


def numbers(answer):
    return [row[1] if row[0] == "" else row[0] for row in cells(answer)]


def link(answer, word):
    found = re.search(rf'<a class="m-btn is-small" href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?{word}', answer.text)
    return unescape(found[1]) if found else None


def test_a_list_shows_labels_of_joined_records(browser, north, make_repair):
    make_repair(north, price=1250)

    rows = cells(browser.get("/reparations/"))

    assert rows[0][-9:] == ["R-0001", "Zoé Cliente1", "Atelier Nord", "Bouilloire", "Légère", "", "12,50 $", "Demandée",
                            "À vous Réponse d’ici 3 j"]


def test_a_page_costs_three_queries_whatever_its_rows(browser, many, queries):
    browser.get("/reparations/")
    with queries() as sent:
        assert len(numbers(browser.get("/reparations/?page_size=50"))) == 50

    about_records = [each for each in sent if re.search(r"shop_repair|saved_filter", each)]
    assert len(about_records) == 3, about_records
    assert len(sent) <= 12, sent


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{each}" for each in SORTS)])
def test_every_order_is_walked_to_its_end_and_back_without_loss(browser, many, sort):
    forward, page = [], browser.get(f"/reparations/?sort={sort}")
    while True:
        forward.append(numbers(page))
        following = link(page, "Suivantes")
        if not following:
            break
        page = browser.get(following)
    backward = [numbers(page)]
    while previous := link(page, "Précédentes"):
        page = browser.get(previous)
        backward.insert(0, numbers(page))

    assert [len(each) for each in forward] == [25, 25, 10]
    assert sorted(sum(forward, [])) == sorted(each.number for each in many)
    assert sum(backward, []) == sum(forward, [])
    assert numbers(browser.get(f"/reparations/?sort={sort}&last=1")) == sum(forward, [])[-25:]


def test_the_order_is_the_one_asked_for(browser, many):
    prices = [row[-3] for row in cells(browser.get("/reparations/?sort=-price&page_size=100"))]

    known = [price for price in prices if price]
    assert known[0] == "3,00 $" and known == sorted(known, reverse=True)


def test_what_waits_for_the_reader_and_is_late_comes_first_by_urgency(browser, north, make_repair):
    late, fresh, elsewhere = make_repair(north), make_repair(north), make_repair(north)
    Repair.update(state_since=utcnow() - timedelta(days=9)).where(Repair.id == late.id).execute()
    Repair.update(state="done").where(Repair.id == elsewhere.id).execute()

    page = browser.get("/reparations/?sort=next")

    assert numbers(page) == [late.number, fresh.number, elsewhere.number]
    assert "En retard de 6\u00a0j" in page.text
    assert page.text.count("m-chip is-your-turn") == 2


def test_tabs_count_and_narrow(browser, north, make_repair):
    late, fresh, done = make_repair(north), make_repair(north), make_repair(north)
    Repair.update(state_since=utcnow() - timedelta(days=9)).where(Repair.id == late.id).execute()
    Repair.update(state="done").where(Repair.id == done.id).execute()

    page = browser.get("/reparations/?tab=late")

    assert re.findall(r'm-tab-count">(\d+)', page.text) == ["3", "2", "1"]
    assert numbers(page) == [late.number]
    assert numbers(browser.get("/reparations/?tab=yours")) == [fresh.number, late.number]


@pytest.mark.parametrize(("query", "kept"), [
    ("state=taken", [2]), ("state=taken&state=asked", [2, 1, 0]), ("state=nonsense", [2, 1, 0]),
    ("wear=heavy", [1]), ("urgent=1", [0]), ("urgent=0", [2, 1]), ("urgent=2", [2, 1, 0]),
    ("promised_on-from=2026-03-02", [2, 1]), ("promised_on-from=02/03/2026&promised_on-to=2026-03-02", [1]),
    ("promised_on-to=soon", [2, 1, 0]), ("price-from=10,5", [2, 1]), ("price-to=10.50", [1, 0]),
    ("price-from=NaN", [2, 1, 0]), ("hours-from=2,5", [2]), ("title=ouilloire", [0]), ("title=%25", []),
    ("owner=beta", [1]), ("owner=ZOE", [2, 1, 0]), ("owner-workshop-name=Nord", [2, 1, 0]), ("q=poele", [1]),
    ("q=R-0003", [2]), ("q=r-0", [2, 1, 0]), ("q=zz", []), ("state=asked&wear=heavy", [1]),
])
def test_filters_and_search(browser, north, make_repair, query, kept):
    made = [
        make_repair(north, "Bouilloire", make_owner(north, "Alpha"), urgent=True, promised_on=date(2026, 3, 1),
                    price=950),
        make_repair(north, "Poêle", make_owner(north, "Bêta"), wear="heavy", promised_on=date(2026, 3, 2), price=1050),
        make_repair(north, "Montre", make_owner(north, "Gamma"), promised_on=date(2026, 3, 3), price=2000, hours=3),
    ]
    Repair.update(state="taken").where(Repair.id == made[2].id).execute()

    assert numbers(browser.get(f"/reparations/?{query}")) == [made[index].number for index in kept]


def test_a_filter_by_the_id_of_a_related_record_says_its_name(browser, north, make_repair):
    repair, other = make_repair(north), make_repair(north)

    page = browser.get(f"/reparations/?owner={repair.owner_id}")

    assert numbers(page) == [repair.number]
    assert "Zoé Cliente1" in page.text and other.number not in page.text


def test_a_filter_shows_as_a_chip_that_can_be_removed(browser, north, make_repair):
    make_repair(north)

    page = browser.get("/reparations/?state=asked&wear=light&sort=title")

    assert "<strong>Demandée</strong>" in page.text
    assert "/reparations/?wear=light&amp;sort=title" in page.text


def test_another_list_has_its_own_condition(browser, north, make_repair):
    kept, done = make_repair(north), make_repair(north)
    Repair.update(state="done").where(Repair.id == done.id).execute()

    assert numbers(browser.get("/reparations/liste/ouvertes")) == [kept.number]
    assert browser.get("/reparations/liste/autre").status_code == 404


def test_the_banner_counts_each_list_in_the_statement_of_the_page(browser, north, make_repair):
    done = [make_repair(north), make_repair(north)][1]
    Repair.update(state="done").where(Repair.id == done.id).execute()

    for path in ("/reparations/", "/personnes/"):
        counts = re.findall(r'm-nav-count">(\d+)<span class="sr-only"> réparations', browser.get(path).text)
        assert counts == ["2", "1"], path


def test_nothing_of_another_workshop_is_ever_seen(browser, north, south, make_repair):
    make_repair(north)
    hidden = make_repair(south, "Canari", make_owner(south, "Canari"))

    for query in ("", "q=canari", "owner=canari", f"owner={hidden.owner_id}", "tab=yours", "sort=owner.last_name",
                  "owner-workshop-name=Sud", f"after={hidden.id + 1}"):
        page = browser.get(f"/reparations/?{query}")
        assert hidden.number not in page.text and "Zoé Canari" not in page.text, query
    assert 'm-tab-count">1<' in browser.get("/reparations/").text
    assert browser.get("/reparations/chercher/owner?q=canari").json == []


GARBAGE = ["", "0", "-1", "abc", "9" * 30, "-" + "9" * 19, "1.abc", "1.9" + "9" * 400, "%00", "1.%00", "é", "1e999",
           "NaN", "[]", "'; drop table core_user; --", "2026-99-99", "1.2026-13-01", "٣", "\ud83d\ude00"]


NARROWING = ("rank", "page_size", "page", "last", "tab", "q", "state", "wear", "urgent", "owner", "title",
             "promised_on-from", "promised_on-to", "price-from", "hours-to")


def shows(browser, names, text: str, **more: str) -> None:
    """The list is shown, whatever these parameters hold."""
    asked = more | dict.fromkeys(names, text.encode("utf-8", "replace").decode())
    assert browser.get("/reparations/", query_string=asked).status_code == 200, asked


@pytest.mark.parametrize("sort", ["promised_on", "price", "owner.last_name", "next", "password"])
def test_no_place_typed_in_the_address_is_an_error(browser, north, make_repair, sort):
    make_repair(north)
    for value in GARBAGE:
        for name in ("after", "before"):
            shows(browser, [name], value, sort=sort)


def test_nothing_else_typed_in_the_address_is_an_error(browser, north, make_repair):
    make_repair(north)
    for value in GARBAGE:
        shows(browser, [*NARROWING, "sort"], value)
        shows(browser, NARROWING, value, sort="price")


def test_the_count_stops_at_its_cap(browser, north, make_repair, monkeypatch):
    for _number in range(4):
        make_repair(north)
    for module in ("list_page", "lists"):
        monkeypatch.setattr(f"core.admin.{module}.CAP", 2)

    page = browser.get("/reparations/")

    assert "plus de 2 réparations" in page.text.replace("\u00a0", " ")
    assert 'm-tab-count">2+<' in page.text


def test_an_empty_list_says_why(browser, user_with, sign_in, north, make_repair):
    assert "Aucune réparation." in browser.get("/reparations/").text
    make_repair(north)
    assert "Rien ne correspond à ce filtre." in browser.get("/reparations/?q=zzz").text


def test_markup_in_values_is_shown_as_text(browser, north, make_repair):
    make_repair(north, "<script>alert(1)</script>", make_owner(north, '"><img src=x onerror=alert(1)>'))

    page = browser.get("/reparations/?q=script&owner=%22%3E%3Cimg")

    assert "<script>alert" not in page.text and "<img src=x" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_one_token_a_page(browser, many):
    page = browser.get("/reparations/?page_size=50")

    assert len(set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))) == 1
    assert page.text.count('name="csrf_token"') < 12


@pytest.mark.parametrize("texts", [
    ["Bouilloire", "Théière"], ["Bouilloire", "<b>Théière</b> & Cie"], ["L'établi", Markup("<i>Tour</i>")],
    [_("« %(name)s »", name="<script>"), "Théière"], [None, 4, "a & b"], []])
def test_a_column_is_escaped_as_each_of_its_texts(app, texts):
    assert list(escaped(texts)) == [escape(each) for each in texts]


def test_a_list_escapes_what_people_wrote(browser, north, make_repair):
    make_repair(north, title='<script>alert("1")</script>')
    make_repair(north, title="Théière")

    page = browser.get("/reparations/").text.partition("<tbody>")[2].partition("</tbody>")[0]

    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;" in page
    assert "<script" not in page
