"""Where demo customers sit: real cities and districts, invented houses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# City with its code (GB/T 2260), pinyin, area code, postcode, weight, districts with their codes.
CITIES = """
110100北京市 Beijing 010 100000 9 110105朝阳区 110108海淀区 110106丰台区 110115大兴区 110114昌平区
310100上海市 Shanghai 021 200000 9 310115浦东新区 310112闵行区 310114嘉定区 310117松江区 310104徐汇区
120100天津市 Tianjin 022 300000 4 120116滨海新区 120111西青区 120114武清区
500100重庆市 Chongqing 023 400000 4 500112渝北区 500105江北区 500106沙坪坝区
440100广州市 Guangzhou 020 510000 8 440106天河区 440112黄埔区 440113番禺区 440111白云区
440300深圳市 Shenzhen 0755 518000 9 440305南山区 440306宝安区 440307龙岗区 440304福田区
440600佛山市 Foshan 0757 528000 4 440605南海区 440606顺德区 440604禅城区
440400珠海市 Zhuhai 0756 519000 2 440402香洲区 440404金湾区
441300惠州市 Huizhou 0752 516000 2 441302惠城区 441303惠阳区
330100杭州市 Hangzhou 0571 310000 7 330110余杭区 330108滨江区 330109萧山区 330113临平区
330200宁波市 Ningbo 0574 315000 5 330212鄞州区 330206北仑区 330211镇海区
330300温州市 Wenzhou 0577 325000 3 330302鹿城区 330304瓯海区 330303龙湾区
320100南京市 Nanjing 025 210000 5 320115江宁区 320114雨花台区 320111浦口区
320500苏州市 Suzhou 0512 215000 7 320506吴中区 320507相城区 320509吴江区 320505虎丘区
320200无锡市 Wuxi 0510 214000 4 320214新吴区 320205锡山区 320211滨湖区
320400常州市 Changzhou 0519 213000 3 320412武进区 320411新北区 320402天宁区
340100合肥市 Hefei 0551 230000 4 340104蜀山区 340111包河区 340102瑶海区
340200芜湖市 Wuhu 0553 241000 2 340207鸠江区 340209弋江区
350100福州市 Fuzhou 0591 350000 3 350104仓山区 350105马尾区 350111晋安区
350200厦门市 Xiamen 0592 361000 4 350211集美区 350206湖里区 350205海沧区
350500泉州市 Quanzhou 0595 362000 3 350503丰泽区 350502鲤城区
360100南昌市 Nanchang 0791 330000 2 360113红谷滩区 360111青山湖区
370100济南市 Jinan 0531 250000 4 370102历下区 370112历城区 370114章丘区
370200青岛市 Qingdao 0532 266000 5 370211黄岛区 370214城阳区 370212崂山区
370600烟台市 Yantai 0535 264000 2 370611福山区 370613莱山区
410100郑州市 Zhengzhou 0371 450000 4 410105金水区 410102中原区 410108惠济区
410300洛阳市 Luoyang 0379 471000 2 410311洛龙区 410305涧西区
420100武汉市 Wuhan 027 430000 6 420111洪山区 420115江夏区 420112东西湖区 420105汉阳区
420500宜昌市 Yichang 0717 443000 2 420502西陵区 420506夷陵区
430100长沙市 Changsha 0731 410000 4 430104岳麓区 430111雨花区 430112望城区
430200株洲市 Zhuzhou 0731 412000 2 430211天元区 430204石峰区
450100南宁市 Nanning 0771 530000 2 450103青秀区 450107西乡塘区
460100海口市 Haikou 0898 570000 1 460108美兰区 460106龙华区
510100成都市 Chengdu 028 610000 6 510107武侯区 510116双流区 510117郫都区 510114新都区
510700绵阳市 Mianyang 0816 621000 2 510703涪城区 510704游仙区
520100贵阳市 Guiyang 0851 550000 2 520115观山湖区 520111花溪区
530100昆明市 Kunming 0871 650000 3 530111官渡区 530114呈贡区
610100西安市 Xi'an 029 710000 5 610113雁塔区 610112未央区 610116长安区
610300宝鸡市 Baoji 0917 721000 1 610302渭滨区 610303金台区
620100兰州市 Lanzhou 0931 730000 2 620103七里河区 620105安宁区
140100太原市 Taiyuan 0351 030000 2 140105小店区 140110晋源区
130100石家庄市 Shijiazhuang 0311 050000 3 130108裕华区 130110鹿泉区
130200唐山市 Tangshan 0315 063000 2 130203路北区 130207丰南区
210100沈阳市 Shenyang 024 110000 4 210106铁西区 210112浑南区 210114于洪区
210200大连市 Dalian 0411 116000 3 210213金州区 210211甘井子区
220100长春市 Changchun 0431 130000 2 220106绿园区 220105二道区
230100哈尔滨市 Harbin 0451 150000 2 230109松北区 230110香坊区
150100呼和浩特市 Hohhot 0471 010000 1 150105赛罕区 150102新城区
650100乌鲁木齐市 Urumqi 0991 830000 1 650104新市区 650106头屯河区
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
    """An address in the parts of a form.

    `province`, `city` and `district` are what an address field stores: region codes in mainland China, words
    elsewhere. `city_name` and `latin` are the city in Chinese and in Latin letters, `area` its telephone area code.
    """

    country: str
    province: str
    city: str
    district: str | None
    city_name: str
    latin: str
    address: str
    postcode: str | None
    area: str | None


def _rows(lines: str) -> list[list[str]]:
    return [line.split() for line in lines.strip().splitlines()]


_CITIES = _rows(CITIES)
_CITY_WEIGHTS = tuple(accumulate(int(row[4]) for row in _CITIES))


def chinese_place(rng: Random) -> Place:
    """A mainland address; large places of business are more frequent."""
    city, latin, area, postcode, _, *districts = rng.choices(_CITIES, cum_weights=_CITY_WEIGHTS)[0]
    city_code, city_name = city[:6], city[6:]
    province_code, district_code = f"{city_code[:2]}0000", rng.choice(districts)[:6]
    return Place("CN", province_code, city_code, district_code, city_name, latin, _house(rng), postcode, area)


def traditional_place(rng: Random, country: str) -> Place:
    """An address in Hong Kong (HK), Macao (MO) or Taiwan (TW), here still in Simplified characters."""
    city, province, latin, *districts = rng.choice(TRADITIONAL_CITIES[country]).split()
    spelled = latin.replace("_", " ")
    return Place(country, province, city, rng.choice(districts), city, spelled, _house(rng), None, None)


def foreign_place(rng: Random, country: str) -> Place:
    """An address in one of the countries of `FOREIGN_CITIES`."""
    city, province, postcode = rng.choice(FOREIGN_CITIES[country]).split("|")
    address = STREETS[country].format(rng.randint(1, 400))
    return Place(country, province, city, None, city, city, address, postcode, None)


def _house(rng: Random) -> str:
    house = f"{rng.choice(ROADS)}{rng.randint(1, 999)}号"
    if rng.random() < 0.6:
        house += f"{rng.randint(1, 20)}栋{rng.randint(1, 28)}{rng.randint(1, 16):02}室"
    return house
