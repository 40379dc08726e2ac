"""Which encoding a text file is in. Pure: standard library only.

The order is fixed: byte order mark, NUL pattern (UTF-16 without a mark), strict UTF-8, then GB18030 or Big5 by the
characters that come out. What none of them explains is refused for a person to choose: never a silent guess.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO

from app.core.errors import RuleError
from app.core.exchange.hanzi import plausibility
from app.core.text import N_

CHUNK = 1 << 18
SAMPLE = 1 << 16  # bytes beyond ASCII looked at to tell GB18030 from Big5
PLAUSIBLE = 0.62  # measured: Chinese lists of 10 names 0.69 and more, Korean read as GB18030 0.59 and less
MARGIN = 0.25  # and more for a few characters, see `_margin`
SHORT = 40  # bytes; in so short a text one rare name weighs heavily

_REPLACEMENT = "\ufffd".encode()


@dataclass(frozen=True)
class Encoding:
    """`name` is the choice a person sees and the job stores; `codec` is what Python decodes it with."""

    name: str
    codec: str
    doubt: str | None = None  # a msgid: what to look at in the preview

    @property
    def label(self) -> str:
        """What the select box shows; the names of encodings are not translated."""
        return "UTF-32" if self.codec == "utf-32" else dict(ENCODINGS)[self.name]

    @property
    def errors(self) -> str:
        """The codecs error handler: characters of Hong Kong within Big5 are read, everything else is strict."""
        return "big5-hkscs" if self.codec == "cp950" else "strict"

    @property
    def legacy(self) -> bool:
        """Not Unicode: private-use characters in the result mean that the encoding is wrong."""
        return self.name in ("gb18030", "big5", "windows-1252")

    def decoder(self) -> codecs.IncrementalDecoder:
        """A fresh incremental decoder; `decode(chunk, final=True)` ends it."""
        return codecs.getincrementaldecoder(self.codec)(self.errors)


ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("gb18030", "GB18030 (GBK)"),
    ("big5", "Big5"),
    ("windows-1252", "Windows-1252"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-16", "utf-32"),  # before UTF-16: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-16", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_CODECS = {"utf-8": "utf-8-sig", "gb18030": "gb18030", "big5": "cp950", "windows-1252": "cp1252"}


class UnknownEncoding(RuleError):
    """The bytes fit no encoding well enough, or two equally well; `row` is the first row beyond ASCII."""


def _hong_kong(error: UnicodeError) -> tuple[str, int]:
    """Read a pair of bytes that cp950 lacks as Big5-HKSCS; re-raise what is not in it either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.start + 2
    try:
        return error.object[error.start : end].decode("big5hkscs"), end
    except UnicodeDecodeError:
        raise error from None


codecs.register_error("big5-hkscs", _hong_kong)


def named(name: str, head: bytes = b"") -> Encoding:
    """The encoding a person chose; `head` (the file's first bytes) tells the byte order of UTF-16.

    Raises KeyError for a name that is not in ENCODINGS.
    """
    marked = _by_mark(head)
    if marked and marked.name == name:
        return marked
    if name == "utf-16":
        return _by_nul_pattern(head) or Encoding("utf-16", "utf-16-le")
    return Encoding(name, _CODECS[name])


def detect(data: bytes) -> Encoding:
    """The encoding of a whole file held in memory; see `detect_stream`."""
    return detect_stream(io.BytesIO(data))


def detect_stream(stream: BinaryIO) -> Encoding:
    """The encoding of a file, read once from its start in chunks of 256 kB.

    Raises UnknownEncoding where the characters that come out are not those people write.
    """
    stream.seek(0)
    head = stream.read(CHUNK)
    found = _by_mark(head) or _by_nul_pattern(head)
    if found:
        return found
    stream.seek(0)
    if _is_utf8(stream):
        return Encoding("utf-8", "utf-8-sig", _damage(head))
    stream.seek(0)
    sample, row = _beyond_ascii(stream)
    return _by_characters(sample, row)


def _by_mark(head: bytes) -> Encoding | None:
    for mark, name, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(name, codec)
    return None


