"""``yibao due ITEM`` as a user runs it: closing time, both limits, which binds, what overrides what."""

import json

import pytest
from attrs import evolve

from yibao_rules.cli import due as command
from yibao_rules.cli.app import main
from yibao_rules.progress import due_of_item


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    status = main(["due", *argv])
    out, err = capsys.readouterr()
    return status, out, err


def test_an_item_at_a_place_ends_at_its_closing_time(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, "referral", "--place", "210400", "--from", "2026-03-02")
    assert status == 0
    assert out.count("2026-03-30（周一） 17:00") == 2


def test_a_later_law_over_an_earlier_local_number_tells_both(capsys: pytest.CaptureFixture[str]) -> None:
    where = ("maternity_allowance", "--place", "131000", "--from", "2026-03-02")
    _, out, _ = told(capsys, *where)
    last = out.splitlines()[-1]
    assert "20个工作日内" in last
    assert "10个工作日内" in last
    _, english, _ = told(capsys, *where, "--lang", "en")
    assert "within 20 working days" in english
    _, lines, _ = told(capsys, *where, "--json")
    (answer,) = map(json.loads, lines.splitlines())
    assert answer["binding"] is True
    assert "20个工作日内" in answer["notes"][0]["zh"]


def test_the_limit_that_ends_first_is_marked_where_they_differ(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = told(capsys, "employee_enrolment", "--place", "131000", "--from", "2022-03-01")
    assert "以此为准" not in out

    def shorter(*args: object, **options: object) -> object:
        found = due_of_item(*args, **options)  # type: ignore[arg-type]
        return evolve(found, dues=(found.dues[0], evolve(found.dues[1], binding=False)))

    monkeypatch.setattr(command, "due_of_item", shorter)
    _, out, _ = told(capsys, "referral", "--place", "210400", "--from", "2026-03-02")
    assert [line for line in out.splitlines() if line.startswith(("承诺", "法定"))] == [
        "承诺办结时限，先到，以此为准",
        "法定办结时限",
    ]


def test_a_limit_beyond_the_announced_years_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = told(capsys, "referral", "--place", "210400", "--from", "2026-12-22")
    assert (status, out) == (2, "")
    assert "--projected" in err
    status, out, _ = told(
        capsys, "referral", "--place", "210400", "--from", "2026-12-22", "--projected", "2027"
    )
    assert status == 0
    assert "暂定" in out
