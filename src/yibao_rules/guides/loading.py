"""A guide from its TOML text or file: read, checked, or refused with every fault."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from attrs import evolve
from cattrs import BaseValidationError

from yibao_rules.guides.checks import check
from yibao_rules.guides.faults import ADVICE, GuideError
from yibao_rules.guides.reading import guide_reader
from yibao_rules.guides.requirement_reading import DEFINITIONS, Definitions
from yibao_rules.guides.trial import Loaded, tried, try_out
from yibao_rules.model.guide import Guide
from yibao_rules.serialization.faults import Fault, FaultCollector, Faults, HookError, escape
from yibao_rules.serialization.guard import bounded, expect
from yibao_rules.serialization.limits import DEEPEST_TOML, LARGEST_TOML
from yibao_rules.serialization.scalars import wrong_type
from yibao_rules.serialization.signatures import guarded
from yibao_rules.serialization.size import too_big
from yibao_rules.serialization.toml_text import line_of, lines_of, read_toml
from yibao_rules.serialization.walker import collect
from yibao_rules.serialization.whole_files import read_whole
from yibao_rules.text import Text

INLINE = "<text>"
"""What messages call a guide that was given as text."""


@guarded
def load(source: str | Path, *, file: str | None = None) -> Guide:
    """Load a guide.

    Args:
        source: a path, or the TOML text itself. A ``str`` is a text when it has a line break or is empty, else a path.
        file: what messages call it; the path, or ``<text>``.

    Returns:
        The guide.

    Raises:
        GuideError: the file is missing, is not TOML, is too large, or has faults; ``.faults`` has them.
        ArgumentError: neither a path nor a text.
    """
    expect(source, (str, Path), "source")
    if isinstance(source, str) and ("\n" in source or not source.strip()):
        return _load(source, file or INLINE)
    path = Path(bounded(str(source), "source", longest=4096))
    return _load(_read(path, file or str(path)), file or str(path))


@guarded
def structure(data: object, file: str) -> Guide:
    """Make a guide from plain data, as TOML, JSON or YAML gives it.

    Args:
        data: the top-level table, a mapping; what else a file holds is told as a fault, like all that is wrong in it.
        file: what messages call it.

    Returns:
        The guide.

    Raises:
        GuideError: with every fault.
    """
    guide, faults = _structure(data)
    if guide is not None and not faults:
        faults = try_out(guide)
    if faults or guide is None:
        raise GuideError(Faults((evolve(f, file=file) for f in faults), faults.more))
    return guide


def load_bundled(text: str, file: str) -> Guide:
    """Load a guide that comes with the library: its rules are tried by the library's tests, not at each start."""
    return _load(text, file, trusted=True)


def _load(document: str | bytes, file: str, *, trusted: bool = False) -> Guide:
    data, bad = read_toml(document)
    if bad is not None:
        raise _single(bad, file)
    guide, faults = _structure(data)
    if guide is not None and not faults and not trusted:
        digest = sha256(
            document if isinstance(document, bytes) else document.encode("utf-8", "surrogatepass")
        ).digest()
        faults = tried(Loaded(digest, guide))
    if guide is not None and not faults:
        return guide
    lines = lines_of(document if isinstance(document, str) else document.decode("utf-8-sig"))
    raise GuideError(
        Faults((evolve(f, file=file, line=line_of(lines, f.pointer)) for f in faults), faults.more)
    )


def _structure(data: object) -> tuple[Guide | None, Faults]:
    """Read, and return the faults as a value: an error raised while another is handled would carry it along."""
    out = FaultCollector()
    bad = too_big(data, DEEPEST_TOML)
    if bad is None and not isinstance(data, Mapping):
        bad = wrong_type(data, Text("表 { … }", "a table { … }"))
    if bad is not None:
        return None, Faults([bad.at("")])
    assert isinstance(data, Mapping)  # noqa: S101  # looked at above
    define = data.get("define", {})
    if not isinstance(define, Mapping):
        out.add(lambda: wrong_type(define, Text("表 { … }", "a table { … }")).at("/define"))
        define = {}
    definitions = Definitions({name: node for name, node in define.items() if isinstance(name, str)})
    reader, guide = guide_reader(), None
    before = DEFINITIONS.set(definitions)
    try:
        guide = reader.structure({key: value for key, value in data.items() if key != "define"}, Guide)
    except (BaseValidationError, HookError) as error:
        collect(error, "", ADVICE, out)
    finally:
        DEFINITIONS.reset(before)
    definitions.read_all(reader)
    for name, wrong in definitions.errors.items():
        collect(wrong, "/define" + escape(name), ADVICE, out)
    if guide is not None:
        check(guide, out)
    return guide, out.result()


def _read(path: Path, file: str) -> bytes:
    read, bad = read_whole(path, LARGEST_TOML, Text("办事指南的 TOML 文件", "a TOML file with a guide"))
    if bad is not None:
        raise _single(bad, file)
    return read


def _single(bad: HookError, file: str) -> GuideError:
    fault: Fault = evolve(bad.at(""), file=file)
    return GuideError([fault])
