"""The columns of a frame held against the facts: names, types, and what is read from each."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from attrs import frozen

from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.frames.engines import SEPARATOR, Engine, Frame, NwExpr, collected, narwhals
from yibao_rules.logic.frames.faults import unknown_column, wrong_type
from yibao_rules.logic.frames.numbers import EXACT_FLOAT_DIGITS, Digits
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import ITEM_THERE
from yibao_rules.text import Text, nearest

_TYPES: Mapping[FactType, tuple[str, ...]] = {
    FactType.TEXT: ("String", "Categorical", "Enum"),
    FactType.ENUM: ("String", "Categorical", "Enum"),
    FactType.BOOL: ("Boolean",),
    FactType.DATE: ("Date", "Datetime"),
    FactType.CODES: ("List", "String"),
}
_EXPECTED: Mapping[FactType, tuple[Text, Text]] = {
    FactType.TEXT: (Text("文本列", "text"), Text("读入时指定为文本", "read it as text")),
    FactType.ENUM: (Text("代码文本列", "codes as text"), Text("读入时指定为文本", "read it as text")),
    FactType.BOOL: (Text("是否列", "booleans"), Text("换成 true/false", "turn it into true and false")),
    FactType.DATE: (
        Text("日期列（无时区）", "dates, without a time zone"),
        Text("先转换为日期", "turn it into dates first"),
    ),
    FactType.CODES: (
        Text("文本列表，或以 ; 分隔的文本", "lists of text, or text separated by ;"),
        Text("换成列表或 a;b 形式的文本", "turn it into lists or text such as a;b"),
    ),
}
_FEW_DIGITS = (
    Text(f"至多 {EXACT_FLOAT_DIGITS} 位的小数", f"decimals of at most {EXACT_FLOAT_DIGITS} digits"),
    Text(
        "先转换为较窄的小数；其他引擎没有此限制",
        "turn it into narrower decimals first; other engines have no such limit",
    ),
)
_NUMBER = (Text("数值列", "numbers"), Text("先转换为数值", "turn it into numbers first"))


@frozen
class Column:
    """What a fact is read from.

    Attributes:
        name: the column's short name while rules run: engines disagree on dots.
        kind: narwhals' name of its type: Date, Datetime, List, String, Float …
        digits: what a column of exact numbers can hold.
    """

    name: str
    kind: str
    digits: Digits | None = None


def _fits(fact: FactRef, dtype: Any) -> bool:
    if fact.type in (FactType.INT, FactType.NUMBER):
        return bool(dtype.is_numeric())
    name = type(dtype).__name__
    if name == "Datetime" and dtype.time_zone is not None:
        return False
    if name == "List" and type(dtype.inner).__name__ not in ("String", "Unknown"):
        return False
    return name in _TYPES[fact.type]


def refuse_misfit(fact: FactRef, dtype: Any) -> None:
    """Refuse a column whose type does not fit its fact.

    Raises:
        FrameError: says what fits and how to get there.
    """
    if not _fits(fact, dtype):
        raise wrong_type(fact, str(dtype), *_EXPECTED.get(fact.type, _NUMBER))


def _is_empty(dtype: Any) -> bool:
    # A column in which no value is given may have no type: Null of polars and Arrow.
    return type(dtype).__name__ == "Unknown"


def read_schema(frame: Frame, engine: Engine) -> dict[str, Any]:
    """Give the columns and their narwhals types; None for a column in which no value is given."""
    return {
        engine.told(name): None if name in engine.blank or _is_empty(dtype) else dtype
        for name, dtype in frame.collect_schema().items()
    }


def refuse_unread(
    frame: Frame, engine: Engine, schema: Mapping[str, Any], facts: Collection[FactRef]
) -> None:
    """Refuse columns of a type that is no common one, unless they hold no value: those of a null type do not.

    Raises:
        FrameError: such a column has values, which would be taken as not given.
    """
    nw = narwhals()
    untyped = [f for f in facts if schema.get(f.name, f) is None and f.name not in engine.blank]
    if untyped:
        counts = collected(frame.select(*(nw.col(engine.spelt(f.name)).count() for f in untyped)))
        for fact, count in zip(untyped, counts.row(0), strict=True):
            if count:
                found = Text("不通用的类型", "a type of its own")
                raise wrong_type(fact, found, *_EXPECTED.get(fact.type, _NUMBER))


def check_names(
    columns: Collection[str], facts: FactTable, key: str, other: Collection[str], day_name: str | None
) -> None:
    """Refuse columns that are almost a fact's name.

    Args:
        columns: the frame's columns.
        facts: the table of facts.
        key: the column that tells the rows apart.
        other: columns that have nothing to do with facts.
        day_name: the name of the day's column, if the table has one.

    Raises:
        FrameError: a column is near a name that is not there.
    """
    spoken = {key, *other, *(f.prefix for f in facts.families), *((day_name,) if day_name else ())}
    names: tuple[str, ...] | None = None
    for column in columns:
        if column in spoken or column in facts or column.endswith(".given"):
            continue
        names = facts.names() if names is None else names
        near = nearest(column, names)
        if near is not None and near not in columns and ("." in column or _is_slip(column, near)):
            raise unknown_column(column, near)


def _is_slip(column: str, name: str) -> bool:
    """Tell whether a column without a dot is a slip of the pen, since any short word is near some fact's name."""
    folded = column.lower().replace("_", ".").replace("-", ".").replace("/", ".").replace(" ", "")
    return folded == name or abs(len(column) - len(name)) <= 1 < len(column) - 3


