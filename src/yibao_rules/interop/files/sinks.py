"""Files of answers: written batch by batch under a passing name, each given its own when all are whole."""

import codecs
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from errno import EINVAL
from importlib import import_module
from pathlib import Path
from typing import Any, Self, TextIO

from attrs import Factory, define, field

from yibao_rules.interop.files.reading import kind_of
from yibao_rules.interop.files.rows import arrow
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text

_WINDOWS = os.name == "nt"


def reader_left(error: Exception) -> bool:
    """Say whether this is the reader of a pipe that went away: on Windows it shows as an invalid argument."""
    return isinstance(error, BrokenPipeError) or (
        _WINDOWS and isinstance(error, OSError) and error.errno == EINVAL
    )


def is_utf8(stream: TextIO) -> bool:
    """Say whether a stream is in UTF-8, in which programs read JSON; one without an encoding holds text as it is."""
    encoding = getattr(stream, "encoding", None)
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


@define
class Sink:
    """One file of answers, or standard output as NDJSON.

    Args:
        path: the file; None is standard output.
    """

    path: Path | None
    _writer: Any = field(default=None, init=False)
    _stack: ExitStack = field(factory=ExitStack, init=False)

    @property
    def kind(self) -> str:
        """The kind of file."""
        return ".ndjson" if self.path is None else kind_of(self.path)

    @property
    def passing(self) -> Path | None:
        """The name while it is written."""
        return None if self.path is None else self.path.with_name(f".{self.path.name}.{os.getpid()}.part")

    def open(self) -> None:
        """See that the file can be written, before any work."""
        if self.path is not None and self.passing is not None:
            arrow()
            kind_of(self.path)
            with _told(self.path):
                if self.path.is_dir():
                    raise IsADirectoryError
                self.passing.touch()

    def write(self, table: Any) -> None:
        """Write one more batch; all batches have the same columns."""
        with _told(self.path):
            if self._writer is None:
                self._writer = self._stack.enter_context(_writer(self.passing, self.kind, table.schema))
            self._writer.write(table)

    @property
    def written(self) -> bool:
        """Whether anything was written."""
        return self._writer is not None

    def close(self) -> None:
        """Write what is left."""
        with _told(self.path):
            self._stack.close()

    def keep(self) -> None:
        """Give the file its name; one in which nothing was written goes."""
        if self.path is not None and self.passing is not None and self.written:
            with _told(self.path):
                self.passing.replace(self.path)

    def discard(self) -> None:
        """Remove what was written under the passing name."""
        if self.passing is not None:
            with suppress(OSError):
                self.passing.unlink()


@define
class Sinks(AbstractContextManager["Sinks"]):
    """The files of one run, by what they hold: all get their names, or none."""

    sinks: Mapping[str, Sink] = Factory(dict)

    def __enter__(self) -> Self:
        """See that each can be written.

        Raises:
            FrameError: one cannot.
        """
        try:
            for sink in self.sinks.values():
                sink.open()
        except FrameError:
            self._discard()
            raise
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            for sink in self.sinks.values():
                sink.close()
            if kind is None:
                for sink in self.sinks.values():
                    sink.keep()
        finally:
            self._discard()

    def _discard(self) -> None:
        for sink in self.sinks.values():
            sink.discard()


@contextmanager
def _told(path: Path | None) -> Iterator[None]:
    """Tell of a file that cannot be written as an error of ours; a reader of a pipe that went away is none."""
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError) or (path is None and reader_left(error)):
            raise
        raise FrameError(
            where=path.name if path is not None else "-",
            found=Text(f"无法写入（{type(error).__name__}）", f"cannot be written ({type(error).__name__})"),
            expected=Text("可以写入的文件，且磁盘有空间", "a file that can be written, and room on the disk"),
            fix=Text(
                "检查文件夹、权限和磁盘空间", "check the folder, the permissions and the room on the disk"
            ),
        ) from error


def _writer(path: Path | None, kind: str, schema: Any) -> Any:
    pa = arrow()
    if kind == ".parquet":
        return import_module("pyarrow.parquet").ParquetWriter(path, schema)
    if kind == ".csv":
        return import_module("pyarrow.csv").CSVWriter(path, schema)
    if kind in (".arrow", ".feather"):
        return pa.ipc.new_file(path, schema)
    return _JsonLines(path)


@define
class _JsonLines:
    """Writes a JSON object a line."""

    path: Path | None
    _file: TextIO = field(factory=lambda: sys.stdout, init=False)
    _ascii: bool = field(default=False, init=False)

    def __enter__(self) -> Self:
        if self.path is None:
            self._ascii = not is_utf8(self._file)
        else:
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        return self

    def write(self, table: Any) -> None:
        """Write the rows of a table."""
        for row in table.to_pylist():
            self._file.write(json.dumps(row, ensure_ascii=self._ascii, default=str) + "\n")

    def __exit__(self, *_: object) -> None:
        if self.path is not None:
            self._file.close()
