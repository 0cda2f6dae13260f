"""After the test: the optional questions, then the result, honest and printable."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import learners
from literacy.assessment import queries, service
from literacy.assessment.access import OwnResult, own_result
from literacy.assessment.forms import AboutYouForm, AdultsForm, is_surely_adult
from literacy.assessment.pictures import area_bar, gauge
from literacy.assessment.scoring import outcome_from
from literacy.banks.queries import can_do
from literacy.http.access import actor, requires

bp = Blueprint("results", __name__)


@bp.get("/results/<code>/about-you")
@requires(own_result)
def about_you(code: str) -> ResponseReturnValue:
    """Ask the optional questions, each with why it is asked; only once."""
    own: OwnResult = actor()
    if learners.has_profile(own.facts.learner_id):
        return redirect(url_for(".show", code=code), 303)
    return render_template("assessment/about_you.html", form=AboutYouForm(), code=code)


@bp.post("/results/<code>/about-you")
@requires(own_result)
def about_you_answered(code: str) -> ResponseReturnValue:
    """Keep what was answered; adults are asked two more questions."""
    own: OwnResult = actor()
    answers = {} if request.form.get("skip") else AboutYouForm().answers()
    if is_surely_adult(answers.get("birth_year")) and not learners.has_profile(own.facts.learner_id):
        return render_template("assessment/adults.html", form=AdultsForm(), code=code, earlier=answers)
    service.keep_profile(own.facts.learner_id, answers)
    return redirect(url_for(".show", code=code), 303)


@bp.post("/results/<code>/adults")
@requires(own_result)
def adults_answered(code: str) -> ResponseReturnValue:
    """Keep all the optional answers together; leaving out the last two keeps the earlier ones."""
    own: OwnResult = actor()
    earlier = AboutYouForm().answers()
    asked = is_surely_adult(earlier.get("birth_year")) and not request.form.get("skip")
    answers = earlier | (AdultsForm().answers() if asked else {})
    service.keep_profile(own.facts.learner_id, answers)
    return redirect(url_for(".show", code=code), 303)


@bp.get("/results/<code>")
@requires(own_result)
def show(code: str) -> ResponseReturnValue:
    """Show the level with its probability, the interval over the levels, the areas, and the slip."""
    own: OwnResult = actor()
    void = queries.void_reason(own.facts.sitting_id)
    if void is not None:
        return render_template("assessment/voided.html", reason=void, seat=None, again=not own.with_holders_key)
    outcome = outcome_from(own.facts.document["outcome"])
    return render_template(
        "assessment/result.html",
        facts=own.facts,
        outcome=outcome,
        rows=gauge(outcome),
        bars={area.area: area_bar(area.band) for area in outcome.areas if area.band},
        can_do=can_do(own.facts.role, outcome.level) if outcome.level else (),
        holder_key=learners.holder_key_of(own.facts.learner_id),
        with_holders_key=own.with_holders_key,
    )
