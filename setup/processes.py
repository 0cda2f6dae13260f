"""Child processes that end with us, whatever ends us."""

import ctypes
import os
import signal
import subprocess
from typing import IO

from setup.steps import Command

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(command: Command, *, output: IO[str] | None = None, user: int | None = None) -> subprocess.Popen[bytes]:
    """Start a child in our process group; the kernel ends it should we be killed without a chance to do so."""

    parent = os.getpid()

    def end_with_the_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before it could be asked for
            os._exit(1)

    words = [os.fspath(part) for part in command]
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        preexec_fn=end_with_the_parent,  # noqa: PLW1509 - one thread here
        user=user,
    )


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience_seconds: float = 10) -> None:
    """End a child politely, and for certain."""
    if child.poll() is None:
        child.send_signal(by)
    try:
        child.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
