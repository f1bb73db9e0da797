"""Ids in addresses: numbers that fit into a column."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**53  # a larger one would be an error of the database instead of "not found"


class IdConverter(IntegerConverter):
    """`<int:…>` in every route of ours."""

    def __init__(self, mapping: Map, fixed_digits: int = 0, **limits: Any) -> None:
        super().__init__(mapping, fixed_digits, **({"max": LARGEST} | limits))
