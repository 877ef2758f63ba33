"""The register data of a service item (基本信息) as government service portals publish it, field by field."""

from attrs import field, frozen

from yibao_rules.model.forms import MANY
from yibao_rules.model.guide_parts import label
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import brief


@brief
@frozen(kw_only=True)
class Profile(Shaped):
    """基本信息 of a portal's guide; an empty text or None means that the portal leaves it out, "无" that it says none."""

    business_name: str = field(default="", metadata=label("业务名称", "business name"))
    kind: str = field(default="", metadata=label("事项类型", "type of item"))
    category: str = field(default="", metadata=label("事项分类", "category"))
    power_source: str = field(default="", metadata=label("权力来源", "source of power"))
    status: str = field(default="", metadata=label("事项状态", "state of the item"))
    version: str = field(default="", metadata=label("事项版本", "version of the item"))
    authority: str = field(default="", metadata=label("实施主体", "authority"))
    authority_kind: str = field(default="", metadata=label("实施主体性质", "kind of authority"))
    authority_code: str = field(default="", metadata=label("实施主体编码", "authority's credit code"))
    scope: str = field(default="", metadata=label("通办范围", "handled throughout"))
    level: str = field(default="", metadata=label("行使层级", "level"))
    division: str = field(default="", metadata=label("权限划分", "division of powers"))
    joint_bodies: str = field(default="", metadata=label("联办机构", "joint bodies"))
    quota: str = field(default="", metadata=label("数量限制", "quota"))
    modes: str = field(default="", metadata=label("办理形式", "ways of handling"))
    intermediaries: str = field(default="", metadata=label("中介服务", "intermediaries"))
    appointment: bool | None = field(default=None, metadata=label("是否支持预约办理", "by appointment"))
    periodic_inspection: str = field(
        default="", metadata=label("定期检验及依据", "periodic inspection and its basis")
    )
    courier: bool | None = field(default=None, metadata=label("是否支持物流快递", "by courier"))
    online_payment: bool | None = field(default=None, metadata=label("是否支持网上支付", "online payment"))
    in_service_hall: bool | None = field(
        default=None, metadata=label("是否进驻政务大厅", "in the service hall")
    )
    visits: int | None = field(
        default=None, metadata=label("到办事现场次数", "visits to the office") | in_form(MANY)
    )
    system: str = field(default="", metadata=label("运行系统", "system"))
    prohibition: str = field(default="", metadata=label("禁止性要求", "prohibitions"))
    acceptor: str = field(default="", metadata=label("受理机构", "accepting body"))
    acceptor_kind: str = field(default="", metadata=label("受理机构性质", "kind of accepting body"))
    decider: str = field(default="", metadata=label("决定机构", "deciding body"))
    decider_kind: str = field(default="", metadata=label("决定机构性质", "kind of deciding body"))
    publicity: str = field(default="", metadata=label("办理公示", "publication of cases"))
    tracking: str = field(default="", metadata=label("办理查询", "where to ask for a case"))
    applies_to: str = field(default="", metadata=label("适用范围", "applies to"))
    content: str = field(default="", metadata=label("服务内容", "content"))
    deferral: bool | None = field(
        default=None, metadata=label("是否容缺受理", "accepted with gaps (deferral)")
    )
    is_proof_item: bool | None = field(default=None, metadata=label("是否证明事项", "an item of proof"))
    pledge_based: bool | None = field(
        default=None, metadata=label("是否实行告知承诺", "by notice and pledge")
    )
    added_basis: str = field(default="", metadata=label("增补依据", "added basis"))
    flow_chart: str = field(default="", metadata=label("办理流程图", "flow chart"))
    special_procedure: str = field(default="", metadata=label("特别程序", "special procedures"))
    special_steps: str = field(default="", metadata=label("特殊环节", "special steps"))
    result_name: str = field(default="", metadata=label("审批结果名称", "name of the result"))
    result_sample: str = field(default="", metadata=label("审批结果样本", "sample of the result"))
    fee: bool | None = field(default=None, metadata=label("是否收费", "fee charged"))
    fee_text: str = field(default="", metadata=label("收费说明", "words on fees"))
    common_mistakes: str = field(default="", metadata=label("常见错误示例", "common mistakes"))
    case_publication: str = field(default="", metadata=label("办件公示", "published cases"))
