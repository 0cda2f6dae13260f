"""The pieces of the set-up that decide something: pip's settings for uv, the greeting, the refusals."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from setup.greeting import greeting
from setup.python_packages import settings_for_uv

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", *words],
        check=False,
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
    )


def test_uv_is_told_what_pip_is_told() -> None:
    listed = "global.index-url='https://mirror.example/simple'\nglobal.extra-index-url='https://a https://b'\n"

    assert settings_for_uv(listed) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://a https://b",
    }


def test_a_variable_wins_over_a_file_as_in_pip() -> None:
    listed = ":env:.index-url='https://from-variable'\nglobal.index-url='https://from-file'\n"

    assert settings_for_uv(listed)["UV_DEFAULT_INDEX"] == "https://from-variable"


def test_local_folders_are_passed_on_only_where_they_exist(tmp_path: Path) -> None:
    listed = f"global.find-links='{tmp_path} {tmp_path}/absent'\nglobal.no-color='true'\n"

    assert settings_for_uv(listed) == {"UV_FIND_LINKS": str(tmp_path)}


def test_the_greeting_lets_each_of_four_people_in(tmp_path: Path) -> None:
    ways_in = {
        "room": {"code": "ROOM-1", "seats": ["SEAT-1", "SEAT-2"]},
        "trainer": {"email": "trainer@library.example", "password": "trainer-password"},
        "administrator": {"email": "admin@library.example", "password": "admin-password"},
        "certificates": [
            {"code": "KH26-REVOKED", "surname": "A", "state": "revoked", "pdf": "a.pdf"},
            {"code": "KH26-VALID", "surname": "B", "state": "valid", "pdf": "b.pdf"},
        ],
    }
    kept = tmp_path / "demo.json"

    lines = greeting("http://127.0.0.1:8000", ways_in, kept)

    for word in (
        "ROOM-1",
        "SEAT-2",
        "trainer-password",
        "admin-password",
        "/v/KH26-VALID",
        "/join",
        str(kept),
    ):
        assert word in lines
    assert "KH26-REVOKED" not in lines


def test_a_real_installation_is_greeted_without_passwords(tmp_path: Path) -> None:
    lines = greeting("http://10.0.0.1:80", {}, tmp_path / "demo.json")

    assert "http://10.0.0.1:80" in lines
    assert "accounts invite" in lines


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_a_demonstration_is_not_served_to_a_room(host: str, tmp_path: Path) -> None:
    refused = run("--host", host, LITERACY_DATA=str(tmp_path))

    assert refused.returncode == 1
    assert "--no-demo" in refused.stderr


def test_the_folder_of_a_demonstration_is_not_served_to_a_room_at_all(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}", encoding="utf-8")

    refused = run("--host", "0.0.0.0", "--no-demo", LITERACY_DATA=str(tmp_path))

    assert refused.returncode == 1
    assert "LITERACY_DATA" in refused.stderr


def test_a_taken_port_is_said_before_any_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("--port", str(port), LITERACY_DATA=str(tmp_path / "data"))

    assert refused.returncode == 1
    assert str(port) in refused.stderr
    assert "--port" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_set_up_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    log = ROOT / ".setup" / "setup.log"
    before = log.stat().st_size

    done = run("--setup-only", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert log.stat().st_size == before
