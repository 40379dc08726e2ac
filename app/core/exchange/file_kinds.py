"""What a file is by its first bytes, against what its name says. Pure: standard library only."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

from app.core.errors import RuleError
from app.core.exchange.archive import open_archive
from app.core.exchange.vcards import is_vcard
from app.core.text import N_

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"PK\x05\x06",
    b"MZ",
    b"BM",
)
_TEXT_NAMES = frozenset((".csv", ".txt", ".tsv"))
_KIND_NAMES = {
    "xlsx": frozenset((".xlsx", ".xlsm")),
    "ods": frozenset((".ods",)),
    "xls": frozenset((".xls",)),
    "vcf": frozenset((".vcf",)),
}
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # an encrypted XLSX is an OLE file with this stream


def file_kind(path: Path, filename: str) -> str:
    """`csv`, `xlsx`, `xls`, `ods` or `vcf`. Raises RuleError where the content is none of them or belies the name."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise RuleError(N_("The file is empty."))
    suffix = Path(filename).suffix.lower()
    kind = _kind(path, head, suffix)
    expected = _KIND_NAMES.get(kind, _TEXT_NAMES)
    if suffix not in expected:
        message = N_("The file is named %(suffix)s, but its content is %(kind)s. Name it %(expected)s.")
        raise RuleError(message, suffix=suffix or filename, kind=kind.upper(), expected=f".{kind}")
    return kind


def _kind(path: Path, head: bytes, suffix: str) -> str:
    if head.startswith(_ZIP):
        with open_archive(path) as archive:
            return _zip_kind(archive)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(_BINARY[:-2]) or (head.startswith(_BINARY[-2:]) and b"\0" in head):
        raise _no_table()
    if suffix == ".vcf" and is_vcard(head):
        return "vcf"
    if suffix not in _TEXT_NAMES:
        raise _text_in_disguise(head, suffix)
    return "csv"


def _zip_kind(archive: ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise RuleError(N_("XLSB workbooks are not read. Save it as XLSX."))
    if {"content.xml", "mimetype"} <= names:
        return "ods"
    raise _no_table()


def _ole_kind(path: Path) -> str:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if _PROTECTED in chunk:
                raise RuleError(N_("The workbook is protected by a password. Save it without one."))
    return "xls"


def _text_in_disguise(head: bytes, suffix: str) -> RuleError:
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta|head)", head, re.IGNORECASE):
        return RuleError(
            N_("The file is a web page named %(suffix)s. Open it in a spreadsheet program and save it as XLSX."),
            suffix=suffix,
        )
    return RuleError(
        N_("The file is not what its name says (%(suffix)s). CSV, XLSX, XLS, ODS and VCF are read."),
        suffix=suffix or "?",
    )


def _no_table() -> RuleError:
    return RuleError(N_("The file is no table. CSV, XLSX, XLS, ODS and VCF are read."))
