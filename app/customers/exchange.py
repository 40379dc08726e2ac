"""What a file of customers may hold beside the customer, and what its headers call things."""

from __future__ import annotations

from collections.abc import Container, Iterable

from app.core.exchange.plan import ImportChild
from app.core.exchange.vcards import escape, write
from app.core.registry import entity_of
from app.core.sensitive import opened
from app.core.text import N_
from app.customers.models.contact import Contact

CUSTOMER_SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "单位", "客户", "供应商名称", "supplier name", "customer"),
    "code": ("客户编号", "供应商编号", "编号", "code"),
    "phone": ("联系电话", "公司电话", "总机"),
    "address": ("详细地址", "公司地址", "联系地址"),
    "postcode": ("邮政编码", "邮编"),
    "homepage": ("网址", "网站", "官网"),
    "province": ("省份", "省"),
    "city": ("城市", "市"),
    "district": ("区县", "区"),
    "country": ("国家", "国家和地区"),
    "annual_revenue": ("年营业额", "年销售额", "营业额"),
    "tax_number": ("税号", "纳税人识别号"),
    "bank": ("开户行", "开户银行"),
    "bank_account": ("银行账号", "账号"),
    "owner": ("业务员", "销售员", "客户经理"),
}
CONTACT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "customer": ("company", "公司", "单位", "单位名称"),
    "position": ("职务", "职位", "头衔"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "mobile phone"),
    "office_phone": ("电话", "phone", "座机"),
    "email": ("邮箱",),
}
MAIN_CONTACT = ImportChild(
    name="contact",
    label=N_("Main contact"),
    model=Contact,
    link="customer",
    fields=(
        "name", "salutation", "position", "department", "decision_role", "office_phone", "mobile", "fax", "email",
        "wechat", "qq", "birthday", "remarks",
    ),
    prefixes=("联系人", "主要联系人", "contact", "main contact"),
    synonyms={
        "name": ("联系人", "联络人", "主要联系人", "contact person", "main contact"),
        "position": ("职务", "职位", "头衔"),
        "department": ("部门", "所在部门"),
        "office_phone": ("电话", "phone", "联系人座机"),
        "mobile": ("手机", "手机号", "手机号码", "移动电话", "mobile phone"),
        "email": ("邮箱",),
    },
)  # fmt: skip


def vcards(contacts: Iterable[Contact], version: str = "3.0") -> str:
    """The contacts as a file of cards that telephones and mail programs take, without what the reader may not see."""
    open_names = opened(entity_of(Contact).fields).keys()
    return write((_card(contact, open_names) for contact in contacts), version)


def _card(contact: Contact, open_names: Container[str]) -> list[tuple[str, str]]:
    """Only the whole name is known, so it stands in the place of the family name too."""
    company = ";".join(escape(text) for text in (str(contact.customer or ""), contact.department) if text)
    lines = [
        ("FN", contact.name),
        ("TITLE", contact.position),
        ("TEL;TYPE=CELL", contact.mobile if "mobile" in open_names else None),
        ("TEL;TYPE=WORK", contact.office_phone),
        ("TEL;TYPE=HOME", contact.home_phone if "home_phone" in open_names else None),
        ("TEL;TYPE=FAX", contact.fax),
        ("EMAIL", contact.email),
        ("X-WECHAT", contact.wechat),
        ("X-QQ", contact.qq),
        ("URL", contact.homepage),
        ("BDAY", contact.birthday and contact.birthday_calendar == "solar" and contact.birthday.isoformat()),
        ("NOTE", contact.remarks),
    ]
    known = [(name, escape(text)) for name, text in lines if text]
    address = [("ADR;TYPE=HOME", f";;{escape(contact.home_address or '')};;;{escape(contact.postcode or '')};")]
    return [
        ("N", f"{escape(contact.name)};;;;"),
        *known,
        *([("ORG", company)] if company else []),
        *(address if contact.home_address or contact.postcode else []),
    ]
