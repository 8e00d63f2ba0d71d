#!/bin/sh
# Install both environments from their lock files. Needs Python 3.11 or later; never needs root. Does nothing when both
# are as the lock files say. Prints nothing on stdout.
set -eu
cd "$(dirname "$0")/.."
exec >&2
# Another project's environment that happens to be active must not receive ours.
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT UV_PYTHON || true

stamp="$(pwd) $(cat pyproject.toml uv.lock nlu/pyproject.toml nlu/uv.lock | cksum)"
if [ -x .venv/bin/vyapari ] && [ -x nlu/.venv/bin/python ] && [ "$(cat .venv/.installed 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi

find_uv() {
  command -v uv && return
  [ -x .uv/bin/uv ] && echo .uv/bin/uv && return
  "$python" -c 'import uv; print(uv.find_uv_bin())' 2>/dev/null
}

# The machine's own Python, not one of a version manager's shims that leads nowhere.
python=
for candidate in python3 python3.13 python3.12 python3.11 python; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if ! uv=$(find_uv); then
  if [ -z "$python" ]; then
    echo "make: Python 3.11 or later is needed (or uv, which fetches it)"
    exit 1
  fi
  echo "Getting uv ..."
  # A Python that its distribution manages takes no packages (PEP 668): there uv gets an environment of its own, or, where
  # Debian's python3-venv is missing as well, goes to the user's own packages.
  "$python" -m pip install --quiet uv 2>/dev/null ||
    { "$python" -m venv .uv >/dev/null 2>&1 && .uv/bin/python -m pip install --quiet uv; } ||
    "$python" -m pip install --quiet --user --break-system-packages uv || true
  if ! uv=$(find_uv); then
    echo "make: uv could not be installed with $python; see https://docs.astral.sh/uv/getting-started/installation/"
    exit 1
  fi
fi

# An installed Python 3.10 for Rasa: on PATH, or under a version manager. Else uv fetches one.
find_python_3_10() {
  for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10 \
    "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/python/3.10*/bin/python3.10 \
    "$HOME"/.local/share/mise/installs/python/3.10*/bin/python3.10; do
    found=$("$candidate" -c 'import sys; assert sys.version_info[:2] == (3, 10); print(sys.executable)' 2>/dev/null) || continue
    echo "$found"
    return
  done
  echo 3.10
}

# Compiled here once: where PYTHONDONTWRITEBYTECODE is set, every process would compile all it imports again, for seconds.
echo "Installing the program (.venv) ..."
"$uv" sync --frozen --quiet --compile-bytecode ${python:+--python "$python"}
echo "Installing Rasa with its Python 3.10 (nlu/.venv); the first time this downloads about 500 MB ..."
"$uv" sync --frozen --quiet --compile-bytecode --directory nlu --python "$(find_python_3_10)"
printf '%s' "$stamp" > .venv/.installed
