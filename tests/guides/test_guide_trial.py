"""F5, F8: what loads works. Every item's rules are made and compiled at the end of loading, every office's hours counted."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules import advise, check, require
from yibao_rules.calendar import OfficeHours
from yibao_rules.guides import GuideError, catalogue, lint, load, structure
from yibao_rules.guides.opening_hours import office_hours
from yibao_rules.guides.trial import try_out
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import Guide
from yibao_rules.precheck import Desk
from yibao_rules.serialization.limits import DEEPEST_REQUIREMENT, MOST_ITEMS, MOST_STATEMENTS

GuideText = Callable[..., str]
D = date(2026, 3, 2)


def use(guide: Guide) -> None:
    """Ask everything that one filing asks of a guide."""
    lint(guide)
    desk = Desk(guides=catalogue().with_guide(guide))
    for item in {"referral", *(i.item for i in guide.items)}:
        for materials in (None, ()):
            filing = Filing(item=item, insured_place=guide.place, filed_on=D, materials=materials)
            check(filing, day=D, desk=desk)
            advise(filing, day=D, desk=desk)
        require(item, place=guide.place, day=D, desk=desk)


def nested(levels: int, kinds: tuple[str, ...] = ("any", "all")) -> str:
    tree = '"invoice"'
    for n in range(levels):
        tree = f'{{ {kinds[n % len(kinds)]} = [{tree}, "passport"] }}'
    return tree


@pytest.mark.parametrize("kinds", [("any", "all"), ("all", "any"), ("any",)])
def test_f8_a_requirement_of_the_deepest_kind_works_and_one_deeper_does_not_load(
    guide_text: GuideText, kinds: tuple[str, ...]
) -> None:
    use(load(guide_text(f"materials = {nested(DEEPEST_REQUIREMENT - 1, kinds)}")))
    for levels in (DEEPEST_REQUIREMENT, 31):
        with pytest.raises(GuideError, match="层"):
            load(guide_text(f"materials = {nested(levels, kinds)}"))
    with pytest.raises(GuideError):
        load(guide_text(f"materials = {nested(60, kinds)}"))


@pytest.mark.parametrize(
    "tree",
    [
        "{ all = [] }",
        "[]",
        "[{ all = [] }]",
        '[{ all = [{ all = [] }] }, "invoice"]',
        '{ any = [{ all = [] }, "invoice"] }',
        '{ all = [], when = "circumstances.retired" }',
        "{ all = [], pledgeable = true }",
    ],
)
def test_f8_a_part_that_asks_for_nothing(guide_text: GuideText, tree: str) -> None:
    use(
        load(
            guide_text(
                f"materials = {tree}\nmay_ask = {tree}\nagent = {{ allowed = true, materials = {tree} }}"
            )
        )
    )


def test_f8_a_choice_of_more_than_a_rule_can_hold_is_refused_on_load(guide_text: GuideText) -> None:
    wide = ", ".join(['"identity_document"'] * 300)
    with pytest.raises(GuideError) as caught:
        load(guide_text(f"materials = {{ any = [{wide}] }}"))
    assert [f.path for f in caught.value.faults] == ["item[0]"]


def test_f8_nested_pledges_are_counted_as_they_are_written_out(guide_text: GuideText) -> None:
    def pledged(levels: int) -> str:
        tree = '"invoice"'
        for _ in range(levels):
            tree = f"{{ all = [{tree}], pledgeable = true }}"
        return guide_text(f"materials = {tree}\npledge = {{ barred_months = 24 }}")

    use(load(pledged(4)))
    with pytest.raises(GuideError):
        load(pledged(20))


def test_f8_the_number_of_items_and_of_statements(guide_text: GuideText) -> None:
    def items(n: int) -> str:
        return guide_text(items="".join(f'[[item]]\nitem = "x_{i}"\n' for i in range(n)))

    def asking(n: int) -> str:
        papers = ", ".join(['"invoice"'] * 400)
        full = "".join(f'[[item]]\nitem = "x_{i}"\nmaterials = [{papers}]\n' for i in range(n // 400))
        return guide_text(
            items=full
            + '[[item]]\nitem = "referral"\n'
            + ('notes = ["a"]\n' if n % 400 == 0 else 'may_ask = ["invoice"]\n')
        )

    assert len(load(items(MOST_ITEMS)).items) == MOST_ITEMS
    with pytest.raises(GuideError, match=f"{MOST_ITEMS + 1:,} items"):
        load(items(MOST_ITEMS + 1))
    with pytest.raises(GuideError, match=f"{MOST_STATEMENTS + 1:,} materials"):
        load(asking(MOST_STATEMENTS + 1))


OFFICE = '\n[[offices]]\nname = "窗口"\nopenings = [{}]\n'
SUMMER = '{ days = [1, 2, 3, 4, 5], opens = 08:00:00, closes = 12:00:00, season = "05-01/09-30" }'
WINTER = '{ days = [1, 2, 3, 4, 5], opens = 09:00:00, closes = 12:00:00, season = "10-01/04-30" }'


def test_f5_hours_given_by_seasons_only(guide_text: GuideText) -> None:
    guide = load(guide_text('limits = [{ term = "5个工作日" }]', more=OFFICE.format(f"{SUMMER}, {WINTER}")))
    use(guide)
    hours = office_hours(guide.offices[0])
    assert hours.week == hours.seasons[0].week


def hours_of(guide_text: GuideText, *openings: str) -> OfficeHours:
    return office_hours(load(guide_text(more=OFFICE.format(", ".join(openings)))).offices[0])


def times(opens: str, closes: str, season: str = "", days: str = "1, 2, 3, 4, 5") -> str:
    return f"{{ days = [{days}], opens = {opens}:00, closes = {closes}:00, season = '{season}' }}"


def test_mornings_of_all_the_year_and_afternoons_by_season(guide_text: GuideText) -> None:
    """What has no season holds in every season, too: as an office's notice is written, and as the page of guides has it."""
    hours = hours_of(
        guide_text,
        times("08:30", "12:00"),
        times("14:30", "18:00", "06-01/09-30"),
        times("14:00", "17:30", "10-01/05-31"),
        times("09:00", "11:00", days="6"),
    )
    summer, winter = hours.week_on(date(2026, 7, 1)), hours.week_on(date(2026, 3, 2))
    assert [str(s) for s in summer[0]] == ["08:30-12:00", "14:30-18:00"]
    assert [str(s) for s in winter[0]] == ["08:30-12:00", "14:00-17:30"]
    assert [str(s) for s in summer[5]] == ["09:00-11:00"]
    assert summer[6] == ()


