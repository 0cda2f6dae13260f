"""Files that strangers send: a bomb in a PDF stays outside, and nobody who checks keeps a learner's answer waiting."""

import io
import resource
import threading
import time
import zlib

import pikepdf
import pytest

from literacy.core.transaction import transaction
from tests.factories import make_seated

GIGABYTE = 1024**3


def with_attachment(content: bytes, filters: int) -> bytes:
    """Return a PDF whose attachment is compressed so many times."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(content, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * filters))
    names = pikepdf.Dictionary(F=stream, UF=stream)
    file = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="credential.json", UF="credential.json", EF=names)
    listed = pikepdf.Array(["credential.json", pdf.make_indirect(file)])
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=listed))
    saved = io.BytesIO()
    pdf.save(saved, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return saved.getvalue()


def bomb() -> bytes:
    """Return a small PDF with an attachment of a gigabyte."""
    packer = zlib.compressobj(9)
    zeros = bytes(2**20)
    packed = b"".join([*(packer.compress(zeros) for _ in range(GIGABYTE // len(zeros))), packer.flush()])
    return with_attachment(zlib.compress(packed, 9), 2)


def test_a_pdf_that_unpacks_to_a_gigabyte_is_refused_outside_of_the_server(client):
    hostile = bomb()
    assert len(hostile) < 50_000
    reply = client.post("/api/v1/verify/file", data=hostile, content_type="application/pdf")
    assert reply.status_code == 400
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < GIGABYTE


@pytest.mark.parametrize(
    ("content", "state"), [(b'{"issuer": "did:web:other.example"}', "not_ours"), (b"x" * 300_000, "not_ours")]
)
def test_an_attachment_is_read_as_it_is(client, content, state):
    reply = client.post(
        "/api/v1/verify/file", data=with_attachment(zlib.compress(content), 1), content_type="application/pdf"
    )
    assert reply.get_json()["state"] == state


@pytest.mark.parametrize("cut", [0, 9, 200, 700])
def test_a_cut_pdf_is_answered(client, cut):
    data = b"%PDF-1.7\n" + with_attachment(zlib.compress(b"{}"), 1)[cut:600]
    assert client.post("/api/v1/verify/file", data=data, content_type="application/pdf").status_code in (200, 400)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/api/v1/verify/bulk", {"json": {"codes": ["KH26-0000-0000-0000-0000-00"]}}),
        ("/api/v1/verify/KH26-0000-0000-0000-0000-00", {"json": {"surname": "Ґонтаренко"}}),
        ("/api/v1/verify/file", {"data": b'{"issuer": "did:web:other.example"}', "content_type": "application/json"}),
    ],
)
def test_who_checks_does_not_wait_for_who_writes(own_app, address, sent):
    """A question that took the write lock of SQLite would also hold it, however long 500 certificates take."""
    writing, asked = threading.Event(), threading.Event()

    def write():
        with own_app.app_context(), transaction():
            make_seated()
            writing.set()
            asked.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert writing.wait(20)
        began = time.monotonic()
        assert own_app.test_client().post(address, **sent).status_code == 200
        assert time.monotonic() - began < 3
    finally:
        asked.set()
        writer.join()
