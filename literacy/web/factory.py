"""The application: everything put together, nothing heavy imported, nothing decided."""

from flask import Flask, g, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.middleware.proxy_fix import ProxyFix

from literacy.accounts.administration_views import bp as administration_pages
from literacy.accounts.audit_views import bp as audit_pages
from literacy.accounts.views import bp as accounts_pages
from literacy.assessment import hearers as sitting_hearers
from literacy.assessment.board_views import bp as board_pages
from literacy.assessment.help_views import bp as help_pages
from literacy.assessment.practice_views import bp as practice_pages
from literacy.assessment.report_views import bp as item_report_pages
from literacy.assessment.result_views import bp as result_pages
from literacy.assessment.session_close_views import bp as session_close_pages
from literacy.assessment.views import bp as sitting_pages
from literacy.banks.views import bp as bank_pages
from literacy.core import installation, language
from literacy.core.config import ROOT, Settings, load_settings
from literacy.core.db import db, engine_options, may_write
from literacy.core.transaction import transaction, undo
from literacy.credentials import hearers as credential_hearers
from literacy.credentials.course_views import bp as course_certificate_pages
from literacy.credentials.views import bp as credential_pages
from literacy.desk.day_views import bp as day_pages
from literacy.desk.morning_views import bp as morning_pages
from literacy.desk.people_certificate_views import bp as certificate_administration_pages
from literacy.desk.people_merge_views import bp as merging_pages
from literacy.desk.people_mine_views import bp as privacy_pages
from literacy.desk.people_views import bp as people_pages
from literacy.http import errors, filters
from literacy.reporting.results_views import bp as cohort_results_pages
from literacy.rooms import hearers as room_hearers
from literacy.rooms.check_in_views import bp as check_in_pages
from literacy.rooms.session_views import bp as session_pages
from literacy.rooms.staff_views import bp as room_staff_pages
from literacy.rooms.views import bp as room_pages
from literacy.training import hearers as training_hearers
from literacy.training.attendance_views import bp as cohort_attendance_pages
from literacy.training.classroom_views import bp as classroom_pages
from literacy.training.cohort_views import bp as cohort_pages
from literacy.training.consultation_views import bp as consultation_pages
from literacy.training.course_views import bp as course_pages
from literacy.training.enrolment_views import bp as enrolment_pages
from literacy.training.library_views import bp as library_pages
from literacy.training.mark_views import bp as mark_pages
from literacy.training.paper_views import bp as paper_pages
from literacy.training.session_views import bp as training_session_pages
from literacy.training.timetable_views import bp as timetable_pages
from literacy.verification.api import bp as verification_api
from literacy.verification.views import bp as verification_pages
from literacy.web import assets, headers, navigation

READING_METHODS = ("GET", "HEAD", "OPTIONS")
MAX_REQUEST_BYTES = 3 * 1024 * 1024
csrf = CSRFProtect()
PAGES = (
    accounts_pages,
    bank_pages,
    room_pages,
    room_staff_pages,
    help_pages,
    practice_pages,
    check_in_pages,
    session_pages,
    session_close_pages,
    training_session_pages,
    mark_pages,
    paper_pages,
    cohort_pages,
    enrolment_pages,
    timetable_pages,
    cohort_attendance_pages,
    consultation_pages,
    library_pages,
    classroom_pages,
    course_pages,
    sitting_pages,
    result_pages,
    board_pages,
    credential_pages,
    course_certificate_pages,
    verification_pages,
    verification_api,
    administration_pages,
    audit_pages,
    item_report_pages,
    day_pages,
    morning_pages,
    people_pages,
    merging_pages,
    privacy_pages,
    certificate_administration_pages,
    cohort_results_pages,
)
# Modules that hear signals: named here so that whoever starts the application has them listening.
HEARERS = (training_hearers, room_hearers, sitting_hearers, credential_hearers)


class Shell(Flask):
    """A request is one transaction: return keeps, raise undoes, and an error page keeps nothing."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view and commit while dispatching, so that a failure at commit reaches the error table."""
        token = may_write.set(request.method not in READING_METHODS)
        try:
            with transaction():
                reply = self.make_response(super().dispatch_request())
                if reply.status_code >= 400:
                    undo()
            return reply
        finally:
            may_write.reset(token)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application for these settings (default: the environment's)."""
    here = installation.use(settings or load_settings())
    app = Shell("literacy", static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=here.vault.cookie_secret,
        SQLALCHEMY_DATABASE_URI=here.settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(here.settings.database),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # an old person may take an hour over a page
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=here.settings.base_url.startswith("https://"),
        SESSION_COOKIE_NAME="literacy",
    )
    app.json.sort_keys = app.json.ensure_ascii = False  # type: ignore[attr-defined]  # printed order, readable letters
    db.init_app(app)
    csrf.init_app(app)
    app.extensions["failure_limiter"] = FixedWindowRateLimiter(
        storage_from_string(here.settings.redis_url or "memory://")
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_speak_the_visitors_language)
    for part in (errors, filters, assets, headers, navigation):
        part.register(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    csrf.exempt(verification_api)  # machines have no cookie that could be abused
    if here.settings.trusted_proxies:
        hops = here.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _speak_the_visitors_language() -> None:
    language.set_language(browser.get("language", "uk"))
    g.language = language.current_language()
