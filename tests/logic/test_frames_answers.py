"""What a frame's answers hold, what it may hold itself, and what is refused before any rule runs."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from attrs import evolve

from yibao_rules.errors import MissingExtraError
from yibao_rules.logic import ALWAYS, DefinitionError, Rulebook, Severity, UnknownFactError, WorkingDays
from yibao_rules.logic.frames import engines
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.write import BACKENDS, Written, write
from yibao_rules.testing import frames as testing
from yibao_rules.testing.frames import rows_of
from yibao_rules.testing.logic_sample import Case, Fault, Member, Paper, Status, make_rule, make_table

pd: Any = import_module("pandas")
pa: Any = import_module("pyarrow")
T = make_table()
DAY = date(2024, 3, 1)
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
        make_rule("papers/valid", when=T["day"] < DAY, must=T["paper.lease.expires_on"].known()),
        make_rule("codes/a", when=T["codes"].known(), must=T["codes"].contains_all("a")),
        make_rule("old", must=ALWAYS & (T["age"] > 3), valid_to=date(2023, 1, 1)),
        make_rule("elsewhere", must=T["age"] > 3, place="11"),
    ),
    T,
)
MAIN: dict[str, list[Any]] = {
    "id": ["n1", "n2", "n3", "n4"],
    "region": ["east", "east", "west", "west"],
    "member.status": ["normal", "paused", None, "normal"],
    "codes": [["a", "b"], [], None, ["b"]],
}
KINDS = {"id": "text", "region": "text", "member.status": "text", "codes": "codes"}


def main(backend: str = "polars", more: dict[str, list[Any]] | None = None) -> Any:
    further = more or {}
    return Written({**MAIN, **further}, {**KINDS, **dict.fromkeys(further, "bool")}).to(backend)


def papers(backend: str = "polars") -> Any:
    columns = {"id": ["n1", "n1", "n2", "n4"], "kind": ["permit", "lease", "lease", "permit"]}
    sealed = [None, True, False, None]
    return Written({**columns, "sealed": sealed}, {"id": "text", "kind": "text", "sealed": "bool"}).to(
        backend
    )


def outcomes(result: FrameResult) -> dict[str, list[str]]:
    rows = sorted(rows_of(result.decisions), key=lambda r: str(r["id"]))
    return {name: [str(r[name]) for r in rows] for name in rows[0] if name not in ("id", "region")}


# --- answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_items_in_a_table_of_their_own(backend: str) -> None:
    result = BOOK.check_frame(main(backend), day=DAY, items={"paper": papers(backend)}, carry=["region"])
    found = outcomes(result)
    assert found["papers/permit"] == ["satisfied", "violated", "violated", "satisfied"]
    assert found["papers/sealed"] == ["satisfied", "violated", "not_applicable", "not_applicable"]
    assert found["codes/a"] == ["satisfied", "violated", "not_applicable", "violated"]
    assert found["status/not-normal"] == ["satisfied", "violated", "cannot_tell", "satisfied"]
    assert found["old"] == ["not_in_force"] * 4
    assert found["elsewhere"] == ["not_applicable"] * 4
    assert found["decision"] == ["accepted", "returned", "returned", "returned"]
    assert type(result.decisions) is type(result.findings) is type(main(backend))
    findings = sorted(rows_of(result.findings), key=lambda r: (r["id"], r["code"]))
    assert findings[5] == {
        "id": "n3",
        "region": "west",
        "code": "status/not-normal",
        "cause": "status",
        "severity": "error",
        "outcome": "cannot_tell",
        "missing": "member.status",
    }
    assert len(findings) == 7


@pytest.mark.parametrize("backend", BACKENDS)
def test_counts(backend: str) -> None:
    result = BOOK.check_frame(main(backend), day=DAY, items={"paper": papers(backend)}, carry=["region"])
    by_rule = {r["code"]: r for r in rows_of(result.counts())}
    assert list(by_rule) == [r.code for r in BOOK]
    assert by_rule["papers/sealed"] == {
        "code": "papers/sealed",
        "cause": "papers",
        "severity": "warning",
        "satisfied": 1,
        "violated": 1,
        "cannot_tell": 0,
        "not_applicable": 2,
        "not_in_force": 0,
    }
    assert by_rule["old"]["not_in_force"] == 4
    by_cause = {
        (r["cause"], r["outcome"]): (r["findings"], r["rows"]) for r in rows_of(result.counts("cause"))
    }
    assert by_cause == {
        ("status", "violated"): (3, 2),
        ("papers", "violated"): (3, 2),
        ("status", "cannot_tell"): (1, 1),
    }
    by_place = {(r["region"], r["decision"]): r["rows"] for r in rows_of(result.counts("region"))}
    assert by_place == {("east", "accepted"): 1, ("east", "returned"): 1, ("west", "returned"): 2}
    together = {(r["code"], r["other"]): r["rows"] for r in rows_of(result.together())}
    assert together["codes/a", "codes/a"] == 2
    assert together["codes/a", "status/not-normal"] == 1
    assert ("status/not-normal", "codes/a") not in together
    decided = rows_of(result.decided)
    assert set(decided[0]) == {"id", "region", "decision"}
    with pytest.raises(FrameError, match="region"):
        result.counts("regoin")
    assert repr(result).startswith("FrameResult('book', 7 rules")


def test_lazy_stays_lazy() -> None:
    result = BOOK.check_frame(main().lazy(), day=DAY, items={"paper": papers()})
    assert isinstance(result.decisions, pl.LazyFrame)
    assert isinstance(result.findings, pl.LazyFrame)
    assert result.findings.collect().height == 7


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_largest_counts_come_first(backend: str) -> None:
    result = BOOK.check_frame(main(backend), day=DAY, items={"paper": papers(backend)}, carry=["region"])
    causes = [(r["cause"], r["outcome"], r["findings"]) for r in rows_of(result.counts("cause"))]
    assert causes == [("papers", "violated", 3), ("status", "violated", 3), ("status", "cannot_tell", 1)]
    assert [r["rows"] for r in rows_of(result.counts("region"))] == [2, 1, 1]
    spread = evolve(result, engine=evolve(result.engine, implementation="dask"))
    assert len(rows_of(spread.counts("region"))) == 3
    pairs = [(r["code"], r["rows"]) for r in rows_of(result.together())]
    assert pairs == sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def test_a_notebook_shows_counts_and_runs_nothing_that_is_lazy() -> None:
    result = BOOK.check_frame(main(), day=DAY, items={"paper": papers()})
    shown = result._repr_html_()
    assert shown.startswith("<p>FrameResult(&#x27;book&#x27;, 7 rules, polars)</p><table>")
    assert "<td>需补正 / to be corrected</td><td>3</td>" in shown
    assert "<td>codes/a</td>" in shown
    assert "elsewhere" not in shown
    lazy = BOOK.check_frame(main().lazy(), day=DAY, items={"paper": papers()})
    assert "<table>" not in lazy._repr_html_()
    fine = Rulebook("fine", (make_rule(must=T["codes"].known() | ALWAYS),), T)
    assert fine.check_frame(main("pyarrow"), day=DAY)._repr_html_().count("<table>") == 1


@pytest.mark.parametrize("listing", [["permit", "lease"], "permit;lease"])
def test_items_as_a_list_or_as_text(listing: object) -> None:
    frame = pl.DataFrame({"id": [1, 2], "paper": [listing, None], "age": [1, 2]})
    found = outcomes(BOOK.check_frame(frame, day=DAY))
    assert found["papers/permit"] == ["satisfied", "cannot_tell"]
    assert found["papers/sealed"] == ["cannot_tell", "cannot_tell"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_items_as_text_on_every_engine(backend: str) -> None:
    listed = {**MAIN, "paper": ["permit;lease", "", None, "lease"]}
    frame = Written(listed, {**KINDS, "paper": "text"}).to(backend)
    found = outcomes(BOOK.check_frame(frame, day=DAY, ignore=["region"]))
    assert found["papers/permit"] == ["satisfied", "violated", "cannot_tell", "violated"]


def test_nobody_has_said_which_items_there_are() -> None:
    frame = main(more={"paper.given": [True, True, False, None]})
    found = outcomes(BOOK.check_frame(frame, day=DAY, items={"paper": papers()}))
    assert found["papers/permit"] == ["satisfied", "violated", "cannot_tell", "cannot_tell"]


def test_columns_of_their_own_come_before_the_table() -> None:
    frame = main(more={"paper.permit.present": [False, True, True, True]})
    found = outcomes(BOOK.check_frame(frame, day=DAY, items={"paper": papers().lazy().collect()}))
    assert found["papers/permit"] == ["violated", "satisfied", "satisfied", "satisfied"]


def test_nothing_found() -> None:
    book = Rulebook("always", (make_rule(must=ALWAYS), make_rule("never", when=~ALWAYS, must=ALWAYS)), T)
    result = book.check_frame(pl.DataFrame({"id": [1]}), day=DAY, verify=False)
    assert result.findings.height == 0
    assert result.findings.columns == ["id", "code", "cause", "severity", "outcome", "missing"]
    assert rows_of(result.decisions) == [
        {"id": 1, "decision": "accepted", "status/not-normal": "satisfied", "never": "not_applicable"}
    ]
    assert rows_of(result.counts())[0]["satisfied"] == 1


@pytest.mark.parametrize("backend", ["polars", "duckdb"])
def test_a_rule_that_every_row_fails(backend: str) -> None:
    book = Rulebook("fails", (make_rule(must=~ALWAYS),), T)
    result = book.check_frame(main(backend), day=DAY, verify=False)
    assert len(rows_of(result.findings)) == 4
    assert rows_of(result.counts())[0]["violated"] == 4


def test_types_that_fit() -> None:
    enum, category = pl.Enum(["normal", "paused"]), pl.Categorical
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "member.status": pl.Series(["normal", "paused"], dtype=enum),
            "disease": pl.Series(["M1", "x"], dtype=category),
            "cost": pl.Series([Decimal("1.50"), None]),
            "months": pl.Series([float("nan"), 2.0]),
            "filed": [datetime(2024, 2, 1, 23, 59), None],
            "codes": ["a;b", ""],
            "agent": pl.Series([None, None], dtype=pl.Null),
        }
    )
    book = Rulebook(
        "types",
        (
            make_rule(),
            make_rule("disease", must=T["disease"].starts_with("M")),
            make_rule("cost", must=T["cost"] >= Decimal("1.5")),
            make_rule("months", must=T["months"] == 2),
            make_rule("filed", must=T["filed"] == date(2024, 2, 1)),
            make_rule("codes", must=T["codes"].contains_all("b", "a")),
            make_rule("agent", must=T["agent"]),
        ),
        T,
    )
    for given in (frame, frame.to_pandas()):
        found = outcomes(book.check_frame(given, day=DAY))
        assert found["status/not-normal"] == found["disease"] == ["satisfied", "violated"]
        assert found["cost"] == found["filed"] == ["satisfied", "cannot_tell"]
        assert found["months"] == ["cannot_tell", "satisfied"]
        assert found["codes"] == ["satisfied", "violated"]
        assert found["agent"] == ["cannot_tell", "cannot_tell"]


def test_pandas_objects_get_a_type() -> None:
    rows = [
        {"id": 1, "agent": True, "filed": DAY, "age": 3, "cost": Decimal(2), "codes": ["a"], "due": None},
        {"id": 2, "agent": None, "filed": None, "age": None, "cost": None, "codes": None, "due": None},
    ]
    frame = pd.DataFrame(rows, dtype=object)
    book = Rulebook(
        "objects",
        (
            make_rule("agent", must=T["agent"]),
            make_rule("filed", must=T["filed"] <= T["day"]),
            make_rule("numbers", must=(T["age"] == 3) & (T["cost"] == 2)),
            make_rule("codes", must=T["codes"].contains_all("a")),
            make_rule("due", must=T["due"].known()),
        ),
        T,
    )
    found = outcomes(book.check_frame(frame, day=DAY))
    assert [found[r.code] for r in book][:4] == [["satisfied", "cannot_tell"]] * 4
    assert found["due"] == ["violated", "violated"]
    bad = frame.assign(codes=[1, [2]])
    with pytest.raises(FrameError, match="codes"):
        book.check_frame(bad, day=DAY)


# --- refusals -------------------------------------------------------------------------------------------------

GOOD = {"id": [1, 2], "member.status": ["normal", "paused"]}
NOON = datetime(2024, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("frame", "named", "says"),
    [
        (pl.DataFrame({"idd": [1], "age": [1]}), {"day": DAY}, "key='idd'"),
        (pl.DataFrame({"xyz": [1]}), {"day": DAY}, "key="),
        (
            pl.DataFrame({**GOOD, "member.statsu": ["a", "b"]}).drop("member.status"),
            {"day": DAY},
            "member.status",
        ),
        (pl.DataFrame({**GOOD, "member_joined": [DAY, DAY]}), {"day": DAY}, "member.joined"),
        (pl.DataFrame({**GOOD, "disaese": ["a", "b"]}), {"day": DAY}, "disease"),
        (pl.DataFrame(GOOD), {}, "day=date"),
        (pl.DataFrame({**GOOD, "day": [DAY, DAY]}), {"day": DAY}, "day="),
        (pl.DataFrame({**GOOD, "day": [DAY, None]}), {}, "1 行为空"),
        (pl.DataFrame({**GOOD, "age": ["3", "4"]}), {"day": DAY}, "age"),
        (pl.DataFrame({**GOOD, "member.status": [1, 2]}), {"day": DAY}, "代码文本"),
        (pl.DataFrame({**GOOD, "paper": [[1], [2]]}), {"day": DAY}, "paper"),
        (pl.DataFrame({**GOOD, "day": [NOON, NOON]}), {}, "日期列"),
        (pl.DataFrame(GOOD).head(0), {"day": DAY}, "0 行"),
        (pl.DataFrame({**GOOD, "id": [1, None]}), {"day": DAY}, "1 行为空"),
        (pl.DataFrame({**GOOD, "id": [1, 1]}), {"day": DAY}, "重复"),
        (pl.DataFrame({**GOOD, "member.status": [None, None]}), {"day": DAY}, "没有规则所用事实的列"),
        (
            pl.DataFrame({"id": [1], "age": [None]}, schema={"id": pl.Int8, "age": pl.Int8}),
            {"day": DAY},
            "没有规则",
        ),
        (pl.DataFrame({**GOOD, "member.status": ["Normal", "paused"]}), {"day": DAY}, "1 行的值不在选项"),
        ([1, 2], {"day": DAY}, "list"),
    ],
)
def test_refused_with_the_fix(frame: object, named: dict[str, Any], says: str) -> None:
    with pytest.raises(FrameError) as refused:
        BOOK.check_frame(frame, **named)
    assert says in refused.value.render("zh")
    assert "Fix:" in refused.value.render("en")
    assert "Normal" not in str(refused.value)


def test_a_column_may_be_near_a_name_and_mean_something_else() -> None:
    frame = pl.DataFrame({**GOOD, "disaese": ["a", "b"], "remark": ["", ""], "ages": [1, 2]})
    result = BOOK.check_frame(frame, day=DAY, ignore=["disaese"], carry=["ages"])
    assert result.decisions["ages"].to_list() == [1, 2]


def test_working_days_need_a_calendar() -> None:
    book = Rulebook("days", (make_rule(must=T["filed"] + WorkingDays(5) >= T["day"]),), T)
    frame = pl.DataFrame({"id": [1, 2], "filed": [DAY, None]})
    with pytest.raises(DefinitionError, match="workdays"):
        book.check_frame(frame, day=DAY)

    def short(day: date, n: int) -> date:
        raise FrameError(where="calendar", found="x", expected=nothing(), fix=nothing())

    with pytest.raises(FrameError, match="calendar"):
        book.check_frame(frame, day=DAY, workdays=short)
    blind = book.check_frame(frame, day=DAY, workdays=lambda _day, _n: None)
    assert outcomes(blind)["status/not-normal"] == ["cannot_tell", "cannot_tell"]
    assert [r["missing"] for r in rows_of(blind.findings)] == ["", "filed"]


def nothing() -> Any:
    from yibao_rules.text import same  # noqa: PLC0415

    return same("x")


@pytest.mark.parametrize(
    ("items", "error", "says"),
    [
        ({"papers": papers()}, UnknownFactError, "paper"),
        ({"paper": papers("pyarrow")}, FrameError, "pyarrow"),
        ({"paper": papers().drop("kind")}, FrameError, "kind"),
        ({"paper": pl.concat([papers(), papers()])}, FrameError, "4 项重复"),
    ],
)
def test_items_refused(items: dict[str, object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        BOOK.check_frame(main(), day=DAY, items=items)


def test_fields_of_items_without_asking_whether_they_are_there() -> None:
    book = Rulebook("sealed", (make_rule(must=T["paper.lease.sealed"]),), T)
    found = outcomes(book.check_frame(main(), day=DAY, items={"paper": papers()}))
    assert found["status/not-normal"] == ["satisfied", "violated", "cannot_tell", "cannot_tell"]


def test_doubled_items_are_not_looked_for_unless_asked() -> None:
    result = BOOK.check_frame(main(), day=DAY, items={"paper": papers()}, verify=False)
    assert result.findings.height == 7


# --- writing --------------------------------------------------------------------------------------------------


def test_written_frames_hold_what_the_facts_say() -> None:
    cases = [
        Case(
            member=Member(Status.PAUSED, None, DAY),
            cost=Decimal("0.1"),
            codes=frozenset("ba"),
            papers={"permit": Paper(DAY)},
        ),
        Case(),
    ]
    written = write(T, cases, keys=["a", "b"], key="number", day=DAY)
    assert written.columns["member.status"] == ["paused", None]
    assert written.columns["codes"] == [["a", "b"], None]
    assert written.columns["cost"] == [0.1, None]
    assert written.columns["paper.permit.present"] == [True, None]
    assert written.kinds["number"] == "text"
    assert list(write(T, cases, facts=["age"]).columns) == ["id", "age"]
    with pytest.raises(UnknownFactError, match="polars"):
        written.to("polar")


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("yibao_rules.logic.frames.write.import_module", absent)
    with pytest.raises(MissingExtraError, match="polars"):
        main("polars")
    column = pd.Series([[1]])
    monkeypatch.setattr(engines, "import_module", absent)
    assert engines._lists(column) is column
    monkeypatch.setitem(__import__("sys").modules, "narwhals.stable.v2", None)
    with pytest.raises(MissingExtraError, match="narwhals"):
        engines.narwhals()


# --- Spark and Dask: their own calls are tried where they are installed; here, that the right ones are made -----


class FakeSession:
    """Notes what a Spark session is asked."""

    def sql(self, text: str) -> str:
        return text


class FakeSpark:
    """Notes what a Spark frame is asked."""

    sparkSession = FakeSession()  # noqa: N815
    columns = ("id", "member.status")

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def selectExpr(self, *texts: str) -> "FakeSpark":  # noqa: N802
        self.asked.append(texts)
        return self

    def toDF(self, *names: str) -> tuple[str, ...]:  # noqa: N802
        return names


def test_small_tables_of_spark_and_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    columns: dict[str, Any] = {"day": [1, 2], "word": ["a", "b"]}
    told = {**columns, "due": [date(2026, 1, 2), date.min], "word": ["it's", "中"]}
    assert engines._spark_table(FakeSpark(), told) == (
        "SELECT * FROM VALUES (1L, CAST(X'69742773' AS STRING), DATE '2026-01-02'), (2L, '中', DATE '0001-01-01')"
        " AS t(`day`, `word`, `due`)"
    )
    made = SimpleNamespace(from_pandas=lambda frame, npartitions: (frame, npartitions))
    real: Callable[[str], Any] = import_module
    monkeypatch.setattr(engines, "import_module", lambda n: made if n == "dask.dataframe" else real(n))
    frame, parts = engines._dask_table(None, columns)
    assert (frame.to_dict("list"), parts) == (columns, 1)


def test_spark_is_asked_in_its_own_words() -> None:
    spark = engines.Engine(eager_polars=False, implementation="pyspark")
    assert spark.told(spark.spelt("member.status")) == "member.status"
    assert "." not in spark.spelt("member.status")
    from yibao_rules.logic.frames.columns import as_literal  # noqa: PLC0415
    from yibao_rules.logic.frames.unfold import _on_spark  # noqa: PLC0415

    assert "0001-01-01" in str(as_literal(date.min, "Date", spark))
    native = FakeSpark()
    _on_spark(native, ["k"], {0: "''", 1: "missing1"})
    assert native.asked == [
        (
            "k",
            (
                "explode(filter(array(CASE WHEN found0 THEN named_struct('n', 0L, 'missing', '') END, "
                "CASE WHEN found1 THEN named_struct('n', 1L, 'missing', missing1) END), x -> x IS NOT NULL)) AS y"
            ),
        ),
        ("k", "y.n AS n", "y.missing AS missing"),
    ]


def test_spark_frames_are_respelt_on_the_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrap(native: object) -> object:
        return SimpleNamespace(
            implementation=SimpleNamespace(value="pyspark"), to_native=lambda: native, native=native
        )

    fake = SimpleNamespace(from_native=wrap, DataFrame=pl.DataFrame)
    monkeypatch.setattr(engines, "narwhals", lambda: fake)
    wrapped, engine = engines.take_in(FakeSpark())
    assert wrapped.native == ("id", engine.spelt("member.status"))


@pytest.mark.parametrize("engine", ["ibis", "sqlframe", "pyspark[connect]"])
def test_engines_that_nobody_has_tried_are_refused(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    wrapped = SimpleNamespace(implementation=SimpleNamespace(value=engine))
    monkeypatch.setattr(engines, "narwhals", lambda: SimpleNamespace(from_native=lambda _native: wrapped))
    with pytest.raises(FrameError, match="polars, pandas, pyarrow, DuckDB, PySpark or Dask"):
        engines.take_in(object())


def test_engines_of_the_differential_test(monkeypatch: pytest.MonkeyPatch) -> None:
    session: Any = SimpleNamespace(createDataFrame=lambda table: table.num_rows)
    session.getActiveSession = lambda: session
    modules = {
        "pyspark.sql": SimpleNamespace(SparkSession=session),
        "dask.dataframe": SimpleNamespace(from_pandas=lambda frame, npartitions: (len(frame), npartitions)),
    }
    monkeypatch.setattr(testing, "import_module", modules.__getitem__)
    monkeypatch.setattr(testing, "installed", lambda _name: True)
    assert {"pyspark", "dask"} < set(testing.engines())
    written = write(T, [Case(), Case()], facts=["age"])
    assert testing._make("pyspark", written) == 2
    assert testing._make("dask", written) == (2, 2)
    modules["pyspark.sql"].SparkSession = SimpleNamespace(getActiveSession=lambda: None)
    assert "pyspark" not in testing.engines()


@pytest.mark.parametrize("kind", ["TABLE", "VIEW"])
def test_nothing_in_a_database_is_read_or_replaced_by_name(kind: str) -> None:
    connection = duckdb.connect()
    connection.execute(f"CREATE {kind} yibao_frame AS SELECT 99 AS k")
    before = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    one = BOOK.check_frame(connection.sql("SELECT 1 AS id, 'paused' AS \"member.status\""), day=DAY)
    other = BOOK.check_frame(connection.sql("SELECT 2 AS id, 'paused' AS \"member.status\""), day=DAY)
    found = [
        result.findings for result in (one, other)
    ]  # plans until they are read: neither reads the other's rows
    assert [{row["id"] for row in rows_of(frame)} for frame in found] == [{1}, {2}]
    assert one.counts().fetchall()
    assert connection.sql("FROM yibao_frame").fetchall() == [(99,)]
    assert connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == before


def test_a_database_that_may_only_be_read(tmp_path: Path) -> None:
    file = str(tmp_path / "filings.duckdb")
    with duckdb.connect(file) as connection:
        connection.execute("CREATE TABLE filings AS SELECT 1 AS id, 'paused' AS \"member.status\"")
    with duckdb.connect(file, read_only=True) as connection:
        result = BOOK.check_frame(connection.table("filings"), day=DAY)
        assert len(rows_of(result.findings)) > 1
        assert len(rows_of(result.counts())) == len(BOOK)


def test_a_relation_of_any_connection_is_joined_with_the_calendar() -> None:
    connection = duckdb.connect()
    relation = connection.sql("SELECT 1 AS id, DATE '2024-02-28' AS filed UNION ALL SELECT 2, NULL")
    book = Rulebook("days", (make_rule(must=T["filed"] + WorkingDays(1) == T["day"]),), T)
    result = book.check_frame(relation, day=date(2024, 2, 29), workdays=lambda _day, n: date(2024, 2, 28 + n))
    assert outcomes(result)["status/not-normal"] == ["satisfied", "cannot_tell"]
    assert isinstance(nw.from_native(pa.table({"a": [1]})), nw.DataFrame)
