"""The browser libraries that deploy/setup_frontend.py brings work in the browser that the tests use."""

from __future__ import annotations

import pytest

from deploy.setup_frontend import ROOT, vendor
from tests.support.browser import axe_source


@pytest.fixture
def blank(browser):
    page = browser.new_page()
    yield page
    page.close()


def test_charts_speak_chinese(blank):
    blank.set_content('<div id="chart" style="width: 300px; height: 200px"></div>')
    library = (vendor(ROOT) / "echarts.js").read_text()
    label = blank.evaluate(
        """async (library) => {
            const {init} = await import(URL.createObjectURL(new Blob([library], {type: "text/javascript"})));
            const place = document.getElementById("chart");
            const chart = init(place, null, {locale: "ZH", renderer: "svg"});
            const series = [{type: "pie", data: [{name: "客户", value: 1}]}];
            chart.setOption({aria: {enabled: true}, animation: false, series});
            return place.getAttribute("aria-label");
        }""",
        library,
    )
    assert label.startswith("这是一个图表")


def test_axe_finds_a_field_without_a_label(blank):
    blank.set_content('<html lang="zh"><title>客户</title><main><input></main></html>')
    blank.evaluate(axe_source())
    violations = blank.evaluate("async () => (await axe.run()).violations.map(violation => violation.id)")
    assert "label" in violations
