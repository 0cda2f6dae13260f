#!/bin/sh
# with-python.sh MODULE [ARGUMENT...]: runs a module of this repository with the machine's Python 3.11 or newer.
# Needs nothing but that Python: no pip, no venv, no make, no git.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for python in "$root/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        # "safe path": a file named like one of our modules in the caller's folder must not be run instead of it.
        exec env PYTHONPATH="$root" PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 "$python" -m "$@"
    fi
done
echo "Python 3.11 or newer is needed and was not found. On Debian 12 or Ubuntu 24.04: apt-get install python3" >&2
exit 1
