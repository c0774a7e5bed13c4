"""The pages of billing: the card of a sheet, a rule in two steps, its end, its transfer, a separation, the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.activities.models import Booking
from plugins.billing.models import BillingRule
from tests.activities.conftest import FIRST
from tests.billing.conftest import EVEN

pytestmark = pytest.mark.words
PERIOD = {"starts_on": "2026-09-01", "ends_on": "", "criterion": "even", "anchor": ""}


def plain(reply) -> str:
    """What a page says, with ordinary spaces."""
    return reply.text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_rule_is_added_in_two_steps_and_the_holes_are_said_bil_r01_r02_r07(town):
    lea, claire, _pierre = town.parents()
    window, url = town.window(town.clerk), f"/facturation/regles/nouvelle/{claire.id}"
    assert "1. Période et critère" in plain(window.get(url))
    page = plain(window.post(url, data=PERIOD))
    assert "paiera à partir du 1er septembre 2026 : semaines paires" in page and "L’année 2026 a 53 semaines" in page
    assert "semaine 36, du 1 sept. 2026" in page or "semaine 36, du 1er sept. 2026" in page
    assert not BillingRule.select().exists(), "nothing is kept between the two steps"
    target = f"{lea.id}.{town.services['midi'].id}"
    reply = window.post(url, data=PERIOD | {"cible": target, "faire": "1"}, follow_redirects=True)
    assert "Claire Martin paie à partir du 1er septembre 2026." in plain(reply)
    assert "Personne ne paie pour Léa Martin (Cantine) : du 7 sept. 2026 au 11 sept. 2026" in plain(reply)
    assert "À partir du 1er septembre 2026 · semaines paires" in plain(reply)
    refused = window.post(url, data=PERIOD | {"criterion": "none", "cible": target, "faire": "1"})
    assert refused.status_code == 409 and "Claire Martin paie déjà « Cantine » pour Léa Martin" in plain(refused)
    assert "déjà payée par Claire Martin" in plain(refused)
    back = window.post(url, data=PERIOD | {"retour": "1"})
    assert "1. Période et critère" in plain(back) and 'value="2026-09-01"' in back.text


def test_what_is_not_offered_is_not_written(town):
    lea, claire, _pierre = town.parents()
    stranger = town.child("Tom Roux")
    reply = town.window(town.clerk).post(f"/facturation/regles/nouvelle/{claire.id}", data=PERIOD | {
        "cible": [f"{stranger.id}.{town.services['midi'].id}", f"{lea.id}.{town.services['adulte'].id}", "x"],
        "faire": "1"})
    assert reply.status_code == 409 and "Aucune prestation n’est cochée" in plain(reply)


def test_a_rule_is_stopped_or_deleted_from_the_card_bil_r03(town):
    lea, claire, _pierre = town.parents()
    rule, window = town.rule(claire, town.pairs(lea)), town.window(town.clerk)
    url = f"/facturation/regles/{rule.id}/fin"
    form = {"version": rule.version, "action": "stop", "last_day": "2026-09-16"}
    reply = window.post(url, data=form, follow_redirects=True)
    assert "La règle s’arrête le 16 septembre 2026." in plain(reply) and "du 17 sept. 2026" in plain(reply)
    stale = window.post(url, data=form | {"action": "delete"})
    assert stale.status_code == 409 and "rien n’a été fait" in plain(stale)
    Booking.update(invoice_line=3).where(Booking.id == town.booking(lea, "midi", date(2026, 9, 3)).id).execute()
    refused = window.post(url, data=form | {"action": "delete", "version": rule.version + 1})
    assert refused.status_code == 409 and "jusqu’au 3 septembre 2026" in plain(refused)


def test_a_rule_is_transferred_or_shared_on_one_page_bil_r04_r05(town):
    lea, claire, pierre = town.parents()
    rule, window = town.rule(claire, town.pairs(lea)), town.window(town.clerk)
    url, form = f"/facturation/regles/{rule.id}/transfert", {"since": "", "payer": claire.id, "q": ""}
    shared = window.post(url, data=form | {"version": 1, "co_payer": pierre.id}, follow_redirects=True)
    assert "Pierre Blanc est tiers solidaire." in plain(shared)
    assert "Tiers solidaire de" in plain(window.get(f"/familles/responsables/{pierre.id}"))
    refused = window.post(url, data=form | {"version": 2, "payer": pierre.id, "co_payer": pierre.id})
    assert refused.status_code == 409 and "Choisissez un autre tiers solidaire" in plain(refused)
    moved = window.post(url, data=form | {"version": 2, "payer": pierre.id, "co_payer": 0}, follow_redirects=True)
    assert "La règle est transférée sur Pierre Blanc." in plain(moved)
    aunt = town.family("Aubry")
    assert str(aunt) not in window.get(url).text
    assert str(aunt) in window.get(f"{url}?q=aubr").text


def test_the_assistant_shows_who_pays_each_day_before_it_writes_bil_r06(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea))
    window, url = town.window(town.clerk), f"/facturation/separation/{claire.id}"
    page = window.get(url).text
    target = f"{lea.id}.{town.services['midi'].id}"
    assert f'value="{target}" checked' in page, "what she pays is ticked"
    form = {"cible": target, "last_day": "2026-09-16", "criterion": "even", "first": claire.id, "other": pierre.id,
            "anchor": "", "ends_on": ""}
    shown = window.post(url, data=form)
    assert "s’arrête le 16 septembre 2026" in plain(shown) and "is-payer-1" in shown.text
    assert BillingRule.select().count() == 1
    seen = shown.text.partition('name="vu" value="')[2].partition('"')[0].replace("&#39;", "'")
    other = window.post(url, data=form | {"criterion": "odd", "faire": "1", "vu": seen})
    assert other.status_code == 409 and "Ce n’est plus ce que l’aperçu montrait" in plain(other)
    done = window.post(url, data=form | {"faire": "1", "vu": seen}, follow_redirects=True)
    assert "chaque jour a exactement un payeur" in plain(done) and BillingRule.select().count() == 3
    for person in (claire, pierre):
        assert "semaines" in plain(window.get(f"/familles/responsables/{person.id}"))


def test_the_sheet_of_a_child_and_the_calendar_tell_who_pays_bil_r07(town):
    lea, claire, _pierre = town.parents()
    town.rule(claire, town.pairs(lea), EVEN)
    window = town.window(town.clerk)
    assert "semaines paires" in plain(window.get(f"/familles/enfants/{lea.child_id}"))
    page = window.get(f"/facturation/calendrier/{lea.id}?prestation={town.services['midi'].id}").text
    assert "Septembre 2026" in page and "jours sans personne qui paie" in page
    assert town.window(town.stranger).get(f"/facturation/calendrier/{lea.id}").status_code == 404
    assert town.window(town.staff).get(f"/facturation/calendrier/{lea.id}").status_code == 403


def test_an_adult_pays_for_her_own_meals_case_5(town):
    hugo = town.adult()
    window, target = town.window(town.clerk), f"{hugo.id}.{town.services['adulte'].id}"
    reply = window.post(f"/facturation/regles/nouvelle/{hugo.guardian_id}", follow_redirects=True, data=PERIOD | {
        "criterion": "none", "starts_on": FIRST.isoformat(), "cible": target, "faire": "1"})
    assert "Repas adulte" in plain(reply) and "toutes les semaines" in plain(reply)
