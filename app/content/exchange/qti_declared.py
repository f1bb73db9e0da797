"""What a QTI 3.0 item declares: responses with their keys, outcomes, how they come about, and the feedback."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from app.content.exchange.markup import to_html
from app.content.exchange.qti_item import EXPLAIN, FEEDBACK, WHY
from app.content.exchange.qti_names import identifier_of
from app.content.exchange.reading import percent
from app.content.exchange.report import Notes
from app.content.exchange.value import Choice, Gap

RESPONSE = "RESPONSE"


class Declared:
    """Collects what an item declares beside its body."""

    def __init__(self, points: int) -> None:
        self._points = points
        self._responses: list[str] = []
        self._scores: list[str] = []
        self._exact: list[str] = []
        self._feedback: dict[str, dict[str, str]] = {}
        self._multiple: set[str] = set()

    def response(
        self,
        name: str,
        base: str,
        values: Iterable[str],
        *,
        cardinality: str = "single",
        mapped: Mapping[str, Decimal] | None = None,
        tolerance: Decimal | None = None,
        share: int = 1,
    ) -> None:
        """Declare a response with its key; `mapped`: which part of its points (a share of the item's) a value earns."""
        right = "".join(f"<qti-value>{escape(value)}</qti-value>" for value in values)
        worth = Decimal(self._points) / share
        entries = "".join(
            f'<qti-map-entry map-key={quoteattr(key)} mapped-value="{percent(part * worth)}"'
            + (' case-sensitive="false"' if base == "string" else "")
            + "/>"
            for key, part in (mapped or {}).items()
        )
        bounds = f'lower-bound="0" upper-bound="{percent(worth)}" default-value="0"'
        mapping = f"<qti-mapping {bounds}>{entries}</qti-mapping>" if entries else ""
        self._responses.append(
            f'<qti-response-declaration identifier={quoteattr(name)} cardinality="{cardinality}" base-type="{base}">'
            f"<qti-correct-response>{right}</qti-correct-response>{mapping}</qti-response-declaration>\n"
        )
        if entries:
            self._scores.append(f"<qti-map-response identifier={quoteattr(name)}/>")
        else:
            self._exact.append(_condition(name, tolerance, percent(worth)))
        if cardinality == "multiple":
            self._multiple.add(name)

    def feedback(self, outcome: str, words: Mapping[str, str]) -> None:
        """Add feedback by the identifier that the outcome takes; empty words are none."""
        kept = {identifier: text for identifier, text in words.items() if text}
        if kept:
            self._feedback[outcome] = kept

    def gap(self, gap: Gap, gaps: int, notes: Notes) -> str:
        """Declare a gap and return its place in the text."""
        name = identifier_of(gap.id)
        if gap.choices:
            self.feedback(f"{FEEDBACK}_{name}", {identifier_of(one.id): one.why for one in gap.choices})
            self.response(name, "identifier", rights_of(gap.choices), share=gaps)
            inside = "".join(
                f"<qti-inline-choice identifier={quoteattr(identifier_of(one.id))}>"
                f"{to_html(one.text, notes)}</qti-inline-choice>"
                for one in gap.choices
            )
            return (
                f'<qti-inline-choice-interaction response-identifier={quoteattr(name)} shuffle="true">'
                f"{inside}</qti-inline-choice-interaction>"
            )
        self.feedback(f"{WHY}_{name}", {"why": gap.why})
        self.response(name, "string", gap.accept[:1], mapped=dict.fromkeys(gap.accept, Decimal(1)), share=gaps)
        return f"<qti-text-entry-interaction response-identifier={quoteattr(name)}/>"

    def declarations(self, *, human: bool) -> str:
        """Return all declarations."""
        scored = ' external-scored="human"' if human else ""
        score = (
            '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" '
            f'normal-maximum="{self._points}"{scored}><qti-default-value><qti-value>0</qti-value></qti-default-value>'
            "</qti-outcome-declaration>\n"
        )
        outcomes = [score]
        for outcome in self._feedback:
            cardinality = "multiple" if self._source(outcome) in self._multiple else "single"
            kind = f'cardinality="{cardinality}" base-type="identifier"'
            outcomes.append(f'<qti-outcome-declaration identifier="{outcome}" {kind}/>\n')
        return "".join([*self._responses, *outcomes])

    def processing(self) -> str:
        """Return how the score and the feedback come about."""
        if self._scores:
            terms = '<qti-variable identifier="SCORE"/>' + "".join(self._scores)
            score = f'<qti-set-outcome-value identifier="SCORE"><qti-sum>{terms}</qti-sum></qti-set-outcome-value>'
        else:
            score = ""
        shown = []
        for outcome, words in self._feedback.items():
            source = self._source(outcome)
            value = (
                f'<qti-variable identifier="{source}"/>'
                if source
                else f'<qti-base-value base-type="identifier">{next(iter(words))}</qti-base-value>'
            )
            shown.append(f'<qti-set-outcome-value identifier="{outcome}">{value}</qti-set-outcome-value>')
        rules = "\n".join(filter(None, [*self._exact, score, *shown]))
        return f"<qti-response-processing>\n{rules}\n</qti-response-processing>\n" if rules else ""

    def modal(self, notes: Notes) -> str:
        """Return the feedback itself."""
        return "".join(
            f"<qti-modal-feedback outcome-identifier={quoteattr(outcome)} identifier={quoteattr(identifier)} "
            f'show-hide="show"><qti-content-body>{to_html(text, notes)}</qti-content-body></qti-modal-feedback>\n'
            for outcome, words in self._feedback.items()
            for identifier, text in words.items()
        )

    def _source(self, outcome: str) -> str:
        """Return the response whose choices the feedback is about, empty when it is shown to everybody."""
        if outcome == EXPLAIN or outcome.startswith(WHY):
            return ""
        return outcome.removeprefix(f"{FEEDBACK}_") if outcome != FEEDBACK else RESPONSE


def rights_of(choices: Iterable[Choice]) -> list[str]:
    """Return the identifiers of the right choices."""
    return [identifier_of(one.id) for one in choices if one.right]


def _condition(name: str, tolerance: Decimal | None, worth: str) -> str:
    both = f"<qti-variable identifier={quoteattr(name)}/><qti-correct identifier={quoteattr(name)}/>"
    test = f"<qti-match>{both}</qti-match>"
    if tolerance is not None:
        test = f'<qti-equal tolerance-mode="absolute" tolerance="{tolerance:f} {tolerance:f}">{both}</qti-equal>'
    more = f'<qti-base-value base-type="float">{worth}</qti-base-value>'
    score = f'<qti-sum><qti-variable identifier="SCORE"/>{more}</qti-sum>'
    return (
        f"<qti-response-condition><qti-response-if>{test}"
        f'<qti-set-outcome-value identifier="SCORE">{score}</qti-set-outcome-value>'
        "</qti-response-if></qti-response-condition>"
    )
