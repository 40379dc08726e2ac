"""The first rows of the lists that people extend. Both languages stand here: these rows are data, not catalogue."""

from __future__ import annotations

from app.core.lookup_seed import LookupSeed
from app.core.text import N_

KIND_LABELS: dict[str, str] = {
    "industry": N_("Industry"),
    "customer_type": N_("Customer type"),
    "customer_grade": N_("Customer grade"),
    "customer_source": N_("Customer source"),
    "salutation": N_("Salutation"),
    "preferred_channel": N_("Preferred channel"),
}

LOOKUPS: dict[str, tuple[LookupSeed, ...]] = {
    "industry": (
        LookupSeed("machinery", "机械制造", "Machinery"),
        LookupSeed("electronics", "电子与元器件", "Electronics and components"),
        LookupSeed("electrical", "电气设备", "Electrical equipment"),
        LookupSeed("automotive", "汽车及零部件", "Automotive and parts"),
        LookupSeed("chemicals", "化工", "Chemicals"),
        LookupSeed("materials", "新材料", "New materials"),
        LookupSeed("metals", "金属制品", "Metal products"),
        LookupSeed("textiles", "纺织服装", "Textiles and garments"),
        LookupSeed("food", "食品饮料", "Food and beverages"),
        LookupSeed("medical", "医疗器械与医药", "Medical devices and pharmaceuticals"),
        LookupSeed("energy", "能源与环保", "Energy and environment"),
        LookupSeed("construction", "建筑与房地产", "Construction and real estate"),
        LookupSeed("software", "软件与信息技术", "Software and IT services"),
        LookupSeed("telecom", "通信", "Telecommunications"),
        LookupSeed("logistics", "物流与仓储", "Logistics and warehousing"),
        LookupSeed("wholesale", "批发与贸易", "Wholesale and trade"),
        LookupSeed("retail", "零售与电商", "Retail and e-commerce"),
        LookupSeed("finance", "金融与保险", "Finance and insurance"),
        LookupSeed("education", "教育与科研", "Education and research"),
        LookupSeed("hospitality", "酒店、餐饮与旅游", "Hotels, catering and tourism"),
        LookupSeed("agriculture", "农林牧渔", "Agriculture, forestry and fishery"),
        LookupSeed("government", "政府与事业单位", "Government and public institutions"),
        LookupSeed("other", "其他行业", "Other industries"),
    ),
    "customer_type": (
        LookupSeed("end_user", "最终用户", "End user"),
        LookupSeed("distributor", "经销商", "Distributor"),
        LookupSeed("partner", "合作伙伴", "Partner"),
        LookupSeed("supplier", "供应商", "Supplier"),
        LookupSeed("competitor", "竞争对手", "Competitor"),
    ),
    "customer_grade": (
        LookupSeed("A", "A 级（重点客户）", "A (key account)"),
        LookupSeed("B", "B 级（重要客户）", "B (major)"),
        LookupSeed("C", "C 级（一般客户）", "C (regular)"),
        LookupSeed("D", "D 级（小微客户）", "D (small)"),
    ),
    "customer_source": (
        LookupSeed("referral", "老客户介绍", "Referral by a customer"),
        LookupSeed("exhibition", "展会", "Exhibition"),
        LookupSeed("website", "官网咨询", "Website enquiry"),
        LookupSeed("search", "搜索引擎", "Search engine"),
        LookupSeed("wechat", "微信公众号", "WeChat official account"),
        LookupSeed("advertising", "广告投放", "Advertising"),
        LookupSeed("telemarketing", "电话营销", "Telemarketing"),
        LookupSeed("visit", "上门拜访", "Sales visit"),
        LookupSeed("partner", "合作伙伴推荐", "Partner"),
        LookupSeed("tender", "招投标", "Tender"),
        LookupSeed("import", "批量导入", "Import"),
        LookupSeed("other", "其他来源", "Other source"),
    ),
    "salutation": (
        LookupSeed("mr", "先生", "Mr"),
        LookupSeed("ms", "女士", "Ms"),
        LookupSeed("dr", "博士", "Dr"),
        LookupSeed("professor", "教授", "Professor"),
        LookupSeed("president", "总", "President"),
        LookupSeed("manager", "经理", "Manager"),
        LookupSeed("engineer", "工程师", "Engineer"),
        LookupSeed("teacher", "老师", "Teacher"),
    ),
    "preferred_channel": (
        LookupSeed("phone", "电话", "Phone"),
        LookupSeed("wechat", "微信", "WeChat"),
        LookupSeed("wecom", "企业微信", "WeCom"),
        LookupSeed("sms", "短信", "Text message"),
        LookupSeed("email", "电子邮件", "E-mail"),
        LookupSeed("qq", "QQ", "QQ"),
        LookupSeed("visit", "当面拜访", "Visit"),
        LookupSeed("post", "邮寄", "Post"),
    ),
}
