"""The results page of a cohort: the finding, names only for who works with the people, nothing of two people."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

import pytest

from literacy.accounts import people
from literacy.core import clock
from literacy.core.db import db
from literacy.reporting.cohort_results import level_counts, results_of_cohort
from literacy.training import cohorts
from literacy.training.models import Cohort
from tests.credentials.courses import HeldCohort, held_cohort, take_test
from tests.training.world import enter, make_staff, statements


def some(tenths):
    """Solve so many tasks of ten."""
    return lambda item: item.max_raw_score if int(item.id[-2:] + item.id[5]) * 7 % 10 < tenths else 0


@dataclass
class Scene:
    """A cohort with people who came to both of its sessions and took these tests before and after."""

    held: HeldCohort

    @property
    def cohort(self) -> Cohort:
        """The cohort."""
        return db.session.get(Cohort, self.held.cohort_id)

    def add(self, before=None, after=None):
        """Enrol somebody; the test before is taken in the first session."""
        learner_id = self.held.member()
        if before is not None:
            with clock.at(clock.now() - timedelta(days=2, minutes=-60)):
                take_test(learner_id, some(before))
        if after is not None:
            take_test(learner_id, some(after))
        return learner_id

    def called(self):
        """Return card number -> name of everybody enrolled."""
        listed = [person.learner_id for person in results_of_cohort(self.cohort).people]
        return {each.card_number: each.name for each in people.called(listed).values()}


def make_scene(*tests, **course):
    scene = Scene(held_cohort(2, **({"tests": "before_and_after"} | course)))
    for pair in tests:
        scene.add(*pair)
    return scene


def told(*tests, **course):
    """Make a scene; return what a request needs of it: the cohort's code, the staff, names by card, findings."""
    scene = make_scene(*tests, **course)
    cohort = scene.cohort
    accounts = {"trainer": make_staff("trainer", cohort.library_id), "region": make_staff("region")}
    cohorts.set_leaders(cohort.id, [accounts["trainer"]], actor="test")
    return cohort.code, accounts, scene.called()


GREW = [(2, 9)] * 3 + [(5, 5), (5, None), (None, 5), (None, None)]


@pytest.fixture
def page(frozen_clock, client, in_transaction):
    """Read an address of a cohort as somebody."""

    def read(code, account_id, rest=""):
        return enter(client, in_transaction, account_id).get(f"/cohorts/{code}/results{rest}")

    return read


def words_of(reply):
    """Return a page's text with plain spaces."""
    return reply.get_data(as_text=True).replace("\u00a0", " ")


def test_the_finding_stands_on_top_and_each_person_is_told_no_more_than_is_sure(page, in_transaction):
    code, accounts, names = in_transaction(told, *GREW)
    text = words_of(page(code, accounts["trainer"]))
    assert "<h1>Група зросла. Напевно зросли 3 особи з 4</h1>" in text
    assert text.count("<b>приріст є</b>: +") == 3
    assert text.count(">замало даних</td>") == 1
    for missing in ("немає тесту після курсу", "немає тесту до курсу", "тестів немає"):
        assert text.count(missing) == 1
    assert "Шкала попередня" in text
    assert "100 % завдань" not in text
    assert "99 % завдань були ті самі" in text
    for card, name in names.items():
        assert f'<a href="/people/{card}">{name}</a>' in text


def test_the_region_sees_numbers_of_cards_on_the_page_and_in_files(page, in_transaction):
    code, accounts, names = in_transaction(told, *GREW[2:])
    for rest in ("", ".csv"):
        content = page(code, accounts["region"], rest).data.decode("utf-8-sig")
        assert not [name for name in names.values() if name in content]
        assert all(card[:4] in content for card in names)
    assert page(code, accounts["region"], ".xlsx").data[:2] == b"PK"


def test_the_file_has_the_figures_that_the_page_rests_on(page, in_transaction):
    code, accounts, names = in_transaction(told, *GREW)
    rows = list(csv.DictReader(io.StringIO(page(code, accounts["trainer"], ".csv").data.decode("utf-8-sig"))))
    assert sorted(row["Учасник або учасниця"] for row in rows) == sorted(names.values())
    grew = [row for row in rows if row["Висновок"] == "приріст є"]
    assert len(grew) == 3
    assert all(float(row["Приріст, від"]) > 0 and row["Тест до курсу"] < row["Тест після курсу"] for row in grew)
    assert len([row for row in rows if not row["Приріст, логіти"]]) == 3


def test_of_two_people_with_both_tests_no_figure_of_the_group_is_told(page, in_transaction):
    code, accounts, _ = in_transaction(told, (2, 9), (2, 9), (5, None))
    text = words_of(page(code, accounts["trainer"]))
    assert "<h1>Про приріст групи говорити зарано</h1>" in text
    assert "<svg viewBox" not in text
    assert text.count("<b>приріст є</b>") == 2


def test_a_group_that_did_not_grow_is_not_said_to_have_grown(page, in_transaction):
    code, accounts, _ = in_transaction(told, *[(5, 5)] * 3)
    text = words_of(page(code, accounts["trainer"]))
    assert "<h1>Чи зросла група, ще не доведено</h1>" in text
    assert "<b>приріст" not in text


def test_a_course_with_one_test_shows_levels_and_no_gain(page, in_transaction):
    code, accounts, _ = in_transaction(told, (None, 5), (None, 9), (None, 9), tests="after")
    text = words_of(page(code, accounts["trainer"]))
    assert "<h1>Рівні групи за тестом</h1>" in text
    assert "Приріст" not in text.partition("<details>")[0]
    assert "Приріст" not in page(code, accounts["trainer"], ".csv").data.decode("utf-8-sig")
    empty, accounts, _ = in_transaction(told)
    assert "<h1>Результатів ще немає</h1>" in words_of(page(empty, accounts["trainer"]))


def test_statements_and_weight_do_not_grow_with_people(page, in_transaction, app):
    measured = []
    for tests in ([(2, 5)] * 3, [(2, 5)] * 4 + [(None, 5)] + [(None, None)] * 27):
        code, accounts, _ = in_transaction(told, *tests)
        page(code, accounts["trainer"])
        with statements(app) as sent:
            reply = page(code, accounts["trainer"])
        measured.append(len([verb for verb in sent if verb == "SELECT"]))
        assert len(reply.data) < 25_000
    assert measured[0] == measured[1]
    assert words_of(page(code, accounts["trainer"], "?page=2")).count('<th scope="row"><a') == 2
    assert page(code, accounts["trainer"], "?page=99").status_code == 200


def test_numbers_of_people_at_a_level_are_exact_for_sure_levels(database, frozen_clock):
    scene = make_scene((None, 9), (None, 9), (None, 0))
    tests = [person.newest for person in results_of_cohort(scene.cohort).people]
    counts = {level: (low, high) for level, _, low, high in level_counts(tests)}
    assert sum(expected for _, expected, _, _ in level_counts(tests)) == pytest.approx(3)
    assert counts["below_foundation"] == (1, 1)
    assert all(low <= high for low, high in counts.values())
