"""What can be wrong with a frame that is to be checked, each told before any work starts."""

from collections.abc import Iterable

from yibao_rules.errors import YibaoError
from yibao_rules.logic.nodes import FactRef, Predicate
from yibao_rules.text import Text, nearest


class FrameError(YibaoError, ValueError):
    """A frame that cannot be checked as it is (数据框不合格)."""

    title = Text("数据框不合格", "frame refused")


class NoColumnFormError(YibaoError, TypeError):
    """A rule that has no column form and so cannot judge a frame (规则没有列式写法)."""

    title = Text("规则不能用于数据框", "rule cannot run on a frame")


def no_column_form(code: str, predicate: Predicate) -> NoColumnFormError:
    """Refuse a rule that calls a Python function, by name."""
    return NoColumnFormError(
        where=f"Rule {code}",
        found=Text(
            f"调用 Python 函数 {predicate.name}（{predicate.label.zh}）",
            f"a call of the Python function {predicate.name} ({predicate.label.en})",
        ),
        expected=Text("只由事实的比较和组合写成的规则", "a rule of tests on facts alone"),
        fix=Text(
            f"改写为表达式，或用 book.without({code!r}) 去掉后再查，或逐件用 book.check()",
            f"write it as an expression, leave it out with book.without({code!r}), or use book.check() one by one",
        ),
    )


def not_a_frame(found: object) -> FrameError:
    """Refuse what is no frame of a known kind."""
    return FrameError(
        where="frame",
        found=type(found).__name__,
        expected=Text(
            "polars、pandas、pyarrow、DuckDB、PySpark 或 Dask 的数据框",
            "a frame of polars, pandas, pyarrow, DuckDB, PySpark or Dask",
        ),
        fix=Text("逐件检查用 book.check()", "for one object use book.check()"),
    )


def bad_names() -> FrameError:
    """Refuse columns that cannot be told apart by name."""
    return FrameError(
        where="frame",
        found=Text("列名重复，或不是文本", "names of columns that occur twice or are no texts"),
        expected=Text("每列一个名称", "a name for each column"),
        fix=Text(
            "改名或删除重复的列，如 id 列出现两次", "rename or drop the doubles, e.g. a second column id"
        ),
    )


def no_date(found: object) -> FrameError:
    """Refuse a day that is none."""
    return FrameError(
        where="day",
        found=type(found).__name__,
        expected=Text("日期 date", "a date"),
        fix=Text("传入 date(2026, 3, 2)；时刻用 .date()", "pass date(2026, 3, 2); of a moment its .date()"),
    )


def no_workdays(found: object) -> FrameError:
    """Refuse what does not resolve working days."""
    return FrameError(
        where="workdays",
        found=type(found).__name__,
        expected=Text("可推算工作日的函数 (日期, 天数) -> 日期", "a function (date, n) -> date"),
        fix=Text("传入工作日历的方法", "pass a work calendar's method"),
    )


def no_tables(found: object) -> FrameError:
    """Refuse items that are no tables by name."""
    return FrameError(
        where="items",
        found=type(found).__name__,
        expected=Text("前缀到表的对照", "tables by prefix"),
        fix=Text('写成 items={"material": 表}', 'pass items={"material": table}'),
    )


def no_column(where: str, name: str, columns: Iterable[str]) -> FrameError:
    """Refuse the name of a column that is not there."""
    near = nearest(name, columns)
    return FrameError(
        where=where,
        found=Text(f"没有列 {name!r}", f"no column {name!r}"),
        expected=Text("表中的列", "a column of the frame"),
        fix=Text(f"是否指 {near!r}？", f"is {near!r} meant?")
        if near
        else Text("改正或去掉", "mend it or leave it out"),
    )


def bad_key(key: str, found: str) -> FrameError:
    """Refuse keys of a type that does not tell rows apart on every engine."""
    return FrameError(
        where=f"frame[{key!r}]",
        found=found,
        expected=Text("文本、数值或日期的标识", "keys of text, numbers or dates"),
        fix=Text("另选 key=，或先换成文本", "choose another key=, or turn it into text first"),
    )


def other_key(prefix: str, key: str, found: str, expected: str) -> FrameError:
    """Refuse items whose keys are of another type than the frame's."""
    return FrameError(
        where=f"items[{prefix!r}][{key!r}]",
        found=found,
        expected=Text(f"{expected}，与主表相同", f"{expected}, as in the frame"),
        fix=Text("两表的标识用同一类型", "give both keys one type"),
    )


def control_characters() -> FrameError:
    """Refuse items and codes that hold characters nobody can see."""
    return FrameError(
        where="frame",
        found=Text("事项、地区或代码中有控制字符", "control characters in an item, a place or a code"),
        expected=Text("可见的文字", "text that can be seen"),
        fix=Text("先清除控制字符", "remove them first"),
    )


def no_key(key: str, columns: Iterable[str], where: str = "key") -> FrameError:
    """Refuse a frame without the column of keys."""
    near = nearest(key, columns)
    hint = Text(f"，例如 key={near!r}", f", e.g. key={near!r}") if near else Text("", "")
    return FrameError(
        where=where,
        found=Text(f"没有列 {key!r}", f"no column {key!r}"),
        expected=Text("标识每一行的列", "a column that tells the rows apart"),
        fix=Text(f"用 key= 指定{hint.zh}", f"name it with key={hint.en}"),
    )


