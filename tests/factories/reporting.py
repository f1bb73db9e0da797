"""The small library of certification, with a programme that leads to its track and one that leads nowhere."""

from msgspec.structs import replace

from app.content.library import Programme, Stage, StageItem
from tests.factories.certification import a_library, words

PROGRAMME = Programme(
    id="agent",
    title=words("Agent"),
    summary=words("About"),
    trade="aircon",
    track="aircon",
    stages=(
        Stage("first", words("First"), 1, 5, (StageItem("course", "basics"),)),
        Stage("last", words("Last"), 6, 9, (StageItem("quiz", "final"),)),
    ),
)
TALKS = Programme(id="talks", title=words("Talks"), summary=words("About"), trade="any", track=None, stages=())


def reporting_library(release_id=1):
    return replace(a_library(release_id), programmes={"agent": PROGRAMME, "talks": TALKS})
