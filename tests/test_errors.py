"""Errors say where, what was there, what was expected and how to mend it, in two languages."""

import copy
import pickle

import pytest

from yibao_rules.errors import MissingExtraError, ValueRefusedError, YibaoError, missing_extra
from yibao_rules.text import Text


def _error() -> ValueRefusedError:
    return ValueRefusedError(
        where="/item", found="3", expected=Text("文字", "text"), fix=Text("加引号", "put it in quotes")
    )


def test_an_error_is_told_in_both_languages() -> None:
    error = _error()
    assert error.render() == "值不合格：/item：现为 3；应为 文字。处理：加引号"
    assert error.render("en") == "value refused: /item: found 3; expected text. Fix: put it in quotes"
    assert str(error).splitlines() == [error.render("zh"), error.render("en")]


def test_errors_are_also_the_usual_kinds() -> None:
    assert isinstance(_error(), ValueError)
    assert issubclass(MissingExtraError, ImportError)
    with pytest.raises(YibaoError):
        raise _error()


@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
def test_errors_cross_processes(again: object) -> None:
    assert callable(again)
    twin = again(_error())
    assert type(twin) is ValueRefusedError
    assert str(twin) == str(_error())
    assert twin.args == _error().args


def test_a_missing_package_names_the_extra_to_install() -> None:
    assert "pip install 'yibao-rules[numpy]'" in str(missing_extra("numpy", "numpy"))
