"""The one pass over a tree before it is read: text normalised, with a remark; repeated keys, NaN and depth refused."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from yibao_rules.serialization.faults import FaultCollector, FaultKind, HookError, Remark, escape
from yibao_rules.serialization.json_text import RepeatedKeys, Unrepresentable
from yibao_rules.serialization.limits import DEEPEST, MOST_REMARKS
from yibao_rules.text import Text, normalise

# What `normalise` changes. Most text has none of it, and looking is far quicker than normalising.
_TOUCHED = re.compile(r"[^\S ]|^ | $|  |[\u00ad\u200b-\u200d\u2060\ufeff\uff01-\uff5e]")
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SHOWABLE_KEY = re.compile(r"(?!.*[0-9]{4})[A-Za-z_$][A-Za-z0-9_$-]{0,39}")


@define
class NormalisedTree:
    """A tree ready to be read, with what was changed and what cannot be read at all."""

    tree: Any = None
    faults: FaultCollector = field(factory=FaultCollector)
    too_deep: bool = False
    _remarks: list[Remark] = field(factory=list)
    _more: int = 0

    def changed(self, pointer: str, text: str) -> None:
        """Note that a text was normalised."""
        if len(self._remarks) < MOST_REMARKS:
            self._remarks.append(Remark(pointer, _what_changed(text)))
        else:
            self._more += 1

    def remarks(self) -> tuple[Remark, ...]:
        """Return what was changed; beyond the first thousand texts, how many."""
        if not self._more:
            return tuple(self._remarks)
        rest = Text(f"另有 {self._more:,} 处文本经整理", f"{self._more:,} more texts were normalised")
        return (*self._remarks, Remark("", rest))


def normalise_tree(tree: Any) -> NormalisedTree:
    """Normalise every text of a tree of mappings and lists; the tree given is not changed."""
    if _is_normal(tree, DEEPEST):
        return NormalisedTree(tree)
    out = NormalisedTree()
    out.tree = _walk(tree, "", 0, out)
    return out


def _is_normal(node: Any, deeper: int) -> bool:
    """Tell quickly whether a tree can be read as it is; nearly every one can."""
    if isinstance(node, str):
        return _TOUCHED.search(node) is None
    if not isinstance(node, dict | list):
        return not isinstance(node, Unrepresentable | Mapping | tuple)
    inner: Iterable[Any] = node.values() if isinstance(node, dict) else node
    if not deeper or isinstance(node, RepeatedKeys):
        return False
    for one in inner:
        if type(one) is str:
            if _TOUCHED.search(one):
                return False
        elif one is not None and one is not True and one is not False and not _is_normal(one, deeper - 1):
            return False
    return True


def showable(key: object) -> bool:
    """Tell whether a key may be shown: an identifier, not something that may be a name or a number of a person."""
    return isinstance(key, str) and _SHOWABLE_KEY.fullmatch(key) is not None


def _walk(node: Any, pointer: str, depth: int, out: NormalisedTree) -> Any:
    if isinstance(node, str):
        return _text(node, pointer, out) if _TOUCHED.search(node) else node
    if isinstance(node, Unrepresentable):
        out.faults.add(lambda: _unrepresentable(node).at(pointer))
        return None
    if not isinstance(node, Mapping | list | tuple):
        return node
    if depth == DEEPEST:
        out.too_deep = True
        return None
    if isinstance(node, list | tuple):
        return [_walk(item, f"{pointer}/{n}", depth + 1, out) for n, item in enumerate(node)]
    if isinstance(node, RepeatedKeys):
        for key in node.keys_twice:
            out.faults.add(lambda key=key: _twice(key).at(pointer))  # type: ignore[misc]
    return {
        key: _walk(value, pointer + (escape(key) if showable(key) else "/…"), depth + 1, out)
        for key, value in node.items()
    }


def _text(text: str, pointer: str, out: NormalisedTree) -> str:
    out.changed(pointer, text)
    return normalise(text)


def _what_changed(text: str) -> Text:
    zh, en = [], []
    if _WIDE.search(text):
        zh.append("全角字符转为半角")
        en.append("full-width characters made half-width")
    if _INVISIBLE.search(text):
        zh.append("删除不可见字符")
        en.append("invisible characters removed")
    if " ".join(text.split()) != text:
        zh.append("整理空格")
        en.append("spaces tidied")
    return Text("，".join(zh), ", ".join(en))


def _unrepresentable(node: Unrepresentable) -> HookError:
    return HookError(
        FaultKind.BAD_NUMBER,
        node.what,
        Text("普通的数字，或加引号的文本", "an ordinary number, or a text in quotes"),
        Text(
            "号码类的内容加上引号；未知的删去此项",
            "put numbers of documents in quotes; leave out what is unknown",
        ),
    )


def _twice(key: str) -> HookError:
    shown = f" {key} " if showable(key) else ""
    return HookError(
        FaultKind.DUPLICATE_KEY,
        Text(f"键{shown}出现多次", f"the key{shown or ' '}more than once"),
        Text("每个键一次", "each key once"),
        Text("只保留正确的一项", "keep only the right one"),
    )
