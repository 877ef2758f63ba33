"""Rows of files made fit for rules: text read as each fact's type, and rows that cannot be read told apart with the reason."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from attrs import Factory, define, frozen

from yibao_rules.errors import missing_extra
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.model.places import UnknownPlaceError, place
from yibao_rules.text import Text

PLACES = frozenset(
    {
        "filing.insured_place",
        "filing.destination",
        "circumstances.treatment_place",
        "hospital.place",
        "insured.place",
    }
)
_TRUE, _FALSE = ("true", "1", "是", "yes"), ("false", "0", "否", "no")
_WHOLE, _NUMBER, _DAY = "^-?[0-9]{1,18}$", "^-?[0-9]{1,15}([.][0-9]{1,12})?$", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def arrow() -> Any:
    """Give pyarrow, an optional package.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import_module("pyarrow.compute")
        return import_module("pyarrow")
    except ImportError as error:
        raise missing_extra("pyarrow", "files") from error


@frozen
class DamagedRow:
    """A row that cannot be judged.

    Attributes:
        line: its line in the file, or its number, from 1.
        reason: what is wrong with it; never a value.
    """

    line: int
    reason: Text


@define
class Cleaner:
    """Makes one batch after the other fit for rules.

    Args:
        facts: the table of facts.
        key: the column that tells the rows apart.
    """

    facts: FactTable
    key: str
    _places: dict[str, bool] = Factory(dict)

    def clean(self, table: Any, lines: Sequence[int]) -> tuple[Any, list[DamagedRow]]:
        """Read text as each fact's type, and take out what cannot be judged.

        Args:
            table: a pyarrow table.
            lines: where each of its rows stands in the file.

        Returns:
            The rows that can be judged, and the others with the reason.
        """
        pa = arrow()
        reasons: dict[int, Text] = {}
        for number, name in enumerate(table.column_names):
            fact = self.facts.find(name)
            if fact is not None:
                column, wrong, reason = self._read(fact, table.column(number))
                table = table.set_column(number, name, column)
                self._note(reasons, wrong, reason)
        self._note(reasons, *self._without_key(table.column(self.key)))
        self._note(reasons, *self._doubles(table.column(self.key), reasons))
        kept = pa.array([n not in reasons for n in range(table.num_rows)], pa.bool_())
        damaged = [DamagedRow(lines[n], reason) for n, reason in sorted(reasons.items())]
        return (table.filter(kept) if damaged else table), damaged

    @staticmethod
    def _note(reasons: dict[int, Text], wrong: Iterable[int], reason: Text) -> None:
        for n in wrong:
            reasons.setdefault(n, reason)

    def _read(self, fact: FactRef, column: Any) -> tuple[Any, list[int], Text]:
        pa, pc = arrow(), import_module("pyarrow.compute")
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return column, [], Text("", "")
        given = pc.if_else(pc.equal(column, ""), None, column) if fact.type is not FactType.CODES else column
        if fact.name in PLACES:
            return (
                given,
                _places_of(given, self._places),
                _reason(fact, "不是已知的区划代码", "no known place code"),
            )
        reader = _READERS.get(fact.type)
        if reader is None:
            return given, [], Text("", "")
        read, zh, en = reader(fact, given)
        lost = pc.and_(pc.is_valid(given), pc.is_null(read))
        return read, _where(lost), _reason(fact, zh, en)

    def _without_key(self, keys: Any) -> tuple[list[int], Text]:
        pc = import_module("pyarrow.compute")
        return _where(pc.is_null(keys)), Text(f"{self.key}：为空", f"{self.key}: null")

    def _doubles(self, keys: Any, damaged: Mapping[int, Text]) -> tuple[list[int], Text]:
        seen: set[object] = set()
        found = []
        for n, value in enumerate(keys.to_pylist()):
            if n in damaged:
                continue
            if value in seen:
                found.append(n)
            seen.add(value)
        return found, Text(
            f"{self.key}：与同批的另一行重复", f"{self.key}: another row of the batch has it too"
        )


def _reason(fact: FactRef, zh: str, en: str) -> Text:
    return Text(f"{fact.name}：{zh}", f"{fact.name}: {en}")


def _where(mask: Any) -> list[int]:
    pc = import_module("pyarrow.compute")
    found: list[int] = pc.indices_nonzero(mask).to_pylist()
    return found


def _places_of(column: Any, known: dict[str, bool]) -> list[int]:
    pc = import_module("pyarrow.compute")
    for code in pc.unique(column).to_pylist():
        if code is not None and code not in known:
            known[code] = _is_place(code)
    wrong = [code for code, found in known.items() if not found]
    return _where(
        pc.fill_null(pc.is_in(column, value_set=arrow().array(wrong, column.type)), _scalar(plain=False))
    )


def _scalar(plain: object) -> Any:
    """Give a constant as Arrow's scalar."""
    return arrow().scalar(plain)


def _is_place(code: str) -> bool:
    try:
        place(code)
    except UnknownPlaceError:
        return False
    return True


def _matching(column: Any, pattern: str) -> Any:
    pc = import_module("pyarrow.compute")
    return pc.if_else(pc.match_substring_regex(column, pattern), column, None)


def _truth(_fact: FactRef, column: Any) -> tuple[Any, str, str]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    lowered = pc.utf8_lower(column)
    place_in = pc.index_in(lowered, value_set=pa.array([*_TRUE, *_FALSE], lowered.type))
    return pc.less(place_in, len(_TRUE)), "应为 true/false、1/0 或 是/否", "neither true/false, 1/0 nor 是/否"


def _whole(_fact: FactRef, column: Any) -> tuple[Any, str, str]:
    return _matching(column, _WHOLE).cast(arrow().int64()), "不是整数", "no whole number"


def _number(_fact: FactRef, column: Any) -> tuple[Any, str, str]:
    return _matching(column, _NUMBER).cast(arrow().decimal128(27, 12)), "不是数", "no number"


def _day(_fact: FactRef, column: Any) -> tuple[Any, str, str]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    moments = pc.strptime(_matching(column, _DAY), format="%Y-%m-%d", unit="s", error_is_null=True)
    # 2026-02-30 is read as 2 March: a day that is not written back as it was is none.
    same = pc.equal(pc.strftime(moments, format="%Y-%m-%d"), column.cast(pa.string()))
    return pc.if_else(same, moments, None).cast(pa.date32()), "不是 YYYY-MM-DD 的日期", "no day as YYYY-MM-DD"


def _member(fact: FactRef, column: Any) -> tuple[Any, str, str]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    codes = [m.code for m in fact.enum or ()]
    inside = pc.is_in(column, value_set=pa.array(codes, column.type))
    return pc.if_else(inside, column, None), f"应为 {'、'.join(codes)}", f"none of {', '.join(codes)}"


_READERS: Mapping[FactType, Any] = {
    FactType.BOOL: _truth,
    FactType.INT: _whole,
    FactType.NUMBER: _number,
    FactType.DATE: _day,
    FactType.ENUM: _member,
}
