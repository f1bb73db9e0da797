"""Rules of addresses whose builders are compiled once in a process: every test has an application of its own."""

from collections.abc import Callable

from flask import Flask
from werkzeug.routing import Rule

_BUILDERS: dict[tuple[str, str, str, bool], Callable[..., tuple[str, str]]] = {}


class KnownRule(Rule):
    """A rule as any other; what builds its address depends on its text alone, and takes most of an application's time."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002
        key = (self.rule, self.subdomain or "", repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]


def remember_addresses() -> None:
    """Let all applications of this process share the builders of their addresses."""
    Flask.url_rule_class = KnownRule
