"""What reading a sentence yields: acts with their places in the text and their slots."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Act(Struct, frozen=True):
    """A speech act found in a text.

    `start` and `end` count characters of the original text, end exclusive (0 and 0 for an act that stands for no
    words, such as a choice's). A negated act was denied (“I cannot promise that”): it is evidence, never a deed.
    Slots hold whole numbers, texts, lists and mappings only; docs/authoring.md lists them.
    """

    id: str
    start: int = 0
    end: int = 0
    negated: bool = False
    slots: Mapping[str, Any] = {}

    def record(self) -> dict[str, Any]:
        """Return the act as the JSON value under which codings and logs keep it."""
        return {
            "id": self.id,
            "start": self.start,
            "end": self.end,
            "negated": self.negated,
            "slots": dict(self.slots),
        }


def read_act(record: Mapping[str, Any]) -> Act:
    """Read what `Act.record` wrote."""
    return Act(record["id"], record["start"], record["end"], record["negated"], record["slots"])
