"""Bad input to frames of filings: the same words on every engine, with the fix, before any rule runs."""

from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any

import duckdb
import polars as pl
import pytest

from yibao_rules import precheck
from yibao_rules.errors import YibaoError
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.precheck import check_frame

pd: Any = import_module("pandas")
pa: Any = import_module("pyarrow")
DAY = date(2026, 3, 2)
ENGINES = ("polars", "lazy", "pandas", "pandas[pyarrow]", "pyarrow", "duckdb")
GOOD = pl.DataFrame(
    {
        "id": ["1", "2"],
        "filing.item": ["referral", "referral"],
        "filing.insured_place": ["131000", "131000"],
        "insured.status": ["normal", "paused"],
        "filing.begins_on": [DAY, DAY],
    }
)
ITEMS = pl.DataFrame({"id": ["1"], "kind": ["invoice"]})


def on(engine: str, frame: pl.DataFrame, connection: duckdb.DuckDBPyConnection) -> Any:
    makers: Mapping[str, Any] = {
        "polars": lambda: frame,
        "lazy": frame.lazy,
        "pandas": frame.to_pandas,
        "pandas[pyarrow]": lambda: frame.to_pandas(use_pyarrow_extension_array=True),
        "pyarrow": frame.to_arrow,
        "duckdb": lambda: connection.from_arrow(frame.to_arrow()),
    }
    return makers[engine]()


def having(**columns: list[Any]) -> pl.DataFrame:
    return GOOD.with_columns(**{name.replace("__", "."): pl.Series(v) for name, v in columns.items()})


NULLS = pl.DataFrame({"id": ["1"], "filing.item": [None], "insured.status": [None]}).cast(pl.String)


@pytest.mark.parametrize(
    ("frame", "named", "says"),
    [
        (having(circumstances__stay_months=["3", "x"]), {}, "现为 String；应为 数值列"),
        (having(filing__online=[1, 0]), {}, "应为 是否列。处理：换成 true/false"),
        (having(filing__begins_on=["2026-03-02", "x"]), {}, "先转换为日期"),
        (having(insured__status=[1, 2]), {}, "现为 Int64；应为 代码文本列"),
        (having(filing__insured_place=[131000, 131000]), {}, "filing.insured_place'] 现为 Int64"),
        (having(filing__item=[1, 2]), {}, "读入时指定为文本"),
        (having(filing__item=["a\x1fb", "x"]), {"verify": False}, "控制字符"),
        (having(filing__item=["转诊", "x_own"]), {}, "1 行不是事项的标识"),
        (having(filing__insured_place=["131000", "999999"]), {}, "999999"),
        (having(insured__status=["Normal", "paused"]), {}, "1 行的值不在选项之内"),
        (having(filing__channel=["x", "window"]), {}, "1 行的值不在选项之内；应为 window"),
        (
            having(disease__code=["M1", "M2"], insured__scheme=["x", "y"]),
            {},
            "2 行的值不在选项之内；应为 employee",
        ),
        (GOOD.rename({"insured.status": "insured.statsu"}), {}, "改名为 insured.status"),
        (GOOD.rename({"filing.item": "filing.itme"}), {}, "改名为 filing.item"),
        (GOOD.rename({"filing.insured_place": "filing_insured_place"}), {}, "改名为 filing.insured_place"),
        (GOOD.drop("filing.item"), {}, "加一列 filing.item"),
        (GOOD.rename({"id": "number"}), {}, "没有列 'id'"),
        (having(id=["1", "1"]), {}, "1 行的标识与其他行重复"),
        (having(id=["1", None]), {}, "1 行为空；应为 每行一个标识"),
        (having(id=[1.0, float("nan")]), {}, "1 行为空；应为 每行一个标识"),
        (having(id=[float("nan")] * 2), {}, "2 行为空；应为 每行一个标识"),
        (having(id=[["1"], ["2"]]), {}, "应为 文本、数值或日期的标识"),
        (GOOD.head(0), {}, "0 行"),
        (NULLS, {}, "没有规则所用事实的列，或这些列全为空"),
        (having(day=[DAY, DAY]), {}, "既有 day 列又有 day="),
        (having(day=[DAY, None]), {"day": None}, "1 行为空；应为 每行一个判断日"),
        (having(day=["2026-03-02"] * 2), {"day": None}, "day'] 现为 String；应为 日期列"),
        (having(day=[20260302] * 2), {"day": None}, "day'] 现为 Int64；应为 日期列"),
        (GOOD, {"day": None}, "既没有 day 列也没有 day="),
        (GOOD, {"day": datetime(2026, 3, 2, 9)}, "现为 datetime；应为 日期"),
        (GOOD, {"day": "2026-03-02"}, "现为 str；应为 日期"),
        (GOOD, {"carry": ["filing.insured_plac"]}, "是否指 'filing.insured_place'"),
        (GOOD, {"carry": "region"}, "没有列 'region'"),
        (GOOD, {"items": {"material": ITEMS.drop("id")}}, "items['material'] 现为 没有列 'id'"),
        (GOOD, {"items": {"material": ITEMS.drop("kind")}}, "没有列 'kind'"),
        (GOOD, {"items": {"material": pl.concat([ITEMS, ITEMS])}}, "1 项重复出现"),
        (GOOD, {"items": {"material": ITEMS.cast({"id": pl.Int64})}}, "现为 Int64；应为 String，与主表相同"),
        (GOOD, {"items": {"materials": ITEMS}}, "改为 material"),
        (GOOD, {"items": {"material": [1]}}, "应为 polars、pandas"),
        (GOOD, {"items": [ITEMS]}, 'items={"material": 表}'),
    ],
)
def test_every_engine_says_the_same(frame: pl.DataFrame, named: dict[str, Any], says: str) -> None:
    said = set()
    with duckdb.connect() as connection:
        for engine in ENGINES:
            given = {"day": DAY, **named}
            if isinstance(given.get("items"), dict):
                tables = given["items"].items()
                given["items"] = {
                    k: on(engine, v, connection) if isinstance(v, pl.DataFrame) else v for k, v in tables
                }
            with pytest.raises(YibaoError) as refused:
                check_frame(on(engine, frame, connection), **given)
            said.add(refused.value.render("zh"))
    assert len(said) == 1
    assert says in said.pop().replace("：现为", " 现为", 1)


