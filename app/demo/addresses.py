"""Where demo customers sit: real cities and districts, invented houses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# City, province (empty: a municipality), pinyin, area code, postcode, weight, districts.
CITIES = """
北京市 - Beijing 010 100000 9 朝阳区 海淀区 丰台区 大兴区 昌平区
上海市 - Shanghai 021 200000 9 浦东新区 闵行区 嘉定区 松江区 徐汇区
天津市 - Tianjin 022 300000 4 滨海新区 西青区 武清区
重庆市 - Chongqing 023 400000 4 渝北区 江北区 沙坪坝区
广州市 广东省 Guangzhou 020 510000 8 天河区 黄埔区 番禺区 白云区
深圳市 广东省 Shenzhen 0755 518000 9 南山区 宝安区 龙岗区 福田区
佛山市 广东省 Foshan 0757 528000 4 南海区 顺德区 禅城区
珠海市 广东省 Zhuhai 0756 519000 2 香洲区 金湾区
惠州市 广东省 Huizhou 0752 516000 2 惠城区 惠阳区
杭州市 浙江省 Hangzhou 0571 310000 7 余杭区 滨江区 萧山区 临平区
宁波市 浙江省 Ningbo 0574 315000 5 鄞州区 北仑区 镇海区
温州市 浙江省 Wenzhou 0577 325000 3 鹿城区 瓯海区 龙湾区
南京市 江苏省 Nanjing 025 210000 5 江宁区 雨花台区 浦口区
苏州市 江苏省 Suzhou 0512 215000 7 吴中区 相城区 吴江区 虎丘区
无锡市 江苏省 Wuxi 0510 214000 4 新吴区 锡山区 滨湖区
常州市 江苏省 Changzhou 0519 213000 3 武进区 新北区 天宁区
合肥市 安徽省 Hefei 0551 230000 4 蜀山区 包河区 瑶海区
芜湖市 安徽省 Wuhu 0553 241000 2 鸠江区 弋江区
福州市 福建省 Fuzhou 0591 350000 3 仓山区 马尾区 晋安区
厦门市 福建省 Xiamen 0592 361000 4 集美区 湖里区 海沧区
泉州市 福建省 Quanzhou 0595 362000 3 丰泽区 鲤城区
南昌市 江西省 Nanchang 0791 330000 2 红谷滩区 青山湖区
济南市 山东省 Jinan 0531 250000 4 历下区 历城区 章丘区
青岛市 山东省 Qingdao 0532 266000 5 黄岛区 城阳区 崂山区
烟台市 山东省 Yantai 0535 264000 2 福山区 莱山区
郑州市 河南省 Zhengzhou 0371 450000 4 金水区 中原区 惠济区
洛阳市 河南省 Luoyang 0379 471000 2 洛龙区 涧西区
武汉市 湖北省 Wuhan 027 430000 6 洪山区 江夏区 东西湖区 汉阳区
宜昌市 湖北省 Yichang 0717 443000 2 西陵区 夷陵区
长沙市 湖南省 Changsha 0731 410000 4 岳麓区 雨花区 望城区
株洲市 湖南省 Zhuzhou 0731 412000 2 天元区 石峰区
南宁市 广西壮族自治区 Nanning 0771 530000 2 青秀区 西乡塘区
海口市 海南省 Haikou 0898 570000 1 美兰区 龙华区
成都市 四川省 Chengdu 028 610000 6 武侯区 双流区 郫都区 新都区
绵阳市 四川省 Mianyang 0816 621000 2 涪城区 游仙区
贵阳市 贵州省 Guiyang 0851 550000 2 观山湖区 花溪区
昆明市 云南省 Kunming 0871 650000 3 官渡区 呈贡区
西安市 陕西省 Xi'an 029 710000 5 雁塔区 未央区 长安区
宝鸡市 陕西省 Baoji 0917 721000 1 渭滨区 金台区
兰州市 甘肃省 Lanzhou 0931 730000 2 七里河区 安宁区
太原市 山西省 Taiyuan 0351 030000 2 小店区 晋源区
石家庄市 河北省 Shijiazhuang 0311 050000 3 裕华区 鹿泉区
唐山市 河北省 Tangshan 0315 063000 2 路北区 丰南区
沈阳市 辽宁省 Shenyang 024 110000 4 铁西区 浑南区 于洪区
大连市 辽宁省 Dalian 0411 116000 3 金州区 甘井子区
长春市 吉林省 Changchun 0431 130000 2 绿园区 二道区
哈尔滨市 黑龙江省 Harbin 0451 150000 2 松北区 香坊区
呼和浩特市 内蒙古自治区 Hohhot 0471 010000 1 赛罕区 新城区
乌鲁木齐市 新疆维吾尔自治区 Urumqi 0991 830000 1 新市区 头屯河区
"""
# City, province, pinyin or usual spelling, districts. No area codes: these places reserve no number for fiction.
TRADITIONAL_CITIES = {
    "HK": ("香港岛 香港特别行政区 Hong_Kong 中西区 湾仔区 东区", "九龙 香港特别行政区 Kowloon 观塘区 油尖旺区"),
    "MO": ("澳门半岛 澳门特别行政区 Macao 大堂区 花地玛堂区",),
    "TW": (
        "台北市 台湾省 Taipei 内湖区 信义区",
        "台中市 台湾省 Taichung 西屯区 大里区",
        "高雄市 台湾省 Kaohsiung 前镇区 左营区",
    ),
}
FOREIGN_CITIES = {
    "US": ("Portland|Oregon|97201", "Austin|Texas|78701", "Chicago|Illinois|60601", "Boston|Massachusetts|02108"),
    "GB": ("London|England|EC1A 1BB", "Leeds|England|LS1 4DY", "Bristol|England|BS1 4DJ", "Glasgow|Scotland|G2 1DU"),
    "DE": ("Hamburg|Hamburg|20095", "München|Bayern|80331", "Leipzig|Sachsen|04109", "Köln|Nordrhein-Westfalen|50667"),
    "FR": ("Lyon|Auvergne-Rhône-Alpes|69001", "Nantes|Pays de la Loire|44000", "Lille|Hauts-de-France|59000"),
    "AU": ("Sydney|New South Wales|2000", "Melbourne|Victoria|3000", "Perth|Western Australia|6000"),
}
STREETS = {
    "US": "{} Otter Creek Rd.",
    "GB": "{} Foxglove Lane",
    "DE": "Silberfuchsweg {}",
    "FR": "{}, rue de la Loutre",
    "AU": "{} Wombat Parade",
}
ROADS = (
    "青鲸路", "云鹿大道", "星河路", "松鹤街", "创想路", "橙狐路", "月湖东路", "墨竹街", "银杏大道", "白帆路",
    "科创三路", "产业园北路", "望海路", "听雨巷",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the parts of a form. `latin` is the city in Latin letters, `area` its telephone area code."""

    country: str
    province: str
    city: str
    district: str | None
    address: str
    postcode: str | None
    latin: str
    area: str | None


