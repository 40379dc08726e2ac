"""Scorecard row 28: an address that somebody writes into a record is never asked by the server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask_jwt_extended import create_access_token

import app.factory  # noqa: F401  (every model, before one is named)
from tests.core.exchange.test_hostile_files import sheet_of, xlsx
from tests.support.forms import successful_controls
from tests.support.import_wizard import Wizard

FORMS = (
    "http://127.0.0.1:{p}/", "https://127.0.0.1:{p}/", "http://localhost:{p}/", "http://localhost.localdomain:{p}/",
    "http://0.0.0.0:{p}/", "http://0:{p}/", "http://127.1:{p}/", "http://2130706433:{p}/", "http://0x7f000001:{p}/",
    "http://0177.0.0.1:{p}/", "http://[::1]:{p}/", "http://[::ffff:127.0.0.1]:{p}/", "http://[0:0:0:0:0:0:0:1]:{p}/",
    "http://①②⑦.⓪.⓪.①:{p}/", "http://127。0。0。1:{p}/", "http://user@127.0.0.1:{p}/", "http://a.cn#@127.0.0.1:{p}/",
    "http://a.cn@127.0.0.1:{p}/", "http://127.0.0.1:{p}/a.png", "http://127.0.0.1:{p}/feed.xml?x=1",
    "http://127.0.0.1.nip.io:{p}/", "http://localtest.me:{p}/", "//127.0.0.1:{p}/", "127.0.0.1:{p}",
    "www.127.0.0.1:{p}", "ftp://127.0.0.1:{p}/", "gopher://127.0.0.1:{p}/_x", "file:///etc/passwd", "dict://127.0.0.1:{p}/",
    "http:127.0.0.1:{p}",
)  # fmt: skip


class Listener:
    """Somebody on the machine who only counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            connection, _ = self.socket.accept()
            with connection:
                if connection.recv(3) == b"end":
                    return
            self.calls += 1

    def heard(self) -> int:
        """How many came until now; nobody is heard afterwards."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as last:
            last.sendall(b"end")
        self.thread.join(20)
        self.socket.close()
        return self.calls


@pytest.fixture
def listener() -> Iterator[Listener]:
    return Listener()


def test_the_listener_hears():
    listener = Listener()
    with socket.create_connection(("127.0.0.1", listener.port), timeout=20) as caller:
        caller.sendall(b"GET")
    assert listener.heard() == 1


def written(listener: Listener) -> list[str]:
    return [form.format(p=listener.port) for form in FORMS]


def show_everything(client: Any, kinds: tuple[str, ...] = ("customer", "contact", "lead")) -> None:
    for kind in kinds:
        assert client.get(f"/{kind}/list/").status_code == 200
        for pk in range(1, 60, 7):
            for page in ("show", "edit", "timeline"):
                client.get(f"/{kind}/{page}/{pk}")


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_addresses_in_forms_and_programs_are_left_alone(app, session, people, login, listener):
    client = login(people["Admin"])
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(people['Admin'].id))}"}
    for number, address in enumerate(written(listener)):
        for kind in ("customer", "lead"):
            form = successful_controls(client.get(f"/{kind}/add").text, "record-form")
            answer = client.post(f"/{kind}/add", data=form | {"name": f"{number}", "homepage": address})
            assert answer.status_code in (302, 422)
            body = {"name": f"P{number}", "homepage": address, "remarks": address}
            assert client.post(f"/api/v1/{kind}/?force=1", json=body, headers=headers).status_code in (201, 422)
    show_everything(client)
    assert listener.heard() == 0


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_addresses_in_files_are_left_alone(app, session, people, login, listener, tmp_path):
    client = login(people["Admin"])
    lines = [f'"{number}","{address}","{address}"' for number, address in enumerate(written(listener))]
    Wizard(app, client, session).run("name,homepage,remarks\n" + "\n".join(lines))
    cards = [f"BEGIN:VCARD\nVERSION:3.0\nFN:李{number}\nORG:公司\nURL:{address}\nPHOTO;VALUE=uri:{address}\n"
             f"SOURCE:{address}\nEND:VCARD" for number, address in enumerate(written(listener))]  # fmt: skip
    Wizard(app, client, session, "contact").run("\n".join(cards), name="cards.vcf")
    there = f"http://127.0.0.1:{listener.port}/x"
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{there}" '
        'TargetMode="External"/></Relationships>'
    )
    sheet = f'<!DOCTYPE x SYSTEM "{there}">' + sheet_of(f'<row><c t="inlineStr"><is><t>{there}</t></is></c></row>')
    for content in (sheet, sheet_of('<row><c t="inlineStr"><is><t>name</t></is></c></row>')):
        book = xlsx(tmp_path, content, {"xl/worksheets/_rels/sheet1.xml.rels": relation.encode()})
        Wizard(app, client, session).upload(book.read_bytes(), name="book.xlsx")
    show_everything(client)
    assert listener.heard() == 0
