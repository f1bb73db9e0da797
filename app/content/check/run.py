"""All checks over one tree, in the order in which people read their results."""

from app.content.diagnostics import Diagnostic
from app.content.source import Tree


def check_tree(tree: Tree) -> list[Diagnostic]:
    """Return everything wrong or doubtful in a tree, by file and place."""
    return sorted(tree.found, key=lambda diagnostic: diagnostic.order)
