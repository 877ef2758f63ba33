# Sourced by the scripts beside it: make .venv once from the pinned, hashed requirements, again when the pins change.
cd "$(dirname "$0")" || exit 1
if ! cmp -s requirements/test.txt .venv/pins; then
  echo "准备环境（仅首次，约一分钟）/ setting up .venv (first run only, about a minute) ..." >&2
  if ! "${PYTHON:-python3}" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "需要 Python 3.11+ 及其 venv 模块 / Python 3.11+ with its venv module is needed (Debian: apt install python3-venv; or PYTHON=/path/to/python3.11 $0)" >&2
    exit 1
  fi
  install() { .venv/bin/python -m pip install -q --disable-pip-version-check "$@" >>.venv/install.log 2>&1; }
  if "${PYTHON:-python3}" -m venv --clear .venv &&
     install --require-hashes -r requirements/test.txt &&
     install --no-deps --no-build-isolation -e .; then
    cp requirements/test.txt .venv/pins
  else
    cat .venv/install.log >&2
    echo "安装失败，见上 / the installation failed: see above" >&2
    exit 1
  fi
fi
