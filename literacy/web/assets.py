"""Static files, compressed once in memory, cached by the browser for a year under a name that changes with the content.

One style sheet is put together from Bootstrap (from its package) and our theme, so that a first visit stays small.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

import flask_bootstrap
from flask import Flask, Response, abort, make_response, request

from literacy.core.config import ROOT
from literacy.http.access import public

STATIC = ROOT / "static"
_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
_SHEETS = {"site.css": (_BOOTSTRAP, STATIC / "theme.css", STATIC / "pages.css")}
_COMPRESSED_TYPES = ("text/", "image/svg", "application/javascript")
_YEAR = 31_536_000


@lru_cache(maxsize=128)
def content_of(name: str) -> bytes | None:
    """Return the bytes of a static file, or None where there is no such file below `static/`."""
    if name in _SHEETS:
        return b"\n".join(path.read_bytes() for path in _SHEETS[name])
    try:
        path = (STATIC / name).resolve()
        return path.read_bytes() if path.is_relative_to(STATIC) and path.is_file() else None
    except (OSError, ValueError):  # no name for a file: too long, or with a NUL
        return None


@lru_cache(maxsize=128)
def compressed(name: str) -> bytes:
    """Return the file compressed with gzip."""
    return gzip.compress(content_of(name) or b"", compresslevel=9, mtime=0)


@lru_cache(maxsize=128)
def address(name: str) -> str:
    """Return the address of a static file, with a mark of its content."""
    content = content_of(name)
    if content is None:
        raise FileNotFoundError(f"static/{name}")
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


@public
def static_file(name: str) -> Response:
    """Serve a static file."""
    content = content_of(name)
    if content is None:
        abort(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = kind.startswith(_COMPRESSED_TYPES) and "gzip" in request.headers.get("Accept-Encoding", "")
    reply = make_response(compressed(name) if packed else content)
    reply.mimetype = kind
    reply.headers["Vary"] = "Accept-Encoding"
    reply.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    if packed:
        reply.headers["Content-Encoding"] = "gzip"
    return reply


def register(app: Flask) -> None:
    """Serve `static/` and give templates `asset(name)`."""
    app.add_url_rule("/static/<path:name>", "static_file", static_file)
    app.jinja_env.globals["asset"] = address
