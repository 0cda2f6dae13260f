"""Security headers on every reply: strict CSP with a nonce, nothing from other sites, nothing framed."""

import secrets

from flask import Flask, Response, g, request

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def csp_nonce() -> str:
    """Return this request's nonce for the few scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def add_headers(reply: Response) -> Response:
    """Set the headers; pages about a person are never stored by the browser."""
    for name, value in COMMON.items():
        reply.headers.setdefault(name, value)
    if reply.mimetype == "text/html":
        reply.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            f"script-src 'nonce-{csp_nonce()}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    if not request.path.startswith("/static/"):
        reply.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        reply.headers["Strict-Transport-Security"] = "max-age=31536000"
    return reply


def register(app: Flask) -> None:
    """Attach the headers to the application."""
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
