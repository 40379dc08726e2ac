from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.setup_frontend import FILES, ROOT, copy, up_to_date, vendor


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree whose packages npm has unpacked already; each file holds its served name."""
    (tmp_path / "package-lock.json").write_text("{}")
    for name, source in FILES.items():
        (tmp_path / "node_modules" / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "node_modules" / source).write_text(name)
    return tmp_path


def test_every_listed_file_is_copied_from_its_package(root):
    copy(root)
    assert {name: (vendor(root) / name).read_text() for name in FILES} == {name: name for name in FILES}


def test_a_second_run_finds_nothing_to_do(root):
    assert not up_to_date(root)
    copy(root)
    assert up_to_date(root)


@pytest.mark.parametrize("lost", ["echarts.min.js", "licences/echarts.txt", ".stamp"])
def test_a_lost_file_is_brought_back(root, lost):
    copy(root)
    (vendor(root) / lost).unlink()
    assert not up_to_date(root)


def test_another_lock_file_means_another_copy(root):
    copy(root)
    (root / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert not up_to_date(root)


def test_what_is_no_longer_listed_disappears(root):
    copy(root)
    (vendor(root) / "old.js").write_text("")
    copy(root)
    assert not (vendor(root) / "old.js").exists()


def test_the_regions_are_provinces_with_cities_with_counties():
    regions = json.loads((vendor(ROOT) / "regions.json").read_text(encoding="utf-8"))
    zhejiang = next(province for province in regions if province["name"] == "浙江省")
    hangzhou = next(city for city in zhejiang["children"] if city["name"] == "杭州市")
    assert {"临平区", "钱塘区"} <= {county["name"] for county in hangzhou["children"]}
