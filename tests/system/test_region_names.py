"""How Chinese places are called in English."""

import pytest

from app.system.region_names import english_name


@pytest.mark.parametrize(
    ("name", "code", "english"),
    [
        ("广东省", "440000", "Guangdong"),
        ("陕西省", "610000", "Shaanxi"),
        ("山西省", "140000", "Shanxi"),
        ("内蒙古自治区", "150000", "Inner Mongolia"),
        ("广西壮族自治区", "450000", "Guangxi"),
        ("新疆维吾尔自治区", "650000", "Xinjiang"),
        ("西藏自治区", "540000", "Tibet"),
        ("香港特别行政区", "810000", "Hong Kong"),
        ("澳门特别行政区", "820000", "Macao"),
        ("台湾省", "710000", "Taiwan"),
        ("西安市", "610100", "Xi'an"),
        ("六安市", "341500", "Lu'an"),
        ("重庆市", "500000", "Chongqing"),
        ("长沙市", "430100", "Changsha"),
        ("长治市", "140400", "Changzhi"),
        ("厦门市", "350200", "Xiamen"),
        ("吕梁市", "141100", "Lüliang"),
        ("乌鲁木齐市", "650100", "Urumqi"),
        ("延边朝鲜族自治州", "222400", "Yanbian"),
        ("兴安盟", "152200", "Hinggan"),
        ("兴安县", "450325", "Xing'an County"),
        ("南山区", "440305", "Nanshan District"),
        ("番禺区", "440113", "Panyu District"),
        ("洪洞县", "141024", "Hongtong County"),
        ("浚县", "410621", "Xunxian"),
        ("鄂温克族自治旗", "150724", "Ewenke Banner"),
        ("五峰土家族自治县", "420529", "Wufeng County"),
        ("管城回族区", "410104", "Guancheng Hui District"),
        ("苏州工业园区", "320576", "Suzhou Industrial Park"),
        ("唐山市汉沽管理区", "130272", "Tangshan Hangu Administrative Zone"),
        ("市中区", "370103", "Shizhong District"),
        ("新北区", "320411", "Xinbei District"),
        ("新北市", "710200", "New Taipei"),
        ("东区", "510402", "Dongqu"),
        ("东区", "810103", "Eastern District"),
    ],
)
def test_english_name(name, code, english):
    assert english_name(name, code) == english
