"""The lint of guides: general rules that find the contradictions real guides contain, none by name."""

from yibao_rules.guides.catalogue import Catalogue, catalogue
from yibao_rules.guides.lint import conditions, limits, materials, records
from yibao_rules.guides.lint.base import Context, Lint, LintFinding, Spot
from yibao_rules.model.guide import Guide
from yibao_rules.serialization.signatures import guarded

__all__ = ["LINTS", "Context", "Lint", "LintFinding", "Spot", "lint"]

LINTS: tuple[Lint, ...] = (*conditions.LINTS, *limits.LINTS, *materials.LINTS, *records.LINTS)
"""Every lint, in the order of its findings."""


@guarded
def lint(
    guide: Guide, *, against: Catalogue | None = None, lints: tuple[Lint, ...] = LINTS
) -> tuple[LintFinding, ...]:
    """Find what contradicts itself, the law or plain sense in a guide.

    Args:
        guide: the guide.
        against: the catalogue whose national guides it is held against; the library's own by default.
        lints: the lints to run.

    Returns:
        The findings, lint by lint; empty for a guide without any.
    """
    context = Context(guide, catalogue() if against is None else against)
    return tuple(
        LintFinding(
            code=rule.code,
            severity=rule.severity,
            guide=guide.key,
            path=spot.path,
            message=spot.message,
            explanation=rule.explanation,
            source=rule.source,
        )
        for rule in lints
        for spot in rule.find(context)
    )
