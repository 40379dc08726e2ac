"""The closed choices of the system module."""

from __future__ import annotations

from app.core.enums import LabelledEnum
from app.core.text import N_


class Language(LabelledEnum):
    """The languages a colleague can work in. The codes are the locales of the application."""

    ZH = "zh", N_("Chinese")
    EN = "en", N_("English")


class TokenScope(LabelledEnum):
    """What a program's key is good for."""

    READ = "read", N_("Read only")
    WRITE = "write", N_("Read and change")
