"""The first reasons for winning and losing, and the first stages. Both languages stand here: these rows are data."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed
from app.core.text import N_
from app.sales.pipeline_enums import StageField, StageKind

KIND_LABELS: dict[str, str] = {"opportunity_reason": N_("Reason won or lost")}

LOOKUPS: dict[str, tuple[LookupSeed, ...]] = {
    "opportunity_reason": (
        LookupSeed("price", "价格", "Price"),
        LookupSeed("product", "产品与性能", "Product and performance"),
        LookupSeed("delivery", "交货期", "Delivery time"),
        LookupSeed("service", "服务与响应", "Service and response"),
        LookupSeed("relationship", "客户关系", "Relationship"),
        LookupSeed("reference", "品牌与口碑", "Reputation and references"),
        LookupSeed("competitor", "选择了竞争对手", "Chose a competitor"),
        LookupSeed("no_budget", "没有预算", "No budget"),
        LookupSeed("postponed", "项目推迟或取消", "Project postponed or cancelled"),
        LookupSeed("no_contact", "失去联系", "Contact lost"),
        LookupSeed("other", "其他", "Other"),
    ),
}

# Chinese and English name, probability, kind, what it asks for.
STAGES: tuple[tuple[str, str, int, StageKind, tuple[StageField, ...]], ...] = (
    ("初步接触", "First contact", 10, StageKind.OPEN, ()),
    ("需求确认", "Needs confirmed", 25, StageKind.OPEN, (StageField.NEED,)),
    ("方案与报价", "Proposal and quote", 50, StageKind.OPEN, (StageField.AMOUNT, StageField.EXPECTED_CLOSE)),
    ("商务谈判", "Negotiation", 75, StageKind.OPEN, (StageField.AMOUNT, StageField.EXPECTED_CLOSE)),
    ("赢单", "Won", 100, StageKind.WON, (StageField.AMOUNT,)),
    ("输单", "Lost", 0, StageKind.LOST, ()),
)