def _rows(lines: str) -> list[list[str]]:
    return [line.split() for line in lines.strip().splitlines()]


_CITIES = _rows(CITIES)
_CITY_WEIGHTS = tuple(accumulate(int(row[5]) for row in _CITIES))


def chinese_place(rng: Random) -> Place:
    """A mainland address; large places of business are more frequent."""
    city, province, latin, area, postcode, _, *districts = rng.choices(_CITIES, cum_weights=_CITY_WEIGHTS)[0]
    province = city if province == "-" else province
    return Place("CN", province, city, rng.choice(districts), _house(rng), postcode, latin, area)


def traditional_place(rng: Random, country: str) -> Place:
    """An address in Hong Kong (HK), Macao (MO) or Taiwan (TW), here still in Simplified characters."""
    city, province, latin, *districts = rng.choice(TRADITIONAL_CITIES[country]).split()
    return Place(country, province, city, rng.choice(districts), _house(rng), None, latin.replace("_", " "), None)


def foreign_place(rng: Random, country: str) -> Place:
    """An address in one of the countries of `FOREIGN_CITIES`."""
    city, province, postcode = rng.choice(FOREIGN_CITIES[country]).split("|")
    return Place(country, province, city, None, STREETS[country].format(rng.randint(1, 400)), postcode, city, None)


def _house(rng: Random) -> str:
    house = f"{rng.choice(ROADS)}{rng.randint(1, 999)}号"
    if rng.random() < 0.6:
        house += f"{rng.randint(1, 20)}栋{rng.randint(1, 28)}{rng.randint(1, 16):02}室"
    return house
