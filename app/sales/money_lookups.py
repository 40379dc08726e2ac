"""The first ways of payment and kinds of expense. Both languages stand here: these rows are data, not catalogue."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed
from app.core.text import N_

MONEY_KINDS: dict[str, str] = {"payment_method": N_("Way of payment"), "expense_kind": N_("Kind of expense")}

MONEY_LOOKUPS: dict[str, tuple[LookupSeed, ...]] = {
    "payment_method": (
        LookupSeed("bank_transfer", "银行转账", "Bank transfer", ("转账", "电汇", "T/T", "wire")),
        LookupSeed("acceptance_bill", "承兑汇票", "Acceptance bill", ("汇票",)),
        LookupSeed("cheque", "支票", "Cheque", ("check",)),
        LookupSeed("wechat_pay", "微信支付", "WeChat Pay", ("微信",)),
        LookupSeed("alipay", "支付宝", "Alipay"),
        LookupSeed("letter_of_credit", "信用证", "Letter of credit", ("L/C",)),
        LookupSeed("card", "银行卡", "Card", ("刷卡",)),
        LookupSeed("cash", "现金", "Cash"),
        LookupSeed("offset", "抵账", "Offset", ("冲抵",)),
    ),
    "expense_kind": (
        LookupSeed("travel", "差旅费", "Travel", ("出差",)),
        LookupSeed("hospitality", "业务招待费", "Hospitality", ("招待费", "entertainment")),
        LookupSeed("transport", "市内交通费", "Local transport", ("交通费",)),
        LookupSeed("samples", "样品费", "Samples"),
        LookupSeed("exhibition", "展会费", "Exhibition"),
        LookupSeed("gifts", "礼品费", "Gifts"),
        LookupSeed("freight", "运费", "Freight"),
        LookupSeed("communication", "通讯费", "Communication", ("电话费",)),
        LookupSeed("other", "其他", "Other"),
    ),
}
