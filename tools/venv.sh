#!/usr/bin/env bash
# Makes the virtual environment, or says in one sentence why it cannot.
# usage: venv.sh PYTHON FOLDER
set -euo pipefail

"$2/bin/python" -m pip --version >/dev/null 2>&1 && exit 0 # whole: its making was not interrupted
if ! "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Playground needs Python 3.11 or newer; '$1' is not that: try 'make run PYTHON=python3.12'." >&2
  exit 1
fi
if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "'$1' cannot make virtual environments: install its venv package (${1##*/}-venv on Debian and Ubuntu)." >&2
  exit 1
fi
"$1" -m venv "$2"
