"""Python packages: pip fetches uv, uv installs the rest many times faster; every file is checked against a hash."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from setup import debian
from setup.steps import BASE_PYTHON, LITERACY, PYTHON, ROOT, STATE, VENV, Command, SetupProblem, run, step

UV = STATE / "uv" / "bin" / "uv"

# What pip is told about indexes, under the names that uv reads. Both mean the same thing by each pair.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}
COMMA_SEPARATED = {"UV_FIND_LINKS"}

LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from literacy.cli import main

sys.argv[0] = "literacy"
sys.exit(main())
"""


def install(requirements: Path) -> None:
    """Make .venv where it is missing and install a hash-locked list into it."""
    environment = fetch_uv()
    if not _venv_works():
        with step("making .venv"):
            run([UV, "venv", "--clear", "--python", BASE_PYTHON, VENV], environment)
    with step(f"installing the Python packages of {requirements.name}"):
        run([UV, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", requirements], environment)
    _write_launcher()


def fetch_uv() -> dict[str, str]:
    """Fetch uv where it is missing; return the variables to run it with."""
    pip = _find_pip()
    if not UV.exists():
        with step("fetching uv, the fast installer, with pip"):
            locked: Command = ["--require-hashes", "--only-binary", ":all:", "-r", ROOT / "setup" / "uv.lock"]
            run([*pip, "install", "--no-input", "--target", STATE / "uv", *locked])
    return _uv_environment(pip)


def _find_pip() -> list[str | Path]:
    """Return a command that runs pip, also on a machine that has none: pip runs from its own wheel."""
    if subprocess.run([BASE_PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0:
        return [BASE_PYTHON, "-m", "pip"]
    bundled = Path(sys.base_prefix, "lib", f"python3.{sys.version_info.minor}", "ensurepip", "_bundled")
    unpacked = STATE / "pip" / "usr" / "share" / "python-wheels"
    folders = (bundled, Path("/usr/share/python-wheels"), unpacked)
    wheels = [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
    if not wheels:
        with step("fetching pip from the distribution's packages"):
            try:
                debian.unpack(["python3-pip-whl"], STATE / "pip")
            except SetupProblem as problem:
                raise SetupProblem(f"no pip here and none to be had; install python3-pip. {problem}") from problem
        wheels = sorted(unpacked.glob("pip-*.whl"))
    return [BASE_PYTHON, wheels[0] / "pip"]


def _uv_environment(pip: list[str | Path]) -> dict[str, str]:
    """Tell uv what pip is told: a machine may know its mirror by pip's settings only. Variables of uv's own win."""
    environment = {
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip chooses among indexes; the hashes make it safe
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }
    environment |= settings_for_uv(run([*pip, "config", "list"]))
    home = Path(os.environ.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK):
        environment["UV_CACHE_DIR"] = str(STATE / "uv-cache")
    return {name: value for name, value in environment.items() if not os.environ.get(name)}


def settings_for_uv(pip_config_list: str) -> dict[str, str]:
    """Translate what `pip config list` prints; a variable of the environment wins over a file, as in pip."""
    settings: dict[str, str] = {}
    for line in sorted(pip_config_list.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, quoted = line.partition("=")
        variable = UV_NAMES.get(name.rpartition(".")[2])
        if variable and quoted:
            words = [word for word in str(ast.literal_eval(quoted)).split() if _is_there(word)]
            settings[variable] = ("," if variable in COMMA_SEPARATED else " ").join(words)
    return settings


def _is_there(place: str) -> bool:
    """Whether a setting is worth passing on: pip overlooks a local folder that does not exist, uv stops at it."""
    path = place.removeprefix("file://")
    return not path.startswith("/") or Path(path).exists()


def _venv_works() -> bool:
    """Whether .venv was made in this place and holds an interpreter that runs and is new enough."""
    if not (VENV / "pyvenv.cfg").exists() or not PYTHON.exists():
        return False
    if LITERACY.exists() and str(PYTHON) not in LITERACY.read_text(encoding="utf-8"):
        return False  # its scripts name the place that it was moved from
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", question], check=False).returncode == 0


def _write_launcher() -> None:
    """Make `.venv/bin/literacy` work from anywhere: a path entry and a small script, no build."""
    (site_packages,) = VENV.glob("lib/python3*/site-packages")
    (site_packages / "literacy.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    LITERACY.write_text(LAUNCHER.format(python=PYTHON), encoding="utf-8")
    LITERACY.chmod(0o755)
