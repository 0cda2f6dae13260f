"""The site that the browser visits: a demonstration with the scenes of the tests, and a real server on it."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from literacy.core.config import ROOT

COMMAND = [sys.executable, "-c", "from literacy.cli import main; main()"]
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """Where the site answers, and what there is to see."""

    address: str
    data: Path
    demo: dict[str, Any]
    scenes: dict[str, Any]

    def number(self, state: str) -> str:
        """Return the number of a certificate in a state."""
        return self.certificate(state)["code"]

    def certificate(self, state: str) -> dict[str, str]:
        """Return a certificate of the demonstration in a state."""
        return next(line for line in self.demo["certificates"] if line["state"] == state)

    def work_off(self) -> None:
        """Let the worker do what waits, once."""
        _run(environment(self.data), *COMMAND, "worker", "--once")


def environment(data: Path) -> dict[str, str]:
    """Return this process's environment with the settings of this installation and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LITERACY_")}
    return plain | {"LITERACY_DATA": str(data)}


def _run(variables: dict[str, str], *words: str) -> str:
    done = subprocess.run(words, env=variables, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout


def furnished(folder: Path) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """Make the demonstration and its scenes, once a run however many processes run tests."""
    folder.mkdir(exist_ok=True)
    told = folder / "told.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            variables = environment(folder / "data")
            demo = _run(variables, *COMMAND, "demo", "--json")
            scenes = _run(variables, sys.executable, "-m", "tests.browser.scenes")
            told.write_text(json.dumps([json.loads(demo), json.loads(scenes)]), encoding="utf-8")
    demo, scenes = json.loads(told.read_text("utf-8"))
    return folder / "data", demo, scenes


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Serve the demonstration as `./run` does, on a port of its own."""
    data, demo, scenes = furnished(folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    words = ["-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(
        [sys.executable, *words, "--no-control-socket", "--bind", f"127.0.0.1:{port}", "app:app"],
        env=environment(data) | {"LITERACY_PORT": str(port)},
        cwd=ROOT,
    )
    try:
        site = Site(f"http://127.0.0.1:{port}", data, demo, scenes)
        _wait_until_alive(site.address, server)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait_until_alive(address: str, server: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        assert server.poll() is None, f"the server ended ({server.returncode})"
        try:
            direct.open(f"{address}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer after {PATIENCE_SECONDS} seconds")
