"""A guide (办事指南): what one place demands for its service items, in one edition, with its days and sources."""

from datetime import date, datetime
from functools import cache

from attrs import Attribute, field, fields, frozen

from yibao_rules.calendar.terms import Term
from yibao_rules.logic.clause import Basis, Certainty
from yibao_rules.logic.expr import ALWAYS
from yibao_rules.model.circumstances import Channel
from yibao_rules.model.forms import COUNT, EDITION, GUIDE_PLACE, ITEM
from yibao_rules.model.guide_parts import (
    Acceptor,
    AgentRule,
    Audience,
    Benefit,
    Condition,
    Contact,
    DiseaseEntry,
    Effect,
    FieldSource,
    Handling,
    LateFiling,
    Limit,
    LimitRole,
    Lock,
    MaterialRow,
    Office,
    OfflineConfirmation,
    PledgeRule,
    Question,
    Remark,
    Step,
    StepOffice,
    Validity,
    label,
)
from yibao_rules.model.guide_profile import Profile
from yibao_rules.model.requirements import Requirement
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form, named
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum

NATIONAL = "national"
"""The place of guides that hold for the whole country."""


class Layer(LabelledEnum):
    """At which level a guide speaks; a nearer one overlays a farther one."""

    NATIONAL = "national", "国家", "national"
    PROVINCE = "province", "省级", "provincial"
    CITY = "city", "统筹区", "city"
    COUNTY = "county", "县区", "county"

    @property
    def nearness(self) -> int:
        """0 for the nation, more for a nearer layer."""
        return _NEARNESS[self]


_NEARNESS = {layer: i for i, layer in enumerate(Layer)}


