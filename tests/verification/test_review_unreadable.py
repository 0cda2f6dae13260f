"""What a machine sends may be anything: it is answered, never a fault of ours."""

import pytest

DEEP = b"[" * 100_000
BODIES = {
    "deep": DEEP,
    "deep members": b'{"a":' * 100_000,
    "deep beside": b'{"surname": "x", "a": ' + DEEP + b"]" * 100_000 + b"}",
    "huge number": b'{"a":' + b"9" * 10_000 + b"}",
    "not utf-8": b'{"\xff"',
    "surrogate": b'{"issuer": {"id": "\\ud800"}}',
    "nothing": b"",
}


@pytest.mark.parametrize("address", ["/api/v1/verify/X", "/api/v1/verify/bulk", "/api/v1/verify/file"])
@pytest.mark.parametrize("kind", BODIES)
def test_odd_bodies_are_answered(client, address, kind):
    reply = client.post(address, data=BODIES[kind], content_type="application/json")
    assert reply.status_code in (200, 400, 413, 415)
    if reply.status_code == 200:
        assert reply.get_json()["state"] in ("mistyped", "not_ours")
    else:
        assert reply.mimetype == "application/problem+json"
