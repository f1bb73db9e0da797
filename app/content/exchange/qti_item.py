"""One QTI item (in the names of version 2): its interaction, its key, its feedback."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element

from app.content.exchange.criteria import criteria_from
from app.content.exchange.gaps import MARK, laid
from app.content.exchange.markup import from_elements, one_line
from app.content.exchange.qti_names import Ids
from app.content.exchange.reading import FULL, Weighted, forms_of, joined, matched, number_of, points_of
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import (
    Body,
    Choice,
    Choosing,
    Counting,
    Filling,
    Gap,
    Judging,
    Matching,
    Ordering,
    Part,
    Sorting,
    Thing,
    Typing,
    Writing,
)

EXPLAIN, FEEDBACK, WHY = "EXPLAIN", "FEEDBACK", "WHY"
EXTRA, BUCKET = "extra-", "bucket-"
_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_FEEDBACK_ELEMENTS = frozenset({"feedbackInline", "feedbackBlock"})
_TRUE, _FALSE = frozenset({"true", "t", "正确", "对"}), frozenset({"false", "f", "错误", "错"})
_NUMBERS = frozenset({"integer", "float"})
_KNOWN_NAMES = (
    "responseProcessing responseCondition responseIf responseElse responseElseIf match variable correct mapResponse "
    "setOutcomeValue baseValue isNull equal sum and not or stringMatch member gte lte"
)


class Item:
    """Reads one item; what it cannot keep is noted."""

    def __init__(self, root: Element, notes: Notes) -> None:
        self._root = root
        self._notes = notes
        self._declared = {one.get("identifier", ""): one for one in root.iter("responseDeclaration")}
        self._feedback: tuple[tuple[str, str, str], ...] | None = None
        body = root.find("itemBody")
        if body is None:
            raise SkippedError("empty", "itemBody")
        self._body: Element = body

    def stem_and_body(self) -> tuple[str, Body]:
        """Return the question's words and what is asked; SkippedError for what we have no kind for."""
        found = [element for element in self._body.iter() if element.tag.endswith("Interaction")]
        if not found:
            raise SkippedError("not-a-question")
        self._note_losses()
        if all(element.tag in _INLINE for element in found):
            return self._inline(found)
        readers: Mapping[str, Callable[[Element], Body]] = {
            "choiceInteraction": self._choosing,
            "orderInteraction": self._ordering,
            "matchInteraction": self._matching,
            "extendedTextInteraction": self._writing,
        }
        if len(found) > 1 or found[0].tag not in readers:
            raise SkippedError("kind", ", ".join(dict.fromkeys(element.tag for element in found)))
        return self._stem(found[0]), readers[found[0].tag](found[0])

    def explain(self) -> str:
        """Return the feedback that everybody gets."""
        return joined((text for outcome, _, text in self._modal() if outcome == EXPLAIN), self._notes)

    def points(self) -> int:
        """Return the most points that the item says it gives."""
        for outcome in self._root.iter("outcomeDeclaration"):
            if outcome.get("identifier") == "SCORE" and outcome.get("normalMaximum"):
                return points_of(number_of(outcome.get("normalMaximum", "")), self._notes)
            if outcome.get("identifier") == "MAXSCORE":
                value = outcome.find("defaultValue/value")
                if value is not None and value.text:
                    return points_of(number_of(value.text), self._notes)
        return 1

    def _note_losses(self) -> None:
        used = {element.tag for processing in self._root.iter("responseProcessing") for element in processing.iter()}
        unknown = used - set(_KNOWN_NAMES.split())
        if unknown:
            self._notes.add("scoring", ", ".join(sorted(unknown)))
        for outcome, identifier, text in self._modal():
            if outcome != EXPLAIN and not outcome.startswith((FEEDBACK, WHY)):
                self._notes.add("feedback", f"{identifier}: {text}")
        if any(one.tag == "feedbackBlock" for one in self._body.iter()):
            self._notes.add("feedback", "feedbackBlock")
        for name in ("templateProcessing", "stylesheet"):
            if self._root.find(name) is not None:
                self._notes.add("format", name)

    def _modal(self) -> tuple[tuple[str, str, str], ...]:
        """Return outcome, identifier and words of every piece of feedback shown after the answer."""
        if self._feedback is None:
            self._feedback = tuple(
                (one.get("outcomeIdentifier", ""), one.get("identifier", ""), from_elements(one, self._notes))
                for one in self._root.iter("modalFeedback")
            )
        return self._feedback

    def _stem(self, interaction: Element) -> str:
        hidden = {interaction.tag: " ", "rubricBlock": "", "feedbackBlock": ""}
        prompt = interaction.find("prompt")
        parts = [
            self._instruction(),
            from_elements(self._body, self._notes, hidden),
            "" if prompt is None else from_elements(prompt, self._notes),
        ]
        stem = "\n\n".join(filter(None, parts))
        if not stem:
            raise SkippedError("empty", "itemBody")
        return stem

    def _instruction(self) -> str:
        return self._rubric("candidate")

    def _rubric(self, view: str) -> str:
        """Return what is said to one group; a list there becomes lines, as it should."""
        blocks = (block for block in self._body.iter("rubricBlock") if view in block.get("view", "").split())
        return "\n\n".join(filter(None, (from_elements(block, Notes()) for block in blocks)))

    def _inline(self, found: list[Element]) -> tuple[str, Body]:
        replaced = {**dict.fromkeys(_INLINE, MARK), "rubricBlock": "", "feedbackBlock": ""}
        text = from_elements(self._body, self._notes, replaced)
        before, _, after = text.partition(MARK)
        alone = len(found) == 1 and found[0].tag == "textEntryInteraction" and (not before or before.endswith("\n\n"))
        counting = alone and self._base(found[0]) in _NUMBERS and "\n\n" not in after
        if alone and (counting or not after.strip()):
            stem = "\n\n".join(filter(None, (self._instruction(), before.strip())))
            if not stem:
                raise SkippedError("empty", "itemBody")
            return stem, self._counting(found[0], after.strip()) if counting else self._typing(found[0])
        ids = Ids()
        gaps = tuple(
            self._gap(element, ids.of(element.get("responseIdentifier", ""), index))
            for index, element in enumerate(found)
        )
        return self._instruction(), Filling(laid(text, [gap.id for gap in gaps]), gaps)

    def _gap(self, element: Element, id_: str) -> Gap:
        name = element.get("responseIdentifier", "")
        if element.tag == "textEntryInteraction":
            if self._tolerance(name):
                self._notes.add("tolerance", name)
            return Gap(id_, accept=self._forms(element), why=self._why(f"{WHY}_{name}"))
        choices = self._choices(element.findall("inlineChoice"), name, f"{FEEDBACK}_{name}")
        return Gap(id_, choices=tuple(choices))

    def _choosing(self, interaction: Element) -> Choosing | Judging:
        name = interaction.get("responseIdentifier", "")
        elements = interaction.findall("simpleChoice")
        choices = list(self._choices(elements, name, FEEDBACK))
        if len(choices) < 2:  # noqa: PLR2004 - a choice has an alternative
            raise SkippedError("empty", "simpleChoice")
        verdict = _verdict(choices)
        if verdict is not None:
            return Judging(verdict, joined((choice.why for choice in choices), self._notes))
        if interaction.get("shuffle") == "false":
            self._notes.add("order")
        many = self._declaration(name).get("cardinality") == "multiple" and interaction.get("maxChoices", "1") != "1"
        rights = sum(choice.right for choice in choices)
        if not rights:
            raise SkippedError("empty", "correctResponse")
        if many and rights == 1:
            self._notes.add("single")
        elif not many and rights > 1:
            self._notes.add("several-right")
        many = many and rights > 1
        partial = not many or self._declaration(name).find("mapping") is not None
        return Choosing(tuple(choices), many=many, partial=partial)

    def _choices(self, elements: list[Element], name: str, outcome: str) -> Iterator[Choice]:
        modal: dict[str, str] = {}
        for found, identifier, text in self._modal():
            if found == outcome:
                modal.setdefault(identifier, text)
        right, ids = self._right(name), Ids()
        for index, element in enumerate(elements):
            identifier = element.get("identifier", "")
            whys = [from_elements(one, self._notes) for one in element.iter() if one.tag in _FEEDBACK_ELEMENTS]
            text = from_elements(element, self._notes, dict.fromkeys(_FEEDBACK_ELEMENTS, ""))
            if not text:
                raise SkippedError("empty", identifier)
            why = joined([*whys, modal.get(identifier, "")], self._notes)
            yield Choice(ids.of(identifier, index), text, identifier in right, why)

    def _right(self, name: str) -> set[str]:
        """Return the right identifiers: those of the correct response, else those that earn the most."""
        declaration = self._declaration(name)
        right = set(_values(declaration))
        entries = {
            entry.get("mapKey", ""): number_of(entry.get("mappedValue", "0")) for entry in declaration.iter("mapEntry")
        }
        most = max(entries.values(), default=Decimal(0))
        if not right and most > 0:
            right = {key for key, value in entries.items() if value > 0}
            if len({entries[key] for key in right}) > 1:
                self._notes.add("weights", ", ".join(f"{key} {value}" for key, value in entries.items()))
        elif any(value > 0 for key, value in entries.items() if key not in right):
            self._notes.add("weights", ", ".join(f"{key} {value}" for key, value in entries.items()))
        return right

    def _ordering(self, interaction: Element) -> Ordering:
        ids, texts = Ids(), {}
        for index, element in enumerate(interaction.findall("simpleChoice")):
            identifier = element.get("identifier", "")
            texts[identifier] = Part(ids.of(identifier, index), from_elements(element, self._notes))
        right = _values(self._declaration(interaction.get("responseIdentifier", "")))
        if len(texts) < 2 or set(right) != texts.keys() or not all(part.text for part in texts.values()):  # noqa: PLR2004
            raise SkippedError("empty", "correctResponse")
        return Ordering(tuple(texts[identifier] for identifier in right), partial=False)

    def _matching(self, interaction: Element) -> Matching | Sorting:
        sets = [
            {
                one.get("identifier", ""): from_elements(one, self._notes)
                for one in group.findall("simpleAssociableChoice")
            }
            for group in interaction.findall("simpleMatchSet")
        ]
        if len(sets) != 2:  # noqa: PLR2004 - left and right
            raise SkippedError("unreadable", "simpleMatchSet")
        lefts, rights = sets
        declaration = self._declaration(interaction.get("responseIdentifier", ""))
        found = dict(pair.split() for pair in _values(declaration) if len(pair.split()) == 2)  # noqa: PLR2004
        if (
            len(found) != len(_values(declaration))
            or found.keys() != lefts.keys()
            or not set(found.values()) <= rights.keys()
        ):
            raise SkippedError("kind", "matchInteraction")
        left_ids = Ids()
        pairs = [
            (left_ids.of(one, place), words, rights[found[one]]) for place, (one, words) in enumerate(lefts.items())
        ]
        if len(set(found.values())) < len(found) or all(one.startswith(BUCKET) for one in rights):
            return _sorted(rights, [found[one] for one in lefts], pairs)
        spare = {one: words for one, words in rights.items() if one not in found.values()}
        extra = [
            (left_ids.of(one.removeprefix(EXTRA), len(pairs) + place), words)
            for place, (one, words) in enumerate(spare.items())
        ]
        body = matched(pairs, extra, self._notes)
        if isinstance(body, Matching):
            return Matching(body.pairs, body.extra, partial=declaration.find("mapping") is not None)
        return body

    def _writing(self, interaction: Element) -> Writing:
        for limit in ("maxStrings", "minStrings"):
            if interaction.get(limit):
                self._notes.add("words", f"{limit} {interaction.get(limit)}")
        return Writing(criteria=criteria_from(self._rubric("scorer")))

    def _typing(self, element: Element) -> Typing:
        return Typing(self._forms(element), self._why(WHY))

    def _counting(self, element: Element, unit: str) -> Counting:
        name = element.get("responseIdentifier", "")
        values = _values(self._declaration(name)) or list(self._mapped(name))
        if not values:
            raise SkippedError("empty", "correctResponse")
        return Counting(number_of(values[0]), self._tolerance(name), unit, self._why(WHY))

    def _forms(self, element: Element) -> tuple[str, ...]:
        name = element.get("responseIdentifier", "")
        mapped = self._mapped(name)
        most = max(mapped.values(), default=Decimal(0))
        parts = [Weighted(_starless(form), value * FULL / most) for form, value in mapped.items() if most > 0]
        parts += [Weighted(_starless(form), FULL) for form in _values(self._declaration(name)) if form not in mapped]
        if any(entry.get("caseSensitive") == "true" for entry in self._declaration(name).iter("mapEntry")):
            self._notes.add("case")
        return forms_of(parts, self._notes)

    def _mapped(self, name: str) -> dict[str, Decimal]:
        entries = self._declaration(name).iter("mapEntry")
        return {one_line(entry.get("mapKey", "")): number_of(entry.get("mappedValue", "0")) for entry in entries}

    def _tolerance(self, name: str) -> Decimal:
        for equal in self._root.iter("equal"):
            variable = equal.find("variable")
            if variable is not None and variable.get("identifier") == name and equal.get("toleranceMode") == "absolute":
                return abs(number_of(equal.get("tolerance", "0").split()[0]))
        return Decimal(0)

    def _why(self, outcome: str) -> str:
        return joined((text for found, _, text in self._modal() if found == outcome), self._notes)

    def _base(self, element: Element) -> str:
        return self._declaration(element.get("responseIdentifier", "")).get("baseType", "")

    def _declaration(self, name: str) -> Element:
        if name not in self._declared:
            raise SkippedError("empty", f"responseDeclaration {name}")
        return self._declared[name]


def _values(declaration: Element) -> list[str]:
    return [one_line(value.text or "") for value in declaration.iterfind("correctResponse/value")]


def _starless(form: str) -> str:
    """QTI has no wildcards: a star there is a star."""
    return form.replace("*", "\\*")


def _verdict(choices: list[Choice]) -> bool | None:
    """Return the right verdict when the choices are true and false, else None."""
    words = {choice.text.casefold(): choice for choice in choices}
    if len(words) != 2 or sum(choice.right for choice in choices) != 1:  # noqa: PLR2004 - true and false
        return None
    true = next((choice for word, choice in words.items() if word in _TRUE), None)
    false = next((choice for word, choice in words.items() if word in _FALSE), None)
    return true.right if true and false else None


def _sorted(rights: Mapping[str, str], targets: Iterable[str], pairs: Iterable[tuple[str, str, str]]) -> Sorting:
    ids = Ids()
    buckets = {
        one: Part(ids.of(one.removeprefix(BUCKET), place), words) for place, (one, words) in enumerate(rights.items())
    }
    things = (Thing(id_, left, buckets[target].id) for (id_, left, _), target in zip(pairs, targets, strict=True))
    return Sorting(tuple(buckets.values()), tuple(things))
