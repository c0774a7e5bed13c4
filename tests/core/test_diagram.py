"""The pictures made from a workflow's table."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings, strategies as st

from core.workflow.diagram import Figure, Path, counts, hopscotch, live
from core.workflow.drawing.hopscotch import columns
from core.workflow.drawing.lettering import for_live
from core.workflow.drawing.live import live_plan
from core.workflow.drawing.svg import width
from tests.cases import tries
from tests.core.walks import NINE, THREE, TWELVE, Mes, invented

HERE = Path("returned", {"draft": "12 sept. 2026", "submitted": "14 oct. 2026", "returned": "depuis 13 jours"},
            frozenset({"draft", "submitted"}), frozenset({"submitted", "closed"}))
FIGURES = {"draft": Figure(None), "submitted": Figure(37, "", 6, "49 j", yours=True), "returned": Figure(22, "", 4),
           "compliant": Figure(118, "511 h par jour"), "closed": Figure(1213)}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True, scope="module")
def french():
    """A small application, for the words only."""
    app = Flask(__name__)
    Babel(app, default_locale="fr")
    with app.app_context():
        yield


def parse(picture):
    """The picture as XML; fails when it is not well formed."""
    return ElementTree.fromstring(str(picture).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def squares_of(root) -> list:
    """The groups that are squares."""
    return [group for group in root.iter(f"{SVG}g") if "data-state" in group.attrib]


def by_class(root, name: str) -> list:
    """The elements of exactly these classes."""
    return [part for part in root.iter() if part.attrib.get("class") == name]


def boxes(root) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each square, read from what is drawn; a square drawn twice is an error."""
    found: dict[str, tuple[float, float, float, float]] = {}
    for group in squares_of(root):
        name = group.attrib["data-state"]
        assert name not in found
        d = group.find(f"{SVG}path").attrib["d"]
        ends = [re.findall(r"-?[\d.]+", part)[-2:] for part in re.findall(r"[MLA][^MLAZ]*", d)]
        xs, ys = [float(x) for x, _y in ends], [float(y) for _x, y in ends]
        found[name] = min(xs), min(ys), max(xs), max(ys)
    return found


def overlap(one, two) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < two[2] - 0.2 and two[0] < one[2] - 0.2 and one[1] < two[3] - 0.2 and two[1] < one[3] - 0.2


def check(picture, workflow):
    """What holds of every picture."""
    root = parse(picture)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    squares = boxes(root)
    assert set(squares) == set(workflow.states)
    for x1, y1, x2, y2 in squares.values():
        assert left <= x1 < x2 <= left + width and top <= y1 < y2 <= top + height
    assert not [pair for pair in combinations(squares.values(), 2) if overlap(*pair)]
    for text in root.iter(f"{SVG}text"):
        assert left <= float(text.attrib["x"]) <= left + width and top <= float(text.attrib["y"]) <= top + height
    assert "style=" not in str(picture)
    return root


@st.composite
def workflows(draw):
    """Tables of one to sixteen states, with any labels, doubles, ends and arrows."""
    labels = draw(st.lists(st.text(max_size=40), min_size=1, max_size=16))
    ranks = st.integers(0, len(labels) - 1)
    beside = draw(st.dictionaries(ranks, ranks, max_size=4))
    arrows = draw(st.lists(st.tuples(ranks, ranks, st.text(max_size=30)), max_size=20))
    return invented(labels, beside=beside.items(), finals=draw(st.sets(ranks, max_size=4)), arrows=arrows)


@settings(max_examples=tries(100), deadline=None)
@given(workflows(), st.data())
def test_any_table_can_be_drawn(workflow, data):
    names = st.sampled_from(list(workflow.states))
    path = Path(data.draw(names), data.draw(st.dictionaries(names, st.text(max_size=40))),
                data.draw(st.sets(names)), data.draw(st.sets(names)), data.draw(st.booleans()))
    figures = {name: Figure(data.draw(st.none() | st.integers(0, 10 ** 7)), data.draw(st.text(max_size=50)), rank % 2)
               for rank, name in enumerate(workflow.states)}
    check(hopscotch(workflow, path, "a"), workflow)
    check(hopscotch(workflow, path, "b", vertical=True), workflow)
    check(counts(workflow, figures, "c"), workflow)
    check(counts(workflow, figures, "d", vertical=True), workflow)
    check(live(workflow, figures, "e"), workflow)