@brief
@frozen(kw_only=True, cache_hash=True)
class GuideItem(Shaped):
    """One service item of a guide.

    Every field but ``item`` may be left out: what an edition does not say, the layer below answers. A field is
    *stated* when it differs from its default; an empty ``materials`` tree states that nothing is asked for.

    Args:
        item: slug of the service item. valid_from, valid_to: its own days, where they differ from the guide's.
        offered: False for an item that is listed but not offered (暂无).
        deemed_filed: no filing is needed, the person counts as filed for (视同已备案).
        members: slugs of the items that a container bundles (一件事).
        diseases_complete: a disease whose code ``diseases`` does not name is not on the list.
        binds: names of the fields that override what a lower layer said *before* this edition came into force.
        sources: sources of single fields, where they differ from ``basis``.

    The other fields carry the label that the sources give them; see :func:`field_labels`.
    """

    item: str = field(metadata=label("事项标识", "item") | in_form(ITEM))
    name: str = field(default="", metadata=label("事项名称", "name"))
    number: int | None = field(default=None, metadata=label("子项序号", "number") | in_form(COUNT))
    code: str = field(default="", metadata=label("子项编码", "code"))
    main_name: str = field(default="", metadata=label("主项", "main item"))
    main_code: str = field(default="", metadata=label("主项编码", "code of the main item"))
    implementation_code: str = field(default="", metadata=label("实施编码", "implementation code"))
    valid_from: date | None = field(default=None, metadata=label("施行日期", "in force from"))
    valid_to: date | None = field(default=None, metadata=label("失效日期", "in force until"))
    offered: bool | None = field(default=None, metadata=label("是否开办", "offered"))
    deemed_filed: bool | None = field(default=None, metadata=label("视同已备案", "deemed filed"))
    members: tuple[str, ...] = field(default=(), metadata=label("包含事项", "bundled items") | in_form(ITEM))
    handling: Handling | None = field(default=None, metadata=label("办件类型", "handling"))
    acceptors: tuple[Acceptor, ...] = field(default=(), metadata=label("受理单位", "accepted by"))
    audience: tuple[Audience, ...] = field(default=(), metadata=label("服务对象", "audience"))
    channels: tuple[Channel, ...] = field(default=(), metadata=label("办理渠道", "channels"))
    flow: tuple[Step, ...] = field(default=(), metadata=label("办理流程", "flow"))
    step_offices: tuple[StepOffice, ...] = field(default=(), metadata=label("办理环节", "offices by step"))
    conditions: tuple[Condition, ...] = field(default=(), metadata=label("申请条件", "conditions"))
    destination: str = field(default="", metadata=label("备案就医地", "destination to file for"))
    required_facts: tuple[str, ...] = field(default=(), metadata=label("必填信息", "facts to be filled in"))
    materials: Requirement | None = field(default=None, metadata=label("办理材料", "materials"))
    materials_text: str = field(default="", metadata=label("办理材料原文", "materials, as written"))
    material_rows: tuple[MaterialRow, ...] = field(
        default=(), metadata=label("申请材料目录", "table of materials")
    )
    may_ask: Requirement | None = field(
        default=None, metadata=label("可要求提供的材料", "materials that the agency may ask for")
    )
    limits: tuple[Limit, ...] = field(default=(), metadata=label("办理时限", "time limits"))
    supplement: Term | None = field(default=None, metadata=label("补充材料时限", "time to supplement"))
    query_channels: tuple[Channel, ...] = field(default=(), metadata=label("查询方式", "ways to ask"))
    contacts: tuple[Contact, ...] = field(default=(), metadata=label("监督电话与投诉咨询", "contacts"))
    rating: str = field(default="", metadata=label("评价渠道", "rating"))
    notes: tuple[str, ...] = field(default=(), metadata=label("备注", "notes"))
    agent: AgentRule | None = field(default=None, metadata=label("委托代办", "agents"))
    pledge: PledgeRule | None = field(default=None, metadata=label("个人承诺", "pledges"))
    validity: tuple[Validity, ...] = field(default=(), metadata=label("备案有效期", "validity"))
    lock: tuple[Lock, ...] = field(default=(), metadata=label("变更取消限制", "change lock"))
    effect: tuple[Effect, ...] = field(default=(), metadata=label("生效时间", "effect"))
    diseases: tuple[DiseaseEntry, ...] = field(default=(), metadata=label("病种目录", "diseases"))
    diseases_complete: bool | None = field(
        default=None, metadata=label("病种目录完整", "list of diseases is complete")
    )
    offline: OfflineConfirmation | None = field(
        default=None, metadata=label("线下确认", "offline confirmation")
    )
    benefit: tuple[Benefit, ...] = field(default=(), metadata=label("待遇", "benefit"))
    late: tuple[LateFiling, ...] = field(default=(), metadata=label("补办备案", "late filing"))
    profile: Profile | None = field(default=None, metadata=label("基本信息", "register data"))
    faq: tuple[Question, ...] = field(default=(), metadata=label("常见问题", "questions"))
    remarks: tuple[Remark, ...] = field(default=(), metadata=label("其他内容", "other words"))
    binds: tuple[str, ...] = field(default=(), metadata=label("优先字段", "binding fields"))
    basis: tuple[Basis, ...] = field(default=(), metadata=label("设定依据", "basis"))
    sources: tuple[FieldSource, ...] = field(default=(), metadata=label("字段来源", "sources by field"))
    sure: Certainty | None = field(default=None, metadata=label("可靠程度", "how sure"))

    def disease_entry(self, code: str | None, name: str | None) -> DiseaseEntry | None:
        """Give the entry of a disease, by its code or name; None where the list does not have it."""
        return next((e for e in self.diseases if e.speaks_of(code, name)), None)

    def limits_for(self, code: str | None, name: str | None) -> tuple[Limit, ...]:
        """Give the limits that stand for a disease: its own in place of the item's, beside what the law sets."""
        entry = self.disease_entry(code, name)
        if entry is None or entry.limit is None:
            return self.limits
        law = (limit for limit in self.limits if limit.role is LimitRole.STATUTORY)
        return (Limit(term=entry.limit, when=ALWAYS, text=entry.name), *law)

    def stated(self) -> tuple[str, ...]:
        """Return the names of the fields that this item says something about, in their order."""
        return tuple(a.name for a in fields(type(self)) if getattr(self, a.name) != a.default)


