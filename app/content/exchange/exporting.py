"""The questions of a bank, or of a quiz, as a file for another system."""

from collections.abc import Iterator

from app.content.check.quizzes import fits
from app.content.exchange.authored import questions_of
from app.content.exchange.formats import OutFormat, write_questions
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.report import Notes
from app.content.exchange.writing import Written
from app.content.source import QuestionSource, Tree
from app.kernel.bilingual import Lang


def export_questions(tree: Tree, id_: str, form: OutFormat, lang: Lang) -> tuple[Written, int, int]:
    """Return the file, how many questions it holds, and how many were to go into it.

    Of a quiz that draws, every question goes that it may draw. Company numbers are filled in.

    Raises:
        FileRefusedError: When there is no such bank or quiz, or a question quotes a number that nobody has set.
    """
    sources = list(_sources(tree, id_))
    notes = Notes()
    try:
        questions = questions_of((source.spec for source in sources), tree.policy_values(), lang, notes)
    except KeyError as error:
        raise FileRefusedError(
            f"没有 {error.args[0]} 这个公司数字。请先运行 aftercare check。",
            f"There is no policy value {error.args[0]}. Run aftercare check first.",
        ) from error
    written = write_questions(questions, form, _title(tree, id_, lang))
    notes.extend(written.notes)
    left_out = {note.question for note in notes.found if note.degree == "left-out"}
    return Written(written.data, notes.found), len(sources) - len(left_out), len(sources)


def _sources(tree: Tree, id_: str) -> Iterator[QuestionSource]:
    if id_ in tree.banks:
        yield from (question for question in tree.questions.values() if question.bank == id_)
    elif id_ in tree.quizzes:
        quiz = tree.quizzes[id_].value
        yield from (tree.questions[name] for name in quiz.questions if name in tree.questions)
        for question in tree.questions.values():
            if any(question.bank == draw.source and fits(question.spec, draw, quiz.trade) for draw in quiz.draw):
                yield question
    else:
        raise FileRefusedError(f"没有叫 {id_} 的题库或测验。", f"There is no bank or quiz {id_}.")


def _title(tree: Tree, id_: str, lang: Lang) -> str:
    title = tree.banks[id_].value.title if id_ in tree.banks else tree.quizzes[id_].value.title
    return title.in_lang(lang)
