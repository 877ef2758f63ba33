"""Small guides for the tests of the room."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from yibao_rules.guides import load
from yibao_rules.model.guide import Guide

MakeGuide: TypeAlias = Callable[..., Guide]

HEAD = """
place = "{place}"
name = "某地"
edition = "{edition}"
title = "某地办事指南"
valid_from = {valid_from}
sure = "seed"
{more}
"""
ITEM = """
[[item]]
item = "{item}"
{body}
"""


def text_of(
    body: str = "",
    *,
    place: str = "130500",
    edition: str = "1",
    valid_from: str = "2020-01-01",
    item: str = "referral",
    more: str = "",
    items: str = "",
) -> str:
    """Give a guide's TOML with one item, or with the ``items`` given as text."""
    head = HEAD.format(place=place, edition=edition, valid_from=valid_from, more=more)
    return head + (items or ITEM.format(item=item, body=body))


@pytest.fixture
def guide_text() -> Callable[..., str]:
    return text_of


@pytest.fixture
def make_guide() -> MakeGuide:
    return lambda *args, **kwargs: load(text_of(*args, **kwargs))
