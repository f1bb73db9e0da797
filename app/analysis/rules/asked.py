"""What a panel judges: every question that a quiz may ask, or every criterion of a role-play, with its weight."""

from app.analysis.rules.angoff import ROLEPLAY, Asked
from app.content.library import Library, Quiz
from app.items.registry import KINDS

FULL = 1000


def asked_about(library: Library, subject: str) -> tuple[Asked, ...]:
    """Return what is judged of a subject, empty when the content has none such.

    A drawn question weighs its points times the chance to be drawn, in thousandths: so the panel's cut is that of a
    usual paper. Surveys are not judged: they earn nothing.
    """
    if subject.startswith(ROLEPLAY):
        return _criteria(library, subject.removeprefix(ROLEPLAY))
    quiz = library.quizzes.get(subject)
    return () if quiz is None else _questions(library, quiz)


def _questions(library: Library, quiz: Quiz) -> tuple[Asked, ...]:
    weights = {question: float(library.questions[question].points * FULL) for question in quiz.questions}
    for draw in quiz.draws:
        pool = library.pool(quiz, draw)
        for question in pool:
            chance = min(draw.count / len(pool), 1.0)
            weights[question.id] = weights.get(question.id, 0.0) + question.points * FULL * chance
    found = ((library.questions[name], weight) for name, weight in weights.items())
    return tuple(
        Asked(question.id, question.hash, max(round(weight), 1))
        for question, weight in found
        if KINDS[question.kind].marked_by != "nobody"
    )


def _criteria(library: Library, scenario_id: str) -> tuple[Asked, ...]:
    scenario = library.scenarios.get(scenario_id)
    rubric = None if scenario is None else library.rubrics.get(scenario.rubric)
    if scenario is None or rubric is None:
        return ()
    return tuple(
        Asked(criterion.id, rubric.hash, criterion.weight * FULL)
        for criterion in rubric.criteria
        if criterion.id not in scenario.not_judged
    )
