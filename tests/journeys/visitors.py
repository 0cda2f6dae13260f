"""Two ways to fetch: the application in this process, or a server over a socket. Each keeps its own cookies."""

import http.client
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import urlencode

from flask import Flask

from tests.journeys.pages import Fields

PATIENCE_SECONDS = 20
Reply = tuple[int, dict[str, str], bytes]


class Visitor(Protocol):
    """Somebody with a browser: fetches without following redirects."""

    def fetch(self, method: str, address: str, fields: Fields | None = None, **headers: str) -> Reply: ...

    def forget(self) -> None: ...


class AppVisitor:
    """A visitor of the application in this process."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def fetch(self, method: str, address: str, fields: Fields | None = None, **headers: str) -> Reply:
        kind = {"content_type": "application/x-www-form-urlencoded"} if fields is not None else {}
        data = urlencode(fields).encode() if fields is not None else None
        reply = self.client.open(address, method=method, data=data, headers=headers, **kind)
        return reply.status_code, {name.lower(): value for name, value in reply.headers}, reply.data

    def forget(self) -> None:
        """Start with an empty browser."""
        self.client = self.client.application.test_client()


class NetVisitor:
    """A visitor of a server, over a new connection each time, as after any interruption."""

    def __init__(self, host: str, port: int) -> None:
        self._place = (host, port)
        self._cookies: dict[str, str] = {}

    def fetch(self, method: str, address: str, fields: Fields | None = None, **headers: str) -> Reply:
        sent = dict(headers)
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(*self._place, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, address, body, sent)
            reply = connection.getresponse()
            content = reply.read()
        finally:
            connection.close()
        self._keep(reply.headers.get_all("Set-Cookie") or [])
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, content

    def _keep(self, cookies: list[str]) -> None:
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or morsel["expires"].startswith("Thu, 01 Jan 1970"):
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = morsel.value

    def forget(self) -> None:
        """Start with an empty browser."""
        self._cookies = {}
