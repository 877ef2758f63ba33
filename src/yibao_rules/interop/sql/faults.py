"""What can be wrong when rules are to be written as SQL, and the optional packages that write it."""

import sys
from importlib import import_module
from typing import Any

from yibao_rules.errors import YibaoError, missing_extra
from yibao_rules.text import Text


class SqlError(YibaoError, ValueError):
    """Rules that cannot be written as this SQL (不能写成 SQL)."""

    title = Text("不能写成 SQL", "cannot be written as SQL")


def package(name: str) -> Any:
    """Give an optional package.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        # Asked for at every node: the look-up is a tenth of what an import does.
        return sys.modules.get(name) or import_module(name)
    except ImportError as error:
        raise missing_extra(name.partition(".")[0], "sql") from error


def unreadable(where: str, text: str, what: Text) -> SqlError:
    """Refuse a fragment of SQL that is no such thing in its dialect."""
    return SqlError(
        where=where,
        found=text,
        expected=what,
        fix=Text("按该方言改正", "correct it for this dialect"),
    )


def untranslated(construct: str) -> SqlError:
    """Refuse a construct whose meaning in the other dialects nobody has settled."""
    return SqlError(
        where="to_sql",
        found=Text(f"中间语句含有 {construct}", f"{construct} in the statement between"),
        expected=Text("已核对含义的写法", "constructs whose meaning has been settled"),
        fix=Text(
            "按 yibao-rules[sql] 的要求更新 narwhals、duckdb、sqlglot",
            "bring narwhals, duckdb and sqlglot to what yibao-rules[sql] asks for",
        ),
    )


def too_long(name: str, limit: int) -> SqlError:
    """Refuse a name that the engine would cut off."""
    return SqlError(
        where=name,
        found=Text(f"{len(name.encode())} 字节", f"{len(name.encode())} bytes"),
        expected=Text(f"列名不超过 {limit} 字节", f"names of columns of at most {limit} bytes"),
        fix=Text("缩短规则代码，或去掉该规则", "give the rule a shorter code, or leave it out"),
    )
