"""The picture of a credential: A4, two pages, PDF/A-3a with the credential attached. WeasyPrint is imported here only.

Whatever a design names is read from its own folder or not at all. The title and all other metadata leave the name out:
their streams are not compressed, and a stolen file store should not show who was tested.
"""

import io
import warnings
from collections.abc import Mapping
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from literacy.core import system_libraries
from literacy.credentials.issued import IssuedFacts
from literacy.credentials.lettering import DESIGN, POINTS_A_MM
from literacy.credentials.papers import paper_of

# WeasyPrint loads Pango when it is imported: where an ordinary user could not install it, it is made findable first.
system_libraries.preload()
from weasyprint import CSS, HTML, Attachment  # noqa: E402 - see above
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402

ATTACHMENT_NAME = "credential.json"
# Certificates go over weak links: 20 ms of the worker's time for a thirtieth of the file.
pikepdf.settings.set_flate_compression_level(9)
_QR_NAME = "qr.png"
_QR_MODULE_PIXELS = 8
_QR_QUIET_MODULES = 4
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".ttf": "font/ttf"}
_BACK_BAND_SHIFT_POINTS = (297 - 7 - 30 - 7) * POINTS_A_MM


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


def render(facts: IssuedFacts, credential_json: bytes) -> bytes:
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
        pdf.save(file, deterministic_id=True, recompress_flate=True)
    return file.getvalue()


def _underlay(page: pikepdf.Page, drawings: Mapping[str, pikepdf.Object], content: bytes) -> None:
    for name, drawing in drawings.items():
        page.add_resource(drawing, pikepdf.Name.XObject, pikepdf.Name(name))
    page.contents_add(b"/Artifact BMC\n" + content + b"\nEMC\n", prepend=True)


def _page(facts: IssuedFacts) -> str:
    paper = paper_of(facts, _QR_NAME)
    return _environment().get_template(paper.template).render(paper.values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(DESIGN), autoescape=True, undefined=StrictUndefined, auto_reload=False)
