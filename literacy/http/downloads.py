"""Files for people to take away."""

from urllib.parse import quote

from flask import Response, request

from literacy.core import installation
from literacy.core.tables import KINDS, Table


def site_address() -> str:
    """Return where this site is, for links in files: its public address, else the one that the browser used."""
    settings = installation.settings()
    return settings.public_address if settings.base_url else request.host_url.rstrip("/")


def table_reply(table: Table, kind: str) -> Response:
    """Return a table as a file."""
    return file_reply(table.to_bytes(kind), f"{table.name}.{kind}", KINDS[kind])


def file_reply(content: bytes, name: str, mimetype: str) -> Response:
    """Return a file to keep; its name may have Ukrainian letters."""
    reply = Response(content, content_type=mimetype)
    reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return reply
