"""Style sheets and scripts: kept by browsers, compressed, and the same whatever their address."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import pytest

from app.core.static_files import ALL_SHEETS, SHEETS, fingerprint
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

ADDRESSES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORTED = re.compile(r'(?:from|import) "(\./[^"]+)"')
MOST_HTML = 60_000  # bytes of a list with 25 rows
# Bytes over the wire: of a list on a first visit and on a later one, of the library that draws charts.
MOST_FIRST, MOST_AGAIN, MOST_LIBRARY = 250_000, 40_000, 210_000


@pytest.fixture
def list_page(session, login):
    boss = UserFactory(role_names=["GeneralManager"])
    CustomerFactory.create_batch(26, owner=boss)
    return login(boss).get("/customer/list/").text


def test_a_list_of_25_rows_is_light(list_page):
    assert list_page.count("<tr data-href") == 25
    assert len(list_page.encode()) <= MOST_HTML


def fetched(client, page: str) -> dict[str, int]:
    """What a browser fetches for a page, with the modules that its scripts import: bytes over the wire."""
    waiting = ADDRESSES.findall(page.replace("&amp;", "&"))
    sizes: dict[str, int] = {}
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address not in sizes:
            sizes[address] = len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)
            if address.endswith(".js") and "vendor" not in address:
                waiting += [urljoin(address, name) for name in IMPORTED.findall(client.get(address).text)]
    return sizes


def test_a_first_visit_of_a_list_fetches_little(client, list_page):
    sizes = fetched(client, list_page)
    assert len(sizes) > 15
    assert sum(sizes.values()) + len(list_page.encode()) <= MOST_FIRST, sizes


def test_a_later_visit_fetches_the_page_alone(client, list_page):
    """Whatever it asks for is kept for good, so the page is all that comes."""
    assert len(list_page.encode()) <= MOST_AGAIN


def test_the_library_of_charts_is_no_larger_than_what_is_used_of_it(client):
    page = client.get("/static/vendor/echarts.js", headers={"Accept-Encoding": "gzip"})
    assert 100_000 < len(page.data) <= MOST_LIBRARY


def test_browsers_keep_what_a_page_asks_for_and_get_it_compressed(client, list_page):
    addresses = [address for address in ADDRESSES.findall(list_page) if "#" not in address]
    assert len(addresses) >= 6
    for address in addresses:
        answer = client.get(address.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address
        assert "Set-Cookie" not in answer.headers, address
        plain = client.get(address.replace("&amp;", "&"))
        if answer.headers.get("Content-Encoding") == "gzip":
            assert gzip.decompress(answer.data) == plain.data, address
        else:
            assert len(plain.data) < 2_000 or not plain.mimetype.startswith("text/"), address


def test_an_address_without_a_version_is_looked_at_again(client):
    answer = client.get(f"/static/{ALL_SHEETS}")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]
    assert client.get("/static/../factory.py").status_code == 404


def test_pages_are_never_compressed(client):
    assert "Content-Encoding" not in client.get("/login/", headers={"Accept-Encoding": "gzip"}).headers


def test_a_changed_file_has_another_address(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    before = fingerprint(tmp_path)
    (tmp_path / "a.css").write_text("b {}")
    assert fingerprint(tmp_path) != before


def test_every_sheet_of_all_pages_is_in_the_one_that_is_sent(app, client):
    sent = client.get(f"/static/{ALL_SHEETS}").text
    for name in SHEETS:
        assert client.get(f"/static/css/{name}.css").text.strip() in sent, name
