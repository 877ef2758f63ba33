"""A service's own rules and its own city, beside the library's, without forking anything."""

from datetime import date
from pathlib import Path

from yibao_rules import Basis, Cause, Desk, Rule, catalogue, check, facts, load
from yibao_rules.guides import load as load_guide
from yibao_rules.interop.answers import dumps
from yibao_rules.text import Text

HERE = Path(__file__).parent


def my_desk() -> Desk:
    """Give the desk of a service: the bundled guides, a city of its own, and one rule of the house."""
    house_rule = Rule(
        code="house/hospital-named",
        when=facts()["circumstances.admitted_on"].known(),
        must=facts()["hospital.code"].known(),
        cause=Cause.INFORMATION,
        message=Text("住院申请须填就医机构编码", "a filing for a stay must give the hospital's code"),
        remedy=Text("补填 hospital.code", "give hospital.code"),
        basis=(Basis("本院管理规定", "第三条"),),
    )
    guides = catalogue().with_guide(load_guide(HERE / "own_city.toml"))
    return Desk(guides=guides, own_rules=(house_rule,))


def main() -> None:
    """Answer one filing as JSON, as a service would."""
    filing = load(HERE / "filings" / "02-residence-permit-expired.json")
    result = check(filing, day=date(2026, 3, 2), desk=my_desk())
    print(result.decision.label.zh)
    print(dumps(result, indent=2)[:400], "…")


if __name__ == "__main__":
    main()
