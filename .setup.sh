# Sourced, from the project's folder, by demo, test, dev and cluster/demo. `environment NAME` sets $python to the Python of
# an environment that holds exactly requirements/NAME.txt, and makes it when it is not there, not whole, of other pins, or
# made in another folder. What an interrupted run left behind has no stamp, and is made anew.

say() { echo "$*" >&2; }

# Set $base to a Python that can make environments: $PYTHON, or the first of those on the PATH.
find_python() {
  if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.14 python3.13 python3.12 python3.11; fi
  for base in "$@"; do
    "$base" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && return
  done
  say "需要 Python 3.11+ 及其 venv 模块；找过 / Python 3.11+ with its venv module is needed; tried: $*"
  say "  Debian/Ubuntu: apt install python3-venv；或指定 or name one: PYTHON=/path/to/python3.11 $0"
  return 1
}

# pip_ MODE FILE OPTIONS: install into $venv what the pins name, and nothing else: no resolving, each file by its hash.
pip_() {
  PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 "$venv/bin/python" -I -m pip "$@" --disable-pip-version-check --no-input
}
install() { pip_ install -q --no-deps "$@"; }

# fill NAME [FOLDER]: install the pins of an environment into $venv, wheels first, and see that they fit together.
fill() {
  pins=${2:-requirements}/$1
  install --require-hashes --only-binary :all: -r "$pins.txt" || return
  if [ -f "$pins-source.txt" ]; then # built by the setuptools of the pins, with nothing fetched for it
    install --require-hashes --no-binary :all: --use-pep517 --no-build-isolation -r "$pins-source.txt" || return
  fi
  pip_ check
}

# The library itself, so that what is edited in src/ is what runs; ./demo goes without, it has the folder on its path.
editable() {
  cmp -s pyproject.toml "$venv/pyproject.toml" && return
  install --no-build-isolation -e . && cp pyproject.toml "$venv/pyproject.toml"
}

stamp() { pwd && cat "$1.txt" && if [ -f "$1-source.txt" ]; then cat "$1-source.txt"; fi; }

# whole DIR PINS: whether the environment is there, of these pins, in this folder, and of $PYTHON if one is named.
whole() {
  [ -x "$1/bin/python" ] && [ -f "$1/stamp" ] && stamp "$2" | cmp -s - "$1/stamp" &&
    { [ -z "${PYTHON:-}" ] || [ "$PYTHON" = "$(cat "$1/base")" ]; }
}

# environment NAME [PINS]: `test` is .venv, which also serves whoever needs the core alone; any other is .venv-NAME.
environment() {
  pins=requirements/${2:-$1} venv=.venv-$1
  if [ "$1" = test ] || { [ "$1" = core ] && whole .venv requirements/test; }; then pins=requirements/test venv=.venv; fi
  python=$venv/bin/python
  if ! whole "$venv" "$pins"; then
    find_python || exit 1
    say "准备环境 $venv（仅首次）/ setting up $venv (first run only) ..."
    rm -rf "$venv"
    log=$(mktemp "${TMPDIR:-/tmp}/yibao-setup.XXXXXX") || exit 1
    if "$base" -m venv "$venv" >"$log" 2>&1 && fill "${pins#requirements/}" >>"$log" 2>&1; then
      rm -f "$log"
      echo "$base" >"$venv/base" && stamp "$pins" >"$venv/stamp.new" && mv "$venv/stamp.new" "$venv/stamp" || exit 1
    else
      tail -n 40 "$log" >&2
      say "安装失败，见上；完整记录 / the installation failed, see above; all of it: $log"
      exit 1
    fi
  fi
  if [ "${pins#requirements/}" != core ]; then
    editable || { say "安装失败 / the installation failed: pip install -e ."; exit 1; }
  fi
}