@frozen
class Reader:
    """Turns columns of the frame into the columns that rules read.

    Attributes:
        schema: the frame's columns and their types.
        facts: the table of facts.
        engine: the engine.
    """

    schema: Mapping[str, Any]
    facts: FactTable
    engine: Engine

    def source(self, fact: FactRef) -> tuple[NwExpr, str, Digits | None] | None:
        """Give what reads a fact from the frame, its kind and its digits; None when the frame does not have it.

        Raises:
            FrameError: the column's type does not fit the fact.
        """
        dtype = self.schema.get(fact.name)
        if dtype is None:
            return None if fact.name in self.schema else self._from_listing(fact)
        refuse_misfit(fact, dtype)
        return (*self._plain(fact, dtype), Digits.of(dtype))

    def _plain(self, fact: FactRef, dtype: Any) -> tuple[NwExpr, str]:
        nw = narwhals()
        column, kind = nw.col(self.engine.spelt(fact.name)), type(dtype).__name__
        if kind in ("Categorical", "Enum"):
            return column.cast(nw.String), "String"
        if kind == "Datetime":
            if self.engine.numpy_dates:
                return column.dt.truncate("1d"), kind
            return column.cast(nw.Date), "Date"
        if kind == "Decimal" and self.engine.implementation == "dask":
            # It turns decimal constants into text; floats tell decimals of few digits apart.
            if not Digits.of(dtype).float_tells:  # type: ignore[union-attr]  # a decimal has digits
                raise wrong_type(fact, str(dtype), *_FEW_DIGITS)
            return column.cast(nw.Float64), "Float"
        if kind.startswith("Float"):
            # Not a number is no number that anybody gave.
            return column.fill_nan(None), "Float"
        return column, "Integer" if dtype.is_integer() else kind

    def _from_listing(self, fact: FactRef) -> tuple[NwExpr, str, None] | None:
        """Read "handed in" of an item from the column that lists the items' keys, named as the family."""
        nw = narwhals()
        prefix, _, rest = fact.name.partition(".")
        item_key, _, _ = rest.partition(".")
        dtype = self.schema.get(prefix)
        family = next((f for f in self.facts.families if f.prefix == prefix), None)
        if dtype is None or family is None:
            return None
        if not any(p.path == ITEM_THERE and family.fact(item_key, p) == fact for p in family.fields):
            return None
        listing = FactRef(prefix, prefix, FactType.CODES)
        refuse_misfit(listing, dtype)
        listed = nw.col(prefix)
        held = holds_code(listed, type(dtype).__name__, item_key, self.engine)
        if self.engine.implementation == "pandas":
            held = nw.when(~listed.is_null()).then(held)  # it finds nothing in a text that is not given
        return held, "Boolean", None


def holds_code(column: NwExpr, kind: str, code: str, engine: Engine) -> NwExpr:
    """Tell whether a set of codes, a list or text separated by ``;``, holds one; null where the set is not given."""
    nw = narwhals()
    if kind == "List":
        found: NwExpr = column.list.contains(code)
        return found
    inside = f"{SEPARATOR}{code}{SEPARATOR}"
    if engine.implementation == "dask":
        # Its joined texts lose their type, and with it their nulls.
        first, last = column.str.starts_with(inside[1:]), column.str.ends_with(inside[:-1])
        alone: NwExpr = (column == code) | first | last | column.str.contains(inside, literal=True)
        return alone
    edge = nw.lit(SEPARATOR)
    held: NwExpr = nw.concat_str([edge, column, edge]).str.contains(inside, literal=True)
    return held


def as_literal(value: object, kind: str, engine: Engine) -> Any:
    """Give a constant in the form in which a column of this kind is compared with it."""
    if not isinstance(value, date):
        return value
    if kind == "Datetime":
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a day, as NumPy writes it
    if engine.implementation == "pyspark":
        # Its own conversion writes the year 1 without zeros and then cannot read it.
        nw = narwhals()
        return nw.lit(value.isoformat()).cast(nw.Date)
    return value
