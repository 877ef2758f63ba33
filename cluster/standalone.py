"""A standalone Spark cluster on the loopback of this machine: a master, workers, and nothing left when it ends.

Spark's own scripts for this are not in PyPI's copy, so the daemons are started by their classes. Every process leads
a session of its own: to end one is to end all that it has started. Their ids lie in ``pids`` in the cluster's folder,
for whoever must clean up after this process was killed itself.

``python -m cluster.standalone start FOLDER [WORKERS]`` prints the master's address; ``… stop FOLDER`` ends it.
"""
# ruff: noqa: INP001, S603  # a script of its own, no part of the package

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import Factory, define, field

LOOPBACK = "127.0.0.1"
_ADDRESS = re.compile(r"Starting Spark master at (spark://\S+)")
_REGISTERED = "Successfully registered with master"
_PATIENCE = 120.0


class ClusterError(RuntimeError):
    """The cluster did not come up, or did something that it must not do."""


def spark_home() -> Path:
    """Give the folder of PyPI's copy of Spark.

    Raises:
        ClusterError: it is not installed.
    """
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise ClusterError("pyspark 未安装 / pyspark is not installed: pip install -r requirements/spark.txt")
    return Path(spec.origin).parent


def end(group: int, *, patience: float = 10.0) -> None:
    """End every process of a group: asked first, killed when it does not listen."""
    try:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            os.killpg(group, sign)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                _reap(group)
                os.killpg(group, 0)  # raises once nobody is left
                time.sleep(0.05)
    except ProcessLookupError:
        return


def _reap(group: int) -> None:
    try:
        os.waitpid(group, os.WNOHANG)
    except ChildProcessError:
        return


@define
class Standalone:
    """A master and its workers; a context that ends them.

    Attributes:
        folder: where logs, the workers' scratch space and the configuration go.
        workers: how many workers.
        cores: cores of each.
        memory: memory of each, as Spark writes it.
        address: the master's address once it runs.
    """

    folder: Path
    workers: int = 2
    cores: int = 1
    memory: str = "3g"
    address: str = ""
    _groups: dict[str, int] = field(factory=dict, init=False)
    _started: list["subprocess.Popen[bytes]"] = Factory(list)

    @property
    def settings(self) -> Path:
        """The folder of the configuration, for ``SPARK_CONF_DIR``: it holds the secret of this cluster."""
        return self.folder / "conf"

    @property
    def processes(self) -> tuple[int, ...]:
        """The processes that lead master and workers."""
        return tuple(self._groups.values())

    def environment(self) -> dict[str, str]:
        """Give the environment in which daemons and drivers of this cluster run."""
        return {
            **os.environ,
            "SPARK_HOME": str(spark_home()),
            "SPARK_CONF_DIR": str(self.settings),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self.folder / "scratch"),
            "SPARK_DAEMON_MEMORY": "512m",
        }

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the master, then the workers, and wait until each has registered.

        Raises:
            ClusterError: one of them did not come up; its log is named.
        """
        self._configure()
        self._launch("master", "org.apache.spark.deploy.master.Master", "--port", "0", "--webui-port", "0")
        self.address = self._wait_for("master", _ADDRESS)
        for n in range(1, self.workers + 1):
            self._launch(
                f"worker-{n}",
                "org.apache.spark.deploy.worker.Worker",
                *("--port", "0", "--webui-port", "0", "--cores", str(self.cores), "--memory", self.memory),
                *("--work-dir", str(self.folder / f"worker-{n}"), self.address),
            )
        for n in range(1, self.workers + 1):
            self._wait_for(f"worker-{n}", re.compile(_REGISTERED))

    def _configure(self) -> None:
        self.settings.mkdir(parents=True, exist_ok=True)
        defaults = self.settings / "spark-defaults.conf"
        defaults.touch(mode=0o600)
        # Whoever else uses this machine reaches the loopback too: without the secret it takes no work from them.
        defaults.write_text(
            "spark.master.rest.enabled false\nspark.authenticate true\n"
            f"spark.authenticate.secret {secrets.token_hex(32)}\n",
            encoding="utf-8",
        )

    def _launch(self, name: str, main: str, *options: str) -> None:
        command = [str(spark_home() / "bin" / "spark-class"), main, "--host", LOOPBACK, *options]
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(
                command, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(process)
        self._groups[name] = process.pid
        self._note()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _note(self) -> None:
        (self.folder / "pids").write_text("".join(f"{g}\n" for g in self._groups.values()), encoding="utf-8")

    def _wait_for(self, name: str, sign: re.Pattern[str]) -> str:
        log, deadline = self._log(name), time.monotonic() + _PATIENCE
        process = next(p for p in self._started if p.pid == self._groups[name])
        while time.monotonic() < deadline and process.poll() is None:
            found = sign.search(log.read_text(encoding="utf-8", errors="replace"))
            if found:
                return found.group(found.re.groups and 1)
            time.sleep(0.1)
        raise ClusterError(f"{name} 未能启动 / did not come up: {log}")

    def kill_worker(self, n: int = 1) -> None:
        """Kill a worker and its executor at once, as when a machine loses power."""
        group = self._groups.pop(f"worker-{n}")
        os.killpg(group, signal.SIGKILL)
        _reap(group)
        self._note()

    def stop(self) -> None:
        """End workers and master; what has ended already is no error."""
        for name in sorted(self._groups, reverse=True):
            end(self._groups[name])
        self._groups.clear()
        if self.folder.exists():
            self._note()


def stop_noted(folder: Path) -> None:
    """End the processes that a cluster in this folder has noted."""
    noted = folder / "pids"
    if noted.exists():
        for group in noted.read_text(encoding="utf-8").split()[::-1]:
            end(int(group))
        noted.unlink()


def main() -> None:
    """Start or stop from a shell."""
    if len(sys.argv) < 3 or sys.argv[1] not in ("start", "stop"):
        sys.exit(__doc__)
    folder = Path(sys.argv[2]).resolve()
    if sys.argv[1] == "stop":
        stop_noted(folder)
        return
    cluster = Standalone(folder, workers=int(sys.argv[3]) if len(sys.argv) > 3 else 2)
    try:
        cluster.start()
    except BaseException:
        cluster.stop()
        raise
    print(cluster.address)


if __name__ == "__main__":
    main()
