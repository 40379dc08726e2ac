"""The delivered types of documents. Pure."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed

DOCUMENT_TYPES = (
    LookupSeed("contract", "合同", "Contract"),
    LookupSeed("quotation", "报价单", "Quotation"),
    LookupSeed("proposal", "方案与建议书", "Proposal"),
    LookupSeed("requirements", "需求与技术资料", "Requirements and technical data"),
    LookupSeed("licence", "营业执照与资质", "Licences and certificates"),
    LookupSeed("invoice", "发票与付款凭证", "Invoices and payments"),
    LookupSeed("minutes", "会议纪要", "Minutes"),
    LookupSeed("correspondence", "往来函件", "Correspondence"),
    LookupSeed("photo", "照片", "Photo"),
    LookupSeed("recording", "录音", "Recording"),
    LookupSeed("other", "其他", "Other"),
)
