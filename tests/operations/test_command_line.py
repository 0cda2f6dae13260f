"""The command line as it is typed: exit codes, one document on standard output, help without an installation."""

import json
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from literacy.cli import COMMANDS, Commands, main
from literacy.core import installation
from literacy.core.config import ROOT
from tests.conftest import application_on, installed
from tests.operations.contents import fill


def leaves(command, words=()):
    if isinstance(command, click.Group):
        for name in command.list_commands(None):
            yield from leaves(command.commands[name], (*words, name))
    else:
        yield words


def typed(environment, *words, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "literacy.cli", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)} | environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def environment_of(settings):
    return {
        "LITERACY_DATA": str(settings.data),
        "LITERACY_DATABASE_URL": settings.database_url,
        "LITERACY_KEY_FILE": str(settings.key_file or ""),
        "LITERACY_BASE_URL": "",
    }


@pytest.fixture
def run(tmp_path):
    """Run a command on a migrated installation of its own, from another folder."""
    with application_on(tmp_path / "data", "sqlite"):
        environment = environment_of(installation.settings())
        yield lambda *words: typed(environment, *words, cwd=tmp_path)


@pytest.mark.parametrize("words", list(leaves(main)), ids=" ".join)
def test_every_command_helps_without_an_installation(words, tmp_path):
    done = CliRunner(env={"LITERACY_DATA": str(tmp_path / "nothing")}).invoke(main, [*words, "--help"])
    assert done.exit_code == 0
    assert f"literacy {' '.join(words)}" in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_commands_imports_none_of_them():
    script = (
        "import sys; from click.testing import CliRunner; from literacy.cli import main; "
        "print(CliRunner().invoke(main, ['--help']).output); "
        "print(sorted(name for name in sys.modules if name.startswith('literacy.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    for name, (_, says) in COMMANDS.items():
        assert name in done.stdout
        assert says in done.stdout
    assert done.stdout.strip().splitlines()[-1] == "['literacy.cli', 'literacy.core', 'literacy.core.errors']"


def test_inviting_imports_nothing_heavy(tmp_path):
    script = (
        "import sys; from click.testing import CliRunner; from literacy.cli import main; "
        "CliRunner().invoke(main, ['db', 'upgrade']); "
        "done = CliRunner().invoke(main, ['accounts', 'invite', '--role', 'trainer', 'a@b.example']); "
        "print(done.exit_code, {'weasyprint', 'scipy', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "LITERACY_DATA": str(tmp_path / "data"), "LITERACY_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0 set()"


def test_every_command_that_is_named_is_there():
    commands = Commands()
    assert {name: commands[name].name for name in COMMANDS} == {name: name for name in COMMANDS}


def test_an_invitation_is_one_document_and_one_line(run):
    done = run("accounts", "invite", "--role", "trainer", "olena@library.example", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["link"].startswith("http://localhost:8000/invitations/")
    done = run("accounts", "invite", "--role", "trainer", "olena@library.example")
    assert done.stdout.strip().startswith("http://localhost:8000/invitations/")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["accounts", "invite", "--role", "trainer", "nobody"], 2, "'nobody' is not an e-mail address"),
        (["accounts", "invite", "--role", "king", "a@b.example"], 2, "king"),
        (["rooms"], 2, "open"),
        (["nonsense"], 2, "nonsense"),
        (["restore", "nowhere.zip"], 2, "nowhere.zip"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(words, code, says, tmp_path):
    with application_on(tmp_path / "data", "sqlite"):
        done = typed(environment_of(installation.settings()), *words)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_key_a_wrong_setting_and_missing_tables_are_said_in_a_line(tmp_path):
    done = typed({"LITERACY_DATA": str(tmp_path / "nothing")}, "credentials", "keys", "list")
    assert done.returncode == 2
    assert "run `literacy db upgrade`" in done.stderr
    done = typed({"LITERACY_DATA": str(tmp_path), "LITERACY_PORT": "abc"}, "db", "check")
    assert done.returncode == 2
    assert done.stderr.startswith("literacy: LITERACY_PORT: ")
    with application_on(tmp_path / "data", "sqlite"):
        environment = environment_of(installation.settings())
        typed(environment, "db", "downgrade", "base")
        done = typed(environment, "credentials", "keys", "list")
    assert done.returncode == 1
    assert done.stderr.startswith("literacy: the database is not ready (no such table")


def test_from_one_installation_to_another_by_a_file(tmp_path):
    with installed(tmp_path / "data", "sqlite"):
        fill()
        environment = environment_of(installation.settings())
        with application_on(tmp_path / "second", "sqlite"):
            other = environment_of(installation.settings())
            written = typed(environment, "backup", "copy.zip", "--json", cwd=tmp_path)
            assert written.returncode == 0, written.stderr
            assert "NOT in it" in written.stderr
            assert json.loads(written.stdout)["key_included"] is False
            restored = typed(other, "restore", "copy.zip", "--json", cwd=tmp_path)
            assert restored.returncode == 0, restored.stderr
            assert "is NOT the key" in restored.stderr
            assert json.loads(restored.stdout)["rows"] == json.loads(written.stdout)["rows"]
            refused = typed(other, "restore", "copy.zip", cwd=tmp_path)
            assert refused.returncode == 1
            assert "--replace" in refused.stderr


def test_checks_answer_no_with_exit_code_1_and_a_document(run):
    agreed = run("db", "check", "--json")
    assert (agreed.returncode, json.loads(agreed.stdout)) == (0, {"differences": []})
    rebuilt = run("db", "rebuild", "--check", "--json")
    assert (rebuilt.returncode, json.loads(rebuilt.stdout)) == (0, {"differences": []})
    run("db", "downgrade", "base")
    differing = run("db", "check", "--json")
    assert differing.returncode == 1
    assert json.loads(differing.stdout)["differences"]
    sick = run("doctor", "--json")
    assert sick.returncode == 1
    assert {"subject", "verdict", "says"} == set(json.loads(sick.stdout)["findings"][0])


def test_upgrading_twice_changes_nothing(run):
    for _ in range(2):
        done = run("db", "upgrade")
        assert (done.returncode, done.stdout) == (0, "")
    assert run("db", "check").returncode == 0
