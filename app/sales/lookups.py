"""The first carriers and reasons. Both languages stand here: these rows are data, not catalogue."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed
from app.core.text import N_

KIND_LABELS: dict[str, str] = {"carrier": N_("Carrier"), "return_reason": N_("Reason of the return")}

LOOKUPS: dict[str, tuple[LookupSeed, ...]] = {
    "carrier": (
        LookupSeed("sf", "顺丰速运", "SF Express", ("顺丰",)),
        LookupSeed("jd", "京东物流", "JD Logistics", ("京东",)),
        LookupSeed("deppon", "德邦快递", "Deppon", ("德邦",)),
        LookupSeed("ems", "中国邮政 EMS", "China Post EMS", ("EMS",)),
        LookupSeed("rail", "铁路货运", "Rail freight"),
        LookupSeed("sea", "海运", "Sea freight"),
        LookupSeed("air", "空运", "Air freight"),
        LookupSeed("other", "其他承运商", "Other carrier"),
    ),
    "return_reason": (
        LookupSeed("defect", "质量问题", "Defective goods", ("次品", "defect")),
        LookupSeed("damaged", "运输损坏", "Damaged in transport"),
        LookupSeed("wrong", "发错货", "Wrong goods"),
        LookupSeed("late", "到货太晚", "Too late"),
        LookupSeed("surplus", "多余退回", "Not needed"),
        LookupSeed("dispute", "合同纠纷", "Dispute"),
        LookupSeed("other", "其他", "Other"),
    ),
}
