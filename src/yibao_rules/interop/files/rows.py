"""Rows of files made fit for rules: text read as each fact's type, and rows that cannot be read told apart with the reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from attrs import define, field, frozen

from yibao_rules.errors import missing_extra
from yibao_rules.interop.files.seen import Seen
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.engines import take_in
from yibao_rules.logic.frames.text import tidied
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.memo import Memo
from yibao_rules.model.forms import ITEM
from yibao_rules.model.places import UnknownPlaceError, place
from yibao_rules.text import Text, normalise

DAY = "day"
_MOST_CODES = 65_536
"""Codes that are known as one or as none, kept from batch to batch."""

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
        column: where, several separated by ``;``; empty for the row as a whole.
    """

    line: int
    reason: Text
    column: str = ""


class Faults:
    """What is wrong with the rows of one batch: every fault of a row, by its place in the batch."""

    def __init__(self) -> None:
        self._found: dict[int, list[tuple[str, Text]]] = {}

    def note(self, rows: Iterable[int], column: str, reason: Text) -> None:
        """Note one reason for some rows."""
        for n in rows:
            self._found.setdefault(n, []).append((column, reason))

    def __contains__(self, row: int) -> bool:
        return row in self._found

    def __len__(self) -> int:
        return len(self._found)

    def told(self, lines: Sequence[int]) -> list[DamagedRow]:
        """Give the rows by line."""
        return [
            DamagedRow(
                lines[n],
                Text("；".join(r.zh for _, r in found), "; ".join(r.en for _, r in found)),
                ";".join(column for column, _ in found),
            )
            for n, found in sorted(self._found.items())
        ]


