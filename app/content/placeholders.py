"""Marks before texts that somebody still has to translate or to write; what bears one is not ready for learners."""

from app.kernel.bilingual import Bilingual

TO_TRANSLATE = Bilingual("【待译】", "[to translate] ")
TO_WRITE = Bilingual("【待写】", "[to write] ")
IMPORTED = "imported"  # the tag of questions that came from elsewhere
_MARKS = tuple(mark.strip() for mark in (*TO_TRANSLATE, *TO_WRITE))


def is_placeholder(text: str) -> bool:
    """Tell whether a text bears one of the marks."""
    return text.lstrip().startswith(_MARKS)