def _by_nul_pattern(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: any line end or comma in it brings a NUL; plain text has none."""
    if b"\0" not in head:
        return None
    quality = {codec: _quality_utf16(head[:SAMPLE].decode(codec, "replace")) for codec in ("utf-16-le", "utf-16-be")}
    best = max(quality, key=lambda codec: quality[codec])
    return Encoding("utf-16", best) if quality[best] >= 0.5 else None


def _quality_utf16(text: str) -> float:
    """Unlike the legacy encodings the wrong reading turns ASCII into rare characters, so ASCII counts as proof."""
    plain = sum(" " <= character <= "\x7f" or character in "\t\r\n" for character in text)
    quality = plausibility(text, rare_planes=0.0)
    if not plain or "\0" in text or quality < 0:
        return -1.0
    return (quality * (len(text) - plain) + plain) / len(text)


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _damage(head: bytes) -> str | None:
    if _REPLACEMENT in head:
        return N_("The file contains �: some characters were already lost when it was last saved.")
    return None


def _beyond_ascii(stream: BinaryIO) -> tuple[bytes, int]:
    """Up to SAMPLE bytes of lines that are not plain ASCII, and the number of the first such row."""
    sample, first = bytearray(), 0
    for row, line in enumerate(iter(lambda: stream.readline(CHUNK), b""), 1):
        if not line.isascii():
            first = first or row
            sample += line
            if len(sample) >= SAMPLE:
                break
    return bytes(sample), first


def _by_characters(sample: bytes, row: int) -> Encoding:
    if _nearly_utf8(sample):
        return Encoding("utf-8", "utf-8-sig", N_("The file is UTF-8 with damaged places."))
    quality = {name: _quality(sample, Encoding(name, _CODECS[name])) for name in ("gb18030", "big5")}
    best, other = sorted(quality, key=lambda name: -quality[name])
    if quality[best] < (PLAUSIBLE if len(sample) > SHORT else 0.5):
        damaged = _by_most_rows(sample)
        if damaged:
            return damaged
        raise UnknownEncoding(N_("The encoding was not recognised (first unclear row: %(row)s). Choose it."), row=row)
    if quality[best] - quality[other] < _margin(sample):
        raise UnknownEncoding(N_("The text is too short to tell GB18030 from Big5. Choose the encoding."), row=row)
    return Encoding(best, _CODECS[best])


def _by_most_rows(sample: bytes) -> Encoding | None:
    """The encoding that explains most rows but not all, so that a short file is refused at the place that is broken.

    Never one that explains every row: what reads whole and looks wrong is another encoding.
    """
    rows = sample.splitlines()
    read = {name: sum(_reads(row, name) for row in rows) for name in ("gb18030", "big5")}
    best, other = sorted(read, key=lambda name: -read[name])
    broken = "\ufffd" in sample.decode(_CODECS[best], "replace")
    return Encoding(best, _CODECS[best]) if broken and len(rows) < 2 * read[best] > 2 * read[other] else None


def _reads(row: bytes, name: str) -> bool:
    try:
        text = row.decode(_CODECS[name], Encoding(name, _CODECS[name]).errors)
    except UnicodeDecodeError:
        return False
    return plausibility(text, rare_planes=0.0) >= 0.5


def _margin(sample: bytes) -> float:
    """How far the better reading must lead: three characters prove less than three hundred."""
    return MARGIN + 4 / max(1, sum(byte > 0x7F for byte in sample))


def _nearly_utf8(sample: bytes) -> bool:
    """At least 9 of 10 characters beyond ASCII are well-formed UTF-8, which other encodings do not give by chance."""
    text = sample.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return damaged * 9 <= sum(character > "\x7f" for character in text) - damaged


def _quality(sample: bytes, encoding: Encoding) -> float:
    """Plausibility of the sample in `encoding`; a damaged place costs, but does not rule it out.

    A file with one broken byte is then refused with its place by the decoder instead of being taken for another.
    """
    try:
        text = sample.decode(encoding.codec, encoding.errors)
    except UnicodeDecodeError:
        text = sample.decode(encoding.codec, "replace")
    return plausibility(text, rare_planes=1.0 if encoding.name == "gb18030" else -0.3)
