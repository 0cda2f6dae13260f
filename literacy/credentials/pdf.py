"""The picture of a credential: A4, two pages, PDF/A-3a with the credential attached. WeasyPrint is imported here only.

Whatever a design names is read from its own folder or not at all. The title and all other metadata leave the name out:
their streams are not compressed, and a stolen file store should not show who was tested.
"""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
import segno
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from literacy.core import system_libraries
from literacy.core.language import percent, t
from literacy.credentials.facts import CertificateFacts, level_name, printed_values
from literacy.credentials.proof import instant

# WeasyPrint loads Pango when it is imported: where an ordinary user could not install it, it is made findable first.
system_libraries.preload()
from weasyprint import CSS, HTML, Attachment  # noqa: E402 - see above
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402

DESIGNS = Path(__file__).resolve().parents[2] / "certs" / "designs"
DESIGN = DESIGNS / "test"
ATTACHMENT_NAME = "credential.json"
_QR_NAME = "qr.png"
_QR_MODULE_PIXELS = 8
_QR_QUIET_MODULES = 4
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".ttf": "font/ttf"}
_NAME_FONT = "SourceSerifPro-Semibold.ttf"
_NAME_WIDTH_POINTS = 172 / 25.4 * 72
# (size in points, lines that it may fill: two lines never fill up, words break) of .size-1 to .size-6.
_NAME_SIZES = ((31, 1.0), (26, 1.0), (22, 1.0), (22, 1.75), (19, 1.75), (11.5, 4.0))
_LARGEST_SIZE_ON_ONE_LINE = 3
_BACK_BAND_SHIFT_POINTS = (297 - 7 - 30 - 7) / 25.4 * 72
_GAUGE_WIDTH = 150.0
_TICKS_A_LEVEL = 5


class ForbiddenResource(ValueError):
    """A design asked for something outside its folder."""


class DesignFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no type hints
    """Reads files of one design's folder, and what is handed over in memory; no network, no redirects."""

    def __init__(self, folder: Path, in_memory: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
        self._folder = folder.resolve()
        self._in_memory = in_memory

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a resource of the design, or refuse."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc or parts.query:
            raise ForbiddenResource(f"not a file of the design: {url[:200]}")
        path = Path(unquote(parts.path)).resolve()
        if not path.is_relative_to(self._folder) or path.suffix not in _TYPES:
            raise ForbiddenResource(f"not a file of the design: {url[:200]}")
        name = path.relative_to(self._folder).as_posix()
        body = self._in_memory[name] if name in self._in_memory else path.read_bytes()
        message = EmailMessage()
        message["Content-Type"] = _TYPES[path.suffix]
        return URLFetcherResponse(url, body, message)


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """One level on the lying gauge."""

    x: str
    mine: bool
    uk: str
    en: str
    means_uk: str
    means_en: str


def render(facts: CertificateFacts, credential_json: bytes) -> bytes:
    """Return the certificate as PDF/A-3a with the credential attached."""
    fetcher = DesignFetcher(DESIGN, {_QR_NAME: qr_code(facts.verify_address)})
    page = HTML(string=_page(facts), base_url=_base_address(), url_fetcher=fetcher)
    style, fonts = _style()
    attachment = Attachment(
        file_obj=io.BytesIO(credential_json),
        name=ATTACHMENT_NAME,
        description="Open Badges 3.0",
        relationship="Data",
        created=facts.issued_at,
        modified=facts.issued_at,
        url_fetcher=fetcher,
    )
    certificate = _drawn(
        page,
        font_config=fonts,
        stylesheets=[style],
        pdf_variant="pdf/a-3a",
        pdf_identifier=facts.code.encode("ascii"),
        attachments=[attachment],
    )
    return _with_artwork(certificate)


def qr_code(address: str) -> bytes:
    """Return the QR code of an upper-case address as a one-bit PNG with its quiet zone."""
    file = io.BytesIO()
    symbol = segno.make(address, error="m", boost_error=False, micro=False)
    symbol.save(file, kind="png", scale=_QR_MODULE_PIXELS, border=_QR_QUIET_MODULES)
    return file.getvalue()


def name_size(name: str) -> int:
    """Return which of the name's sizes fits (1 is the largest; from 4 on it runs over two lines)."""
    width = _width_in_ems(name)
    for step, (points, lines) in enumerate(_NAME_SIZES, start=1):
        if width * points <= _NAME_WIDTH_POINTS * lines:
            return step
    return len(_NAME_SIZES)


def _drawn(page: HTML, **options: Any) -> bytes:
    with warnings.catch_warnings():
        # WeasyPrint opens its colour profile and leaves the closing to the collector.
        warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014", category=ResourceWarning)
        try:
            drawn: bytes = page.write_pdf(**options)
        except FatalURLFetchingError as error:  # a BaseException: no handler of ours would see it
            raise ForbiddenResource(str(error)) from error
    return drawn


def _base_address() -> str:
    return f"{DESIGN.resolve().as_uri()}/"


@lru_cache(maxsize=1)
def _style() -> tuple[CSS, FontConfiguration]:
    """Return the design's style and fonts: reading them is a third of the work, so it is done once a process."""
    fonts = FontConfiguration()
    address = f"{_base_address()}certificate.css"
    return CSS(url=address, url_fetcher=DesignFetcher(DESIGN, {}), font_config=fonts), fonts


@lru_cache(maxsize=1)
def _artwork() -> bytes:
    """Return the embroidery as a PDF, drawn once a process: a page with the band, a page with the front's rest."""
    source = (DESIGN / "artwork.html").read_text("utf-8")
    style, fonts = _style()
    page = HTML(string=source, base_url=_base_address(), url_fetcher=DesignFetcher(DESIGN, {}))
    return _drawn(page, font_config=fonts, stylesheets=[style])


def _with_artwork(certificate: bytes) -> bytes:
    """Put the embroidery under both pages: one shared drawing, marked as decoration for those who listen."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(certificate)) as pdf, pikepdf.open(io.BytesIO(_artwork())) as artwork:
        band, front = (pdf.copy_foreign(page.as_form_xobject()) for page in artwork.pages)
        first, second = pdf.pages
        _underlay(first, {"/Front": front, "/Band": band}, b"q /Front Do Q q /Band Do Q")
        _underlay(second, {"/Band": band}, b"q 1 0 0 1 %.3f 0 cm /Band Do Q" % _BACK_BAND_SHIFT_POINTS)
        pdf.Root.AF = pikepdf.Array([pdf.Root.AF[0]])  # WeasyPrint lists the one attachment twice
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _underlay(page: pikepdf.Page, drawings: Mapping[str, pikepdf.Object], content: bytes) -> None:
    for name, drawing in drawings.items():
        page.add_resource(drawing, pikepdf.Name.XObject, pikepdf.Name(name))
    page.contents_add(b"/Artifact BMC\n" + content + b"\nEMC\n", prepend=True)


def _page(facts: CertificateFacts) -> str:
    uk, en = (printed_values(facts, lang) for lang in ("uk", "en"))
    size = name_size(facts.holder_name_uk)
    optional = dict.fromkeys(("signatory", "replaces", "mark", "holder_latin"), "")
    return _template().render(
        title=t("certificate_front.document_title", lang="uk", code=facts.code),
        created=instant(facts.issued_at),
        uk=optional | uk,
        en=optional | en,
        say_uk=partial(t, lang="uk"),
        say_en=partial(t, lang="en"),
        name_size=size,
        tight=size > _LARGEST_SIZE_ON_ONE_LINE,
        gauge=_gauge(facts),
        firm=facts.firm,
        provisional=facts.provisional,
        level_uk=level_name(facts, facts.level, "uk"),
        level_en=level_name(facts, facts.level, "en"),
        percent=percent(facts.level_probability),
        scale_body=f"certificate_front.{'provisional' if facts.provisional else 'calibrated'}_body",
        bank_note=f"certificate_back.bank_{'open' if facts.open_bank else 'closed'}_note",
        qr=_QR_NAME,
    )


def _gauge(facts: CertificateFacts) -> dict[str, Any]:
    levels = facts.gauge_levels
    unit = _GAUGE_WIDTH / len(levels)
    ticks = range(1, len(levels) * _TICKS_A_LEVEL)
    return {
        "unit": _place(unit),
        "rows": [_gauge_row(facts, level, place * unit) for place, level in enumerate(levels)],
        "ticks": [_place(tick * unit / _TICKS_A_LEVEL) for tick in ticks if tick % _TICKS_A_LEVEL],
        "low": _place(facts.gauge_low * unit),
        "width": _place((facts.gauge_high - facts.gauge_low) * unit),
        "estimate": _place(facts.gauge_estimate * unit),
    }


def _gauge_row(facts: CertificateFacts, level: str, x: float) -> GaugeRow:
    uk, en = (_capitalised(level_name(facts, level, lang)) for lang in ("uk", "en"))
    merged = facts.top_merged and level == facts.gauge_levels[-1]
    meaning = f"certificate_levels.{'top_merged' if merged else level}_means"
    return GaugeRow(_place(x), level == facts.level, uk, en, t(meaning, lang="uk"), t(meaning, lang="en"))


def _place(number: float) -> str:
    return re.sub(r"\.?0+$", "", f"{number:.2f}")


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(DESIGN), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    return environment.get_template("certificate.html")


def _width_in_ems(text: str) -> float:
    widths, units = _advance_widths()
    return sum(widths.get(ord(sign), units) for sign in text) / units


@lru_cache(maxsize=1)
def _advance_widths() -> tuple[dict[int, int], int]:
    with TTFont(DESIGN / "fonts" / _NAME_FONT, lazy=True) as font:
        metrics = font["hmtx"]
        widths = {sign: metrics[glyph][0] for sign, glyph in font.getBestCmap().items()}
        return widths, font["head"].unitsPerEm