@settings(max_examples=tries(100), deadline=None)
@given(workflows(), st.data())
def test_words_stay_inside_their_square(workflow, data):
    name = data.draw(st.sampled_from(list(workflow.states)))
    said = data.draw(st.text(max_size=60))
    path, figures = Path(name, {name: said}, overdue=True), {name: Figure(12345, said, 7, "49 j")}
    for picture in (hopscotch(workflow, path, "a"), hopscotch(workflow, path, "b", vertical=True),
                    counts(workflow, figures, "c"), counts(workflow, figures, "d", vertical=True),
                    live(workflow, figures, "e")):
        root = parse(picture)
        for group in squares_of(root):
            left, top, right, bottom = boxes(root)[group.attrib["data-state"]]
            for text in group.iter(f"{SVG}text"):
                size, x, y = (float(text.attrib[key]) for key in ("font-size", "x", "y"))
                assert left < x and x + width(text.text or "", size, "font-weight" in text.attrib) < right
                assert top < y - 0.8 * size and y < bottom


@pytest.mark.parametrize("workflow", [Mes, THREE, NINE, TWELVE], ids=["mes", "three", "nine", "twelve"])
def test_words_of_arrows_touch_neither_each_other_nor_a_square(workflow):
    contents = {name: for_live(state, FIGURES.get(name, Figure(7))) for name, state in workflow.states.items()}
    plan, routes = live_plan(workflow, contents)
    grounds = [(square.x, square.y, square.right, square.bottom) for square in plan.squares.values()]
    words = [route.box for route in routes]
    assert not [pair for pair in combinations(words, 2) if overlap(*pair)]
    assert not [word for word in words for ground in grounds if overlap(word, ground)]
    assert {(route.move.start, route.move.end) for route in routes} == {move[:2] for move in workflow.moves()}


def test_states_beside_each_other_are_stacked_or_side_by_side():
    across = boxes(parse(hopscotch(Mes, HERE, "a")))
    assert across["submitted"][0] == across["returned"][0]
    assert across["submitted"][3] == across["returned"][1]
    down = boxes(parse(hopscotch(Mes, HERE, "b", vertical=True)))
    assert down["submitted"][1] == down["returned"][1]
    assert down["submitted"][2] == down["returned"][0]
    assert down["draft"][3] == down["submitted"][1] and down["draft"][0] > down["submitted"][0]


def test_final_states_are_the_last_column_under_one_arch():
    assert [[state.name for state in column] for column in columns(NINE)][-1] == ["s7", "s8"]
    root = parse(hopscotch(NINE, Path("s0"), "a"))
    arcs = {group.attrib["data-state"]: group.find(f"{SVG}path").attrib["d"].count("A") for group in squares_of(root)}
    assert arcs == {"s0": 0, "s1": 0, "s2": 0, "s3": 0, "s4": 0, "s5": 0, "s6": 0, "s7": 1, "s8": 1}
    alone = parse(hopscotch(Mes, HERE, "a"))
    assert [group.find(f"{SVG}path").attrib["d"].count("A") for group in squares_of(alone)
            if group.attrib["data-state"] == "closed"] == [2]


def test_many_final_states_stand_in_two_columns_and_the_last_one_is_round():
    workflow = invented([f"État {rank}" for rank in range(8)], finals=range(4, 8))
    assert [[state.name for state in column] for column in columns(workflow)][-2:] == [["s4", "s5"], ["s6", "s7"]]
    root = parse(hopscotch(workflow, Path("s0"), "a"))
    arcs = {group.attrib["data-state"]: group.find(f"{SVG}path").attrib["d"].count("A") for group in squares_of(root)}
    assert [arcs[f"s{rank}"] for rank in range(4, 8)] == [0, 0, 1, 1]
    across = boxes(root)
    assert across["s4"][1] == across["s6"][1] and across["s5"][2] == across["s7"][0]


def test_more_than_seven_squares_take_two_rows():
    across = boxes(parse(hopscotch(TWELVE, Path("s0"), "a")))
    assert across["s5"][0] > across["s0"][0] and across["s6"][0] == across["s0"][0]
    assert across["s6"][1] > across["s4"][3]


