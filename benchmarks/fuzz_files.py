"""Damages small files byte by byte and checks each (H4): no file may end the process or be a fault of the program.

python benchmarks/fuzz_files.py [--step N] [--kinds parquet,arrow,csv,ndjson]

Every Nth byte of every sample is turned by three masks, and ``yibao check-frame`` is run on the result, in a process of
its own for each sample, which is begun anew behind a byte that ended it. Prints how many runs ended how; the exit status
is 1 if one ended by a signal, by an exception, with status 3, or took longer than the limit.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

MASKS = (0x40, 0x01, 0xFF)
KINDS = ("parquet", "arrow", "csv", "ndjson")
SLOW = 20.0
"""Seconds that no run on a file of a few kilobytes may take."""

_COLUMNS = [
    "id",
    "filing.item",
    "filing.insured_place",
    "filing.destination",
    "filing.filed_on",
    "applicant.name",
    "applicant.id_number",
    "registration.name",
    "insured.status",
    "hospital.code",
    "circumstances.amount",
    "circumstances.retired",
]
_ROW = [
    "referral",
    "131000",
    "110000",
    "2026-03-01",
    "欧阳娜娜",
    "11010519491231002X",
    "欧阳娜娜",
    "normal",
    "H11010500001",
    "1280.50",
    "true",
]


def write_samples(folder: Path) -> list[Path]:
    """Write small files of every kind, and of the kinds within them: views, dictionaries, lists, compressed ones."""
    import polars as pl  # noqa: PLC0415  # the process that checks needs none of these
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415

    texts = pl.DataFrame([[str(n), *_ROW] for n in range(4)], schema=_COLUMNS, orient="row")
    texts.write_ipc(folder / "views.arrow")
    texts.write_parquet(folder / "polars.parquet")
    texts.write_csv(folder / "plain.csv")
    texts.write_ndjson(folder / "plain.ndjson")
    mixed = pa.table(
        {
            "id": [1, 2, 3],
            "filing.item": pa.array(["referral", "referral", "long_term_resident"]).dictionary_encode(),
            "material": [["resident_id"], None, ["referral_certificate", "resident_id"]],
            "filing.filed_on": pa.array([20_000, 20_001, None], pa.date32()),
            "applicant.name": ["a name of more than twelve bytes", "b", None],
            "circumstances.retired": [True, None, False],
        }
    )
    pq.write_table(mixed, folder / "mixed.parquet")
    for name, compression in (("mixed", None), ("lz4", "lz4"), ("zstd", "zstd")):
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with pa.ipc.new_file(folder / f"{name}.arrow", mixed.schema, options=options) as file:
            file.write_table(mixed)
    return sorted(folder.iterdir())


def check_damaged(path: Path, first: int, step: int) -> Iterator[str]:
    """Check one file with each of its bytes turned; gives how every run ended, told before the next begins."""
    from yibao_rules.cli import main  # noqa: PLC0415  # in the process of its own

    whole, damaged = path.read_bytes(), path.with_name(f"damaged{path.suffix}")
    for at in range(first, len(whole), step):
        for mask in MASKS:
            damaged.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
            yield json.dumps({"at": at, "mask": mask})
            began = time.monotonic()
            words = io.StringIO()
            try:
                with redirect_stdout(words), redirect_stderr(words):
                    out = str(damaged.with_name("out.csv"))
                    status = str(main(["check-frame", str(damaged), "-o", out, "--day", "2026-03-02"]))
            except BaseException as error:  # noqa: BLE001  # a panic of a library is none of Python's own
                status = type(error).__name__
            took = time.monotonic() - began
            yield json.dumps({"status": status if took < SLOW else "slow", "said": words.getvalue()[:200]})


def count(path: Path, step: int) -> tuple[Counter[str], list[str]]:
    """Run one sample to its end; gives how many runs ended how, and those that ended wrongly."""
    found: Counter[str] = Counter()
    wrong: list[str] = []
    first, size = 0, path.stat().st_size
    while first < size:
        argv = [sys.executable, __file__, "--child", str(path), "--first", str(first), "--step", str(step)]
        run = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603  # this very file
        at = {"at": first, "mask": 0}
        for line in run.stdout.splitlines():
            told = json.loads(line)
            if "at" in told:
                at = told
                continue
            found[told["status"]] += 1
            if told["status"] not in ("0", "1", "2"):
                wrong.append(f"{path.name} byte {at['at']} xor {at['mask']:#x}: {told}")
        if run.returncode == 0:
            break
        found[f"ended by {-run.returncode}"] += 1
        wrong.append(f"{path.name} byte {at['at']} xor {at['mask']:#x}: ended by {-run.returncode}")
        first = int(at["at"]) + step
    return found, wrong


def main() -> int:
    """Run all samples and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--child", type=Path)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    if options.child is not None:
        for line in check_damaged(options.child, options.first, options.step):
            print(line, flush=True)
        return 0
    total: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for sample in write_samples(Path(folder)):
            if sample.suffix[1:] in options.kinds.split(","):
                found, bad = count(sample, options.step)
                print(
                    f"{sample.name:16} {sample.stat().st_size:6,} bytes  {dict(sorted(found.items()))}",
                    flush=True,
                )
                total += found
                wrong += bad
    print(f"{total.total():,} runs: {dict(sorted(total.items()))}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
