"""A whole file as bytes, of a bounded size, and what is wrong with a file that cannot be read."""

from os import PathLike
from pathlib import Path

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.text import Text


def read_whole(path: str | PathLike[str], most: int, expected: Text) -> tuple[bytes, HookError | None]:
    """Read a file.

    Args:
        path: the file.
        most: bytes that are read; one more where there are more, so that the size can be told.
        expected: what the file should be.

    Returns:
        Its bytes, and what is wrong with it, if anything: an error raised while another is handled would carry that one
        along.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1), None
    except FileNotFoundError:
        found = Text("没有这个文件", "no such file")
    except IsADirectoryError:
        found = Text("目录", "a folder")
    except PermissionError:
        found = Text("没有读取权限的文件", "a file without permission to read")
    except (OSError, ValueError):  # a path may hold a NUL
        found = Text("无法读取的文件", "a file that cannot be read")
    return b"", HookError(
        FaultKind.UNREADABLE, found, expected, Text("核对路径和权限", "check path and permission")
    )
