"""Plain data in and out, and the guard of arguments: what crosses the border of the library is looked at here, once.

Importing this room loads the guard alone, which the calendar needs; readers are loaded by who reads.
"""

from yibao_rules.serialization.guard import (
    ArgumentError,
    Guard,
    as_text,
    as_tuple,
    bounded,
    expect,
    expect_day,
    expect_moment,
    instance_of,
    member,
    tuple_of,
    whole,
)

__all__ = [
    "ArgumentError",
    "Guard",
    "as_text",
    "as_tuple",
    "bounded",
    "expect",
    "expect_day",
    "expect_moment",
    "instance_of",
    "member",
    "tuple_of",
    "whole",
]
