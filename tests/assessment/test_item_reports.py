"""What learners said of items: grouped, with the item as they saw it, and nothing that answers it."""

import re

import pytest
from sqlalchemy import select

from literacy.accounts import people
from literacy.assessment import invigilation, report_queries
from literacy.assessment.models import ItemReportDecision
from literacy.banks.loading import BankFolders
from literacy.banks.presenting import present
from literacy.banks.queries import current_release, items_of_releases
from literacy.banks.schema import ShortAnswer
from literacy.banks.service import load_release
from literacy.core.db import db
from literacy.core.language import t
from tests.factories import answer_one, make_seated, make_sitting, standing
from tests.guards.canaries import MARK, marked_bank
from tests.staff import begin_sign_in, make_staff, remember

SAID = "Тут два правильні варіанти, і я Одарка Канаркевич"


@pytest.fixture
def author(client, in_transaction):
    """A browser in which an author of items is signed in."""
    remember(client, staff=in_transaction(begin_sign_in, in_transaction(make_staff, "author")))
    return client


def report(kind="mistake", text=SAID, *, seed=7, position=1, times=1):
    """Let somebody report the item at a position; return what waited for an answer, and whose it was."""
    seated = make_seated()
    code = make_sitting(seed=seed, seated=seated)
    for _ in range(position - 1):
        answer_one(code)
    waiting = standing(code)
    for _ in range(times):
        invigilation.report_item(waiting.presentation_id, seated.learner_id, kind, text)
    return waiting, seated.learner_id


def words(reply):
    return reply.get_data(as_text=True)


def test_reports_stand_together_by_item_and_the_most_reported_comes_first(author, in_transaction):
    shown, _ = in_transaction(report)
    in_transaction(report, "unclear", "")
    other, _ = in_transaction(report, position=2)
    assert other.item_id != shown.item_id
    page = words(author.get("/item-reports"))
    rows = page.split("<tr>")[2:]
    assert shown.item_id in rows[0]
    assert other.item_id in rows[1]
    assert t("item_reports.kind_count", kind=t("item_reports.kind_mistake"), n=1) in rows[0]
    assert t("item_reports.kind_count", kind=t("item_reports.kind_unclear"), n=1) in rows[0]
    assert SAID not in page


@pytest.mark.parametrize("position", range(1, 37, 5))
def test_the_item_is_beside_as_the_learner_saw_it(position, author, app, in_transaction):
    shown, _ = in_transaction(report, position=position)
    page = words(author.get(f"/item-reports/{shown.item_id}/{shown.item_version}"))
    assert SAID in page
    with app.app_context():
        release = current_release()
        item = items_of_releases([release.hash], [shown.item_id])[release.hash, shown.item_id].item
        assert item == release.items[shown.item_id]
        view = present(item, shown.option_order, shown.surface_seed, "uk")
    plain = re.sub(r"<[^>]+>", "\n", page).replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')
    assert view.stem in plain
    places = [plain.index(f"\n{option.label}\n") for option in view.options]
    assert places == sorted(places)
    if isinstance(item, ShortAnswer):
        assert all(f"\n{cell}\n" in plain for cell in view.table.rows[0])


def test_no_key_and_no_rationale_is_shown(author, in_transaction):
    in_transaction(load_release, marked_bank(BankFolders().bank), actor="test")
    for position in (1, 4, 9):
        shown, _ = in_transaction(report, position=position)
        for language in ("en", "uk"):
            author.get(f"/language/{language}")
            assert MARK not in words(author.get(f"/item-reports/{shown.item_id}/{shown.item_version}"))


def test_each_reports_own_order_can_be_seen(author, in_transaction):
    shown, _ = in_transaction(report, seed=7)
    again, _ = in_transaction(report, seed=7, text="Ще хтось")
    address = f"/item-reports/{shown.item_id}/{shown.item_version}"
    assert again.item_id == shown.item_id
    assert f"{address}?seen=2" in words(author.get(address))
    assert t("item_reports.as_seen_by", n=2) in words(author.get(f"{address}?seen=2"))
    assert author.get(f"{address}?seen=99").status_code == 200


def test_what_an_erased_person_wrote_is_gone_and_her_report_stays(author, in_transaction):
    shown, learner_id = in_transaction(report)
    in_transaction(people.erase, learner_id, reason="own_wish", actor="test")
    page = words(author.get(f"/item-reports/{shown.item_id}/{shown.item_version}"))
    assert "Канаркевич" not in page
    assert t("item_reports.text_erased") in page


def test_a_report_without_words_says_so(author, in_transaction):
    shown, _ = in_transaction(report, text="")
    page = words(author.get(f"/item-reports/{shown.item_id}/{shown.item_version}"))
    assert t("item_reports.no_text") in page


@pytest.mark.parametrize("decision", ["confirmed", "unfounded"])
def test_a_decision_ends_the_chosen_reports(decision, author, app, in_transaction):
    shown, _ = in_transaction(report)
    in_transaction(report, text="Інше")
    address = f"/item-reports/{shown.item_id}/{shown.item_version}"
    page = words(author.get(address))
    first, second = re.findall(r'name="report" id="report-\d" value="(\w+)"', page)
    for _ in range(2):  # a double click decides once
        reply = author.send(address, "/item-reports", report=first, decision=decision)
        assert (reply.status_code, reply.location) == (303, "/item-reports")
    with app.app_context():
        decided = db.session.scalars(select(ItemReportDecision)).all()
        assert [(each.report_id.hex, each.decision) for each in decided] == [(first, decision)]
    assert SAID not in words(author.get(address))
    author.send(address, "/item-reports", report=second, decision=decision)
    assert author.get(address).status_code == 404
    assert t("item_reports.none") in words(author.get("/item-reports"))


def test_nothing_is_decided_without_a_report_or_for_another_item(author, app, in_transaction):
    shown, _ = in_transaction(report)
    other, _ = in_transaction(report, position=2)
    address = f"/item-reports/{shown.item_id}/{shown.item_version}"
    there = words(author.get(f"/item-reports/{other.item_id}/{other.item_version}"))
    elsewhere = re.findall(r'name="report" id="report-\d" value="(\w+)"', there)
    reply = author.send(address, decision="confirmed")
    assert reply.status_code == 422
    assert t("item_reports.nothing_chosen") in words(reply)
    author.send(address, report=elsewhere[0], decision="confirmed")
    assert author.send(address, report=elsewhere[0], decision="banned").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(ItemReportDecision.id)) is None


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 200), ("trainer", 404), ("coordinator", 404), ("region", 404)]
)
def test_reports_are_for_those_who_mend_items(role, status, client, in_transaction):
    shown, _ = in_transaction(report)
    remember(client, staff=in_transaction(begin_sign_in, in_transaction(make_staff, role)))
    for address in ("/item-reports", f"/item-reports/{shown.item_id}/{shown.item_version}"):
        assert client.get(address).status_code == status


def test_pages_cost_the_same_however_many_reported(author, app, in_transaction, count_statements):
    shown, _ = in_transaction(report)
    addresses = ("/item-reports", f"/item-reports/{shown.item_id}/{shown.item_version}")

    def costs():
        return [count_statements(lambda address=address: author.get(address)) for address in addresses]

    before = costs()
    in_transaction(report, times=40)
    assert costs() == before
    with app.app_context():
        assert (
            len(report_queries.reported_item(shown.item_id, shown.item_version, 1).reports)
            == report_queries.MOST_REPORTS
        )
