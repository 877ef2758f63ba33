"""What a rejection message means: causes with their evidence, remedy and next contact; unknown text stays unclassified.

The wordings are data (:mod:`yibao_rules.model.message_patterns`), overridable by whoever knows a region's own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from yibao_rules.model.causes import Cause, Headline
from yibao_rules.model.message_patterns import Contact, MessagePattern, MessagePatterns, bundled_patterns
from yibao_rules.model.message_text import CleanText, clean_message
from yibao_rules.model.phones import hotline
from yibao_rules.model.place_names import find_place
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

_NUMBER = re.compile("[0-9０-９]{6,}")


@brief
@frozen
class Evidence:
    """The part of a message that tells of a cause.

    Attributes:
        start: where it begins in the message as given, in characters from 0.
        end: where it ends, exclusive.
        excerpt: its text, cleaned, in the pattern's own words; what stood between them (a name, a number) is "…".
    """

    start: int
    end: int
    excerpt: str


@brief
@frozen(kw_only=True)
class Finding:
    """One cause that the message tells of.

    Attributes:
        code: the pattern's code, ``insurance/arrears``.
        cause: one of the six causes.
        headline: the headline it goes under; None for problems of procedure.
        meaning: what the message says, in plain words.
        remedy: what to do.
        contact: who can help next, with the number to dial.
        evidence: the parts of the message that say so, in order.
        source: where the wording or its meaning comes from.
        place: the place whose messages are meant so, when the meaning is a local one.
    """

    code: str
    cause: Cause
    headline: Headline | None
    meaning: Text
    remedy: Text
    contact: Text
    evidence: tuple[Evidence, ...]
    source: str
    place: str | None = None


@brief
@frozen(kw_only=True)
class Diagnosis:
    """What a message means.

    Attributes:
        findings: the causes named, in the order of their evidence; empty when the message is not known.
        contact: whom to ask next; always given.
        place: the place that the message was read for, as a code.
    """

    findings: tuple[Finding, ...]
    contact: Text
    place: str | None = None

    @property
    def unclassified(self) -> bool:
        """Whether no known wording occurs; then nothing is guessed."""
        return not self.findings

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes named, each once, in the order of their evidence."""
        return tuple(dict.fromkeys(finding.cause for finding in self.findings))

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The headlines named, each once, in the order of their evidence."""
        return tuple(dict.fromkeys(f.headline for f in self.findings if f.headline))

    def render(self, lang: Lang = "zh") -> str:
        """Word the diagnosis in one language, one block a cause."""
        if self.unclassified:
            return _UNCLASSIFIED.format(contact=self.contact).in_(lang)
        blocks = [
            _BLOCK.format(
                cause=f.cause,
                meaning=f.meaning,
                excerpt=Text(
                    "；".join(e.excerpt for e in f.evidence), "; ".join(e.excerpt for e in f.evidence)
                ),
                remedy=f.remedy,
                contact=f.contact,
            ).in_(lang)
            for f in self.findings
        ]
        return "\n".join(blocks)


_UNCLASSIFIED = Text(
    "未能归类：提示中没有已知的说法，不作猜测。请联系：{contact}",
    "unclassified: no known wording in the message, and nothing is guessed. Contact: {contact}",
)
_BLOCK = Text(
    "【{cause}】{meaning}\n  依据：{excerpt}\n  处理：{remedy}\n  联系：{contact}",
    "[{cause}] {meaning}\n  evidence: {excerpt}\n  remedy: {remedy}\n  contact: {contact}",
)


@guarded
def diagnose(message: str, *, place: str | None = None, patterns: MessagePatterns | None = None) -> Diagnosis:
    """Tell what a message of a platform, a hospital system or an agency means.

    The message may be in traditional characters or full width, with pinyin after the characters, with remnants of
    HTML, and with codes or a stack trace around it. A code of result alone (``infcode -1``) says nothing.

    Args:
        message: the text as received.
        place: the insured place, by code or name; it adds the area code to the contact and admits local meanings.
        patterns: the patterns to use; the bundled ones by default. Join your own with ``bundled_patterns() + own``.

    Raises:
        ValueRefusedError: the message is not text, or too long.
        UnknownPlaceError: the place is not known, or its name is not unique.

    >>> found = diagnose("E1007：參保狀態異常（單位欠費）", place="舟山市")
    >>> [f.code for f in found.findings], found.findings[0].contact.zh
    (['insurance/status-abnormal', 'insurance/arrears'], '参保地医保服务热线 0580-12393')
    >>> diagnose("infcode: -1").unclassified
    True
    """
    region = find_place(place).code if place is not None else None
    clean = clean_message(message)
    known = patterns if patterns is not None else bundled_patterns()
    hits = [
        (pattern, spans)
        for pattern in known.patterns
        if pattern.speaks_of(region) and (spans := tuple(_spans(pattern, clean.text)))
    ]
    covered = _covered(span for _, spans in hits for span in spans)
    told = [
        (pattern, kept)
        for pattern, spans in hits
        if (kept := tuple(span for span in spans if span not in covered))
    ]
    told.sort(key=lambda hit: (hit[1][0], list(Cause).index(hit[0].cause)))
    return Diagnosis(
        findings=tuple(_finding(pattern, spans, clean, region) for pattern, spans in told),
        contact=_contact(Contact.HOTLINE, region),
        place=region,
    )


Span = tuple[int, int]


def _spans(pattern: MessagePattern, text: str) -> Iterator[Span]:
    """Give the parts of the text that a pattern matches, in order and not overlapping."""
    last = 0
    for start, end in sorted(
        m.span() for expression in pattern.expressions for m in expression.finditer(text)
    ):
        if start >= last:
            yield start, end
            last = end


def _covered(spans: Iterable[Span]) -> frozenset[Span]:
    """Give the parts that lie within a longer part: the longer wording says it better."""
    covered, reach = set(), 0
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if end <= reach:
            covered.add((start, end))
        reach = max(reach, end)
    return frozenset(covered)


def _finding(pattern: MessagePattern, spans: Sequence[Span], clean: CleanText, region: str | None) -> Finding:
    vocabulary = pattern.vocabulary
    return Finding(
        code=pattern.code,
        cause=pattern.cause,
        headline=pattern.headline,
        meaning=pattern.meaning,
        remedy=pattern.remedy,
        contact=_contact(pattern.contact, region),
        evidence=tuple(_evidence(span, clean, vocabulary) for span in spans),
        source=pattern.source,
        place=pattern.place,
    )


def _evidence(span: Span, clean: CleanText, vocabulary: frozenset[str]) -> Evidence:
    return Evidence(*clean.original_span(*span), _masked(clean.text[slice(*span)], vocabulary))


def _masked(text: str, vocabulary: frozenset[str]) -> str:
    """Keep the pattern's own words only: what stands between them may be a name, and long numbers are a person's."""
    kept = "".join(c if c in vocabulary or not c.isalnum() else "\0" for c in text)
    return _NUMBER.sub("…", re.sub("\0+", "…", kept))


def _contact(contact: Contact, region: str | None) -> Text:
    if contact is not Contact.HOTLINE:
        return contact.label
    number = hotline(region)
    return Text(f"{contact.label.zh} {number.zh}", f"{contact.label.en} {number.en}")
