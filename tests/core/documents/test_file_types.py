"""Which files are taken as documents: the name and the content agree, and neither harms anybody."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.core.documents.rules.file_names import check_file_name
from app.core.documents.rules.file_types import BY_EXTENSION, file_type
from app.core.errors import RuleError
from tests.core.documents.files import HONEST, HOSTILE


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken_under_its_own_name(name: str) -> None:
    assert check_file_name(name) == name
    assert file_type(BytesIO(HONEST[name]), name) is BY_EXTENSION[name.rpartition(".")[2].lower()]


@pytest.mark.parametrize("name", HONEST)
def test_no_honest_file_passes_under_the_ending_of_another(name: str) -> None:
    own = BY_EXTENSION[name.rpartition(".")[2].lower()]
    alike = {"csv", "tsv", "txt", "log", "md", "zip", "mp4", "mov", "m4a", "eml"}  # texts, archives, containers
    alike |= {"docx", "xlsx", "pptx"} if name.startswith("protected") else set()  # nobody can look into them
    for ending, kind in BY_EXTENSION.items():
        if kind is not own and ending not in alike:
            with pytest.raises(RuleError):
                file_type(BytesIO(HONEST[name]), f"a.{ending}")


@pytest.mark.parametrize(("name", "content", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_the_reason(name: str, content: bytes, reason: str) -> None:
    def take() -> None:
        check_file_name(name)
        file_type(BytesIO(content), name)

    with pytest.raises(RuleError) as refusal:
        take()
    assert reason in str(refusal.value)
