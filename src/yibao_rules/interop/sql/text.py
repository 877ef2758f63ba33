"""A rulebook as SQL text, for a warehouse that runs no Python: the answers of ``check_frame`` by one statement."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from yibao_rules.calendar import WorkCalendar
from yibao_rules.interop.sql import calendar as sql_calendar
from yibao_rules.interop.sql.checks import checks
from yibao_rules.interop.sql.dialects import Dialect, kept, unfolded
from yibao_rules.interop.sql.faults import package, too_long, unreadable
from yibao_rules.interop.sql.plain import expressions
from yibao_rules.interop.sql.record import ENGINE, Recorder
from yibao_rules.interop.sql.source import Source, read_source
from yibao_rules.interop.sql.write import Notes, Writer, one_line, wrapped
from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.faults import unknown_name
from yibao_rules.logic.frames.asked import Asked
from yibao_rules.logic.frames.bits import FALSE, TRUE
from yibao_rules.logic.frames.check import check_taken
from yibao_rules.logic.frames.faults import no_facts
from yibao_rules.logic.frames.findings import MISSING, WORDS, Finder
from yibao_rules.logic.frames.part import DECISION, Part
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.variants import Judge
from yibao_rules.logic.nodes import FactType
from yibao_rules.logic.paths import DAY
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Rulebook
from yibao_rules.serialization.guard import bounded, expect
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, TextForm

__all__ = ["Dialect", "SqlText", "to_sql"]

_LONGEST = 50
"""How many bytes a readable name may have within the text; a further step may add a number to it."""


@frozen(kw_only=True)
class SqlText:
    """A rulebook's questions to one table. Equal books and arguments give equal text, byte for byte.

    Attributes:
        dialect: whose SQL it is.
        book: the rulebook's name.
        digest: which rules these are.
        tables: statements that make and fill the table of working days; empty where no rule counts them.
        checks: one row that says what is wrong with the data, each number of it 0 where nothing is: keys, words
            outside a closed set, text that is not normalised.
        decisions: one row a filing: the key, what is carried along, ``decision``, and each rule's outcome.
        findings: one row a finding: the key, what is carried along, code, cause, severity, outcome, missing.
        missing_columns: columns that the table does not have, and the codes of the rules that cannot tell for want of
            them; the heads of decisions and findings name them, too.
    """

    dialect: Dialect
    book: str
    digest: str
    tables: str
    checks: str
    decisions: str
    findings: str
    missing_columns: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return "\n".join(part for part in (self.tables, self.checks, self.decisions, self.findings) if part)


@guarded
def to_sql(  # noqa: PLR0913  # each says one thing of the table or the question, by name
    book: Rulebook,
    dialect: Dialect | str,
    *,
    table: str = "filings",
    key: str = "id",
    day: date | None = None,
    columns: object = None,
    names: Mapping[str, str] | None = None,
    workdays: Workdays | WorkCalendar | None = None,
    span: tuple[date, date] | None = None,
    calendar_table: str = "yibao_workdays",
    where: str = "",
    carry: Iterable[str] = (),
    ignore: Iterable[str] = (),
    tidy: Iterable[str] | bool = False,
) -> SqlText:
    """Write a rulebook as SQL that says of each row of a table what the rules say of the filing.

    Args:
        book: the rulebook, for one place: ``national_rules().at(day)``.
        dialect: ``duckdb``, ``postgres``, ``spark`` or ``hive``.
        table: the table or view, as it is written in this dialect. Its columns are named as the facts.
        key: the column that tells the rows apart.
        day: the day asked for; without it, the table has a column ``day``.
        columns: the table's columns and their types in the dialect's words, or a frame with the same columns. A fact
            without a column is unknown. By default there is a column for each fact that the rules read, in its
            natural type, and ``material`` is an array of the kinds handed in.
        names: for a fact (or a family such as ``material``) the column's name where it is another.
        workdays: a calendar, or what resolves working-day offsets; needed only if a rule has one.
        span: the first and last day to count working days from, by default all that the calendar reaches.
        calendar_table: the table of working days that ``tables`` makes.
        where: a condition in this dialect on the table's own columns: which rows are asked.
        carry: columns to hand through to the answers.
        ignore: columns that are near a fact's name and mean something else.
        tidy: the facts whose text the SQL normalises first, as ``check_frame`` does: those that ``checks`` finds odd;
            True for all, which takes longer. Otherwise text is taken as it is.

    Returns:
        The text; :attr:`Dialect.executed` says whether this library has executed the like.

    Raises:
        UnknownFactError: no such dialect, or a name in ``names`` or ``tidy`` is no fact's.
        NoColumnFormError: a rule calls a Python function.
        FrameError: the columns do not fit the facts, or none of them is one.
        SqlError: a fragment is no SQL, or a rule's code is too long for a column's name.
        DefinitionError: working days are asked for and ``workdays`` is missing.
        MissingExtraError: the packages of ``yibao-rules[sql]`` are not installed.
    """
    chosen, carried = Dialect.named(dialect), tuple(carry)
    for name in (key, *carried):
        bounded(name, "key, carry", least=1)
    if isinstance(columns, Mapping):
        for kind in columns.values():
            expect(kind, str, "columns")
    used = tuple(dict.fromkeys(f for rule in book for f in rule.facts))
    source = read_source(
        columns,
        names or {},
        facts=book.facts,
        used=used,
        others=(key, *carried),
        by_row=day is None,
        dialect=chosen,
    )
    result = _compiled(
        book, source, Asked(key=key, day=day, carry=carried, ignore=tuple(ignore), verify=False)
    )
    part, lacking = result.part, {source.column(n): codes for n, codes in result.missing_columns.items()}
    if any(f.path != DAY for f in used) and not any(f.path != DAY for f in part.leaves.columns):
        raise no_facts()
    writer = Writer(
        chosen,
        source,
        _name("table", table, chosen),
        _condition(where, chosen) if where else "",
        _name("calendar_table", calendar_table, chosen),
        _notes(part),
        _tidy(book, asked=tidy),
    ).follow(part.frame.steps)
    head, of_answers = _head(book, chosen, day), _head(book, chosen, day, lacking)
    numbers = sorted({step.working_days for step in part.frame.steps if step.column})
    rows = sql_calendar.moves(numbers, workdays, sql_calendar.reach(workdays, span))
    return SqlText(
        dialect=chosen,
        book=book.name,
        digest=book.digest,
        tables=head + sql_calendar.script(chosen, writer.calendar, rows) if numbers else "",
        checks=head + checks(part, source, writer, key, book.facts),
        decisions=of_answers + _decisions(part, writer.branch()),
        findings=of_answers + _findings(part, writer.branch()),
        missing_columns=lacking,
    )


def _compiled(book: Rulebook, source: Source, asked: Asked) -> FrameResult:
    """Run the frame compiler over a table of these columns without rows, noting its steps."""
    noted = evolve(asked, move=lambda frame, column, n: frame.moved(column, n))
    return check_taken((Judge(book),), Recorder.over(dict(source.types)), ENGINE, noted)


def _name(where: str, text: str, dialect: Dialect) -> str:
    e, errors = expressions(), package("sqlglot.errors")
    try:
        found = e.maybe_parse(text, into=e.Table, dialect=dialect.code)
        whole = isinstance(found, e.Table) and not found.alias and isinstance(found.this, e.Identifier)
    except errors.SqlglotError:
        whole = False
    if not whole:
        raise unreadable(where, text, Text("表名，如 schema.filings", "a table's name, e.g. schema.filings"))
    return str(found.sql(dialect.code))


def _condition(text: str, dialect: Dialect) -> str:
    errors = package("sqlglot.errors")
    try:
        return kept(package("sqlglot").condition(text, dialect=dialect.code).sql(dialect.code))
    except errors.SqlglotError:
        raise unreadable("where", text, Text("条件", "a condition")) from None


def _tidy(book: Rulebook, *, asked: Iterable[str] | bool) -> dict[str, TextForm]:
    read = {f.name: f for rule in book for f in rule.facts if f.type in (FactType.TEXT, FactType.ENUM)}
    chosen = read if asked is True else dict.fromkeys(asked or ())
    for name in chosen:
        if name not in read:
            what = Text("规则所读的文本事实", "a fact that rules read, and that is text")
            raise unknown_name("tidy", name, read, what)
    return {name: book.facts.form(read[name]) for name in chosen}


def _notes(part: Part) -> Notes:
    names: dict[str, str] = {}
    for fact, column in part.leaves.columns.items():
        readable = fact.name.replace(".", "_")
        # A fact's name may look like one of the short ones, or be longer than a column's name may be.
        fits = "_" in readable and readable not in names.values() and len(readable.encode()) <= _LONGEST
        names[column.name] = readable if fits else column.name
    lines: dict[str, list[str]] = {}
    for rule in part.judged.rules:
        for outcome, bit in ((Outcome.VIOLATED, rule.violated), (Outcome.CANNOT_TELL, rule.cannot_tell)):
            name = part.stages.names.get(bit)
            if name is not None:
                lines.setdefault(name, []).append(f"{outcome.label.zh} {outcome.code}: {rule.rule.code}")
        lines[rule.rule.code] = [rule.rule.message.zh]
    return Notes(names, lines)


def _head(book: Rulebook, dialect: Dialect, day: date | None, lacking: Iterable[str] = ()) -> str:
    absent = ", ".join(lacking)
    when = str(day) if day is not None else "每行的 day 列 the column day of each row"
    lines = (
        f"医保备案规则集 {book.name}（规则 {len(book)} 条），由 yibao_rules 生成，语法：{dialect.label.zh}",
        f"Rulebook {book.name} (rules: {len(book)}), written by yibao_rules for {dialect.label.en}",
        f"摘要 digest: {book.digest}",
        f"判断日 day: {when}",
        *([f"地方 place: {book.place}"] if book.place else []),
        *([f"表中没有的列，相关规则无法判断 columns that are not there: {absent}"] if absent else []),
    )
    return "".join(f"-- {one_line(line)}\n" for line in lines)


def _heads(part: Part, dialect: Dialect) -> list[str]:
    return [f"{dialect.quoted(column)} AS {dialect.quoted(name)}" for name, column in part.heads.items()]


def _decisions(part: Part, writer: Writer) -> str:
    returned, open_ = part.deciding()
    bits = [*returned, *open_]
    named = {f"x{n}": part.stages.expr(bit) for n, bit in enumerate(bits) if bit not in (TRUE, FALSE)}
    outcomes = {f"y{n}": part.outcome(code) for n, code in enumerate(part.judged.by_code)}
    asked = part.frame.select("k", **named, **outcomes)
    found = writer.columns(asked.steps[-1])
    fixed = {TRUE: "TRUE", FALSE: "FALSE"}
    tests = [found.get(f"x{n}") or fixed[bit] for n, bit in enumerate(bits)]  # type: ignore[index]
    cases = _case(tests[: len(returned)], Decision.RETURNED, writer.dialect)
    cases += _case(tests[len(returned) :], Decision.UNDETERMINED, writer.dialect)
    accepted = writer.dialect.text(Decision.ACCEPTED.code)
    verdict = f"CASE\n{cases}  ELSE {accepted}\nEND" if cases else accepted
    columns = {DECISION: verdict} | {code: found[f"y{n}"] for n, code in enumerate(part.judged.by_code)}
    limit = writer.dialect.name_limit
    for name in columns:
        if limit is not None and len(name.encode()) > limit:
            raise too_long(name, limit)
    lines = [*_heads(part, writer.dialect), *writer.projected(columns, named=False)]
    return writer.statement(writer.select(lines, f"FROM {writer.last}"))


def _case(tests: Iterable[str], decision: Decision, dialect: Dialect) -> str:
    possible = " OR ".join(test for test in tests if test != "FALSE")
    when = f"WHEN {possible} THEN {dialect.text(decision.code)}"
    return f"  {wrapped(when, dialect)}\n" if possible else ""


def _findings(part: Part, writer: Writer) -> str:
    marked, texts, words = Finder(
        part.frame, part.stages, part.engine, part.heads, part.judged.rules
    ).marked()
    steps: Any = marked.steps[len(part.frame.steps) :]
    writer.follow(steps[:-1])
    marks = writer.projected(writer.columns(steps[-1]), named=False)
    writer.part("yibao_found", writer.select(marks, f"FROM {writer.last}{writer.dialect.fence}"))
    heads = _heads(part, writer.dialect)
    if not words:
        nothing = [f"'' AS {name}" for name in (*WORDS, MISSING)]
        return writer.statement(writer.select([*heads, *nothing], f"FROM {writer.last}\nWHERE 1 = 0"))
    missing = [writer.dialect.quoted(name) if name else "''" for name in texts.values()]
    return writer.statement(unfolded(writer.dialect, writer.last, heads, missing, words))