@define
class Cleaner:
    """Makes one batch after the other fit for rules.

    Args:
        facts: the table of facts.
        key: the column that tells the rows apart.
        seen: the keys of the batches before; None where rows are told apart by their lines.

    Attributes:
        normalised: values whose text was normalised: full width made half, spaces tidied.
    """

    facts: FactTable
    key: str
    seen: Seen | None
    normalised: int = field(default=0, init=False)
    _codes: Memo[tuple[Callable[[str], bool], str], bool] = field(
        factory=lambda: Memo(_MOST_CODES), init=False, repr=False
    )

    def clean(self, table: Any, lines: Sequence[int]) -> tuple[Any, list[DamagedRow]]:
        """Read text as each fact's type, and take out what cannot be judged.

        Args:
            table: a pyarrow table.
            lines: where each of its rows stands in the file.

        Returns:
            The rows that can be judged, and the others with every reason.
        """
        pa, pc = arrow(), import_module("pyarrow.compute")
        faults = Faults()
        table = self._with_tidy_texts(table)
        for number, name in enumerate(table.column_names):
            fact = self.facts.find(name)
            if name == self.key or fact is not None:
                column, wrong = _within_calendar(table.column(number))
                table = table.set_column(number, name, column)
                faults.note(wrong, name, _NO_YEAR)
            if fact is not None:
                column, wrong, reason = self._read(fact, table.column(number))
                table = table.set_column(number, name, column)
                faults.note(wrong, name, reason)
        needed = [name for name in (DAY, self.key) if name in table.column_names]
        for name in needed:
            absent = _where(pc.is_null(table.column(name), nan_is_null=True))
            faults.note((n for n in absent if n not in faults), name, Text("为空", "null"))
        fine = [n for n in range(table.num_rows) if n not in faults] if len(faults) else None
        kept = table if fine is None else table.take(pa.array(fine, pa.int64()))
        self._refuse_doubles(kept.column(self.key), fine, lines, faults)
        if len(faults):
            kept = table.filter(pa.array([n not in faults for n in range(table.num_rows)], pa.bool_()))
        return kept, faults.told(lines)

    def _refuse_doubles(
        self, keys: Any, rows: list[int] | None, lines: Sequence[int], faults: Faults
    ) -> None:
        """Note the rows whose key another row of the whole input has; the first fit one is kept."""
        if self.seen is None:
            return
        at = lines if rows is None else [lines[n] for n in rows]
        for n, first in self.seen.claim(_plain_keys(keys), at).items():
            reason = Text(f"与第 {first} 行重复", f"the same as on line {first}")
            faults.note([n if rows is None else rows[n]], self.key, reason)

    def _read(self, fact: FactRef, column: Any) -> tuple[Any, list[int], Text]:
        pa, pc = arrow(), import_module("pyarrow.compute")
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return column, [], Text("", "")
        given = pc.if_else(pc.equal(column, ""), None, column) if fact.type is not FactType.CODES else column
        if fact.name in _CODES:
            is_one, reason = _CODES[fact.name]
            return given, self._unknown(given, is_one), reason
        reader = _READERS.get(fact.type)
        if reader is None:
            return given, [], Text("", "")
        read, reason = reader(fact, given)
        lost = pc.and_(pc.is_valid(given), pc.is_null(read))
        if pc.any(lost).as_py():
            given = self._tidied(given, lost)
            read, reason = reader(fact, given)
            lost = pc.and_(pc.is_valid(given), pc.is_null(read))
        return read, _where(lost), reason

    def _tidied(self, column: Any, touched: Any) -> Any:
        """Normalise the words, numbers and days of some rows, as on the way into a filing."""
        pa, pc = arrow(), import_module("pyarrow.compute")
        touched = pc.fill_null(touched, pa.scalar(value=False))
        old = column.filter(touched).to_pylist()
        new = [normalise(text) or None for text in old]
        changed = sum(one != other for one, other in zip(old, new, strict=True))
        if not changed:
            return column
        self.normalised += changed
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        mask = touched.combine_chunks() if isinstance(touched, pa.ChunkedArray) else touched
        return pc.replace_with_mask(whole, mask, pa.array(new, column.type))

    def _unknown(self, column: Any, is_one: Callable[[str], bool]) -> list[int]:
        """Give the rows with a code that is none; each code that occurs is looked up once."""
        pc = import_module("pyarrow.compute")
        codes = pc.unique(column).drop_null().to_pylist()
        wrong = [code for code in codes if not self._codes.get((is_one, code), _looked_up)]
        return _where(pc.is_in(column, value_set=arrow().array(wrong, column.type)))

    def _with_tidy_texts(self, table: Any) -> Any:
        """Bring texts into the form in which objects hold them."""
        pa = arrow()
        for n, column in enumerate(table.schema):
            kind = column.type
            if pa.types.is_dictionary(kind):
                kind = kind.value_type
            # Arrow computes little on views.
            kind = pa.string() if pa.types.is_string_view(kind) else kind
            if kind != column.type and column.name in self.facts:
                table = table.set_column(n, column.name, table.column(n).cast(kind))
        frame, engine = take_in(table)
        texts = [f.ref for f in self.facts if f.type is FactType.TEXT]
        frame, odd = tidied(frame, engine, self.facts, read_schema(frame, engine), texts)
        self.normalised += sum(odd.values())
        return frame.to_native()


def _looked_up(key: tuple[Callable[[str], bool], str]) -> bool:
    is_one, code = key
    return is_one(code)


def _where(mask: Any) -> list[int]:
    pc = import_module("pyarrow.compute")
    # Of a column without any piece Arrow 20 to 25 ask for the first and end the process.
    found: list[int] = pc.indices_nonzero(mask).to_pylist() if len(mask) else []
    return found


def _plain_keys(keys: Any) -> list[Any]:
    """Return keys as Python's values; days and moments as the numbers that they are held as, since all of these are told apart."""
    pa = arrow()
    kind = keys.type
    if pa.types.is_date32(kind):
        keys = keys.cast(pa.int32())
    elif pa.types.is_temporal(kind):
        keys = keys.cast(pa.int64())
    found: list[Any] = keys.to_pylist()
    return found


