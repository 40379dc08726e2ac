"""The whole import at a real browser: from the list, through every step, to the records and their search."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.test_accessibility import WIDTHS, overflow, violations

HUAWEI = (
    "客户名称,联系人,职务,手机,省份,城市\r\n"
    "华为终端技术有限公司,任正,总经理,13812345678,广东省,深圳市\r\n"
    "杭州西湖茶业有限公司,王伟,采购,13912345678,浙江省,杭州市\r\n"
    "上海宏达国际贸易有限公司,李娜,经理,13712345678,上海市,上海市\r\n"
    "苏州瑞丰精密模具厂,刘洋,厂长,13612345678,江苏省,苏州市\r\n"
)
WORDS = {
    "zh": {"import": "导入", "upload": "上传", "check": "检查文件", "created": "查看新建的记录"},
    "en": {"import": "Import", "upload": "Upload", "check": "Check the file", "created": "Show the created records"},
}


def upload(page, path: Path, words: dict[str, str]) -> None:
    """From the list to the page of columns."""
    page.goto("/customer/list/")
    page.get_by_role("link", name=words["import"], exact=True).click()
    page.set_input_files("#file", path)
    page.get_by_role("button", name=words["upload"]).click()
    page.wait_for_selector(".import-columns")


def press_and_wait(page, button) -> list[str]:
    """Press a button that starts a job; the counts that stand there when the job has ended."""
    button.click()
    page.wait_for_selector(".import-counts", timeout=60_000)
    return page.locator(".import-counts dd").all_inner_texts()


def run(page, path: Path, locale: str) -> list[str]:
    """Every step with the columns as they are guessed; the counts of the import."""
    words = WORDS[locale]
    upload(page, path, words)
    rows, good, refused = press_and_wait(page, page.get_by_role("button", name=words["check"]))
    assert (good, refused) == (rows, "0")
    return press_and_wait(page, page.locator(".import-buttons .primary"))


@pytest.mark.parametrize(("locale", "name", "count"), [("zh", "customers", "91"), ("en", "suppliers", "29")])
def test_northwind_comes_in_with_a_few_clicks(visit, troubles, northwind, locale, name, count):
    page = visit(locale)
    assert run(page, northwind / f"{name}.csv", locale) == [count, count, "0"]
    page.get_by_role("link", name=WORDS[locale]["created"]).click()
    assert page.locator("[data-count]").inner_text() == count
    page.go_back()
    page.reload()
    assert page.locator(".import-counts dd").all_inner_texts() == [count, count, "0"]
    assert troubles == []


@pytest.fixture
def huawei(tmp_path) -> Path:
    """A small list as a Chinese spreadsheet writes it."""
    path = tmp_path / "客户名单.csv"
    path.write_bytes(HUAWEI.encode("gb18030"))
    return path


def test_an_imported_chinese_list_is_found_by_pinyin_initials_and_the_other_script(visit, troubles, huawei):
    page = visit("zh")
    assert run(page, huawei, "zh") == ["4", "4", "0"]
    for typed in ("huawei", "hwzd", "華為終端", "华为终端"):
        page.goto("/customer/list/")
        page.fill("#q", typed)
        page.press("#q", "Enter")
        page.wait_for_url("**q=**")
        assert "华为终端技术有限公司" in page.locator(".records").inner_text(), typed
    assert troubles == []


def test_a_wrong_encoding_is_told_and_mended_on_the_page(visit, troubles, huawei):
    page = visit("en")
    upload(page, huawei, WORDS["en"])
    assert "GB18030" in page.locator("#encoding option:checked").inner_text()
    page.select_option("#encoding", "utf-8")
    page.get_by_role("button", name="Read again").click()
    assert "row 1, column 1" in page.locator(".message-danger").inner_text()
    page.select_option("#encoding", "gb18030")
    page.get_by_role("button", name="Read again").click()
    page.wait_for_selector(".import-columns")
    assert "华为终端技术有限公司" in page.locator(".import-preview").inner_text()
    assert troubles == []


def test_a_constant_and_a_column_of_ones_own_choice(visit, troubles, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("Firma,Ort\r\n自选列测试公司,Berlin\r\n", encoding="utf-8")
    page = visit("zh")
    upload(page, path, WORDS["zh"])
    page.get_by_role("button", name=WORDS["zh"]["check"]).click()
    assert "客户名称" in page.locator(".message-warning").inner_text()
    page.select_option("[name=column_0]", "name")
    page.select_option("[name=column_1]", "city")
    page.locator("details.fieldset summary").first.click()
    page.select_option("[name=constant_kind]", "individual")
    assert press_and_wait(page, page.get_by_role("button", name=WORDS["zh"]["check"])) == ["1", "1", "0"]
    assert press_and_wait(page, page.locator(".import-buttons .primary")) == ["1", "1", "0"]
    assert [trouble for trouble in troubles if "422" not in trouble] == []


def test_a_list_is_exported_by_a_click(visit, troubles, huawei):
    page = visit("zh")
    page.goto("/customer/list/")
    page.locator("details.menu summary", has_text="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出为 CSV").click()
    assert download.value.suggested_filename.startswith("客户-")
    assert download.value.suggested_filename.endswith(".csv")
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    assert troubles == []


@pytest.mark.parametrize("locale", WIDTHS)
def test_every_step_is_usable_on_any_screen(visit, troubles, tmp_path, locale):
    path = tmp_path / "steps.csv"
    path.write_text("Firma,Land\r\n无障碍测试公司,Mars\r\n,\r\n", encoding="utf-8")
    page, words = visit(locale, width=WIDTHS[locale]), WORDS[locale]
    page.goto("/customer/import")
    found = violations(page)
    page.set_input_files("#file", path)
    page.get_by_role("button", name=words["upload"]).click()
    page.wait_for_selector(".import-columns")
    page.locator("details.fieldset summary").first.click()
    found += violations(page)
    assert overflow(page) <= 0
    page.select_option("[name=column_0]", "name")
    page.select_option("[name=column_1]", "country")
    press_and_wait(page, page.get_by_role("button", name=words["check"]))
    found += violations(page)
    assert overflow(page) <= 0
    assert found == []
    assert troubles == []
