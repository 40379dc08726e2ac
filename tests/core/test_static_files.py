"""Style sheets and scripts: kept by browsers, compressed, and the same whatever their address."""

from __future__ import annotations

import gzip
import re

import pytest

from app.core.static_files import ALL_SHEETS, SHEETS, fingerprint
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory

ADDRESSES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
MOST_HTML = 60_000  # bytes of a list with 25 rows


@pytest.fixture
def list_page(session, login):
    boss = UserFactory(role_names=["GeneralManager"])
    CustomerFactory.create_batch(26, owner=boss)
    return login(boss).get("/customer/list/").text


def test_a_list_of_25_rows_is_light(list_page):
    assert list_page.count("<tr data-href") == 25
    assert len(list_page.encode()) <= MOST_HTML


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
