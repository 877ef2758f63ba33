"""The legal sources of time limits, as data: which article says what, since when, and how sure that is (法律依据)."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

from attrs import frozen

from yibao_rules.calendar.term_text import DayReading, parse_term
from yibao_rules.calendar.terms import Term
from yibao_rules.errors import YibaoError
from yibao_rules.text import Text, nearest


class CitationError(YibaoError, KeyError):
    """A legal source that the library does not carry (未收录的法律依据)."""

    title = Text("未收录的法律依据", "unknown legal source")

    __str__ = YibaoError.__str__


@frozen(kw_only=True)
class Citation:
    """One article of one act.

    Attributes:
        code: this library's stable name of it, such as ``"civil-code/201"``.
        document: the act's name.
        number: its document number or edition.
        article: the article as cited.
        rule: what it says, in our own words.
        in_force: the first day on which the act applies.
        until: the first day on which this version of it no longer does, or None.
        term: the limit that it sets, or None.
        sure: ``"read"`` when the article's text was read, ``"quoted"`` when known from pages that quote it.
    """

    code: str
    document: Text
    number: str
    article: Text
    rule: Text
    in_force: date
    until: date | None
    term: Term | None
    sure: str

    @property
    def label(self) -> Text:
        """The citation as written in a decision: ``民法典第二百零一条``."""
        return Text(f"{self.document.zh}{self.article.zh}", f"{self.document.en}, {self.article.en}")


@cache
def citations() -> Mapping[str, Citation]:
    """Give every legal source by its code; the file is read on the first call."""
    raw = tomllib.loads(resources.files(__package__).joinpath("law.toml").read_text(encoding="utf-8"))
    readings = {reading.code: reading for reading in DayReading}
    found = {}
    for code, entry in raw["article"].items():
        act = raw["document"][code.split("/")[0]]
        words = entry.get("term")
        found[code] = Citation(
            code=code,
            document=Text(act["zh"], act["en"]),
            number=act["number"],
            article=Text(
                entry["article"], entry.get("article_en") or f"article {code.split('/')[1].split('-')[0]}"
            ),
            rule=Text(entry["rule"], entry["rule_en"]),
            in_force=act["in_force"],
            until=act.get("until"),
            term=parse_term(words, days=readings[entry.get("days", "civil")]) if words else None,
            sure=entry["sure"],
        )
    return MappingProxyType(found)


def cite(code: str) -> Citation:
    """Give one legal source.

    Args:
        code: such as ``"handling/20-3"``; :func:`citations` lists them.

    Raises:
        CitationError: no such source; the message names the nearest.

    >>> cite("handling/20-3").term.wording()
    '自收到申请之日起10个工作日内'
    """
    try:
        return citations()[code]
    except (KeyError, TypeError):
        near = nearest(str(code), citations()) or "civil-code/201"
        raise CitationError(
            where="cite",
            found=str(code)[:60],
            expected=Text("citations() 所列的代码之一", "one of the codes in citations()"),
            fix=Text(f"是否为 {near}？", f"did you mean {near}?"),
        ) from None
