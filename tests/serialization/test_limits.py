"""Limits of what is taken in (H3): just below and just above, and what a stranger's worst costs."""

import pickle
import time
from collections.abc import Callable

import pytest

from yibao_rules.interop import answers
from yibao_rules.interop.json import InputError, loads, read, structure
from yibao_rules.serialization.faults import Fault, FaultKind, Faults
from yibao_rules.serialization.limits import DEEPEST, MOST_ENTRIES, MOST_FAULTS, MOST_REMARKS
from yibao_rules.text import same

SECONDS = 60  # against work that grows with the square, which takes many minutes; not a measure of speed
"""Far above what the worst takes on a slow machine, far below what it took without limits (minutes)."""


def refused(document: str) -> InputError:
    with pytest.raises(InputError) as caught:
        loads(document)
    return caught.value


def materials(n: int, entry: Callable[[int], str]) -> str:
    return '{"item": "referral", "materials": [' + ",".join(map(entry, range(n))) + "]}"


def unknown_kind(n: int) -> str:
    return f'{{"kind": "nothing_{n}"}}'


def test_h3_as_many_faults_as_the_ceiling_are_all_told() -> None:
    error = refused(materials(MOST_FAULTS, unknown_kind))
    assert (len(error.faults), error.faults.more, error.count) == (MOST_FAULTS, 0, MOST_FAULTS)
    assert "more" not in error.render("en")


@pytest.mark.parametrize("n", [MOST_FAULTS + 1, 8_000, 40_000])
def test_h3_bad_materials_beyond_the_ceiling_are_counted(n: int) -> None:
    began = time.process_time()
    error = refused(materials(n, unknown_kind))
    assert (len(error.faults), error.count) == (MOST_FAULTS, n)
    assert error.render("en").splitlines()[-1] == f"  - and {n - MOST_FAULTS:,} more"
    assert error.render("zh").splitlines()[-1] == f"  - 另有 {n - MOST_FAULTS:,} 处未列出"
    assert error.render("en").splitlines()[0].endswith(f"{n:,} faults")
    assert len(str(error)) < 50_000
    assert answers.tree(error)["more_faults"] == n - MOST_FAULTS
    assert time.process_time() - began < SECONDS


def test_h3_equal_materials_give_one_fault_each() -> None:
    error = refused(materials(1_000, lambda _: '{"kind": "invoice"}'))
    assert error.count == 999
    assert error.faults[0].pointer == "/materials/1"


def test_h3_faults_below_the_entries_of_a_list_are_counted_too() -> None:
    error = refused(materials(MOST_FAULTS + 10, lambda n: f'{{"kind": "a_{n}", "present": 1, "b{n}": 1}}'))
    assert error.count == 3 * (MOST_FAULTS + 10)
    assert len(error.faults) == MOST_FAULTS


def test_a_list_just_below_and_just_above_its_limit() -> None:
    below = refused(materials(MOST_ENTRIES, lambda _: "1"))
    above = refused(materials(MOST_ENTRIES + 1, lambda _: "1"))
    assert below.count == MOST_ENTRIES
    assert [(f.pointer, f.kind) for f in above.faults] == [("/materials", FaultKind.TOO_LARGE)]


def test_unknown_keys_beyond_the_ceiling_are_counted() -> None:
    error = refused('{"item": "referral", ' + ",".join(f'"a{n}": 1' for n in range(300)) + "}")
    assert (len(error.faults), error.count) == (MOST_FAULTS, 300)


@pytest.mark.parametrize(
    "document",
    [
        '{"item":"referral","materials":[' + "1," * 1_900_000 + "1]}",
        '{"item":"referral","x":[' + "NaN," * 1_000_000 + "1]}",
        '{"item":"referral",' + ",".join(f'"a{n}":1' for n in range(300_000)) + "}",
        "{" + '"a":1,' * 600_000 + '"a":2}',
    ],
    ids=["entries", "constants", "keys", "repeated"],
)
def test_the_worst_that_fits_into_four_megabytes_is_refused_in_time(document: str) -> None:
    began = time.process_time()
    assert len(str(refused(document))) < 50_000
    assert time.process_time() - began < SECONDS


def test_remarks_just_below_and_just_above_their_ceiling() -> None:
    def remarks(n: int) -> tuple[str, ...]:
        # Each seal's text has a stray space; the seals are a set, in which they are one.
        document = '{"item": "referral", "materials": [{"kind": "invoice", "seals": [' + ",".join(
            ['" hospital"'] * n
        )
        try:
            return tuple(r.render("en") for r in read(document + "]}]}").remarks)
        except InputError as error:  # pragma: no cover  # tells what the sample lacks
            raise AssertionError(str(error)) from error

    assert len(remarks(MOST_REMARKS)) == MOST_REMARKS
    assert remarks(MOST_REMARKS + 1)[-1].endswith("1 more texts were normalised")


def test_faults_pickle_with_their_count() -> None:
    fault = Fault(
        pointer="/a", kind=FaultKind.REFUSED, found=same("1"), expected=same("2"), fix=same("3"), line=7
    )
    faults = pickle.loads(pickle.dumps(Faults([fault], 5)))  # our own bytes
    assert (faults, faults.more, type(faults)) == ((fault,), 5, Faults)
    assert fault.render("zh").endswith("（第 7 行）")
    assert fault.render("en").endswith("(line 7)")


def test_a_fault_tells_its_key_path() -> None:
    one = Fault(
        pointer="/item/3/a~1b", kind=FaultKind.REFUSED, found=same("1"), expected=same("2"), fix=same("3")
    )
    assert (one.path, one.below("/x").path) == ("item[3].a/b", "x.item[3].a/b")


def test_a_fault_of_the_program_is_no_fault_of_the_input() -> None:
    class Broken(dict[str, object]):
        def get(self, *_: object) -> object:
            raise ZeroDivisionError

        def items(self) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        structure({"item": "referral", "card": Broken()})


def test_h3_a_tree_that_shares_or_holds_its_parts_is_no_filing() -> None:
    loop: list[object] = []
    loop += [loop, loop]
    shared: object = "x"
    for _ in range(DEEPEST):
        shared = [shared] * 10
    for tree in (loop, shared):
        with pytest.raises(InputError) as caught:
            structure({"item": "referral", "materials": tree})
        assert caught.value.faults[0].kind in (FaultKind.TOO_LARGE, FaultKind.TOO_DEEP)
    deep: object = 1
    for _ in range(DEEPEST):
        deep = [deep]
    with pytest.raises(InputError) as caught:
        structure(deep)
    assert caught.value.faults[0].kind is FaultKind.WRONG_TYPE
    with pytest.raises(InputError) as caught:
        structure([deep])
    assert caught.value.faults[0].kind is FaultKind.TOO_DEEP
