"""The page head and foot: who runs the programme, where the links lead, which language is spoken."""

from flask import Blueprint, Flask, g, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from literacy.accounts.access import Staff
from literacy.core import installation, language
from literacy.core.db import db
from literacy.http.access import public

bp = Blueprint("web", __name__)
# Where a role's pages begin: address, word, the action that lets somebody see them. At most five reach anybody.
STAFF_LINKS: tuple[tuple[str, str, str], ...] = (
    ("/day", "staff_nav.day", "day.see"),
    ("/cohorts", "staff_nav.cohorts", "cohort.see"),
    ("/consultations", "staff_nav.consultations", "library.teach"),
    ("/libraries", "staff_nav.libraries", "library.see"),
    ("/courses", "staff_nav.courses", "course.see"),
    ("/administration", "staff_nav.administration", "staff.manage"),
    ("/item-reports", "staff_nav.item_reports", "item_report.see"),
)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """What this is, in one screen, with three doors."""
    return render_template("web/home.html")


@bp.get("/language/<code>")
@public
def choose_language(code: str) -> ResponseReturnValue:
    """Speak another language from now on and go back to the page."""
    browser["language"] = code if code in language.LANGUAGES else "uk"
    return redirect(_own_path(request.args.get("next", "/")), 303)


@bp.get("/data")
@public
def data_notice() -> ResponseReturnValue:
    """What happens with a person's data."""
    return render_template("web/data.html", retention_months=installation.settings().retention_months)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"alive": True}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The process can serve: the database answers."""
    db.session.execute(text("SELECT 1"))
    return {"ready": True}


def _own_path(path: str) -> str:
    """Return the path if it stays on this site, else the home page. Browsers drop tabs: `/<tab>/host` is `//host`."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if stays else "/"


def register(app: Flask) -> None:
    """Attach the pages that belong to no feature, and what the layout needs."""
    settings = installation.settings()
    names = {"uk": settings.programme_uk, "en": settings.programme_en}
    demonstration = settings.demonstration  # asked once: a data folder does not become another one while it serves
    app.register_blueprint(bp)
    app.context_processor(
        lambda: {
            "programme": names[language.current_language()],
            "demonstration": demonstration,
            "staff_links": staff_links(),
        }
    )


def staff_links() -> list[tuple[str, str]]:
    """Return the links of whoever of the staff the access function let through, by role."""
    found = g.get("actor")
    staff = found if isinstance(found, Staff) else getattr(found, "staff", None)
    if staff is None:
        return []
    return [(address, words) for address, words, action in STAFF_LINKS if staff.reaches(action)]