@brief
@frozen(kw_only=True, cache_hash=True)
class Guide(Shaped):
    """One edition of one place's guide.

    Args:
        place: six-digit 医保区划, or ``"national"``. name: the place's name. edition: the edition's own name.
        title: title of the source. document: its number. url: its address.
        issued: moment of publication. valid_from, valid_to: days in force, both inclusive; no end while it stands.
        sure: how sure the guide is, unless an item or a field says otherwise. dates_note: how the days were found.
        amends: editions of the same place that stay in force beneath this one, which overrides them field by field.
        supersedes: documents or editions that it replaces.
        offices, contacts: of the place, for all items. items: the service items.
    """

    place: str = field(metadata=label("地区", "place") | in_form(GUIDE_PLACE))
    name: str = field(metadata=label("地区名称", "place's name"))
    edition: str = field(metadata=label("版本", "edition") | in_form(EDITION))
    title: str = field(metadata=label("标题", "title"))
    document: str = field(default="", metadata=label("文号", "document number"))
    url: str = field(default="", metadata=label("网址", "address"))
    issued: date | datetime | None = field(default=None, metadata=label("发布时间", "issued"))
    valid_from: date = field(metadata=label("施行日期", "in force from"))
    valid_to: date | None = field(default=None, metadata=label("失效日期", "in force until"))
    dates_note: str = field(default="", metadata=label("日期说明", "on the dates"))
    sure: Certainty = field(metadata=label("可靠程度", "how sure"))
    amends: tuple[str, ...] = field(default=(), metadata=label("叠加于", "amends"))
    supersedes: tuple[str, ...] = field(default=(), metadata=label("替代", "supersedes"))
    note: str = field(default="", metadata=label("说明", "note"))
    offices: tuple[Office, ...] = field(default=(), metadata=label("办理地点", "offices"))
    contacts: tuple[Contact, ...] = field(default=(), metadata=label("联系方式", "contacts"))
    items: tuple[GuideItem, ...] = field(default=(), metadata=label("事项", "items") | named("item"))

    @property
    def layer(self) -> Layer:
        """The level at which the guide speaks."""
        return layer_of(self.place)

    @property
    def key(self) -> str:
        """Place and edition, ``"131000/2020-08-25"``: what messages call the guide."""
        return f"{self.place}/{self.edition}"

    def days_of(self, item: GuideItem) -> tuple[date, date | None]:
        """Give the first and the last day of ``item`` in this edition; None for no end."""
        return item.valid_from or self.valid_from, item.valid_to or self.valid_to

    def basis_of(self, item: GuideItem, name: str = "") -> tuple[Basis, ...]:
        """Give the sources of ``item``, or of its field ``name``: the field's own, else the item's, else the guide's."""
        own = tuple(
            Basis(
                document=s.document or self.document or self.title, article=s.article, url=s.url, sure=s.sure
            )
            for s in item.sources
            if s.of == name
        )
        return own or item.basis or (self.basis(item),)

    def basis(self, item: GuideItem) -> Basis:
        """Give the guide itself as the source of ``item``."""
        article = item.name or item.item
        sure = item.sure or self.sure
        return Basis(
            document=self.document or self.title, article=article, title=self.title, url=self.url, sure=sure
        )


def layer_of(place: str) -> Layer:
    """Give the level of a place code.

    >>> layer_of("national"), layer_of("130000"), layer_of("131000"), layer_of("330903")
    (Layer.NATIONAL, Layer.PROVINCE, Layer.CITY, Layer.COUNTY)
    """
    if place == NATIONAL:
        return Layer.NATIONAL
    if place.endswith("0000"):
        return Layer.PROVINCE
    return Layer.CITY if place.endswith("00") else Layer.COUNTY


def places_above(place: str) -> tuple[str, ...]:
    """Give the places whose guides hold at ``place``, the nation first and the place itself last.

    >>> places_above("330903")
    ('national', '330000', '330900', '330903')
    """
    if place == NATIONAL:
        return (NATIONAL,)
    chain = (NATIONAL, f"{place[:2]}0000", f"{place[:4]}00", place)
    return tuple(dict.fromkeys(chain))


@cache
def field_labels(cls: type) -> dict[str, "Attribute[object]"]:
    """Give the labelled fields of one of the guide's classes, by name."""
    return {a.name: a for a in fields(cls)}