def test_times_of_a_season_that_overlap_the_others_replace_them_on_that_weekday(
    guide_text: GuideText,
) -> None:
    hours = hours_of(
        guide_text,
        times("09:00", "12:00"),
        times("13:00", "17:00"),
        times("08:00", "14:00", "06-01/09-30", "1"),
        times("17:00", "18:00", "06-01/09-30", "2"),
    )
    summer = hours.week_on(date(2026, 7, 1))
    assert [str(s) for s in summer[0]] == ["08:00-14:00"]
    assert [str(s) for s in summer[1]] == ["09:00-12:00", "13:00-17:00", "17:00-18:00"]
    assert summer[2] == hours.week[2]


@pytest.mark.parametrize(
    "opening",
    [
        "{ days = [1], opens = 08:00:30, closes = 12:00:00 }",
        '{ days = [1], opens = 08:00:00, closes = 12:00:00, season = "02-30/09-30" }',
        f'{SUMMER}, {{ days = [1], opens = 08:00:00, closes = 12:00:00, season = "09-01/12-31" }}',
    ],
)
def test_f5_hours_that_cannot_be_counted_with_do_not_load(guide_text: GuideText, opening: str) -> None:
    with pytest.raises(GuideError) as caught:
        load(guide_text(more=OFFICE.format(opening)))
    assert caught.value.faults[0].path.startswith("offices[0].openings")


@pytest.mark.parametrize("guide", tuple(catalogue()), ids=lambda g: g.key)
def test_bundled_guides_which_are_not_tried_at_each_start_pass_the_trial(guide: Guide) -> None:
    assert tuple(try_out(guide)) == ()


NEEDS = st.sampled_from(
    ["invoice", "x_own", "identity_document", {"need": "residence_proof", "unexpired": True}]
)
WHEN = st.sampled_from(
    ["circumstances.retired", "filing.online and not circumstances.posted", "disease.in_local_list"]
)
TREES = st.recursive(
    NEEDS,
    lambda part: st.one_of(
        st.lists(part, max_size=3),
        st.lists(part, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        st.tuples(part, WHEN).map(lambda both: {"all": [both[0]], "when": both[1]}),
        part.map(lambda one: {"all": [one], "pledgeable": True}),
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(
    materials=TREES,
    may_ask=TREES,
    pledge=st.sampled_from([None, {"allowed": True, "barred_months": 24}, {"allowed": False}]),
)
def test_what_loads_works(materials: Any, may_ask: Any, pledge: Any) -> None:
    """F8, a law: what the loader takes, no question dies of."""
    item = {"item": "referral", "materials": materials, "may_ask": may_ask}
    data = {
        "place": "330200",
        "name": "宁波市",
        "edition": "1",
        "title": "某",
        "valid_from": "2020-01-01",
        "sure": "found",
        "item": [item | ({"pledge": pledge} if pledge else {})],
    }
    use(structure(data, "x"))
