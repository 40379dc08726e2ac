from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.setup_frontend import BUNDLES, FILES, ROOT, copy, up_to_date, vendor


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree whose packages npm has unpacked already; each file holds its served name. What bundles is the real one."""
    (tmp_path / "package-lock.json").write_text("{}")
    for name, source in FILES.items():
        (tmp_path / "node_modules" / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "node_modules" / source).write_text(name)
    (tmp_path / "node_modules" / "esbuild").symlink_to(ROOT / "node_modules" / "esbuild")
    return tmp_path


def test_every_listed_file_is_copied_from_its_package(root):
    copy(root)
    assert {name: (vendor(root) / name).read_text() for name in FILES} == {name: name for name in FILES}


def test_the_charts_get_a_part_of_their_library(root):
    copy(root)
    assert 300_000 < (vendor(root) / "echarts.js").stat().st_size < 700_000


def test_a_second_run_finds_nothing_to_do(root):
    assert not up_to_date(root)
    copy(root)
    assert up_to_date(root)


@pytest.mark.parametrize("lost", [*BUNDLES, "licences/echarts.txt", ".stamp"])
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
