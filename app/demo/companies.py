"""Names of companies: city × colour × animal × trade × legal form, some 20 million. The animals give them away."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

FIRST = (
    "青qing 墨mo 云yun 星xing 月yue 雪xue 竹zhu 松song 橙cheng 蓝lan 银yin 金jin 赤chi 玄xuan 碧bi 晨chen "
    "霜shuang 雾wu 虹hong 岚lan 砚yan 珊shan 琥hu 梧wu 枫feng 桐tong 川chuan 野ye 汐xi 朔shuo 澄cheng 翠cui"
)
SECOND = (
    "鲸jing 鹿lu 狐hu 鹤he 象xiang 熊xiong 鲤li 雀que 鹰ying 獭ta 猫mao 鲲kun 麟lin 龟gui 蝶die 鸥ou 鹭lu 羚ling "
    "獾huan 鲨sha 鸢yuan 貂diao 驼tuo 鲟xun 雁yan 燕yan 豚tun 鹏peng 兔tu 蜂feng 鲫ji 鹊que"
)
# Industry, weight, trades in Chinese and English.
TRADES = """
machinery 9 精密机械=Precision_Machinery 数控设备=CNC_Equipment 自动化设备=Automation_Equipment 液压技术=Hydraulics
electronics 9 电子科技=Electronics 半导体=Semiconductors 光电科技=Optoelectronics 传感技术=Sensor_Technology
electrical 6 电气设备=Electrical_Equipment 电缆=Cable 开关设备=Switchgear
automotive 5 汽车零部件=Auto_Parts 新能源汽车技术=New_Energy_Vehicle_Technology 模具=Moulds
chemicals 4 化工=Chemicals 涂料=Coatings 日化用品=Household_Chemicals
materials 4 新材料科技=New_Materials 复合材料=Composites 陶瓷材料=Ceramics
metals 4 金属制品=Metal_Products 五金制品=Hardware 不锈钢=Stainless_Steel
textiles 4 纺织=Textiles 服饰=Garments 家纺用品=Home_Textiles
food 5 食品=Foods 茶业=Tea 饮品=Beverages 粮油=Grain_and_Oil
medical 5 医疗器械=Medical_Devices 生物医药=Biopharmaceuticals 医疗科技=Medical_Technology
energy 5 新能源=New_Energy 环保科技=Environmental_Technology 储能技术=Energy_Storage
construction 4 建筑工程=Construction 装饰工程=Decoration 建材=Building_Materials
software 8 软件=Software 信息技术=Information_Technology 智能科技=Intelligent_Technology 数据服务=Data_Services
telecom 3 通信技术=Communications 网络科技=Network_Technology
logistics 4 物流=Logistics 供应链管理=Supply_Chain 冷链仓储=Cold_Storage
wholesale 6 国际贸易=International_Trading 商贸=Trading 进出口=Import_and_Export
retail 4 电子商务=E-Commerce 百货=Department_Store 母婴用品=Mother_and_Baby
finance 1 融资租赁=Leasing 保险代理=Insurance_Agency
education 2 教育科技=Education_Technology 文化传播=Culture
hospitality 3 酒店管理=Hotel_Management 餐饮管理=Catering 旅行社=Travel
agriculture 3 农业科技=Agricultural_Technology 种业=Seeds 水产=Aquatic_Products
"""
FOREIGN_FIRST = (
    "Amber", "Silver", "Copper", "Crimson", "Velvet", "Marble", "Cedar", "Maple", "Frost", "Harbour", "Meadow",
    "Lantern", "Saffron", "Indigo", "Willow",
)  # fmt: skip
FOREIGN_SECOND = (
    "Otter", "Heron", "Badger", "Walrus", "Puffin", "Lynx", "Magpie", "Tortoise", "Marten", "Osprey", "Hedgehog",
    "Narwhal", "Stoat", "Pelican",
)  # fmt: skip
LEGAL_FORMS = {
    "US": ("Inc.", "LLC", "Corp."),
    "GB": ("Ltd", "plc"),
    "DE": ("GmbH", "AG", "GmbH & Co. KG"),
    "FR": ("S.A.", "S.A.R.L.", "SAS"),
    "AU": ("Pty Ltd", "Ltd"),
}


@dataclass(frozen=True, slots=True)
class Company:
    """`short` is how people call it, `slug` the brand in Latin letters, `industry` a lookup code, `trade` a word."""

    name: str
    english: str | None
    short: str
    slug: str
    industry: str
    trade: str


def _brands(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((word[0], word[1:]) for word in text.split())


def _trades() -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    table = []
    for row in TRADES.strip().splitlines():
        industry, _, *trades = row.split()
        pairs = (trade.partition("=")[::2] for trade in trades)
        table.append((industry, tuple((zh, en.replace("_", " ")) for zh, en in pairs)))
    return table


_FIRST, _SECOND, _TRADES = _brands(FIRST), _brands(SECOND), _trades()
_TRADE_WEIGHTS = tuple(accumulate(int(row.split()[1]) for row in TRADES.strip().splitlines()))
_CHINESE_FORMS = ("有限公司", "有限责任公司", "股份有限公司")
_CHINESE_FORM_WEIGHTS = (8, 9, 10)


def chinese_company(rng: Random, city: str, latin: str) -> Company:
    """A company registered in `city` (深圳市): 深圳市青鲸精密机械有限公司 or 青鲸精密机械（深圳）有限公司."""
    (first, first_latin), (second, second_latin) = rng.choice(_FIRST), rng.choice(_SECOND)
    industry, trade, english_trade = _trade(rng)
    form = rng.choices(_CHINESE_FORMS, cum_weights=_CHINESE_FORM_WEIGHTS)[0]
    brand, slug = first + second, first_latin + second_latin
    bare = city.removesuffix("市")
    full = f"{brand}{trade}（{bare}）{form}" if rng.random() < 0.2 else f"{city}{brand}{trade}{form}"
    english = f"{latin} {slug.capitalize()} {english_trade} Co., Ltd."
    return Company(full, english, bare + brand, slug, industry, trade)


def foreign_company(rng: Random, country: str) -> Company:
    """A company of one of the countries of `LEGAL_FORMS`, named in English whatever the country."""
    first, second = rng.choice(FOREIGN_FIRST), rng.choice(FOREIGN_SECOND)
    industry, _, trade = _trade(rng)
    brand = f"{first} {second}"
    name = f"{brand} {trade} {rng.choice(LEGAL_FORMS[country])}"
    return Company(name, None, brand, f"{first}{second}".lower(), industry, trade)


def _trade(rng: Random) -> tuple[str, str, str]:
    industry, trades = rng.choices(_TRADES, cum_weights=_TRADE_WEIGHTS)[0]
    return industry, *rng.choice(trades)
