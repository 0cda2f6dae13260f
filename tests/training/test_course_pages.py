"""Courses: told, changed, closed, and what they may not be; the form works without a script."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from literacy.core.db import db
from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.core.models import AuditEntry
from literacy.training import courses, sessions
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.models import Cohort, Course, CourseModule, TrainingSession
from literacy.training.sessions import Plan
from tests.conftest import NOON
from tests.factories import make_cohort, make_course
from tests.training.world import enter, fields_of, make_staff

TOLD = {
    "title_uk": "Цифрові інструменти вчителя",
    "title_en": "A teacher’s digital tools",
    "role": "teacher",
    "document_kind": "teachers",
    "hours": "15",
    "ects": "0,5",
    "module_uk1": "Вхідний тест",
    "module_en1": "Entry test",
    "module_hours1": "1,5",
    "module_uk2": "Листи-пастки",
    "module_en2": "Phishing",
    "module_hours2": "2",
    "outcome_uk1": "Відрізняє лист-пастку",
    "outcome_en1": "Tells a phishing letter",
    "tests": "before_and_after",
    "least_sessions": "2",
    "least_hours": "3",
    "test_rule": "level",
    "least_level": "intermediate",
}


@pytest.fixture
def region(world, client, in_transaction):
    """The browser of the region."""
    return enter(client, in_transaction, in_transaction(make_staff, "region"))


@pytest.fixture
def kept(app):
    """Return what a query finds, outside of any request."""

    def read(statement):
        with app.app_context():
            return db.session.scalars(statement).all()

    return read


@pytest.fixture
def made(region):
    """Where the page of a course is that was added through its form."""
    return region.post("/courses/new", data=fields_of(region.get("/courses/new")) | TOLD).location


def titles(kept):
    return kept(select(CourseModule.title_uk).order_by(CourseModule.number))


def test_a_double_click_adds_one_course_whose_page_tells_all(region, kept, words):
    form = fields_of(region.get("/courses/new")) | TOLD
    replies = [region.post("/courses/new", data=form) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {303}
    assert len({reply.location for reply in replies}) == 1
    page = words(region.get(replies[0].location)).replace("\u00a0", " ")
    for text in ("15 годин", "0,5 кредиту ЄКТС", "1,5 години", "Листи-пастки", "Відрізняє лист-пастку"):
        assert text in page
    assert t("certify.rule_sessions", n=2).replace("\u00a0", " ") in page
    assert t("certify.rule_level", level=t("levels.intermediate")).replace("\u00a0", " ") in page
    assert t("course_page.law_teachers").replace("\u00a0", " ") in page
    assert t("course_page.problems_title").replace("\u00a0", " ") not in page
    actions = kept(select(AuditEntry.action).order_by(AuditEntry.id))
    assert actions.count("course.added") == 1 + len(kept(select(Course.id))) - 1


def test_what_stands_in_the_form_is_what_was_told(region, made, kept):
    shown = fields_of(region.get(f"{made}/change"))
    assert {name: shown[name] for name in TOLD} == TOLD
    before = kept(select(CourseModule.id).order_by(CourseModule.number))
    assert region.post(f"{made}/change", data=shown).location == made
    assert kept(select(CourseModule.id).order_by(CourseModule.number)) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_uk": ""}, "title_uk_missing"),
        ({"title_en": ""}, "title_en_missing"),
        ({"title_uk": "Н" * 161}, "course_title_long"),
        ({"outcome_uk1": "Н" * 1201}, "course_outcomes_long"),
        ({"outcome_en1": ""}, "outcome_half"),
        ({"outcome_uk1": "", "outcome_en1": ""}, "outcomes_missing"),
        ({"module_en2": ""}, "module_title_missing"),
        ({"module_hours2": "дві"}, "module_hours_missing"),
        ({"order2": "другий"}, "module_order_missing"),
        ({"module_hours2": "14"}, "modules_over_hours"),
        ({"hours": "0"}, "hours_range"),
        ({"least_hours": "16"}, "rule_over_hours"),
        ({"least_sessions": "3"}, "rule_over_sessions"),
        ({"least_level": ""}, "rule_needs_level"),
        ({"tests": "none"}, "rule_needs_test"),
    ],
)
def test_what_a_course_may_not_be_is_said_and_what_was_typed_stays(region, words, kept, wrong, said):
    before = kept(select(Course.id))
    form = fields_of(region.get("/courses/new")) | TOLD | wrong
    reply = region.post("/courses/new", data=form)
    assert reply.status_code == 422
    values = {"most": 160, "have": 161, "signs": 1200, "n": 2, "modules": t("course_values.hours_part", hours="15,5"),
              "hours": t("course_values.hours", n=15)}  # fmt: skip
    if said in ("outcome_half", "course_outcomes_long", "hours_range"):
        values |= {"n": 1, "most": {"course_outcomes_long": 10, "hours_range": 1000}.get(said, 0)}
    assert words(reply).count(t(f"course_form.{said}", **values)) >= 2  # in the summary and at its place
    typed = fields_of(reply)
    assert {name: typed[name] for name in form if name != "csrf_token"} == {
        name: value for name, value in form.items() if name != "csrf_token"
    }
    assert kept(select(Course.id)) == before


def test_more_rows_are_shown_and_nothing_is_kept(region, words, kept):
    before = kept(select(Course.id))
    form = fields_of(region.get("/courses/new")) | TOLD | {"more": "modules"}
    reply = region.post("/courses/new", data=form)
    assert reply.status_code == 200
    shown = fields_of(reply)
    assert (shown["module_uk2"], shown["module_uk6"]) == ("Листи-пастки", "")
    assert "outcome_uk4" not in shown
    for _ in range(9):
        reply = region.post("/courses/new", data=fields_of(reply) | {"more": "modules"})
    assert "module_uk20" in fields_of(reply)
    assert "module_uk21" not in fields_of(reply)
    assert len(reply.data) <= 25_000
    assert kept(select(Course.id)) == before


def test_modules_are_moved_added_and_taken_out_and_sessions_keep_theirs(region, made, kept, world, in_transaction, app):
    def planned():
        course_id = db.session.scalar(select(Course.id).where(Course.title_uk == TOLD["title_uk"]))
        db.session.get(Cohort, world.cohort_id).course_id = course_id
        module_id = db.session.scalar(select(CourseModule.id).where(CourseModule.number == 2))
        start = NOON + timedelta(days=1)
        plan = Plan(world.library_id, start, start + timedelta(hours=2), cohort_id=world.cohort_id, module_id=module_id)
        return sessions.plan_session(plan, actor="test"), module_id

    session_id, module_id = in_transaction(planned)
    fields = fields_of(region.get(f"{made}/change"))
    new = {"module_uk3": "Паролі", "module_en3": "Passwords", "module_hours3": "2", "order3": "2"}
    assert region.post(f"{made}/change", data=fields | new).location == made
    assert titles(kept) == ["Вхідний тест", "Паролі", "Листи-пастки"]
    fields = fields_of(region.get(f"{made}/change"))
    gone = {f"module_{name}1": "" for name in ("uk", "en", "hours")}
    assert region.post(f"{made}/change", data=fields | gone | {"order3": "1"}).status_code == 303
    assert titles(kept) == ["Листи-пастки", "Паролі"]
    assert kept(select(TrainingSession.module_id).where(TrainingSession.id == session_id)) == [module_id]
    fields = fields_of(region.get(f"{made}/change"))
    refused = region.post(f"{made}/change", data=fields | gone | {"least_sessions": "1"})
    assert refused.status_code == 422
    assert t("course_form.module_in_use") in refused.get_data(as_text=True)
    assert titles(kept) == ["Листи-пастки", "Паролі"]


def test_a_course_is_closed_and_offered_again(region, made, words, kept):
    assert t("course_page.close_cohorts", n=1) not in words(region.get(f"{made}/close"))
    for _ in range(2):
        assert region.send(f"{made}/close", page=made).location == made
    assert t("course_page.closed_notice") in words(region.get(made))
    assert t("courses.closed") in words(region.get("/courses"))
    region.send(f"{made}/reopen", page=made)
    assert t("course_page.closed_notice") not in words(region.get(made))
    assert kept(select(AuditEntry.action).order_by(AuditEntry.id))[-2:] == ["course.closed", "course.reopened"]


def test_a_trainer_reads_courses_and_sees_her_own_cohorts_only(trainer, world, app, words, in_transaction):
    def same_course():
        course_id = db.session.get(Cohort, world.cohort_id).course_id
        code = db.session.get(Course, course_id).code
        other = db.session.get(Cohort, make_cohort(library_id=world.library_id))
        other.course_id = course_id
        return code, db.session.get(Cohort, world.cohort_id).code, other.code

    code, own, other = in_transaction(same_course)
    page = words(trainer.get(f"/courses/{code}"))
    assert f"/cohorts/{own}" in page
    assert other not in page
    assert re.search(r'data-label="[^"]*">1</td>', words(trainer.get("/courses")))
    for path in ("/change", "/close"):
        assert trainer.get(f"/courses/{code}{path}").status_code == 404
    assert trainer.get("/courses/new").status_code == 404


@pytest.mark.usefixtures("database")
class TestVerbs:
    """What no form can ask for is refused below it."""

    def told(self, **more):
        return CourseFacts("Курс із межами", "Course", **({"role": "citizen", "hours": 8, "least_sessions": 0} | more))

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"hours": 0}, "hours_range"),
            ({"ects": -1.0}, "hours_range"),
            ({"outcomes": (("П", "W"),) * 11}, "course_outcomes_long"),
            ({"document_kind": "doctors"}, "outcomes_missing"),
            ({"modules": (ModuleFacts("М", "M", 0.1),) * 21}, "modules_many"),
        ],
    )
    def test_a_course_beyond_its_limits_is_refused(self, more, code):
        with pytest.raises(Refused) as refusal:
            courses.add_course(self.told(**more), actor="test")
        assert [reason.code for reason in refusal.value.reasons] == [code]

    def test_modules_told_without_ids_keep_their_places(self):
        first = ModuleFacts("Перший", "First", 1)
        course_id = courses.add_course(self.told(modules=(first, first)), actor="test")
        known = [row.id for row in db.session.scalars(select(CourseModule).order_by(CourseModule.number))]
        courses.change_course(course_id, self.told(modules=(ModuleFacts("Інший", "Other", 2),)), actor="test")
        (row,) = db.session.scalars(select(CourseModule))
        assert (row.id, row.title_uk, row.number) == (known[0], "Інший", 1)

    def test_ids_of_another_course_make_new_modules(self):
        other = make_course(modules=(ModuleFacts("Чужий", "Other’s", 1),))
        stranger = db.session.scalars(select(CourseModule)).one()
        course_id = courses.add_course(self.told(), actor="test")
        courses.change_course(
            course_id, self.told(modules=(ModuleFacts("Свій", "Own", 1, id=stranger.id),)), actor="test"
        )
        assert {(row.course_id, row.title_uk) for row in db.session.scalars(select(CourseModule))} == {
            (other, "Чужий"),
            (course_id, "Свій"),
        }
