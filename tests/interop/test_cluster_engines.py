"""PySpark and Dask say what one object gets, and refuse what they cannot say: what other engines are asked, too."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import UnknownYearError, deadline, national, parse_term
from yibao_rules.interop.frames import filings_from_frame, filings_to_frame, filings_to_tables, with_due
from yibao_rules.logic import ALWAYS, Months, Rulebook, Severity, WorkingDays, predicate
from yibao_rules.logic.frames.faults import FrameError, NoColumnFormError
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.write import Written
from yibao_rules.logic.nodes import Predicate, walk
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.precheck import check
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.frames import check_frame
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.testing.check_rule import check_rule
from yibao_rules.testing.every_test import DAY as EVERY_DAY
from yibao_rules.testing.every_test import every_case, every_test
from yibao_rules.testing.every_test import next_days as every_days
from yibao_rules.testing.frames import _make as frame_of
from yibao_rules.testing.frames import differences, installed, rows_of
from yibao_rules.testing.logic import DATES, rulebooks, subjects
from yibao_rules.testing.logic_sample import Fault, make_rule, make_table
from yibao_rules.text import same
from yibao_rules.validators.national import national_rules

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
_NEEDS = {"pyspark": "pyspark", "dask": "dask.dataframe"}
if not any(map(installed, _NEEDS)):
    pytest.skip("neither PySpark nor Dask is installed: ./dev spark-tests", allow_module_level=True)

T = make_table()
WORKDAYS = Desk().workdays_at(None)
Make = Callable[[Written], Any]


@pytest.fixture(params=tuple(_NEEDS))
def engine(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    pytest.importorskip(_NEEDS[name], reason=f"{name} is not installed: ./dev spark-tests")
    if name == "pyspark":
        request.getfixturevalue("spark")
    return name


@pytest.fixture
def make(engine: str) -> Make:
    return lambda written: frame_of(engine, written)


def next_days(day: date, n: int) -> date | None:
    return day + timedelta(days=n) if 1000 < day.year < 3000 else None


def blanks() -> list[Filing]:
    """Give the filing in order with each of its parts left out in turn."""
    whole = accepted_filing()
    optional = [
        f.name for f in fields(Filing) if f.init and f.default is None and getattr(whole, f.name) is not None
    ]
    nothing: Any = None
    return [evolve(whole, **{name: nothing}) for name in optional]


# --- the same as one object --------------------------------------------------------------------------------------


def test_the_national_rules(engine: str) -> None:
    cases = [breaking(code) for code in BREAKS] + [accepted_filing(), Filing(item="referral"), *blanks()]
    book = national_rules().at(DAY)
    assert not differences(book, cases, day=DAY, engine=engine, workdays=WORKDAYS)


@settings(max_examples=2, deadline=None)
@given(data=st.data(), day=st.sampled_from(DATES), by_row=st.booleans())
def generated_rules(engine: str, data: st.DataObject, day: date, by_row: bool) -> None:
    book = data.draw(rulebooks(T, Fault.STATUS))
    cases = data.draw(st.lists(subjects(T), min_size=1, max_size=6))
    for code in {r.code for r in book for e in (r.when, r.must) for n in walk(e) if isinstance(n, Predicate)}:
        book = book.without(code)
    assert not differences(book, cases, day=day, engine=engine, workdays=next_days, by_row=by_row)


def test_rules_of_ones_own(engine: str) -> None:
    rule = make_rule(must=(T["due"] + Months(1) >= T["filed"]) | T["codes"].contains_any("a", "b"))
    check_rule(rule, T, on=(engine,), max_examples=3)


@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test_and_the_first_and_last_days(engine: str, by_row: bool) -> None:
    found = differences(
        every_test(), every_case(), day=EVERY_DAY, engine=engine, workdays=every_days, by_row=by_row
    )
    assert not found


def test_generated_rules(engine: str) -> None:
    generated_rules(engine)


# --- answers -----------------------------------------------------------------------------------------------------

BOOK = Rulebook(
    "book",
    (
        make_rule(),
        make_rule("papers/permit", must=T["paper.permit.present"], cause=Fault.PAPERS),
        make_rule(
            "papers/sealed",
            when=T["paper.lease.present"],
            must=T["paper.lease.sealed"],
            cause=Fault.PAPERS,
            severity=Severity.WARNING,
        ),
        make_rule("codes/a", when=T["codes"].known(), must=T["codes"].contains_all("a")),
        make_rule("old", must=ALWAYS & (T["age"] > 3), valid_to=date(2023, 1, 1)),
    ),
    T,
)
MAIN: dict[str, Sequence[Any]] = {
    "id": ["n1", "n2", "n3", "n4"],
    "region": ["east", "east", "west", "west"],
    "member.status": ["normal", "paused", None, "normal"],
    "codes": [["a", "b"], [], None, ["b"]],
}
KINDS = {"id": "text", "region": "text", "member.status": "text", "codes": "codes"}
PAPERS = Written(
    {
        "id": ["n1", "n1", "n2", "n4"],
        "kind": ["permit", "lease", "lease", "permit"],
        "sealed": [None, True, False, None],
    },
    {"id": "text", "kind": "text", "sealed": "bool"},
)


def main(**more: tuple[str, Sequence[Any]]) -> Written:
    columns = {name: values for name, (_, values) in more.items()}
    return Written({**MAIN, **columns}, {**KINDS, **{name: kind for name, (kind, _) in more.items()}})


def outcomes(result: FrameResult) -> dict[str, list[str]]:
    rows = sorted(rows_of(result.decisions), key=lambda r: str(r["id"]))
    return {name: [str(r[name]) for r in rows] for name in rows[0] if name not in ("id", "region")}


def test_items_in_a_table_of_their_own_counts_and_carried_columns(make: Make) -> None:
    frame = make(main())
    result = BOOK.check_frame(frame, day=DAY, items={"paper": make(PAPERS)}, carry=["region"])
    found = outcomes(result)
    assert found["papers/permit"] == ["satisfied", "violated", "violated", "satisfied"]
    assert found["papers/sealed"] == ["satisfied", "violated", "not_applicable", "not_applicable"]
    assert found["codes/a"] == ["satisfied", "violated", "not_applicable", "violated"]
    assert found["old"] == ["not_in_force"] * 4
    assert found["decision"] == ["accepted", "returned", "returned", "returned"]
    assert type(result.decisions) is type(result.findings) is type(result.counts()) is type(frame)
    findings = sorted(rows_of(result.findings), key=lambda r: (r["id"], r["code"]))
    assert len(findings) == 7
    told = {"cause": "status", "severity": "error", "outcome": "cannot_tell", "missing": "member.status"}
    assert findings[5] == {"id": "n3", "region": "west", "code": "status/not-normal", **told}
    by_rule = {r["code"]: r for r in rows_of(result.counts())}
    assert [by_rule["papers/sealed"][o] for o in ("satisfied", "violated", "not_applicable")] == [1, 1, 2]
    assert by_rule["old"]["not_in_force"] == 4
    by_cause = {
        (r["cause"], r["outcome"]): (r["findings"], r["rows"]) for r in rows_of(result.counts("cause"))
    }
    assert by_cause["papers", "violated"] == (3, 2)
    by_region = {(r["region"], r["decision"]): r["rows"] for r in rows_of(result.counts("region"))}
    assert by_region == {("east", "accepted"): 1, ("east", "returned"): 1, ("west", "returned"): 2}
    together = {(r["code"], r["other"]): r["rows"] for r in rows_of(result.together())}
    assert (together["codes/a", "codes/a"], together["codes/a", "status/not-normal"]) == (2, 1)
    assert set(rows_of(result.decided)[0]) == {"id", "region", "decision"}


def test_items_as_a_list_as_text_or_not_said(make: Make) -> None:
    for kind, listing in (
        ("codes", [["permit"], [], None, ["lease", "permit"]]),
        ("text", ["permit", "", None, "lease;permit"]),
    ):
        found = outcomes(BOOK.check_frame(make(main(paper=(kind, listing))), day=DAY))
        assert found["papers/permit"] == ["satisfied", "violated", "cannot_tell", "satisfied"]
    given = make(main(**{"paper.given": ("bool", [True, True, False, None])}))
    found = outcomes(BOOK.check_frame(given, day=DAY, items={"paper": make(PAPERS)}))
    assert found["papers/permit"] == ["satisfied", "violated", "cannot_tell", "cannot_tell"]


def test_filings_with_materials_in_a_table(make: Make, engine: str) -> None:
    cases = [accepted_filing(), breaking("materials/resident-id-unusable"), Filing(item="referral")]
    filings = [evolve(f, id=f"n{n}") for n, f in enumerate(cases)]
    book = national_rules().at(DAY).only(national_rules()["materials/resident-id-unusable"].cause)
    frame, materials = (as_engine(engine, t) for t in filings_to_tables(filings, backend="pyarrow"))
    found = rows_of(book.check_frame(frame, day=DAY, items={"material": materials}).findings)
    for filing in filings:
        expected = {(f.code, f.outcome.code) for f in book.check(filing, DAY)}
        assert {(r["code"], r["outcome"]) for r in found if r["id"] == filing.id} == expected
    read = filings_from_frame(frame)
    assert sorted(f.id or "" for f in read.filings) == ["n0", "n1", "n2"]


def as_engine(engine: str, table: Any) -> Any:
    """Give an Arrow table as a frame."""
    if engine == "pyspark":
        session = import_module("pyspark.sql").SparkSession.getActiveSession()
        return session.createDataFrame(table)
    pandas = table.to_pandas(types_mapper=import_module("pandas").ArrowDtype)
    return import_module("dask.dataframe").from_pandas(pandas, npartitions=2)


def test_due_dates(make: Make) -> None:
    calendar = national().projected(2027)
    starts = [date(2026, 2, 13), None, date(2026, 9, 30), date(2026, 2, 13), date(2026, 12, 1)]
    frame = make(
        Written({"id": list(range(5)), "filing.filed_on": starts}, {"id": "int", "filing.filed_on": "date"})
    )
    for term in ("20个工作日", "6个月"):
        made = with_due(frame, start="filing.filed_on", term=term, calendar=calendar)
        assert type(made) is type(frame)
        rows = sorted(rows_of(made), key=lambda r: int(r["id"]))
        assert "filing.filed_on" in rows[0]
        for start, row in zip(starts, rows, strict=True):
            days = [plain_day(row[name]) for name in ("due", "due_earliest", "due_latest", "due_other")]
            if start is None:
                assert days == [None] * 4
                continue
            end = deadline(parse_term(term), start=start, calendar=calendar)
            expected = [end.due, end.earliest, end.latest, end.other_due or end.due, end.standing.code]
            assert [*days, row["due_standing"]] == expected
    with pytest.raises(UnknownYearError, match="2031"):
        with_due(make(Written({"d": [date(2031, 1, 2)]}, {"d": "date"})), start="d", term="3个工作日")


def plain_day(value: Any) -> date | None:
    if not isinstance(value, date):
        return None
    return value.date() if isinstance(value, datetime) else value


def test_places_and_days_mixed(engine: str) -> None:
    cases = [breaking(next(iter(BREAKS))), accepted_filing()]
    places = ("131000", None)
    filings = [evolve(f, id=f"n{n}", insured_place=places[n % 2]) for n, f in enumerate(cases)]
    listed = evolve(accepted_filing(), id="d", item="chronic_direct_settlement", insured_place="370300")
    filings.append(evolve(listed, disease=Disease(code="M12100")))
    days = [date(2022, 3, 2) if n == 1 else DAY for n in range(len(filings))]
    tables = [filings_to_frame([f], backend="pyarrow", day=d) for f, d in zip(filings, days, strict=True)]
    table = import_module("pyarrow").concat_tables(tables, promote_options="default")
    derived = ("filing.type", "filing.insured_city", "filing.online")
    frame = as_engine(engine, table.drop_columns(list(derived)))
    result = check_frame(frame, carry=["filing.insured_place"])
    assert type(result.decided) is type(frame)
    decisions = {r["id"]: r for r in rows_of(result.decided)}
    findings = rows_of(result.findings)
    for filing, asked in zip(filings, days, strict=True):
        alone = check(filing, day=asked)
        found = {(r["code"], r["outcome"], r["missing"]) for r in findings if r["id"] == filing.id}
        assert found == {(f.code, f.outcome.code, ",".join(f.missing)) for f in alone.report}
        assert decisions[filing.id]["decision"] == alone.decision.code
    by_place = rows_of(result.counts("filing.insured_place"))
    assert sum(r["rows"] for r in by_place) == len(filings)


# --- refused -----------------------------------------------------------------------------------------------------

SOUND = {"id": ("int", [1, 2]), "member.status": ("text", ["normal", "paused"])}
REFUSED = [
    ({"member.statsu": ("text", ["normal", "x"])}, ("member.status",), "member.status"),
    ({"idd": ("int", [1, 2])}, ("id",), "key='idd'"),
    ({"age": ("text", ["3", "4"])}, (), "age"),
    ({"member.status": ("int", [1, 2])}, (), "代码文本"),
    ({"codes": ("int", [1, 2])}, (), "文本列表"),
    ({"id": ("int", [1, None])}, (), "1 行为空"),
    ({"id": ("int", [1, 1])}, (), "1 行的标识与其他行重复"),
    ({"member.status": ("text", ["Normal", "paused"])}, (), "1 行的值不在选项"),
    ({"member.status": ("text", [None, None])}, (), "没有规则所用事实的列"),
    ({"id": ("int", []), "member.status": ("text", [])}, (), "0 行"),
    ({"day": ("date", [DAY, DAY])}, (), "既有 day 列又有"),
]


@pytest.mark.parametrize(("columns", "without", "says"), REFUSED)
def test_refused_with_the_fix(make: Make, columns: Any, without: Sequence[str], says: str) -> None:
    kept = {n: c for n, c in {**SOUND, **columns}.items() if n not in without}
    frame = make(Written({n: v for n, (_, v) in kept.items()}, {n: k for n, (k, _) in kept.items()}))
    with pytest.raises(FrameError) as refused:
        BOOK.check_frame(frame, day=DAY)
    assert says in refused.value.render("zh")
    assert "Normal" not in str(refused.value)


def test_days_that_are_missing_and_functions_are_refused(make: Make) -> None:
    frame = make(main(day=("date", [DAY, None, DAY, DAY])))
    with pytest.raises(FrameError, match="1 rows null"):
        BOOK.check_frame(frame)
    with pytest.raises(FrameError, match="neither a column day"):
        BOOK.check_frame(make(main()))
    called = predicate("grown", lambda age: age > 3, facts=(T["age"],), label=same("成年"))
    with pytest.raises(NoColumnFormError, match="own/rule"):
        Rulebook("own", (make_rule("own/rule", must=called),), T).check_frame(frame)


def test_items_refused(make: Make) -> None:
    twice = Written({n: [*v, *v] for n, v in PAPERS.columns.items()}, PAPERS.kinds)
    for table, says in ((make(twice), "4 items"), (PAPERS.to("pyarrow"), "pyarrow")):
        with pytest.raises(FrameError, match=says):
            BOOK.check_frame(make(main()), day=DAY, items={"paper": table})


def test_a_place_that_is_none(make: Make) -> None:
    columns: dict[str, Sequence[Any]] = {
        "id": [1],
        "filing.item": ["referral"],
        "filing.insured_place": ["999999"],
    }
    with pytest.raises(UnknownPlaceError, match="999999"):
        check_frame(make(Written(columns, {n: "int" if n == "id" else "text" for n in columns})), day=DAY)


def test_a_calendar_that_does_not_reach_leaves_it_open(make: Make) -> None:
    book = Rulebook("days", (make_rule(must=T["filed"] + WorkingDays(5) >= T["day"]),), T)
    frame = make(Written({"id": [1, 2], "filed": [DAY, None]}, {"id": "int", "filed": "date"}))
    found = rows_of(book.check_frame(frame, day=DAY, workdays=lambda _day, _n: None).findings)
    assert sorted((r["id"], r["missing"]) for r in found) == [(1, ""), (2, "filed")]
