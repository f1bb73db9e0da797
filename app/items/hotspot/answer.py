"""Reading and marking of places picked on a picture; the answer is a list of their ids."""

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values, share
from app.items.hotspot.spec import HotspotSpec
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError


def prepare(spec: HotspotSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of the places, and with it their letters."""
    ids = list(spec.regions)
    return Prepared({"regions": tuple(shuffled(ids, f"{seed}:{spec.id}") if shuffle else ids)})


def read(values: Values, spec: HotspotSpec) -> Answer:
    """Return the ids picked in authored order, None for no answer; InvalidError for unknown or too many places."""
    picked = {value for value in values.get("", ()) if value}
    if not picked <= spec.regions.keys() or set(values) - {""}:
        raise InvalidError(spec.id, N_("This place does not belong to the picture."))
    if len(picked) > spec.pick:
        raise InvalidError(spec.id, N_("Pick at most %(count)s of the places."), count=spec.pick)
    return [name for name in spec.regions if name in picked] or None


def grade(spec: HotspotSpec, answer: Answer) -> Grade:
    """Give all or nothing, or the share of right places: with at most `pick` picked, a wrong one costs its place."""
    picked = set(answer or ())
    reasons = tuple(
        Reason(name, name in picked, region.ok, (name in picked) == region.ok, region.why)
        for name, region in spec.regions.items()
    )
    if spec.credit == "all":
        return Grade(FULL if picked and picked == spec.key else 0, reasons)
    return Grade(share(len(picked & spec.key), len(spec.key)), reasons)


def credit(spec: HotspotSpec) -> Bilingual | None:
    """Say how several places count."""
    if spec.pick == 1:
        return None
    if spec.credit == "all":
        return Bilingual("全部选对才得分。", "It counts only when all of them are right.")
    return Bilingual("选对几处得几处的分。", "Every right place earns its share.")
