"""SQL as text behind the words that narwhals and polars have for expressions: DuckDB is told it far quicker."""

from collections.abc import Iterable

_END = " END"


class Said(str):
    """An expression in DuckDB's SQL."""

    __slots__ = ()

    def alias(self, name: str) -> "Said":
        """Name it; any name will do."""
        spelt = name.replace('"', '""')
        return Said(f'{self} AS "{spelt}"')

    def cast(self, kind: str) -> "Said":
        """Give it another type."""
        return Said(f"{self}::{kind}")

    def then(self, value: str) -> "Said":
        """Go on with a choice after its test; null where no test holds and nothing else follows."""
        return Said(f"{self} THEN {value}{_END}")

    def when(self, test: str) -> "Said":
        """Go on with a choice: one list of tests, where choices within choices would copy each row's answer often."""
        return Said(f"{self.removesuffix(_END)} WHEN {test}")

    def otherwise(self, value: str) -> "Said":
        """End a choice."""
        return Said(f"{self.removesuffix(_END)} ELSE {value}{_END}")


class SqlSpeaker:
    """What begins an expression in DuckDB's SQL."""

    @staticmethod
    def col(name: str) -> Said:
        """Give a column, by one of our own short names."""
        return Said(name)

    @staticmethod
    def lit(value: bool | str) -> Said:  # noqa: FBT001  # called as polars is
        """Give a constant."""
        if isinstance(value, bool):
            return Said("true" if value else "false")
        return Said("'" + value.replace("'", "''") + "'")

    @staticmethod
    def when(test: str) -> Said:
        """Begin a choice."""
        return Said(f"CASE WHEN {test}")

    @staticmethod
    def Enum(words: Iterable[str]) -> str:  # noqa: N802  # named as in polars
        """Give the type of a closed set of words."""
        return f"ENUM({', '.join(map(SqlSpeaker.lit, words))})"
