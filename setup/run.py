"""./run: sets up what is missing, serves in the foreground with a worker, and leaves nothing behind when it ends."""

import argparse
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from setup.greeting import greeting
from setup.prepare import prepare
from setup.processes import start, stop
from setup.steps import LITERACY, PYTHON, ROOT, Command, SetupProblem, enter_the_repository, say, step

PATIENCE_SECONDS = 60
WORKER_RESTARTS_AFTER_SECONDS = 2.0
ROOM_IS_OLD_AFTER_SECONDS = 6 * 3600  # it closes after twelve hours
SETTINGS = ROOT / "setup" / "gunicorn_settings.py"
EVERYWHERE = ("0.0.0.0", "::")


def main() -> int:
    """Set up and serve; return the exit status."""
    wishes = _wishes()
    enter_the_repository()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        lacking = prepare("serving", again=wishes.setup_only)
        for reason in lacking:
            say(f"WITHOUT {reason}\n(./run --setup-only tries again)")
        return (1 if lacking else 0) if wishes.setup_only else _serve(wishes)
    except SetupProblem as problem:
        print(f"./run: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Set everything up and serve.", allow_abbrev=False)
    parser.add_argument("--setup-only", action="store_true", help="set up and stop")
    port = os.environ.get("LITERACY_PORT") or "8000"
    parser.add_argument("--port", type=int, default=port, metavar="N", help="another port (default %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="serve a room (needs --no-demo)")
    parser.add_argument("--no-demo", action="store_true", help="a real installation: no demonstration is loaded")
    return parser.parse_args()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End as Ctrl+C does, and only once: the group's other members get the same signal."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    raise KeyboardInterrupt


def _serve(wishes: argparse.Namespace) -> int:
    data = Path(os.environ.setdefault("LITERACY_DATA", str(ROOT / "var")))
    os.environ["LITERACY_PORT"] = str(wishes.port)
    kept = data / "demo.json"
    _refuse_what_cannot_be(wishes, kept)
    ways_in = _kept_ways_in(kept)
    if not ways_in and not wishes.no_demo:
        with step("loading the small demonstration"):
            ways_in = _load_demonstration()
    host = f"[{wishes.host}]" if ":" in wishes.host else wishes.host
    address = f"http://{'127.0.0.1' if wishes.host in EVERYWHERE else host}:{wishes.port}"
    server = start([PYTHON, "-m", "gunicorn", "--config", SETTINGS, "--bind", f"{host}:{wishes.port}"])
    try:
        _wait_until_alive(address, server)
        if ways_in and time.time() - kept.stat().st_mtime > ROOM_IS_OLD_AFTER_SECONDS:
            with step(f"{address} answers; opening the demonstration's room again"):
                ways_in = _load_demonstration()
        print(greeting(address, ways_in, kept), flush=True)
        _keep_a_worker(server)
        raise SetupProblem(f"the server ended ({server.returncode})")
    finally:
        stop(server)


def _kept_ways_in(kept: Path) -> dict[str, Any]:
    """Return how people get into the demonstration; empty where none is loaded, or its loading was cut off."""
    content: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    return content if "room" in content else {}


def _load_demonstration() -> dict[str, Any]:
    """Load the demonstration, or open its room again with new seats; return who gets in how."""
    command: Command = [LITERACY, "demo", "--size", "small", "--json"]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if done.returncode:
        raise SetupProblem(f"`literacy demo` failed ({done.returncode})")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _keep_a_worker(server: subprocess.Popen[bytes]) -> None:
    """Run the worker as long as the server runs, a new one should it end."""
    worker = start([LITERACY, "worker"])
    try:
        while server.poll() is None:
            time.sleep(0.2)
            if worker.poll() is not None:
                say(f"the worker ended ({worker.returncode}); it starts again")
                time.sleep(WORKER_RESTARTS_AFTER_SECONDS)
                worker = start([LITERACY, "worker"])
    finally:
        stop(worker)


def _refuse_what_cannot_be(wishes: argparse.Namespace, kept: Path) -> None:
    """A demonstration answers on loopback only: its passwords are printed. And a taken port is said before work."""
    if not _is_loopback(wishes.host) and not wishes.no_demo:
        raise SetupProblem(f"the demonstration answers on this machine only; for {wishes.host} add --no-demo")
    if not _is_loopback(wishes.host) and kept.exists():
        raise SetupProblem(f"{kept.parent} holds the demonstration; name another folder by LITERACY_DATA")
    try:
        with socket.create_server((wishes.host, wishes.port), family=_family(wishes.host)):
            pass
    except OSError as problem:
        raise SetupProblem(f"{wishes.host}:{wishes.port} cannot be served ({problem}); try --port N") from problem


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _wait_until_alive(address: str, server: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        if server.poll() is not None:
            raise SetupProblem(f"the server ended ({server.returncode})")
        try:
            direct.open(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise SetupProblem(f"{address}/healthz does not answer after {PATIENCE_SECONDS} seconds")


if __name__ == "__main__":
    sys.exit(main())
