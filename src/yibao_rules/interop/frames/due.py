"""Due dates in frames: each day that occurs is counted once, by the same code that counts for one filing."""

from datetime import date, datetime
from typing import Any

from yibao_rules.calendar import WorkCalendar, deadline, national, parse_term
from yibao_rules.calendar.counting import RECEIPT, Convention, Roll, Snap
from yibao_rules.calendar.terms import Term
from yibao_rules.logic.frames.asked import GUARD
from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.dates import ordinal_stages
from yibao_rules.logic.frames.engines import Engine, Frame, collected, looked_up, narwhals, take_in
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text, nearest

_ASKED = "yibao_start"
NO_DAY = date.max


def with_due(
    frame: object,
    *,
    start: str,
    term: Term | str,
    calendar: WorkCalendar | None = None,
    name: str = "due",
    convention: Convention = Convention.NEXT_DAY,
    roll: Roll = Roll.FORWARD,
    snap: Snap = RECEIPT,
) -> Any:
    """Add by when a term ends, how early and how late it may become, and how certain that is.

    Args:
        frame: a frame of any kind.
        start: the column with the day of the start event; null gives null.
        term: the limit, or its wording: ``20个工作日``.
        calendar: the working days; the national calendar by default.
        name: the new columns are ``name``, ``name_earliest``, ``name_latest``, ``name_standing`` and ``name_other``,
            the last day by the other reading of receipt: it differs from ``name`` where a start is on a rest day.
        convention: whether the start day counts.
        roll: what becomes of a last day on a rest day.
        snap: on which day a start on a rest day counts as received; by default on the day itself (民法典 201).

    Returns:
        The frame with the five columns; a frame of the same kind.

    Raises:
        FrameError: no such column, or it holds no days, or the term has no number.
        UnknownYearError: a day lies outside the calendar; it names the year and how to give it. Told before any work.
        TermError: the wording is no term.
    """
    nw = narwhals()
    for argument, word in ((start, "start"), (name, "name")):
        GUARD.expect(argument, str, word)
    GUARD.expect(term, (Term, str), "term")
    if calendar is not None:
        GUARD.expect(calendar, WorkCalendar, "calendar")
    convention = GUARD.member(convention, Convention, "convention")
    roll, snap = GUARD.member(roll, Roll, "roll"), GUARD.member(snap, Snap, "snap")
    native, engine = take_in(frame)
    _check_days(native, engine, start)
    limit = parse_term(term) if isinstance(term, str) else term
    days = calendar if calendar is not None else national()
    distinct = collected(native.select(nw.col(engine.spelt(start)).alias("day")).unique())
    starts = sorted({d for value in distinct["day"].to_list() if (d := _day(value)) is not None})
    found: dict[str, list[Any]] = {"": [], "_earliest": [], "_latest": [], "_other": [], "_standing": []}
    for day in starts:
        end = deadline(limit, start=day, calendar=days, convention=convention, roll=roll, snap=snap)
        if end.due is None or end.earliest is None or end.latest is None:
            raise _no_number(limit)
        days_of = {
            "": end.due,
            "_earliest": end.earliest,
            "_latest": end.latest,
            "_other": end.other_due or end.due,
        }
        for ending, value in days_of.items():
            found[ending].append(value)
        found["_standing"].append(end.standing.code)
    keys = [d.toordinal() for d in starts]
    if not keys:
        # Nothing to count: one day that no column holds gives the new columns their types.
        keys = [0]
        found = {ending: [NO_DAY] for ending in found} | {"_standing": [""]}
    for stage in ordinal_stages(_ASKED, nw.col(engine.spelt(start))):
        native = native.with_columns(**stage)
    named = {engine.spelt(f"{name}{ending}"): values for ending, values in found.items()}
    native = looked_up(native, _ASKED, keys, named)
    made = [c for c in native.collect_schema().names() if c.startswith(_ASKED)]
    result = native.drop(*made)
    return engine.out(result.rename({c: engine.told(c) for c in result.collect_schema().names()}))


def _check_days(frame: Frame, engine: Engine, start: str) -> None:
    schema = read_schema(frame, engine)
    if start not in schema:
        near = nearest(start, schema)
        raise FrameError(
            where="start",
            found=Text(f"没有列 {start!r}", f"no column {start!r}"),
            expected=Text("起算日的列", "the column of the start event's day"),
            fix=Text(f"改为 {near}", f"write {near}")
            if near
            else Text("指定已有的列", "name one that is there"),
        )
    dtype = schema[start]
    if dtype is not None and type(dtype).__name__ not in ("Date", "Datetime"):
        raise FrameError(
            where=f"frame[{start!r}]",
            found=str(dtype),
            expected=Text("日期列", "dates"),
            fix=Text("先转换为日期", "turn it into dates first"),
        )


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        # pandas' "not a time" is a moment too, and the only one unequal to itself.
        return value.date() if value == value else None  # noqa: PLR0124
    return value if isinstance(value, date) else None


def _no_number(term: Term) -> FrameError:
    return FrameError(
        where="term",
        found=Text(term.wording("zh"), term.wording("en")),
        expected=Text("有确定长度的期限", "a term with a number"),
        fix=Text("此类期限没有到期日，无须推算", "such a term has no due date to work out"),
    )
