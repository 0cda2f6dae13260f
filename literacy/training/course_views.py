"""Courses: all of them, one more, one of them, what is told of it, closed and opened again."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts.access import Staff, staff_to
from literacy.core import issued_ids
from literacy.core.errors import Refused
from literacy.http.access import actor, requires
from literacy.training import course_limits, courses
from literacy.training.access import AtCourse, course_to
from literacy.training.course_forms import CourseForm, words_of
from literacy.training.course_queries import course_lines, course_page, modules_of
from literacy.training.models import Course
from literacy.training.quantities import credits_words, hours_words

bp = Blueprint("courses", __name__)


@bp.get("/courses")
@requires(staff_to("course.see"))
def listed() -> ResponseReturnValue:
    """Show every course."""
    staff: Staff = actor()
    lines = course_lines(staff.libraries_to("course.see"), lambda place: staff.may("cohort.see", place))
    return render_template(
        "training/courses.html",
        lines=lines,
        may_add=staff.reaches("course.manage"),
        hours_words=hours_words,
        credits_words=credits_words,
    )


@bp.get("/courses/new")
@requires(staff_to("course.manage"))
def new() -> ResponseReturnValue:
    """Ask what is told of a new course."""
    form = CourseForm()
    form.course.data = issued_ids.issue("course")
    return _form_page(form)


def _form_page(form: CourseForm, course: Course | None = None) -> str:
    return render_template("training/course_form.html", form=form, course=course, limits=course_limits)


@bp.post("/courses/new")
@requires(staff_to("course.manage"))
def added() -> ResponseReturnValue:
    """Add a course; or show more rows to fill in."""
    staff: Staff = actor()
    form = CourseForm(posted=request.form)
    course_id = issued_ids.accept(form.course.data or "", "course")
    form.course.data = form.course.data if course_id else issued_ids.issue("course")
    if form.asks_for_rows:
        return _form_page(form)
    if form.validate() and course_id is not None:
        try:
            courses.add_course(form.told(), actor=staff.actor, course_id=course_id)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/courses/{courses.code_of(course_id)}", 303)
    return _form_page(form), 422


@bp.get("/courses/<code>")
@requires(course_to("course.see"))
def course(code: str) -> ResponseReturnValue:
    """Show a course: volume, modules, outcomes, what the certificate asks for, who takes it."""
    at: AtCourse = actor()
    reached = at.staff.libraries_to("course.see")
    return render_template(
        "training/course.html",
        course=at.course,
        page=course_page(at.course.id, reached, lambda place: at.staff.may("cohort.see", place)),
        problems=[words_of(reason) for reason in courses.shortcomings_of(at.course)],
        manages=at.staff.reaches("course.manage"),
        hours_words=hours_words,
        credits_words=credits_words,
    )


@bp.get("/courses/<code>/change")
@requires(course_to("course.manage"))
def change(code: str) -> ResponseReturnValue:
    """Show what is told of a course, to change it."""
    at: AtCourse = actor()
    return _form_page(CourseForm(at.course, modules_of(at.course.id)), at.course)


@bp.post("/courses/<code>/change")
@requires(course_to("course.manage"))
def changed(code: str) -> ResponseReturnValue:
    """Tell other things of a course; or show more rows to fill in."""
    at: AtCourse = actor()
    form = CourseForm(posted=request.form)
    if form.asks_for_rows:
        return _form_page(form, at.course)
    if form.validate():
        try:
            courses.change_course(at.course.id, form.told(), actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/courses/{code}", 303)
    return _form_page(form, at.course), 422


@bp.get("/courses/<code>/close")
@requires(course_to("course.manage"))
def closing(code: str) -> ResponseReturnValue:
    """Ask once more before a course is closed."""
    at: AtCourse = actor()
    page = course_page(at.course.id, None, lambda _: True)
    return render_template("training/close_course.html", course=at.course, cohorts=len(page.cohorts) + page.others)


@bp.post("/courses/<code>/close")
@requires(course_to("course.manage"))
def closed(code: str) -> ResponseReturnValue:
    """Offer a course no more."""
    at: AtCourse = actor()
    courses.close_course(at.course.id, actor=at.staff.actor)
    return redirect(f"/courses/{code}", 303)


@bp.post("/courses/<code>/reopen")
@requires(course_to("course.manage"))
def reopened(code: str) -> ResponseReturnValue:
    """Offer a course again."""
    at: AtCourse = actor()
    courses.reopen_course(at.course.id, actor=at.staff.actor)
    return redirect(f"/courses/{code}", 303)
