"""The part of the tree of teams that somebody looks at, and the units that a table of it has as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.identity.rules import is_below


class TeamNode(NamedTuple):
    """An open team of the tree."""

    id: int
    parent_id: int | None
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of a table: a team with all below it, or (is_own) only the people directly in it."""

    team: TeamNode
    team_ids: frozenset[int]
    is_own: bool = False
    has_below: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: the topmost paths ("" is everything) and the open teams inside, of all that may be seen.

    chosen: the one team on top, if it is one; above: the teams over it, from the top.
    """

    paths: tuple[str, ...]
    teams: tuple[TeamNode, ...]
    may_see: tuple[TeamNode, ...]
    chosen: TeamNode | None = None
    above: tuple[TeamNode, ...] = ()

    @property
    def leaves(self) -> int:
        """How many teams have no team below them."""
        parents = {team.parent_id for team in self.teams}
        return sum(team.id not in parents for team in self.teams)


def make_scope(held: tuple[str, ...], teams: Iterable[TeamNode], wanted: int | None) -> Scope | None:
    """Return what is looked at by somebody who holds these paths; None without any, or when `wanted` is not inside."""
    if not held:
        return None
    inside = tuple(team for team in teams if any(is_below(team.path, path) for path in held))
    if wanted is None:
        tops = _tops(inside)
        if len(tops) == 1:
            return Scope(held, inside, inside, tops[0])
        return Scope(held, inside, inside)
    chosen = next((team for team in inside if team.id == wanted), None)
    if chosen is None:
        return None
    above = tuple(team for team in inside if team.id != chosen.id and is_below(chosen.path, team.path))
    below = tuple(team for team in inside if is_below(team.path, chosen.path))
    return Scope((chosen.path,), below, inside, chosen, tuple(sorted(above, key=lambda team: len(team.path))))


def units_of(scope: Scope) -> tuple[Unit, ...]:
    """Return the rows: the people directly in the chosen team, then each team right below it; or the topmost teams."""
    if scope.chosen is None:
        return tuple(_unit(scope, team) for team in _tops(scope.teams))
    own = Unit(scope.chosen, frozenset({scope.chosen.id}), is_own=True)
    below = (team for team in scope.teams if team.parent_id == scope.chosen.id)
    return (own, *(_unit(scope, team) for team in below))


def in_tree_order(teams: Iterable[TeamNode]) -> list[tuple[TeamNode, int]]:
    """Return every team below its parent, sisters by name, with its depth from 0."""
    found = tuple(teams)
    names = {team.id: team.name for team in found}
    places = {
        team: [names[int(step)] for step in team.path.split("/") if step and int(step) in names] for team in found
    }
    return [(team, len(places[team]) - 1) for team in sorted(found, key=places.__getitem__)]


def _unit(scope: Scope, top: TeamNode) -> Unit:
    ids = frozenset(team.id for team in scope.teams if is_below(team.path, top.path))
    return Unit(top, ids, has_below=len(ids) > 1)


def _tops(teams: tuple[TeamNode, ...]) -> tuple[TeamNode, ...]:
    ids = {team.id for team in teams}
    return tuple(team for team in teams if team.parent_id not in ids)