def test_squares_show_how_far_the_record_is():
    root = parse(hopscotch(Mes, HERE, "p"))
    looks = {group.attrib["data-state"]: group.attrib["class"] for group in squares_of(root)}
    assert looks == {"draft": "m-hop-square is-passed", "submitted": "m-hop-square is-passed",
                     "returned": "m-hop-square is-current", "compliant": "m-hop-square is-later",
                     "closed": "m-hop-square is-next"}
    assert len(by_class(root, "m-hop-check")) == 2
    assert len(by_class(root, "m-hop-palet")) == 1
    assert len(by_class(root, "m-hop-arrow is-next")) == 2
    assert root.attrib["role"] == "img" and "Commentaires (depuis 13 jours)" in root.attrib["aria-label"]


def test_a_late_record_says_so_on_its_square():
    root = parse(hopscotch(Mes, Path("submitted", overdue=True), "p"))
    assert [text.text for text in by_class(root, "m-hop-fact is-overdue")] == ["en retard"]
    assert len(by_class(root, "m-hop-clock")) == 1
    assert len(by_class(root, "m-hop-square is-current is-overdue")) == 1


def test_a_record_whose_state_left_the_table_is_drawn_without_palet():
    root = check(hopscotch(Mes, Path("archived"), "p"), Mes)
    assert not by_class(root, "m-hop-palet")
    assert root.attrib["aria-label"].startswith("Aucune case actuelle.")


def test_counts_are_a_list_of_links_in_number_order():
    root = check(counts(Mes, FIGURES, "p", {name: f"/liste?etat={name}&a=1" for name in FIGURES}), Mes)
    assert root.attrib["role"] == "list" and root.attrib["aria-label"] == "Mesure de soutien, case par case"
    assert len([group for group in root.iter() if group.attrib.get("role") == "listitem"]) == 5
    links = by_class(root, "m-hop-link")
    assert [link.attrib["href"] for link in links] == [f"/liste?etat={name}&a=1" for name in Mes.states]
    assert links[0].attrib["aria-label"] == "1 Brouillon, —, non visible ici"
    assert links[1].attrib["aria-label"] == "2 Transmis, 37, 6 en retard"
    assert links[4].attrib["aria-label"] == "5 Terminée, 1\u00a0213"
    yours = [group.attrib["data-state"] for group in by_class(root, "m-hop-square is-current")]
    assert yours == ["submitted"]


def test_a_state_without_address_or_figure_is_no_link_and_shows_nothing():
    root = check(live(Mes, {"draft": Figure(3)}, "p", {"draft": "/d"}), Mes)
    assert [link.attrib["href"] for link in by_class(root, "m-hop-link")] == ["/d"]
    assert [text.text for text in by_class(root, "m-hop-count")] == ["3", "—", "—", "—", "—"]


def test_the_live_diagram_says_waits_and_delays_and_dashes_what_is_exceptional():
    root = check(live(Mes, FIGURES, "p"), Mes)
    facts = [text.text for text in root.iter(f"{SVG}text") if "m-hop-fact" in text.attrib["class"]]
    assert facts == ["non visible ici", "plus longue attente\u00a0: 49 j", "6 en retard (30\u00a0j)", "4 en retard",
                     "511 h par jour"]
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert "Terminer\u00a0: départ de l’enfant, Terminer\u00a0: fin de l’année, Terminer\u00a0: transfert" in titles
    dashed = by_class(root, "m-hop-arrow is-exceptional")
    assert len(dashed) == 3 and all(arrow.attrib["stroke-dasharray"] for arrow in dashed)


def test_words_are_escaped_and_ids_begin_with_the_prefix():
    evil = invented(['<script>alert("1")</script>', "a & b'"], arrows=[(0, 1, "<b>&")])
    figures = {"s0": Figure(1, "<i>"), "s1": Figure(2)}
    for picture in (hopscotch(evil, Path("s0", {"s0": "<u>"}), "p7"), live(evil, figures, "p7", {"s0": '/?"><x'})):
        tags = {part.tag.removeprefix(SVG) for part in check(picture, evil).iter()}
        assert not tags & {"script", "b", "i", "u", "x"}
        ids = re.findall(r' id="([^"]*)"', str(picture))
        assert ids and all(name.startswith("p7-") for name in ids) and len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]*)\)", str(picture))) <= set(ids)


def test_the_chalk_is_dropped_above_forty_squares():
    few, many = (invented([f"Case {rank}" for rank in range(count)]) for count in (40, 41))
    assert "url(#p-chalk)" in hopscotch(few, Path("s0"), "p")
    assert "url(#p-chalk)" not in hopscotch(many, Path("s0"), "p")
