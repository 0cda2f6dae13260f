"""Taking the credential out of a PDF that a stranger sent, in a process of its own that may use little.

A file of one kilobyte can unpack to gigabytes, and a damaged one can keep its reader busy for ever: neither may reach
the server in which people sit their tests. The process runs this file; it imports nothing of the house.
"""

import contextlib
import io
import resource
import subprocess
import sys
import threading

import pikepdf

NAME = "credential.json"
MAX_BYTES = 200_000
_MAX_ATTACHMENTS = 4
_MEMORY_BYTES = 512 * 1024 * 1024
_PROCESSOR_SECONDS = 5
_PATIENCE_SECONDS = 20
_NOTHING_INSIDE = 3
_at_once = threading.BoundedSemaphore(2)


class UnreadablePdf(Exception):
    """The PDF is damaged, has a password, or wants more than it may use."""


def attached_credential(data: bytes) -> bytes | None:
    """Return the attached credential as it is, or None where there is none."""
    with _at_once:
        try:
            done = subprocess.run(  # noqa: S603 - this file, by this interpreter
                [sys.executable, "-I", __file__],
                input=data,
                capture_output=True,
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadablePdf("too slow") from error
    if done.returncode == _NOTHING_INSIDE:
        return None
    if done.returncode != 0:
        raise UnreadablePdf(f"exit code {done.returncode}")
    return done.stdout


def _take_out(data: bytes) -> bytes | None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if NAME not in list(pdf.attachments)[:_MAX_ATTACHMENTS]:
            return None
        content = pdf.attachments[NAME].get_file().read_bytes()
    return content if len(content) <= MAX_BYTES else None


def main() -> int:
    """Read a PDF from standard input, write the credential to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(pikepdf.PdfError, ValueError, KeyError, TypeError, MemoryError):
        content = _take_out(sys.stdin.buffer.read())
        if content is None:
            return _NOTHING_INSIDE
        sys.stdout.buffer.write(content)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