@pytest.mark.parametrize(
    "thing",
    [[{"id": 1}], {"id": [1]}, None, "filings.parquet", pl.Series([1]), pd.Series([1]), GOOD.group_by("id")],
)
def test_what_is_no_frame(thing: object) -> None:
    with pytest.raises(FrameError, match=r"book\.check"):
        check_frame(thing, day=DAY)


@pytest.mark.parametrize(
    "frame",
    [
        pa.table([["1"], ["referral"], ["1"]], names=["id", "filing.item", "id"]),
        pd.DataFrame([["1", "referral", "1"]], columns=["id", "filing.item", "id"]),
        pd.DataFrame([["1", "referral", "1"]], columns=["id", "filing.item", 3]),
    ],
)
def test_columns_twice_or_without_a_name(frame: object) -> None:
    with pytest.raises(FrameError, match="id"):
        check_frame(frame, day=DAY)


def test_items_of_another_engine() -> None:
    with pytest.raises(FrameError, match="一种数据框"):
        check_frame(GOOD, day=DAY, items={"material": ITEMS.to_arrow()})


def test_days_that_are_all_null_without_a_type() -> None:
    with pytest.raises(FrameError, match="2 行为空"):
        check_frame(GOOD.with_columns(day=pl.lit(None)))


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_where_that_is_in_order(engine: str) -> None:
    with duckdb.connect() as connection:
        result = check_frame(on(engine, GOOD.head(0), connection), day=DAY, verify=False)
        given = result.decided
        rows = given.collect() if engine == "lazy" else given
        assert len(rows) == 0
        assert list(rows.columns if engine != "pyarrow" else rows.column_names) == ["id", "decision"]


def test_what_the_room_does_not_have() -> None:
    with pytest.raises(AttributeError, match="no_such"):
        _ = precheck.no_such


def test_one_name_may_be_carried_without_a_list() -> None:
    found = check_frame(GOOD, day=DAY, carry="filing.insured_place", ignore="remark").decided
    assert found.columns == ["id", "filing.insured_place", "decision"]
