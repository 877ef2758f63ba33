"""What changed between two calendars: the days to look at again when a notice comes out or is amended."""

from datetime import date, timedelta

from attrs import frozen

from yibao_rules.calendar.days import Day, Standing
from yibao_rules.calendar.refusals import expect
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text

_DAY = timedelta(days=1)


@frozen
class Change:
    """One day on which two calendars differ.

    Attributes:
        before: the day as the old calendar saw it.
        after: the day as the new one sees it.
    """

    before: Day
    after: Day

    @property
    def text(self) -> Text:
        """The change in words."""
        (zh1, en1), (zh2, en2) = (
            ("上班", "worked") if d.is_workday else ("放假", "off") for d in (self.before, self.after)
        )
        by = self.after.layer or self.after.notice or ""
        where = Text(f"（{by}）", f" ({by})") if by else Text("", "")
        return Text(
            f"{self.after.date}：原为{zh1}（{self.before.standing.label.zh}），现为{zh2}{where.zh}",
            f"{self.after.date}: was {en1} ({self.before.standing.label.en}), is {en2}{where.en}",
        )


@frozen
class Comparison:
    """All differences between two calendars.

    Attributes:
        changes: the days worked in one and not in the other, among the days both answer for.
        settled: the span of days that were provisional and are confirmed now, or None.
        new_years: years only the new calendar answers for.
        lost_years: years only the old one answers for.
    """

    changes: tuple[Change, ...]
    settled: tuple[date, date] | None
    new_years: tuple[int, ...]
    lost_years: tuple[int, ...]

    @property
    def text(self) -> Text:
        """The comparison in words, a line for each fact."""
        lines = [change.text for change in self.changes]
        if self.settled:
            a, b = self.settled
            lines.append(
                Text(f"{a} 至 {b} 由暂定转为已确定", f"{a} to {b}: provisional before, confirmed now")
            )
        for years, zh, en in (
            (self.new_years, "新增年份", "years added"),
            (self.lost_years, "减少年份", "years lost"),
        ):
            if years:
                named = "、".join(map(str, years))
                lines.append(Text(f"{zh}：{named}", f"{en}: {', '.join(map(str, years))}"))
        if not lines:
            return Text("没有变化", "no change")
        return Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def compare(old: WorkCalendar, new: WorkCalendar) -> Comparison:
    """Tell what differs from ``old`` to ``new``.

    >>> from yibao_rules.calendar.workdays import national
    >>> found = compare(national(date(2019, 3, 1)), national(date(2019, 4, 1)))
    >>> [str(change.after.date) for change in found.changes]
    ['2019-04-28', '2019-05-02', '2019-05-03', '2019-05-05']
    """
    for given in (old, new):
        expect(given, WorkCalendar, "old, new")
    first, last = max(old.first, new.first), min(old.last, new.last)
    changes = []
    day = first
    while day <= last:
        if old.is_workday(day) != new.is_workday(day):
            changes.append(Change(old.day(day), new.day(day)))
        day += _DAY
    begin, end = max(old.provisional_from, first), min(old.last, new.provisional_from - _DAY)
    settled = (
        (begin, end) if begin <= end and new.standing_between(begin, end) is Standing.CONFIRMED else None
    )
    mine, theirs = ({*range(c.first.year, c.last.year + 1)} for c in (old, new))
    return Comparison(tuple(changes), settled, tuple(sorted(theirs - mine)), tuple(sorted(mine - theirs)))
