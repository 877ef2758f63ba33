"""Local layers: what a region or an office changes on top of the national calendar, in both directions."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import field, frozen

from yibao_rules.calendar.days import DayKind
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.refusals import GUARD, expect, expect_year, guarded
from yibao_rules.serialization.guard import describe
from yibao_rules.text import LabelledEnum, Text, iso_date


class LayerKind(LabelledEnum):
    """Whose layer it is (谁的安排)."""

    REGION = "region", "地方安排", "a region's"
    OFFICE = "office", "机构安排", "an office's"


def _days(days: Iterable[date]) -> tuple[date, ...]:
    try:
        found = sorted(set(days))
    except TypeError:
        raise GUARD.not_a_day(days, "Layer.off, work") from None
    for day in found:
        if type(day) is not date:
            raise GUARD.not_a_day(day, "Layer.off, work")
    return tuple(found)


def _festivals(names: Mapping[date, str] | Iterable[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    pairs = names.items() if isinstance(names, Mapping) else names
    try:
        return tuple(
            sorted(
                (GUARD.day(day, "Layer.festivals"), expect(name, str, "Layer.festivals"))
                for day, name in pairs
            )
        )
    except (TypeError, ValueError) as error:
        if isinstance(error, CalendarError):
            raise
        raise GUARD.refuse(
            "Layer.festivals",
            describe(names),
            Text("日期到节日名的映射", "a mapping of dates to festivals"),
            Text("如 {date(2026, 4, 17): '壮族三月三'}", "such as {date(2026, 4, 17): '壮族三月三'}"),
        ) from None


@frozen(kw_only=True)
class Layer:
    """Days that a region or an office takes off or works, whatever lies below (地方或机构的放假与上班).

    Attributes:
        name: what the trace shows, "广西三月三 2017".
        off: days off here.
        work: days worked here.
        source: the document, with its date.
        sure: what was verified.
        kind: a region's or an office's.
        years: the years for which this layer's record is complete; in any other year every day is
            provisional, since a local day may be missing. None: complete for all years; (): no year is on record.
        festivals: the festival of a day, for days that belong to one.
        assumed: how many working days a year without record may take off, and how many weekend days it may work, where
            no year is on record to learn it from; for the bounds of a date.

    Raises:
        CalendarError: a day is both off and worked, or is no date.
    """

    name: str
    off: tuple[date, ...] = field(default=(), converter=_days)
    work: tuple[date, ...] = field(default=(), converter=_days)
    source: str = ""
    sure: str = ""
    kind: LayerKind = LayerKind.REGION
    years: tuple[int, ...] | None = None
    festivals: tuple[tuple[date, str], ...] = field(default=(), converter=_festivals)
    assumed: tuple[int, int] = (0, 0)

    def __attrs_post_init__(self) -> None:
        expect(self.kind, LayerKind, "Layer.kind")
        for word in ("name", "source", "sure"):
            expect(getattr(self, word), str, f"Layer.{word}")
        for year in expect(self.years, (tuple, type(None)), "Layer.years") or ():
            expect_year(year, "Layer.years")
        for count in expect(self.assumed, tuple, "Layer.assumed"):
            GUARD.whole(count, "Layer.assumed", least=0, most=366)
        both = set(self.off) & set(self.work)
        if both:
            raise CalendarError(
                where=self.name,
                found=Text(f"{min(both)} 既放假又上班", f"{min(both)} both off and worked"),
                expected=Text("每日只有一种安排", "one word for each day"),
                fix=Text("从 off 或 work 中删去", "remove it from off or from work"),
            )

    @guarded
    def festival(self, day: date) -> str:
        """Name the festival that a day of this layer belongs to, or ""."""
        return dict(self.festivals).get(day, "")

    @guarded
    def means_the_same(self, other: "Layer") -> bool:
        """Say whether another layer has the same days of the same owner, whatever its source is called."""
        return all(
            getattr(self, part) == getattr(other, part)
            for part in ("name", "kind", "off", "work", "years", "assumed")
        )

    def day_kind(self, *, off: bool) -> DayKind:
        """Name the kind of a day that this layer decided."""
        if self.kind is LayerKind.OFFICE:
            return DayKind.OFFICE_CLOSED if off else DayKind.OFFICE_OPEN
        return DayKind.LOCAL_OFF if off else DayKind.LOCAL_WORK


def _pair(numbers: list[int]) -> tuple[int, int]:
    off, work = numbers
    return off, work


def _day(text: object) -> date:
    found = iso_date(text)
    if found is None:
        raise ValueError
    return found


def layer_to_data(layer: Layer) -> dict[str, object]:
    """Build plain data of a layer for JSON."""
    return {
        "name": layer.name,
        "off": [day.isoformat() for day in layer.off],
        "work": [day.isoformat() for day in layer.work],
        "source": layer.source,
        "sure": layer.sure,
        "kind": layer.kind.code,
        "years": layer.years if layer.years is None else list(layer.years),
        **(
            {"festivals": {day.isoformat(): name for day, name in layer.festivals}} if layer.festivals else {}
        ),
        **({"assumed": list(layer.assumed)} if any(layer.assumed) else {}),
    }


def layer_from_data(data: object) -> Layer:
    """Build a layer from the plain data that :func:`layer_to_data` builds.

    Raises:
        CalendarError: not such data.
    """
    try:
        if isinstance(data, dict):
            years = data["years"]
            return Layer(
                name=data["name"],
                off=map(_day, data["off"]),
                work=map(_day, data["work"]),
                source=data["source"],
                sure=data["sure"],
                kind={kind.code: kind for kind in LayerKind}[data["kind"]],
                years=years if years is None else tuple(years),
                festivals={_day(day): name for day, name in data.get("festivals", {}).items()},
                assumed=_pair(data.get("assumed", [0, 0])),
            )
    except CalendarError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    raise CalendarError(
        where="/layers",
        found=type(data).__name__,
        expected=Text(
            "含 name, off, work, source, sure, kind, years 的对象",
            "an object with name, off, work, source, sure, kind, years",
        ),
        fix=Text("用 to_json 重新导出", "export it again by to_json"),
    )
