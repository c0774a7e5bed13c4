"""The pages of jobs: for whom, what they poll, cancelled and put back, absurd addresses."""

from __future__ import annotations

import pytest

from core.accounts.models import SYSTEM
from core.errors import NotFound
from core.jobs import Job, enqueue
from tests.core.jobs.kinds import fresh


def test_the_page_of_a_job_is_for_who_asked_and_who_may_see_jobs(app, user_with, sign_in):
    someone, other, administrator = user_with("core.dashboard"), user_with("core.dashboard"), user_with("core.job.read")
    put = enqueue("tiny.count", user=someone)
    assert [sign_in(user).get(f"/taches/{put.id}").status_code for user in (someone, other, administrator)] \
        == [200, 404, 200]
    assert [sign_in(user).get(f"/taches/{put.id}.json").status_code for user in (someone, other, administrator)] \
        == [200, 404, 200]
    assert [f"/taches/{put.id}" in sign_in(user).get("/taches").text for user in (someone, other, administrator)] \
        == [True, False, True]


def test_the_progress_of_a_job_as_its_page_polls_it(app, user_with, sign_in, worker):
    someone = user_with("core.dashboard")
    put = enqueue("tiny.count", {"upto": 2}, user=someone)
    client = sign_in(someone)
    assert client.get(f"/taches/{put.id}.json").json == {
        "state": "waiting", "done": 0, "total": 0, "doing": "En attente", "left": "", "finished": False}
    worker.drain()
    assert client.get(f"/taches/{put.id}.json").json == {
        "state": "done", "done": 2, "total": 2, "doing": "Partie 2", "left": "", "finished": True}
    assert "Partie 2" in client.get(f"/taches/{put.id}").text


def test_a_person_cancels_her_job(app, user_with, sign_in):
    someone, other = user_with("core.dashboard"), user_with("core.dashboard")
    put = enqueue("tiny.count", user=someone)
    assert sign_in(other).post(f"/taches/{put.id}/annuler").status_code == 404
    assert sign_in(someone).post(f"/taches/{put.id}/annuler").status_code == 302
    assert fresh(put).status == "cancelled"


def test_a_failed_job_is_put_back_by_who_may(app, user_with, sign_in, worker):
    reader, mender = user_with("core.job.read"), user_with("core.job.read", "core.job.edit")
    put = enqueue("tiny.refuse")
    worker.drain()
    assert sign_in(reader).post(f"/taches/{put.id}/relancer").status_code == 403
    assert "Relancer" in sign_in(mender).get(f"/taches/{put.id}").text
    sign_in(mender).post(f"/taches/{put.id}/relancer")
    assert (fresh(put).status, fresh(put).attempts) == ("queued", 0)


@pytest.mark.parametrize("path", ["/taches?before=x", "/taches?before=99999999999999999999999", "/taches?status=x"])
def test_absurd_addresses_of_the_list_are_harmless(app, user_with, sign_in, path):
    assert sign_in(user_with("core.job.read")).get(path).status_code == 200


def test_an_absurd_job_number_is_not_found(app, user_with, sign_in):
    assert sign_in(user_with("core.job.read")).get("/taches/99999999999999999999999").status_code == 404
    with pytest.raises(NotFound):
        Job.find_for(SYSTEM, "x")
