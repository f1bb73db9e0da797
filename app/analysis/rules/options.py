"""What may be chosen in a question: for the table of options."""

from app.analysis.rules.items import Options
from app.items.base import ItemSpec, Text
from app.items.choices import ChoiceSpec
from app.items.hotspot.spec import HotspotSpec
from app.items.truefalse.spec import TrueFalseSpec


def options_in(spec: ItemSpec) -> Options:
    """Return the ids to choose from and the right ones; no ids for kinds whose answers are no choice."""
    if isinstance(spec, ChoiceSpec):
        return Options(spec.type, tuple(spec.choices), spec.key)
    if isinstance(spec, HotspotSpec):
        return Options(spec.type, tuple(spec.regions), spec.key)
    if isinstance(spec, TrueFalseSpec):
        return Options(spec.type, ("true", "false"), frozenset({"true" if spec.answer else "false"}))
    return Options(spec.type)


def option_texts(spec: ItemSpec) -> dict[str, Text]:
    """Return the words of the options by id; none for a statement to be judged true or false."""
    if isinstance(spec, ChoiceSpec):
        return dict(spec.choices)
    return dict(spec.regions) if isinstance(spec, HotspotSpec) else {}
