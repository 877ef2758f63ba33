"""The one door to hypothesis, an optional package: imported when first asked for."""

from typing import Any

from yibao_rules.errors import missing_extra


def strategies() -> Any:
    """Give ``hypothesis.strategies``.

    Raises:
        MissingExtraError: hypothesis is not installed.
    """
    try:
        from hypothesis import strategies as st  # noqa: PLC0415  # an optional package
    except ImportError as error:
        raise missing_extra("hypothesis", "testing") from error
    return st
