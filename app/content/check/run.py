"""All checks over one tree, in the order in which people read their results."""

from itertools import chain

from app.content.check.aids import check_aids
from app.content.check.courses import check_courses
from app.content.check.fairness import check_fairness
from app.content.check.ids import check_ids
from app.content.check.languages import check_languages, read_lock
from app.content.check.lessons import check_lessons
from app.content.check.names import check_names, names_of
from app.content.check.numbers import Numbers
from app.content.check.placeholders import check_placeholders
from app.content.check.prose.run import check_prose
from app.content.check.questions import check_questions
from app.content.check.quizzes import check_quizzes
from app.content.check.roleplays.run import check_roleplays
from app.content.diagnostics import Diagnostic
from app.content.pausing import without_collecting
from app.content.source import Tree


@without_collecting
def check_tree(tree: Tree) -> list[Diagnostic]:
    """Return everything wrong or doubtful in a tree, by file and place."""
    names, numbers = names_of(tree), Numbers(tree.policy_values())
    found = chain(
        tree.found,
        check_ids(tree),
        check_names(tree, names),
        check_lessons(tree, numbers),
        check_questions(tree, numbers),
        check_fairness(tree),
        check_quizzes(tree, names),
        check_placeholders(tree),
        check_courses(tree, names),
        check_roleplays(tree, numbers),
        check_aids(tree, names, numbers),
        check_languages(tree, read_lock(tree.root)),
        check_prose(tree),
    )
    return sorted(set(found), key=lambda diagnostic: diagnostic.order)
