"""./run from the outside: it serves, prints the ways in, and leaves nothing behind however it ends."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def members(group: int) -> dict[int, str]:
    """Return the living members of a process group: id and command line."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found[int(status.parent.name)] = command.replace("\0", " ")
    return found


def port_is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def wait_for(what: str, condition: Callable[[], object]) -> None:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < PATIENCE_SECONDS, f"waited in vain for {what}"
        time.sleep(0.1)


class Served:
    """A running ./run with what it printed."""

    def __init__(self, data: Path, *words: str) -> None:
        self.port = free_port()
        self.printed = data.with_name(f"{data.name}-{self.port}.txt")
        environment = {**os.environ, "LITERACY_DATA": str(data)}
        with self.printed.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [ROOT / "run", "--port", str(self.port), *words],
                cwd=data.parent,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.printed.read_text(encoding="utf-8")

    def greeted(self) -> bool:
        assert self.process.poll() is None, self.text()
        return "Ctrl+C" in self.text()

    def ended(self) -> bool:
        self.process.poll()
        return not members(self.process.pid) and port_is_free(self.port)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serving") / "data"


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    run = Served(data)
    wait_for("the greeting", run.greeted)
    yield run
    if members(run.process.pid):
        os.killpg(run.process.pid, signal.SIGKILL)
    run.process.wait()


def test_it_answers_and_tells_four_people_how_to_enter(served: Served, data: Path) -> None:
    address = f"http://127.0.0.1:{served.port}"

    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        assert answer.status == 200
    for word in (f"{address}/join", f"{address}/v", "@", str(data / "demo.json")):
        assert word in served.text()
    assert (data / "demo.json").stat().st_mode & 0o777 == 0o600
    assert any("literacy worker" in member for member in members(served.process.pid).values())


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ending_the_group_leaves_nothing(served: Served, end: signal.Signals) -> None:
    os.killpg(served.process.pid, end)

    wait_for("the end of all processes", served.ended)


def test_a_polite_end_of_the_first_process_leaves_nothing_and_is_no_failure(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)

    wait_for("the end of all processes", served.ended)
    assert served.process.wait() == 0


def test_killing_only_the_first_process_leaves_nothing(served: Served) -> None:
    served.process.kill()

    wait_for("the end of all processes", served.ended)


def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    def workers() -> set[int]:
        return {pid for pid, command in members(served.process.pid).items() if "literacy worker" in command}

    wait_for("the first worker", workers)
    (first,) = workers()
    os.kill(first, signal.SIGKILL)

    wait_for("another worker", lambda: workers() - {first})
