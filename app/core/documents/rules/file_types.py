"""What kinds of files are taken, and how each is known by its content: the name must not belie it. Pure.

Whatever a browser would run or draw from markup (HTML, SVG, scripts) and every program is left out on purpose. Formats:
the signatures that their specifications give; Office files of the old kind by the names of their streams.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from app.core.documents.rules.file_names import extension
from app.core.documents.rules.zip_directory import read_directory
from app.core.errors import RuleError
from app.core.text import N_

HEAD = 4_096
CHUNK = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"^\s*<(?:!doctype|html|head|body|script|svg|iframe|img|meta|link|style|\?xml|!--)", re.IGNORECASE
)
_SCRIPT = re.compile(rb"^\s*(?:#!|<\?php|<%|@echo off)", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    rb"^(?:from|received|subject|date|mime-version|message-id|return-path):", re.IGNORECASE | re.MULTILINE
)
_PROTECTED = "EncryptedPackage"
Check = Callable[[BinaryIO, bytes], bool]


@dataclass(frozen=True)
class FileType:
    """One kind of file: the endings of its names, how it is served, and whether a file is one."""

    extensions: tuple[str, ...]
    media_type: str
    is_one: Check


def _starts(*signatures: bytes, at: int = 0) -> Check:
    return lambda file, head: any(head[at:].startswith(signature) for signature in signatures)


def _in_riff(kind: bytes) -> Check:
    return lambda file, head: head.startswith(b"RIFF") and head[8:12] == kind


def _boxed(*brands: bytes) -> Check:
    """The ISO base media format: a box `ftyp` with one of these brands, any where none is named."""
    return lambda file, head: head[4:8] == b"ftyp" and (not brands or head[8:12].startswith(brands))


def _zipped(part: str, without: str = "") -> Check:
    """An archive with `part`, if one is named, and nothing that ends with `without`."""

    def check(file: BinaryIO, head: bytes) -> bool:
        if not head.startswith(_ZIP):
            return False
        names = {entry.name for entry in read_directory(file)}
        return (not part or part in names) and not any(without and name.endswith(without) for name in names)

    return check


def _office(part: str) -> Check:
    """An archive with `part` and no macros; or encrypted, and so an OLE file that hides which of them it is."""
    whole = _zipped(part, "vbaProject.bin")
    return lambda file, head: _holds(file, _PROTECTED) if head.startswith(_OLE) else whole(file, head)


def _open_document(kind: bytes) -> Check:
    """The type stands, unpacked, in the first entry (OpenDocument 1.3, part 2, 3.3)."""
    typed = b"mimetypeapplication/vnd.oasis.opendocument." + kind
    whole = _zipped("content.xml")
    return lambda file, head: head[30:].startswith(typed) and whole(file, head)


def _ole(*streams: str) -> Check:
    return lambda file, head: head.startswith(_OLE) and any(_holds(file, stream) for stream in streams)


def _holds(file: BinaryIO, stream: str) -> bool:
    """Whether an OLE file has a stream of this name, written in UTF-16 in its directory."""
    wanted, kept = stream.encode("utf-16-le"), b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        if wanted in kept + chunk:
            return True
        kept = chunk[-len(wanted) :]
    return False


def is_text(file: BinaryIO, head: bytes) -> bool:
    """Text in any encoding, and none that a browser or a shell would run."""
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or _SCRIPT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = head.decode("utf-16", "replace").encode()
        return not (_MARKUP.match(plain) or _SCRIPT.match(plain))
    file.seek(0)
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            return False
    return True


def _is_mail(file: BinaryIO, head: bytes) -> bool:
    return bool(_MAIL_HEADER.search(head)) and is_text(file, head)


def _is_pdf(file: BinaryIO, head: bytes) -> bool:
    return b"%PDF-" in head[:1024] and not _MARKUP.match(head)


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = (
    FileType(("pdf",), "application/pdf", _is_pdf),
    FileType(("docx",), _OFFICE + "wordprocessingml.document", _office("word/document.xml")),
    FileType(("xlsx",), _OFFICE + "spreadsheetml.sheet", _office("xl/workbook.xml")),
    FileType(("pptx",), _OFFICE + "presentationml.presentation", _office("ppt/presentation.xml")),
    FileType(("doc", "wps"), "application/msword", _ole("WordDocument")),
    FileType(("xls", "et"), "application/vnd.ms-excel", _ole("Workbook", "Book")),
    FileType(("ppt", "dps"), "application/vnd.ms-powerpoint", _ole("PowerPoint Document")),
    FileType(("odt",), "application/vnd.oasis.opendocument.text", _open_document(b"text")),
    FileType(("ods",), "application/vnd.oasis.opendocument.spreadsheet", _open_document(b"spreadsheet")),
    FileType(("odp",), "application/vnd.oasis.opendocument.presentation", _open_document(b"presentation")),
    FileType(("rtf",), "application/rtf", _starts(b"{\\rtf")),
    FileType(("ofd",), "application/ofd", _zipped("OFD.xml")),
    FileType(("jpg", "jpeg"), "image/jpeg", _starts(b"\xff\xd8\xff")),
    FileType(("png",), "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    FileType(("gif",), "image/gif", _starts(b"GIF87a", b"GIF89a")),
    FileType(("webp",), "image/webp", _in_riff(b"WEBP")),
    FileType(("bmp",), "image/bmp", _starts(b"BM")),
    FileType(("tif", "tiff"), "image/tiff", _starts(b"II*\0", b"MM\0*")),
    FileType(("heic", "heif"), "image/heic", _boxed(b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc")),
    FileType(("dwg",), "image/vnd.dwg", _starts(b"AC10")),
    FileType(("txt", "log", "md"), "text/plain", is_text),
    FileType(("csv", "tsv"), "text/csv", is_text),
    FileType(("eml",), "message/rfc822", _is_mail),
    FileType(("msg",), "application/vnd.ms-outlook", _ole("__properties_version1.0")),
    FileType(("zip",), "application/zip", _zipped("")),
    FileType(("mp3",), "audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")),
    FileType(("m4a",), "audio/mp4", _boxed(b"M4A", b"mp4", b"isom", b"iso")),
    FileType(("wav",), "audio/wav", _in_riff(b"WAVE")),
    FileType(("amr",), "audio/amr", _starts(b"#!AMR")),
    FileType(("ogg", "oga"), "audio/ogg", _starts(b"OggS")),
    FileType(("mp4", "mov"), "video/mp4", _boxed()),
)
BY_EXTENSION = {ending: kind for kind in TYPES for ending in kind.extensions}


def file_type(file: BinaryIO, name: str) -> FileType:
    """What a file is, by its name and its content. RuleError where it is none of ours, or the two disagree."""
    ending = extension(name)
    kind = BY_EXTENSION.get(ending)
    if kind is None:
        raise RuleError(
            N_("Files of this kind (%(ending)s) are not taken. Taken are: %(list)s."),
            field="file",
            ending=f".{ending}" if ending else "–",
            list=", ".join(BY_EXTENSION),
        )
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise RuleError(N_("The file is empty."), field="file")
    if not kind.is_one(file, head):
        raise RuleError(
            N_("The file is named .%(ending)s, but its content is something else, so it is refused."),
            field="file",
            ending=ending,
        )
    return kind