def unknown_column(column: str, near: str) -> FrameError:
    """Refuse a column that is almost a fact's name."""
    return FrameError(
        where=f"frame[{column!r}]",
        found=Text(
            "不是事实名称，但与之相近，该列会被当作没有", "no fact's name but near one: it would be left out"
        ),
        expected=Text(f"{near}", f"{near}"),
        fix=Text(
            f"改名为 {near}；若确与规则无关，用 ignore=({column!r},)",
            f"rename it to {near}; if it is something else, pass ignore=({column!r},)",
        ),
    )


def wrong_type(fact: FactRef, found: str | Text, expected: Text, fix: Text) -> FrameError:
    """Refuse a column whose type does not fit its fact."""
    return FrameError(where=f"frame[{fact.name!r}]", found=found, expected=expected, fix=fix)


def too_wide(one: FactRef, other: FactRef) -> FrameError:
    """Refuse two columns of numbers that no decimal type holds side by side: engines round them, each in its way."""
    return FrameError(
        where=f"frame[{one.name!r}], frame[{other.name!r}]",
        found=Text("两列小数合计超过 38 位", "decimals that take more than 38 digits together"),
        expected=Text("可以精确比较的两列", "columns that compare exactly"),
        fix=Text("先转换为较窄的小数", "turn them into narrower decimals first"),
    )


def no_facts() -> FrameError:
    """Refuse a frame that says nothing of what the rules ask."""
    return FrameError(
        where="frame",
        found=Text(
            "没有规则所用事实的列，或这些列全为空", "no column of a fact that the rules read, or all are null"
        ),
        expected=Text("以事实名称为列名的数据", "columns named as the facts, with values"),
        fix=Text(
            "列名用事实字典中的名称，如 insured.status；book.facts.names() 列出全部",
            "name the columns as in the data dictionary, e.g. insured.status; book.facts.names() lists them",
        ),
    )


def empty() -> FrameError:
    """Refuse a frame without rows."""
    return FrameError(
        where="frame",
        found=Text("0 行", "0 rows"),
        expected=Text("至少一行", "at least one row"),
        fix=Text(
            "检查上游的筛选；确实允许为空时用 verify=False",
            "look at the filter before it; where empty is in order pass verify=False",
        ),
    )


def empty_file(name: str) -> FrameError:
    """Refuse a file without rows."""
    return FrameError(
        where=name,
        found=Text("0 行", "0 rows"),
        expected=Text("至少一行", "at least one row"),
        fix=Text("检查上游的导出", "look at the export before it"),
    )


def null_keys(key: str, rows: int) -> FrameError:
    """Refuse rows without a key."""
    return FrameError(
        where=f"frame[{key!r}]",
        found=Text(f"{rows} 行为空", f"{rows} rows null"),
        expected=Text("每行一个标识", "a key on every row"),
        fix=Text("补上标识或另选 key=", "fill it in or choose another key="),
    )


def twice(key: str, rows: int) -> FrameError:
    """Refuse keys that occur more than once; the keys themselves may be personal and are not shown."""
    return FrameError(
        where=f"frame[{key!r}]",
        found=Text(f"{rows} 行的标识与其他行重复", f"{rows} rows whose key another row has too"),
        expected=Text("互不相同的标识", "keys that differ"),
        fix=Text("先去重，或另选 key=", "drop the doubles first, or choose another key="),
    )


def outside(fact: FactRef, rows: int) -> FrameError:
    """Refuse words that are none of a closed set's; the words themselves are not shown."""
    codes = [m.code for m in fact.enum or ()]
    return FrameError(
        where=f"frame[{fact.name!r}]",
        found=Text(f"{rows} 行的值不在选项之内", f"{rows} rows with a value that is none of the set"),
        expected=Text("、".join(codes), ", ".join(codes)),
        fix=Text("改用这些代码；未知则留空", "use these codes; leave unknown ones null"),
    )


def unknown_items(name: str, rows: int, example: str) -> FrameError:
    """Refuse items that nobody knows; the words themselves are not shown."""
    return FrameError(
        where=f"frame[{name!r}]",
        found=Text(f"{rows} 行不是事项的标识", f"{rows} rows with no slug of a service item"),
        expected=Text(f"事项的标识，如 {example}", f"slugs of service items, such as {example}"),
        fix=Text(
            "换成标识（yibao items 列出全部）；自有的以 x_ 开头",
            "use slugs (yibao items lists them); names of your own begin with x_",
        ),
    )


def no_day() -> FrameError:
    """Refuse a frame when nobody says which day is asked for."""
    return FrameError(
        where="day",
        found=Text("既没有 day 列也没有 day=", "neither a column day nor day="),
        expected=Text("判断日", "the day asked for"),
        fix=Text(
            "传入 day=date(...)，或加一列 day（日期型）", "pass day=date(...), or add a column day of dates"
        ),
    )


def two_days() -> FrameError:
    """Refuse a frame with a column of days beside one day for all."""
    return FrameError(
        where="day",
        found=Text("既有 day 列又有 day=", "both a column day and day="),
        expected=Text("二者之一", "one of the two"),
        fix=Text("去掉 day=，或先删除 day 列", "leave out day=, or drop the column first"),
    )


def null_days(rows: int) -> FrameError:
    """Refuse rows without a day."""
    return FrameError(
        where="frame['day']",
        found=Text(f"{rows} 行为空", f"{rows} rows null"),
        expected=Text("每行一个判断日", "a day on every row"),
        fix=Text("补上日期，或删除该列改用 day=", "fill it in, or drop the column and pass day="),
    )
