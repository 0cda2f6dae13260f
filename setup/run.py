"""./run: sets up what is missing, serves in the foreground with a worker, and leaves nothing behind when it ends."""

import argparse
import ipaddress
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

from setup.greeting import greeting
from setup.prepare import prepare
from setup.processes import start, stop
from setup.steps import LITERACY, PYTHON, ROOT, SetupProblem, enter_the_repository, say, step

PATIENCE_SECONDS = 60
WORKER_RESTARTS_AFTER_SECONDS = 2.0


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
    demonstration = data / "demo.json"
    _refuse_what_cannot_be(wishes, demonstration)
    _literacy("db", "upgrade")
    if not wishes.no_demo and not demonstration.exists():
        with step("loading the small demonstration"):
            _literacy("demo", "--size", "small", "--json")
    host = f"[{wishes.host}]" if ":" in wishes.host else wishes.host
    shown = "127.0.0.1" if wishes.host in ("0.0.0.0", "::") else host
    address = f"http://{shown}:{wishes.port}"
    server = start([*_gunicorn(), "--bind", f"{host}:{wishes.port}", "app:app"])
    try:
        _wait_until_alive(address, server)
        print(greeting(address, demonstration), flush=True)
        _keep_a_worker(server)
        raise SetupProblem(f"the server ended ({server.returncode})")
    finally:
        stop(server)


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


def _refuse_what_cannot_be(wishes: argparse.Namespace, demonstration: Path) -> None:
    """A demonstration answers on loopback only: its passwords are printed. And a taken port is said before work."""
    if not _is_loopback(wishes.host) and not wishes.no_demo:
        raise SetupProblem(f"the demonstration answers on this machine only; for {wishes.host} add --no-demo")
    if not _is_loopback(wishes.host) and demonstration.exists():
        raise SetupProblem(f"{demonstration.parent} holds the demonstration; name another folder by LITERACY_DATA")
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


def _literacy(*words: str) -> None:
    """Run a command of the product; its words go to the terminal, its document (with passwords) nowhere."""
    done = subprocess.run([LITERACY, *words], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SetupProblem(f"`literacy {' '.join(words)}` failed ({done.returncode})")


def _gunicorn() -> list[str | Path]:
    shape = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
    return [
        PYTHON,
        "-m",
        "gunicorn",
        *shape,
        "--log-level",
        "warning",
        "--no-control-socket",
        "--chdir",
        ROOT,
    ]


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
