"""By when must each party act: a limit over a holiday, stages, and a pause for an appraisal."""

from datetime import date, datetime, time

from yibao_rules.calendar import (
    Case,
    CaseRules,
    EventKind,
    MakeUp,
    OfficeHours,
    Stage,
    Staged,
    WorkingDays,
    national,
    plan_stages,
)
from yibao_rules.progress import due, due_of_item, status


def main() -> None:
    """Print each answer with how it came about."""
    calendar = national()
    hours = OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17)), make_up=MakeUp.OPEN)

    print("20个工作日，自国庆前一天起：")
    found = due("20个工作日", date(2026, 9, 30), calendar=calendar, hours=hours)
    print(" ", found.due_at, found.standing.label.zh)
    for step in found.steps:
        print("   ·", step.text.zh)

    print("关系转移接续（2020年清单，5+10+5）：")
    stages = Staged(tuple(Stage(WorkingDays(n)) for n in (5, 10, 5)))
    plan = plan_stages(stages, start=date(2025, 9, 22), calendar=calendar)
    for stage in plan.stages:
        print("  ", stage.deadline.due)

    print("生育津贴，廊坊，2026-03-02 收到：")
    item = due_of_item("maternity_allowance", place="131000", received=date(2026, 3, 2), calendar=calendar)
    for limit in item.dues:
        print("  ", limit.term.wording(), limit.deadline.due if limit.deadline else limit.problem)
    for note in item.notes:
        print("   ·", note.zh)

    print("办件时钟：受理后鉴定两周")
    case = (
        Case(rules=CaseRules(term=WorkingDays(20)))
        .then(EventKind.RECEIVED, datetime(2026, 3, 2, 10))
        .then(EventKind.ACCEPTED, datetime(2026, 3, 3, 10))
        .then(EventKind.PAUSED, datetime(2026, 3, 10, 10))
        .then(EventKind.RESUMED, datetime(2026, 3, 24, 10))
    )
    now = status(case, date(2026, 3, 25), calendar=calendar)
    print("  ", now.turn.label.zh if now.turn else "", now.due)


if __name__ == "__main__":
    main()
