"""Do the tests notice? Small faults are put into a room's code one at a time, and its tests are run on each.

python benchmarks/mutation.py calendar --count 60

A fault that no test notices is printed with its line: a missing test, or code that says the same in other words.
The sample is drawn by ``--seed``, so that a run can be repeated; ``--count 0`` takes every fault there is.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from random import Random

ROOT = Path(__file__).parents[1]
ROOMS = {
    "calendar": ("tests/calendar",),
    "logic": ("tests/logic",),
    "guides": ("tests/guides", "tests/precheck"),
    "materials": ("tests/validators", "tests/precheck"),
    "progress": ("tests/progress", "tests/test_progress.py"),
    "serialization": ("tests/serialization", "tests/guides", "tests/interop"),
    "validators": ("tests/validators", "tests/precheck"),
}
TIME_LIMIT = 300  # seconds: a fault that makes an endless loop is noticed by the clock
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip


def places(tree: ast.Module) -> Iterator[int]:
    """Give the places of a module, in the order of a walk, where a fault can be put."""
    return (place for place, node in enumerate(ast.walk(tree)) if _changeable(node))


def faulty(source: str, place: int) -> tuple[int, str]:
    """Give the line of the fault at a place, and the source with it."""
    tree = ast.parse(source)
    node = next(node for at, node in enumerate(ast.walk(tree)) if at == place)
    _change(node)
    return getattr(node, "lineno", 0), ast.unparse(ast.fix_missing_locations(tree))


def _changeable(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[op]):
            return type(op) in SWAPS
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            return type(op) in SWAPS
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Constant(value=bool() | int()):
            return True
    return False


def _change(node: ast.AST) -> None:
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [SWAPS[type(op)]()]  # type: ignore[list-item]
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            node.op = SWAPS[type(op)]()  # type: ignore[assignment]
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() as value):
            node.value = value + 1


def noticed(tree: Path, room: str) -> bool:
    """Run the room's tests against a tree of sources."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-cov",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *ROOMS[room],
    ]
    ways = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603  (our own tests, our own interpreter)
            command, cwd=ROOT, env=ways, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--count", type=int, default=60, help="how many faults; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    room = ROOT / "src/yibao_rules" / options.room
    found = [
        (path.relative_to(ROOT / "src"), place)
        for path in sorted(room.rglob("*.py"))
        for place in places(ast.parse(path.read_text("utf-8")))
    ]
    if options.count:
        found = Random(options.seed).sample(found, min(options.count, len(found)))  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        trees: Queue[Path] = Queue()
        for job in range(options.jobs):
            shutil.copytree(
                ROOT / "src", Path(folder, str(job)), ignore=shutil.ignore_patterns("__pycache__")
            )
            trees.put(Path(folder, str(job)))
        if noticed(Path(folder, "0"), options.room):
            print("测试在未改动的代码上就不通过 / the tests fail on the code as it is")
            return 2

        def judge(fault: tuple[Path, int]) -> bool:
            tree = trees.get()
            path, place = fault
            sound = (tree / path).read_text("utf-8")
            line, changed = faulty(sound, place)
            try:
                (tree / path).write_text(changed, "utf-8")
                caught = noticed(tree, options.room)
            finally:
                (tree / path).write_text(sound, "utf-8")
                trees.put(tree)
            if not caught:
                print(
                    f"未察觉 not noticed: {path}:{line}  {sound.splitlines()[line - 1].strip()}", flush=True
                )
            return caught

        with ThreadPoolExecutor(options.jobs) as pool:
            caught = sum(pool.map(judge, found))
    print(f"{options.room}: {caught} / {len(found)} 处被察觉 noticed ({caught / len(found):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
