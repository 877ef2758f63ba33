# Sourced by what needs Spark, from the project's folder: make .venv-spark once from the pinned, hashed requirements,
# again when the pins change; $spark is then its Python.
command -v java >/dev/null || { echo "需要 Java 17+ / Java 17 or later is needed (Debian: apt install openjdk-17-jre-headless)" >&2; exit 1; }
venv=.venv-spark
spark=$venv/bin/python
if ! cmp -s requirements/spark.txt $venv/pins; then
  echo "准备 Spark 环境（仅首次）/ setting up $venv (first run only) ..." >&2
  "${PYTHON:-python3}" -m venv --clear $venv &&
  $spark -m pip install -q --disable-pip-version-check --require-hashes -r requirements/spark.txt &&
  $spark -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . &&
  cp requirements/spark.txt $venv/pins || exit 1
fi