def _within_calendar(column: Any) -> tuple[Any, list[int]]:
    """Return a column of days or moments without those outside the years that Python knows, and their rows."""
    pa, pc = arrow(), import_module("pyarrow.compute")
    kind = column.type
    if pa.types.is_date32(kind):
        held, a_day = pa.int32(), 1
    elif pa.types.is_date64(kind) or pa.types.is_timestamp(kind):
        held, a_day = pa.int64(), 86_400 * _IN_A_SECOND["ms" if pa.types.is_date64(kind) else kind.unit]
    else:
        return column, []
    low, high = (date.min.toordinal() - _EPOCH) * a_day, (date.max.toordinal() - _EPOCH + 1) * a_day
    if high > _INT64:
        return column, []
    numbers = column.cast(held)
    outside = pc.or_(pc.less(numbers, low), pc.greater_equal(numbers, high))
    rows = _where(pc.fill_null(outside, False))  # Arrow's way to say it
    return (pc.if_else(outside, None, column) if rows else column), rows


_EPOCH, _INT64 = date(1970, 1, 1).toordinal(), 2**63 - 1
_IN_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NO_YEAR = Text("日期不在 0001 至 9999 年之内", "a day outside the years 1 to 9999")


def _is_place(code: str) -> bool:
    try:
        place(code)
    except UnknownPlaceError:
        return False
    return True


_NO_PLACE = Text("不是已知的区划代码", "no known place code")
_NO_ITEM = Text(
    "不是事项的标识；用 yibao items 查看，自有的以 x_ 开头",
    "no slug of a service item; see yibao items, names of your own begin with x_",
)
_CODES: Mapping[str, tuple[Callable[[str], bool], Text]] = {
    "filing.item": (ITEM.known, _NO_ITEM),
    "filing.insured_place": (_is_place, _NO_PLACE),
    "filing.destination": (_is_place, _NO_PLACE),
    "circumstances.treatment_place": (_is_place, _NO_PLACE),
    "hospital.place": (_is_place, _NO_PLACE),
    "insured.place": (_is_place, _NO_PLACE),
}


def _matching(column: Any, pattern: str) -> Any:
    pc = import_module("pyarrow.compute")
    return pc.if_else(pc.match_substring_regex(column, pattern), column, None)


def _truth(_fact: FactRef, column: Any) -> tuple[Any, Text]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    lowered = pc.utf8_lower(column)
    place_in = pc.index_in(lowered, value_set=pa.array([*_TRUE, *_FALSE], lowered.type))
    return pc.less(place_in, len(_TRUE)), Text(
        "应为 true/false、1/0 或 是/否", "neither true/false, 1/0 nor 是/否"
    )


def _whole(_fact: FactRef, column: Any) -> tuple[Any, Text]:
    return _matching(column, _WHOLE).cast(arrow().int64()), Text("不是整数", "no whole number")


def _number(_fact: FactRef, column: Any) -> tuple[Any, Text]:
    return _matching(column, _NUMBER).cast(arrow().decimal128(27, 12)), Text("不是数", "no number")


def _day(_fact: FactRef, column: Any) -> tuple[Any, Text]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    moments = pc.strptime(_matching(column, _DAY), format="%Y-%m-%d", unit="s", error_is_null=True)
    # 2026-02-30 is read as 2 March: a day that is not written back as it was is none.
    same = pc.equal(pc.strftime(moments, format="%Y-%m-%d"), column.cast(pa.string()))
    days = pc.if_else(same, moments, None).cast(pa.date32())
    return days, Text("不是 YYYY-MM-DD 的日期", "no day as YYYY-MM-DD")


def _member(fact: FactRef, column: Any) -> tuple[Any, Text]:
    pa, pc = arrow(), import_module("pyarrow.compute")
    codes = [m.code for m in fact.enum or ()]
    inside = pc.is_in(column, value_set=pa.array(codes, column.type))
    return pc.if_else(inside, column, None), Text(f"应为 {'、'.join(codes)}", f"none of {', '.join(codes)}")


_READERS: Mapping[FactType, Any] = {
    FactType.BOOL: _truth,
    FactType.INT: _whole,
    FactType.NUMBER: _number,
    FactType.DATE: _day,
    FactType.ENUM: _member,
}
