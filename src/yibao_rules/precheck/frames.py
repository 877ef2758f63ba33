"""A frame of filings from many places and days: each row judged by the rules of its own place, item and day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from yibao_rules.calendar import WorkCalendar
from yibao_rules.guides import Resolved
from yibao_rules.interop.frames.derived import DERIVED, refuse_outside, with_derived
from yibao_rules.logic.frames.asked import GUARD, Asked
from yibao_rules.logic.frames.check import check_taken
from yibao_rules.logic.frames.columns import read_schema, refuse_misfit
from yibao_rules.logic.frames.engines import Engine, Frame, collected, looked_up, narwhals, settled, take_in
from yibao_rules.logic.frames.faults import (
    FrameError,
    control_characters,
    empty,
    unknown_column,
    unknown_items,
)
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.text import tidied
from yibao_rules.logic.frames.variants import Judge
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model import forms
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.institutions import Disease
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.model.places import place as known_place
from yibao_rules.precheck.checking import with_local_list
from yibao_rules.precheck.desk import Desk
from yibao_rules.text import Text, nearest

PLACE, ITEM, TYPE, DAY = "filing.insured_place", "filing.item", "filing.type", "day"
_LISTED, _CODE, _SCHEME = "disease.in_local_list", "disease.code", "insured.scheme"
_BETWEEN = "\x1f"
_NONE, _CASE, _GROUP = "-", "yibao_case", "yibao_group"


@frozen
class _Case:
    """What the rows of one sort share: where, what and when, and for its list the disease and the scheme."""

    place: str | None
    item: str
    day: date
    disease: str | None
    scheme: str | None

    @classmethod
    def read(cls, text: str) -> "_Case":
        words = text.split(_BETWEEN)
        if len(words) != 5:
            raise control_characters()
        place, item, day, disease, scheme = (None if w == _NONE else w for w in words)
        number = int(day or "0")
        when = date(number // 10_000, number // 100 % 100, number % 100)
        return cls(place, item or FilingType.OTHER_ITEM.code, when, disease, scheme)

    def listed(self, resolved: Resolved | None) -> bool | None:
        """Say whether the place lists the disease: as for one filing."""
        if self.disease is None:
            return None
        enrolments = None
        if self.scheme is not None:
            enrolments = (Enrolment(scheme=InsuranceScheme(self.scheme), place=self.place or "000000"),)
        filing = Filing(item=self.item, disease=Disease(code=self.disease), enrolments=enrolments)
        found = with_local_list(filing, resolved).disease
        return found.in_local_list if found is not None else None


def check_frame(
    frame: object,
    *,
    day: date | None = None,
    desk: Desk | None = None,
    key: str = "id",
    items: Mapping[str, object] | None = None,
    carry: Iterable[str] = (),
    ignore: Iterable[str] = (),
    verify: bool = True,
) -> FrameResult:
    """Check a frame of filings: each row by the rules of its own place, item and day, as one filing is checked.

    Args:
        frame: a frame of any kind with a column for each fact that is known: ``filing.item`` (or ``filing.type``),
            ``filing.insured_place`` and the rest of the data dictionary. Facts that follow from another column
            (the city of a place, the type of an item) are filled in.
        day: the day of the check; leave it out where the frame has a column ``day``.
        desk: guides, calendar and rules of one's own; the library's by default.
        key: the column that tells the rows apart.
        items: ``{"material": table}``: the materials in a table of their own.
        carry: columns to hand through to the answers.
        ignore: columns that are near a fact's name and mean something else.
        verify: whether to look at the data first: doubles and the like are refused, text is normalised.

    Returns:
        The answers. A rule that is not in force at a row's place and day is ``not_in_force`` there.

    Raises:
        FrameError: the frame cannot be judged as it is.
        UnknownPlaceError: a code belongs to no place.
        MissingExtraError: narwhals is not installed.
    """
    from yibao_rules.precheck import default_desk  # noqa: PLC0415  # it may import this module one day

    return _checked(
        frame,
        GUARD.expect(desk, Desk, "desk") if desk is not None else default_desk(),
        Asked(key=key, day=day, items=items, carry=carry, ignore=ignore, verify=verify),
    )


def _checked(frame: object, desk: Desk, asked: Asked) -> FrameResult:
    native, engine = take_in(frame)
    schema = read_schema(native, engine)
    _refuse(native, schema, asked)
    odd: dict[str, int] = {}
    if asked.verify:
        # Before a place or an item is read from the text, and once for all rows.
        native, odd = tidied(native, engine, facts(), schema, (fact.ref for fact in facts()))
    native = with_derived(native, engine)
    schema = read_schema(native, engine)
    native = native.with_columns(_case(schema, engine, asked.day).alias(_CASE))
    texts = sorted(collected(native.select(_CASE).unique())[_CASE].to_list())
    if not texts:
        if asked.verify:
            raise empty()
        # No row asks for any rules: those of the nation give the answers their columns.
        texts = [_BETWEEN.join((_NONE, _NONE, f"{asked.day or date.max:%Y%m%d}", _NONE, _NONE))]
    cases = {text: _Case.read(text) for text in texts}
    if schema.get(ITEM) is not None:
        _refuse_unknown_items(native, engine, cases.values())
    refuse_outside(native, engine, _SCHEME, (case.scheme for case in cases.values()))
    native = _with_local_lists(native, engine, schema, cases, desk)
    judges, numbers = _judges(cases, desk)
    native = looked_up(native, _CASE, texts, {_GROUP: [numbers[t] for t in texts]}).drop(_CASE)
    if engine.eager_polars:
        # Held once: as a plan it would be worked out anew for each question.
        native = native.collect().lazy()
    result = check_taken(judges, *settled(native, engine), evolve(asked, group=_GROUP, tidy=True))
    return evolve(result, odd=odd)


def _refuse(native: Frame, schema: Mapping[str, Any], asked: Asked) -> None:
    """Look at the columns that say which rules speak."""
    asked.refuse_columns(schema)
    asked.by_row(native, schema, DAY)
    if ITEM not in schema and TYPE not in schema and (near := nearest(ITEM, schema)):
        raise unknown_column(near, ITEM)
    if schema.get(ITEM) is None and schema.get(TYPE) is None:
        raise FrameError(
            where="frame",
            found=Text(f"没有 {ITEM} 列，也没有 {TYPE} 列", f"neither a column {ITEM} nor {TYPE}"),
            expected=Text("每行的服务事项或备案类型", "the item or the filing type of each row"),
            fix=Text(f"加一列 {ITEM}，如 referral", f"add a column {ITEM}, e.g. referral"),
        )
    table = facts()
    for name in (DAY, ITEM, TYPE, _CODE, _SCHEME, *(source for source, _ in DERIVED.values())):
        if schema.get(name) is not None:
            refuse_misfit(table[name].ref, schema[name])


def _refuse_unknown_items(native: Frame, engine: Engine, cases: Iterable[_Case]) -> None:
    """Refuse words that would be taken for some other item without a word about it."""
    slugs = {case.item for case in cases} - {FilingType.OTHER_ITEM.code}
    wrong = sorted(slug for slug in slugs if not forms.ITEM.known(slug))
    if wrong:
        found = native.filter(narwhals().col(engine.spelt(ITEM)).cast(narwhals().String).is_in(wrong))
        rows = collected(found.select(narwhals().len().alias("rows")))
        raise unknown_items(ITEM, int(rows["rows"][0]), "referral")


def judged_columns(names: Iterable[str]) -> list[str]:
    """Give the columns that may hold what rules ask for: neither which rules speak (item, type, place, day) nor anything else."""
    return [name for name in names if name not in (PLACE, ITEM, TYPE, DAY)]


def _case(schema: Mapping[str, Any], engine: Engine, day: date | None) -> Any:
    """Give the text that says which sort a row is of."""
    nw = narwhals()

    def word(name: str) -> Any:
        if schema.get(name) is None:
            return nw.lit(_NONE)
        return nw.col(engine.spelt(name)).cast(nw.String).fill_null(_NONE)

    when: Any = nw.lit(f"{day:%Y%m%d}" if day is not None else "")
    if day is None:
        parts = (getattr(nw.col(DAY).dt, p)().fill_null(1).cast(nw.Int64) for p in ("year", "month", "day"))
        year, month, of_month = parts
        when = (year * 10_000 + month * 100 + of_month).cast(nw.String)
    asks_list = schema.get(_CODE) is not None
    words = [word(PLACE), word(ITEM if schema.get(ITEM) is not None else TYPE), when]
    words += [word(_CODE), word(_SCHEME)] if asks_list else [nw.lit(_NONE), nw.lit(_NONE)]
    return nw.concat_str(words, separator=_BETWEEN)


def _with_local_lists(
    frame: Frame, engine: Engine, schema: Mapping[str, Any], cases: Mapping[str, _Case], desk: Desk
) -> Frame:
    """Say of the diseases whether their places list them, where the guide tells and the frame does not."""
    nw = narwhals()
    told: dict[str, int] = {}
    for text, case in cases.items():
        resolved = desk.speaking(case.place, case.item, case.day).resolved
        answer = case.listed(resolved if isinstance(resolved, Resolved) else None)
        if answer is not None:
            told[text] = int(answer)
    if not told:
        return frame
    name = engine.spelt(_LISTED)
    frame = looked_up(frame, _CASE, list(told), {"yibao_listed": list(told.values())})
    known = ~nw.col("yibao_listed").is_null()
    guide = nw.when(known).then(nw.col("yibao_listed") == 1)
    own = schema.get(_LISTED) is not None
    filled = nw.when(~nw.col(name).is_null()).then(nw.col(name)).otherwise(guide) if own else guide
    return frame.with_columns(filled.alias(name)).drop("yibao_listed")


def _judges(cases: Mapping[str, _Case], desk: Desk) -> tuple[tuple[Judge, ...], dict[str, int]]:
    """Put the sorts of rows together that equal books judge by one calendar: who judges, and which judge each sort has."""
    found: dict[tuple[Rulebook, WorkCalendar], int] = {}
    judges: list[Judge] = []
    numbers: dict[str, int] = {}
    for text, case in cases.items():
        if case.place is not None:
            known_place(case.place)
        book = desk.speaking(case.place, case.item, case.day).book
        calendar = desk.calendar_at(case.place)
        if (book, calendar) not in found:
            found[book, calendar] = len(judges)
            judges.append(Judge(book, desk.workdays_at(case.place)))
        numbers[text] = found[book, calendar]
    return tuple(judges), numbers
