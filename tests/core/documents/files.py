"""Files as people send them, and as nobody should. Each is {name: content}."""

from __future__ import annotations

import io
import random
import struct
import zipfile

MEGABYTE = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
CONTENT_TYPES = {"[Content_Types].xml": "<Types/>"}


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of `parts`, the first one stored, the others packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_STORED if number == 0 else None)
    return made.getvalue()


def ole(stream: str) -> bytes:
    """Enough of an OLE file to hold a stream of this name."""
    return OLE + stream.encode("utf-16-le") + b"\0" * 100


def office(part: str) -> bytes:
    return zipped(CONTENT_TYPES | {part: "<x/>"})


def open_document(kind: str) -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})


HONEST = {
    "合同扫描件.pdf": PDF,
    "a.docx": office("word/document.xml"),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "protected.docx": ole("EncryptedPackage"),
    "a.doc": ole("WordDocument"),
    "a.wps": ole("WordDocument"),
    "a.xls": ole("Workbook"),
    "a.ppt": ole("PowerPoint Document"),
    "a.msg": ole("__properties_version1.0"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "发票.ofd": zipped({"OFD.xml": "<x/>"}),
    "a.rtf": b"{\\rtf1 hello}",
    "照片.JPG": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "a.jpeg": b"\xff\xd8\xff\xe1" + b"\0" * 20,
    "a.png": PNG,
    "a.gif": b"GIF89a" + b"\0" * 20,
    "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a.heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "a.dwg": b"AC1032" + b"\0" * 20,
    "说明.txt": "你好，世界".encode(),
    "旧.txt": "你好，世界".encode("gb18030"),
    "utf16.txt": "你好".encode("utf-16"),
    "list.csv": b"a,b\r\n1,2\r\n",
    "邮件.eml": b"From: a@example.com\r\nSubject: x\r\n\r\n<p>hello</p>",
    "a.zip": zipped({"说明.txt": "hello", "folder/b.txt": "x"}),
    "voice.amr": b"#!AMR\n\x3c",
    "a.mp3": b"ID3\x04\0\0\0\0\0\0",
    "a.m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "a.wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "a.mp4": b"\0\0\0\x20ftypisom\0\0\0\0",
    "😀 报价 v2 (终稿).pdf": PDF,
    "👨‍👩‍👧.png": PNG,
}

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ\x90\0" + b"\0" * 100


def linking() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("innocent.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def overlapping() -> bytes:
    """One packed part that 26 entries point to."""
    plain = zipped({"a": b"\0", "b": random.Random(1).randbytes(1 << 16)})
    end = plain.rindex(b"PK\x05\x06")
    offset = struct.unpack_from("<L", plain, end + 16)[0]
    entry = plain[offset:end]
    second = entry[entry.index(b"PK\x01\x02", 4) :]
    entries = b"".join(second[:46] + bytes([97 + n % 26]) + second[47:] for n in range(26))
    many = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 26, 26, len(entries), offset, 0)
    return plain[:offset] + entries + many


def crowded(entries: int) -> bytes:
    """An archive with so many entries that listing them takes long and much memory."""
    entry = struct.Struct("<4s6H3L5H2L")
    name = b"%08d"
    directory = b"".join(
        entry.pack(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0) + name % number
        for number in range(entries)
    )
    start = b"PK\x03\x04" + b"\0" * 26
    counted = min(entries, 0xFFFF)
    return start + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, counted, counted, len(directory), 30, 0)


def bomb() -> bytes:
    return zipped({"a.txt": b"\0", **{f"{n}.txt": b"\0" * (32 * MEGABYTE) for n in range(4)}})


# (name, content, a part of the reason)
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a picture of markup": ("a.svg", SVG, "are not taken"),
    "a web page": ("a.html", HTML, "are not taken"),
    "a script": ("a.js", b"alert(1)", "are not taken"),
    "a program": ("a.exe", PROGRAM, "are not taken"),
    "a shell script": ("a.sh", b"#!/bin/sh\nrm -rf /\n", "are not taken"),
    "a shortcut": ("a.lnk", b"L\0\0\0", "are not taken"),
    "a macro document": ("a.docm", office("word/document.xml"), "are not taken"),
    "no ending": ("README", b"text", "are not taken"),
    "only an ending": (".pdf", PDF, "are not taken"),
    "two endings": ("a.pdf.exe", PROGRAM, "are not taken"),
    "markup as a picture": ("a.png", SVG, "something else"),
    "markup as text": ("a.txt", SVG, "something else"),
    "a web page as text": ("a.txt", b"\xef\xbb\xbf  " + HTML, "something else"),
    "a web page as text in UTF-16": ("a.txt", "<html>".encode("utf-16"), "something else"),
    "a web page as a table": ("a.csv", HTML, "something else"),
    "a web page as a PDF": ("a.pdf", HTML + PDF, "something else"),
    "a web page as an e-mail": ("a.eml", HTML + b"\r\nFrom: a\r\n", "something else"),
    "a script as text": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "something else"),
    "a program as text": ("a.txt", PROGRAM, "something else"),
    "a program as a picture": ("a.jpg", PROGRAM, "something else"),
    "a program as a document": ("a.doc", PROGRAM, "something else"),
    "a picture as a PDF": ("a.pdf", PNG, "something else"),
    "an archive as a document": ("a.docx", zipped({"a.txt": "x"}), "something else"),
    "a document with macros": (
        "a.docx",
        zipped(CONTENT_TYPES | {"word/document.xml": "<x/>", "word/vbaProject.bin": b"x"}),
        "something else",
    ),
    "a table as a document": ("a.docx", office("xl/workbook.xml"), "something else"),
    "an OLE file of nothing": ("a.msg", OLE, "something else"),
    "nothing": ("a.pdf", b"", "empty"),
    "a beginning of an archive": ("a.zip", b"PK\x03\x04abc", "damaged"),
    "a cut archive": ("a.zip", zipped({"a.txt": "x" * 1000})[:-30], "damaged"),
    "a bomb": ("a.zip", bomb(), "refused for safety"),
    "a bomb as a document": (
        "a.docx",
        zipped(CONTENT_TYPES | {"word/document.xml": b" " * (64 * MEGABYTE)}),
        "refused for safety",
    ),
    "overlapping parts": ("a.zip", overlapping(), "damaged"),
    "a hundred thousand entries": ("a.zip", crowded(100_000), "too many entries"),
    "a path upwards in an archive": ("a.zip", zipped({"../../etc/passwd": "x"}), "lead out of it"),
    "an absolute path in an archive": ("a.zip", zipped({"/etc/passwd": "x"}), "lead out of it"),
    "a drive in an archive": ("a.zip", zipped({"C:\\windows\\x": "x"}), "lead out of it"),
    "a link in an archive": ("a.zip", linking(), "lead out of it"),
    "a name that is a path": ("../../etc/cron.d/x.txt", b"x", "is a path"),
    "a name that is a path on Windows": ("..\\..\\x.txt", b"x", "is a path"),
    "a name of dots": ("..", b"x", "is a path"),
    "a null byte in the name": ("a.exe\0.pdf", PDF, "invisible characters"),
    "a name written backwards": ("a\u202efdp.exe.pdf", PDF, "invisible characters"),
    "a line break in the name": ("a\r\nX-Injected: 1.pdf", PDF, "invisible characters"),
    "a name of 300 characters": ("x" * 296 + ".pdf", PDF, "has 300 characters"),
}
