"""The fact table: what may be asked of one class of subjects, every path checked against that class when declared."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self, cast

from attrs import field, frozen

from yibao_rules.logic.expr import Fact
from yibao_rules.logic.faults import DefinitionError, faulty, unknown_name
from yibao_rules.logic.hints import NO_HINT, attribute_hint, bare, mapping_item
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import DAY, ITEM_THERE, is_name, read_path, resolve
from yibao_rules.serialization.guard import describe
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, TextForm, nearest, same

_PYTHON: Mapping[FactType, tuple[type, ...]] = MappingProxyType(
    {
        FactType.TEXT: (str,),
        FactType.BOOL: (bool,),
        FactType.INT: (int,),
        FactType.NUMBER: (int, float, Decimal),
        FactType.DATE: (date,),
        FactType.CODES: (frozenset, set, tuple, list, Collection),
    }
)


def _refs(facts: Collection[Fact | FactRef]) -> tuple[FactRef, ...]:
    return tuple(f.operand if isinstance(f, Fact) else f for f in facts)


def _keys(
    keys: Collection[str] | type[LabelledEnum] | Callable[[str], bool],
) -> frozenset[str] | Callable[[str], bool]:
    if isinstance(keys, type) and issubclass(keys, LabelledEnum):
        return frozenset(m.code for m in keys)
    return frozenset(keys) if isinstance(keys, Collection) else cast("Callable[[str], bool]", keys)


@guarded
@frozen(kw_only=True)
class FactFamily:
    """The same facts for each of many items, found by key in one mapping: made on demand.

    Args:
        prefix: first part of the names: ``material`` gives ``material.<key>.<field>``.
        path: the item's path with ``{key}``, e.g. ``material_by_kind[{key}]``.
        item: the class of an item; the fields' paths are checked against it.
        fields: the facts of one item, names and paths seen from the item; the path ``?`` asks whether it is there.
            A label may hold ``{item}``; otherwise the item's label is put before it.
        keys: the admissible keys: a collection, a closed set whose wire codes they are, or a function that tells.
        key_label: names an item in both languages; the key itself by default.
    """

    prefix: str
    path: str
    item: type
    fields: tuple[FactRef, ...] = field(converter=_refs)
    keys: frozenset[str] | Callable[[str], bool] = field(converter=_keys)
    key_label: Callable[[str], Text] = same

    @guarded
    def admits(self, key: str) -> bool:
        """Tell whether ``key`` is admissible."""
        known = self.keys(key) if callable(self.keys) else key in self.keys
        return known and is_name(key)

    def known_keys(self) -> tuple[str, ...]:
        """Give the keys that can be listed; nothing when a function tells."""
        return () if callable(self.keys) else tuple(sorted(self.keys))

    @guarded
    def fact(self, key: str, part: FactRef) -> FactRef:
        """Make the fact ``part`` of the item under ``key``."""
        item = self.key_label(key)
        label = part.label
        if "{item}" not in label.zh:
            label = Text("{item}的" + label.zh, label.en + " of {item}")
        base = self.path.replace("{key}", key)
        return FactRef(
            name=f"{self.prefix}.{key}.{part.name}",
            path=base + (ITEM_THERE if part.path == ITEM_THERE else "." + part.path),
            type=part.type,
            enum=part.enum,
            label=label.format(item=item),
            source=part.source,
            personal=part.personal,
        )

    @guarded
    def find(self, name: str) -> FactRef | None:
        """Give the fact of this full name, or None."""
        prefix, _, rest = name.partition(".")
        key, _, part_name = rest.partition(".")
        if prefix != self.prefix or not self.admits(key):
            return None
        return next((self.fact(key, p) for p in self.fields if p.name == part_name), None)

    def names(self) -> Iterator[str]:
        """Give the names of all facts whose keys can be listed."""
        for key in self.known_keys():
            for part in self.fields:
                yield f"{self.prefix}.{key}.{part.name}"


def _families(families: Iterable[FactFamily]) -> tuple[FactFamily, ...]:
    return tuple(families)


@brief
@guarded
@frozen(kw_only=True)
class FactTable:
    """The facts of one class of subjects, in order, and the families of facts of its items.

    Args:
        subject: the class whose objects are asked.
        facts: the facts, each with a name of its own.
        families: facts of keyed items.
        forms: by name of a fact, the form in which objects hold its text, where normalising is not all; columns
            are brought into the same form.
        follows: by name, the facts that objects work out by themselves, and from which others; from none where an
            object gives them of whatever it says. A table without a column of such a fact does not say "not given".

    Raises:
        DefinitionError: a name occurs twice; a form is given for what is no text; a fact follows from one that is none; a path does not exist on the class (with the nearest attribute), or
            the attribute's type hint does not fit the fact's type.
    """

    subject: type
    facts: tuple[FactRef, ...] = field(converter=_refs)
    families: tuple[FactFamily, ...] = field(default=(), converter=_families)
    forms: Mapping[str, TextForm] = field(factory=dict, hash=False, repr=False)
    follows: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False, repr=False)
    _by_name: dict[str, FactRef] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_name: dict[str, FactRef] = {}
        for fact in self.facts:
            if fact.name in by_name:
                raise _twice(f"Fact {fact.name}")
            _check_path(self.subject, fact)
            by_name[fact.name] = fact
        for name in self.forms:
            if name not in by_name or by_name[name].type is not FactType.TEXT:
                raise faulty(
                    f"FactTable.forms[{name!r}]",
                    Text("不是文本事实", "no fact that is text"),
                    Text("文本事实的名称", "the name of a fact that is text"),
                    Text("改正名称，或去掉这一项", "correct the name or leave it out"),
                )
        for name in (n for one, others in self.follows.items() for n in (one, *others)):
            if name not in by_name:
                raise unknown_name(
                    "FactTable.follows", name, by_name, Text("本表中的事实", "a fact of this table")
                )
        prefixes = [f.prefix for f in self.families]
        for family in self.families:
            if prefixes.count(family.prefix) > 1 or any(n.startswith(family.prefix + ".") for n in by_name):
                raise _twice(f"FactFamily {family.prefix}")
            _check_family(self.subject, family)
        object.__setattr__(self, "_by_name", by_name)

    @guarded
    def find(self, name: str) -> FactRef | None:
        """Give the fact of this name as a plain value, or None."""
        found = self._by_name.get(name)
        if found is None:
            return next((f for family in self.families if (f := family.find(name)) is not None), None)
        return found

    @guarded
    def form(self, fact: FactRef) -> TextForm:
        """Give the form in which objects hold the text of a fact."""
        return self.forms.get(fact.name, TextForm.PLAIN)

    def __getitem__(self, name: str) -> Fact:
        found = self.find(name)
        if found is None:
            raise unknown_name(
                "fact", name, self.names(), Text("事实字典中的名称", "a name in the data dictionary")
            )
        return Fact.of(found)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def __iter__(self) -> Iterator[Fact]:
        return map(Fact.of, self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __add__(self, other: Self) -> Self:
        """Join two tables of one subject; a name in both must mean the same.

        Raises:
            DefinitionError: the subjects differ, or a name means two things.
        """
        if self == other:
            return self
        if self.subject is not other.subject:
            raise faulty(
                "FactTable + FactTable",
                f"{self.subject.__name__}, {other.subject.__name__}",
                Text("同一类对象的事实", "facts of one class of subjects"),
                Text("分别检查", "check them apart"),
            )
        return type(self)(
            subject=self.subject,
            facts=tuple(dict.fromkeys(self.facts + other.facts)),
            families=(*self.families, *(f for f in other.families if f not in self.families)),
            forms={**self.forms, **other.forms},
            follows={**self.follows, **other.follows},
        )

    def names(self) -> tuple[str, ...]:
        """Give all names that can be listed: the facts', then the families'."""
        return (*self._by_name, *(n for family in self.families for n in family.names()))

    @guarded
    def nearest(self, name: str) -> str | None:
        """Give the known name that ``name`` was most likely meant to be, or None."""
        return nearest(name, self.names())

    def expect_subject(self, subject: object) -> None:
        """Check that an object is of the table's class.

        Raises:
            DefinitionError: it is not.
        """
        if not isinstance(subject, self.subject):
            name = self.subject.__name__
            raise faulty(
                "subject",
                describe(subject),
                Text(f"{name} 的对象", f"an object of {name}"),
                Text("传入该类的对象", "pass an object of that class"),
            )

    @guarded
    def values(self, subject: object, day: date) -> Mapping[str, object]:
        """Give the value of each declared fact (not the families') by name; None is unknown. May hold personal data."""
        self.expect_subject(subject)
        return {f.name: resolve(f.path, subject, day) for f in self.facts}


def _twice(where: str) -> DefinitionError:
    return faulty(
        where,
        Text("名称重复", "the name occurs twice"),
        Text("互不相同的名称", "names that differ"),
        Text("改名或删去其一", "rename or remove one"),
    )


def _check_family(subject: type, family: FactFamily) -> None:
    where = f"FactFamily {family.prefix}"
    if not is_name(family.prefix) or "[{key}]" not in family.path:
        raise faulty(
            where,
            f"prefix={family.prefix!r}, path={family.path!r}",
            Text("名称一段，路径含 [{key}]", "a one-part name and a path with [{key}]"),
            Text("例如 material_by_kind[{key}]", "e.g. material_by_kind[{key}]"),
        )
    hint = _follow(where, subject, family.path.replace("{key}", "key"))
    if hint is not NO_HINT and hint is not family.item:
        raise faulty(
            where,
            repr(hint),
            Text(f"{family.item.__name__} 的映射", f"a mapping of {family.item.__name__}"),
            Text("改正 item 或 path", "correct item or path"),
        )
    for part in family.fields:
        if part.path != ITEM_THERE:
            _check_path(family.item, part)
        elif part.type is not FactType.BOOL:
            raise _misfit(f"{where}.{part.name}", part, bool)


def _check_path(subject: type, fact: FactRef) -> None:
    where = f"Fact {fact.name}"
    if fact.path == DAY:
        hint: Any = date
    elif fact.path == ITEM_THERE:
        raise faulty(
            where,
            fact.path,
            Text("完整路径", "a whole path"),
            Text("? 只用于家族的字段", "? alone is for families"),
        )
    else:
        hint = _follow(where, subject, fact.path)
    if hint is not NO_HINT and not _fits(fact, hint):
        raise _misfit(where, fact, hint)


def _misfit(where: str, fact: FactRef, hint: Any) -> DefinitionError:
    return faulty(
        where,
        f"{fact.path}: {getattr(hint, '__name__', hint)}",
        Text(f"{fact.type.label.zh}型的属性", f"an attribute that is {fact.type.label.en}"),
        Text("改正 type、enum 或 path", "correct type, enum or path"),
    )


def _fits(fact: FactRef, hint: Any) -> bool:
    if fact.type is FactType.ENUM:
        return hint is fact.enum
    origin = getattr(hint, "__origin__", hint)
    if origin in (bool, datetime) or (issubclass(origin, LabelledEnum)):
        return origin in _PYTHON[fact.type]
    if fact.type is FactType.CODES and any(
        a is not ... and not _is_code(a) for a in getattr(hint, "__args__", ())
    ):
        return False
    return issubclass(origin, _PYTHON[fact.type])


def _is_code(argument: Any) -> bool:
    return bare(argument) in (str, NO_HINT)


def _follow(where: str, subject: type, path: str) -> Any:
    """Give the bare type hint at the end of ``path``, or ``NO_HINT`` where hints end."""
    parsed = read_path(path)
    hint: Any = subject
    for step in parsed.steps:
        if hint is NO_HINT:
            return NO_HINT
        hint = attribute_hint(where, hint, step.attribute)
        if step.key is not None and hint is not NO_HINT:
            hint = mapping_item(where, hint, step.attribute)
    return bool if parsed.presence else hint
