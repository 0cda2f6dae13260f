"""Files for one pair of eyes: written whole or not at all, readable by their owner only."""

import os
from pathlib import Path

from literacy.core.errors import UnreadableInput

PRIVATE = 0o600


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read; whatever stood there is replaced once everything is on the disk."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, PRIVATE)
        with os.fdopen(descriptor, "wb") as raw:
            os.fchmod(descriptor, PRIVATE)
            raw.write(content)
            raw.flush()
            os.fsync(descriptor)
        unfinished.replace(file)
    except OSError as error:
        raise UnreadableInput(f"{file} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
