"""Chinese place names in English: Hanyu Pinyin, except where another spelling is the established one."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

# Two provinces would both be Shanxi; the others are named in Mongolian, Tibetan, Uyghur … and spelled after that.
STEMS = {
    "陕西": "Shaanxi", "西藏": "Tibet", "香港": "Hong Kong", "澳门": "Macao",
    "呼和浩特": "Hohhot", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "锡林郭勒": "Xilingol", "锡林浩特": "Xilinhot", "乌兰浩特": "Ulanhot", "二连浩特": "Erenhot", "阿拉善": "Alxa",
    "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "拉萨": "Lhasa", "日喀则": "Shigatse", "昌都": "Chamdo",
    "林芝": "Nyingchi", "那曲": "Nagqu", "阿里": "Ngari", "乌鲁木齐": "Urumqi", "克拉玛依": "Karamay",
    "吐鲁番": "Turpan", "哈密": "Hami", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "库尔勒": "Korla",
    "阿克苏": "Aksu", "克孜勒苏": "Kizilsu", "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "阿勒泰": "Altay",
    "阿坝": "Ngawa", "甘孜": "Garze", "果洛": "Golog", "玉树": "Yushu", "格尔木": "Golmud", "香格里拉": "Shangri-La",
    "阿拉尔": "Aral", "图木舒克": "Tumxuk", "可克达拉": "Kokdala", "霍尔果斯": "Khorgos",
}  # fmt: skip

# By the first two digits of the code, because 东区 and 新北 also exist elsewhere.
ESTABLISHED_IN = {
    "15": {"内蒙古自治区": "Inner Mongolia", "兴安盟": "Hinggan"},
    "46": {"中沙群岛的岛礁及其海域": "Zhongsha Islands"},
    "71": {
        "台北市": "Taipei", "新北市": "New Taipei", "桃园市": "Taoyuan", "台中市": "Taichung", "台南市": "Tainan",
        "高雄市": "Kaohsiung", "基隆市": "Keelung", "新竹市": "Hsinchu City", "嘉义市": "Chiayi City",
        "新竹县": "Hsinchu County", "嘉义县": "Chiayi County", "彰化县": "Changhua County", "屏东县": "Pingtung County",
        "宜兰县": "Yilan County", "花莲县": "Hualien County", "台东县": "Taitung County", "澎湖县": "Penghu County",
    },
    "81": {
        "香港岛": "Hong Kong Island", "九龙": "Kowloon", "新界": "New Territories",
        "中西区": "Central and Western District", "湾仔区": "Wan Chai District", "东区": "Eastern District",
        "南区": "Southern District", "油尖旺区": "Yau Tsim Mong District", "深水埗区": "Sham Shui Po District",
        "九龙城区": "Kowloon City District", "黄大仙区": "Wong Tai Sin District", "观塘区": "Kwun Tong District",
        "葵青区": "Kwai Tsing District", "荃湾区": "Tsuen Wan District", "屯门区": "Tuen Mun District",
        "元朗区": "Yuen Long District", "北区": "North District", "大埔区": "Tai Po District",
        "沙田区": "Sha Tin District", "西贡区": "Sai Kung District", "离岛区": "Islands District",
    },
    "82": {
        "澳门半岛": "Macao Peninsula", "澳门外岛": "Taipa and Coloane", "大堂区": "Sé", "望德堂区": "São Lázaro",
        "风顺堂区": "São Lourenço", "花地玛堂区": "Nossa Senhora de Fátima", "圣安多尼堂区": "Santo António",
        "嘉模堂区": "Nossa Senhora do Carmo (Taipa)", "圣方济各堂区": "São Francisco Xavier (Coloane)",
    },
}  # fmt: skip

# Readings in place names where the dictionary of common words prefers another one.
CHARACTERS = {
    "长": "chang", "都": "du", "朝": "chao", "乐": "le", "柏": "bai", "勒": "le", "什": "shi", "尾": "wei", "牟": "mu",
    "卡": "ka", "曾": "zeng", "佛": "fo", "蚌": "beng", "厦": "xia", "涡": "guo", "漯": "luo", "圩": "xu",
    "涌": "chong", "珲": "hun", "伽": "jia", "筠": "jun", "峙": "shi", "浚": "xun", "单": "shan", "泊": "bo",
    "堡": "bu", "埔": "pu", "会": "hui", "斡": "wo", "侯": "hou", "重": "chong", "车": "che", "盛": "sheng",
}  # fmt: skip
WORDS = {
    "长子": "zhang zi", "乐清": "yue qing", "乐亭": "lao ting", "乐陵": "lao ling", "牟定": "mou ding",
    "大埔": "da bu", "六合": "lu he", "六安": "lu an", "荥经": "ying jing", "尉犁": "yu li", "东阿": "dong e",
    "洪洞": "hong tong", "大城": "dai cheng", "召陵": "shao ling", "番禺": "pan yu", "吐蕃": "tu bo",
}  # fmt: skip

NATIONS = (
    "[蒙回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒]族|朝鲜族|土家族|哈尼族|傈僳族|拉祜族|东乡族|纳西族|景颇族|仫佬族|布朗族|撒拉族"
    "|毛南族|仡佬族|布依族|保安族|裕固族|独龙族|普米族|阿昌族|达斡尔族?|鄂温克族?|蒙古族?|维吾尔|哈萨克族?|柯尔克孜|塔吉克|锡伯|各族"
)
AUTONOMOUS = re.compile(rf"(?P<stem>.+?)(?:{NATIONS})*(?P<kind>自治[区州县旗])")
KINDS = {
    "特别行政区": "", "自治区": "", "自治州": "", "地区": "", "盟": "", "省": "", "市": "",
    "自治县": " County", "县": " County", "自治旗": " Banner", "旗": " Banner",
    "区": " District", "林区": " Forestry District", "矿区": " Mining District", "特区": " Special District",
    "回族区": " Hui District", "达斡尔族区": " Daur District", "新区": " New Area", "群岛": " Islands",
    "街道": " Subdistrict", "镇": " Town", "乡": " Township",
    "经济技术开发区": " Economic and Technological Development Zone", "经济开发区": " Economic Development Zone",
    "高新技术产业开发区": " High-tech Zone", "高新技术开发区": " High-tech Zone", "高新技术产业园区": " High-tech Park",
    "工业园区": " Industrial Park", "开发区": " Development Zone", "管理区": " Administrative Zone",
    "示范区": " Demonstration Zone",
}  # fmt: skip
LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)


def english_name(name: str, code: str) -> str:
    """`name` as an English reader knows it: 广东省 → Guangdong, 西安市 → Xi'an, 南山区 → Nanshan District.

    Provinces, prefectures and cities lose their kind, smaller places show it in English; one-character names keep it
    in Chinese (浚县 → Xunxian), as maps do. `code` tells places of the same name apart by its first two digits.
    """
    established = ESTABLISHED_IN.get(code[:2], {}).get(name)
    if established:
        return established
    stem, kind = _split(name)
    if len(stem) == 1:
        return _spell(stem + kind)
    words = [STEMS.get(word) or _spell(word) for word in _words(stem)]
    return " ".join(words) + KINDS.get(kind, "")


def _split(name: str) -> tuple[str, str]:
    autonomous = AUTONOMOUS.fullmatch(name)
    if autonomous:
        return autonomous["stem"].removesuffix("族"), autonomous["kind"]
    for kind in LONGEST_FIRST:
        stem = name.removesuffix(kind)
        if stem and stem != name:
            return stem, kind
    return name, ""


def _words(stem: str) -> list[str]:
    """唐山市汉沽 are two words; the 市 of 市中 is part of its word."""
    city, mark, rest = stem.partition("市")
    return [word for word in (city, rest) if word] if mark and len(city) > 1 else [stem]


def _spell(text: str) -> str:
    """One capitalised word; an apostrophe marks a syllable that starts with a vowel (GB/T 16159): Xi'an."""
    usual = lazy_pinyin(text, v_to_u=True)
    syllables = [CHARACTERS.get(character, reading) for character, reading in zip(text, usual, strict=True)]
    for word, reading in WORDS.items():
        if text.startswith(word):
            syllables[: len(word)] = reading.split()
    rest = [f"'{syllable}" if syllable[0] in "aoe" else syllable for syllable in syllables[1:]]
    return (syllables[0] + "".join(rest)).capitalize()
