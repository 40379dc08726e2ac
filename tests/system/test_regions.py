"""Provinces, cities and districts as Chinese users choose them."""

import json

import pytest

from app.system.regions import MAINLAND_FILE, Region, RegionLevel, load_regions

MAINLAND = [
    {
        "code": "50",
        "name": "重庆市",
        "children": [
            {"code": "5001", "name": "市辖区", "children": [{"code": "500103", "name": "渝中区"}]},
            {"code": "5002", "name": "县", "children": [{"code": "500229", "name": "城口县"}]},
        ],
    },
    {
        "code": "42",
        "name": "湖北省",
        "children": [
            {"code": "4201", "name": "武汉市", "children": [{"code": "420106", "name": "武昌区"}]},
            {"code": "4290", "name": "省直辖县级行政区划", "children": [{"code": "429004", "name": "仙桃市"}]},
        ],
    },
]
OTHERS = {"澳门特别行政区": {"澳门半岛": ["大堂区"], "澳门外岛": ["嘉模堂区（氹仔）"]}}


@pytest.fixture
def small(tmp_path):
    mainland, others = tmp_path / "mainland.json", tmp_path / "others.json"
    mainland.write_text(json.dumps(MAINLAND), encoding="utf-8")
    others.write_text(json.dumps(OTHERS), encoding="utf-8")
    return load_regions(mainland, others)


@pytest.fixture(scope="module")
def regions():
    assert MAINLAND_FILE.exists(), "run deploy/setup_frontend.py: it brings the region files"
    return load_regions()


def test_the_three_steps(small):
    assert [(region.code, region.name, region.level.value, region.parent_code) for region in small] == [
        ("500000", "重庆市", "province", None),
        ("500100", "重庆市", "city", "500000"),
        ("500103", "渝中区", "district", "500100"),
        ("500229", "城口县", "district", "500100"),
        ("420000", "湖北省", "province", None),
        ("420100", "武汉市", "city", "420000"),
        ("420106", "武昌区", "district", "420100"),
        ("429004", "仙桃市", "city", "420000"),
        ("820000", "澳门特别行政区", "province", None),
        ("820100", "澳门半岛", "city", "820000"),
        ("820101", "大堂区", "district", "820100"),
        ("820200", "澳门外岛", "city", "820000"),
        ("820201", "嘉模堂区", "district", "820200"),
    ]


def test_every_place_comes_after_its_parent_and_one_step_below_it(regions):
    steps = list(RegionLevel)
    level_of = {None: -1}
    for region in regions:
        assert steps.index(region.level) == level_of[region.parent_code] + 1, region
        assert region.code not in level_of, region
        level_of[region.code] = steps.index(region.level)


def test_all_provinces_are_there_and_siblings_can_be_told_apart(regions):
    assert sum(region.level is RegionLevel.PROVINCE for region in regions) == 34
    for name in ("name", "english"):
        seen = [(region.parent_code, getattr(region, name)) for region in regions]
        assert len(set(seen)) == len(seen), name


def test_no_heading_of_the_statistics_is_offered_as_a_place(regions):
    headings = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    assert headings.isdisjoint(region.name for region in regions)


@pytest.mark.parametrize(
    "expected",
    [
        Region("110105", "朝阳区", "Chaoyang District", RegionLevel.DISTRICT, "110100"),
        Region("110100", "北京市", "Beijing", RegionLevel.CITY, "110000"),
        Region("330113", "临平区", "Linping District", RegionLevel.DISTRICT, "330100"),
        Region("441900119", "长安镇", "Chang'an Town", RegionLevel.DISTRICT, "441900"),
        Region("659001", "石河子市", "Shihezi", RegionLevel.CITY, "650000"),
        Region("810102", "湾仔区", "Wan Chai District", RegionLevel.DISTRICT, "810100"),
        Region("710100", "台北市", "Taipei", RegionLevel.CITY, "710000"),
    ],
)
def test_known_places(regions, expected):
    assert expected in regions
