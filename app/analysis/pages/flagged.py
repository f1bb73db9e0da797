"""The flagged questions of all quizzes, for the author's list."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.analysis.pages.titles import quiz_title, stem_of
from app.analysis.pages.words import flag_chips, flag_words
from app.content.library import Library
from app.kernel.bilingual import Lang
from app.psychometrics.flags import FLAGS


class FlaggedLine(NamedTuple):
    """A flagged question: where to look at it, its words, the quiz, what was noticed."""

    url: str
    stem: str
    quiz: str
    chips: tuple[tuple[str, str], ...]


def flagged_lines(
    library: Library | None, flags: Mapping[str, Mapping[str, Sequence[str]]], spoken: Lang
) -> tuple[FlaggedLine, ...]:
    """Return the flagged questions, the worst first."""
    if library is None:
        return ()
    words = flag_words()
    found = [
        (min(FLAGS.index(flag) for flag in raised if flag in words), quiz_id, question_id, raised)
        for quiz_id, questions in flags.items()
        for question_id, raised in questions.items()
    ]
    return tuple(
        FlaggedLine(
            f"/item-health/{quiz_id}/{question_id}",
            stem_of(library.questions.get(question_id), question_id, spoken),
            quiz_title(library, quiz_id, spoken),
            flag_chips([flag for flag in FLAGS if flag in raised], words),
        )
        for _worst, quiz_id, question_id, raised in sorted(found)
    )
