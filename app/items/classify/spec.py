"""Things to be put into buckets, as their author writes them."""

from typing import Literal

from pydantic import Field

from app.items.base import AuthoredId, ItemSpec, Ordered, Problem, Text, equal_texts
from app.kernel.bilingual import Bilingual

FEWEST_BUCKETS = 2
FEWEST_THINGS = 2


class Thing(Text):
    """One thing: its words, the bucket where it belongs, and why."""

    bucket: AuthoredId = Field(alias="in")
    why: Text | None = None


class ClassifySpec(ItemSpec):
    """One stem, the buckets, and the things with the bucket of each."""

    type: Literal["classify"]
    buckets: Ordered[Text]
    things: Ordered[Thing]
    why: Text | None = None


def check(spec: ClassifySpec) -> tuple[Problem, ...]:
    """Report too few or equal buckets and things, and things in no bucket."""
    problems = equal_texts(dict(spec.buckets), "buckets", Bilingual("分类", "bucket"))
    problems += equal_texts(dict(spec.things), "things", Bilingual("条目", "thing"))
    if len(spec.buckets) < FEWEST_BUCKETS or len(spec.things) < FEWEST_THINGS:
        problems.append(
            Problem(
                "E234",
                ("buckets",) if len(spec.buckets) < FEWEST_BUCKETS else ("things",),
                Bilingual("至少需要两个分类和两个条目", "there must be two buckets and two things"),
            )
        )
    problems.extend(
        Problem(
            "E238",
            ("things", thing_id, "in"),
            Bilingual(f"没有叫 {thing.bucket} 的分类", f"there is no bucket {thing.bucket}"),
            Bilingual("可用：" + "、".join(spec.buckets), "one of: " + ", ".join(spec.buckets)),
        )
        for thing_id, thing in spec.things.items()
        if thing.bucket not in spec.buckets
    )
    return tuple(problems)
