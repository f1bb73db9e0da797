"""How imagined people write to customers, and the points and words that mentors give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import Batch, SentEvent
from app.content.library import Library
from app.demo.answering import right_answer
from app.items.base import Answer
from app.kernel.clock import to_text
from app.kernel.draws import below
from app.marking.actions import claim_task, submit_mark
from app.marking.queries import script_of, tasks_of
from app.marking.rules.sheet import Sheet

QUIZ = "service-writing"
_TOOK = timedelta(minutes=17)


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in one's own words as a careful person and as a hasty one writes it, and the points of the latter."""

    well: str
    badly: str
    points: Mapping[str, int]


_WORDS = {
    "sc-say-courier": Words(
        "骆女士，让您白等了一天，真抱歉。配件还在物流那边，我这就去催，今天五点前给您打电话，说清哪天能装。",
        "您好，配件在物流，我帮您看看，有消息尽快告诉您。",
        {"feeling": 0, "owner": 1, "time": 0},
    ),
    "sc-say-soon": Words(
        "实在抱歉，让您多等了。师傅路上堵车，四点半到您家，四点一刻我再给您去个电话。",
        "不好意思，路上有点堵，师傅一会儿就到。",
        {"sorry": 1, "time": 0, "next": 0},
    ),
    "sc-write-promise": Words(
        "黄先生，您好：\n按电话里说的，明天上午九点到十一点，钟师傅上门更换室外机的风扇电机，这次工时费和配件费都不收。"
        "换上的电机一年内再坏，我们免费更换；人为损坏、别人拆修过的除外。\n和您记的有出入，请直接回信。",
        "黄先生，您好：\n明天师傅会上门给您换电机，工时和配件都不收您的钱。以后坏了我们终身负责，您放心。",
        {"visit": 0, "free": 1, "scope": 0, "words": 0},
    ),
    "sc-write-cost": Words(
        "贺阿姨，工时 120 元，主板 460 元，一共 580 元。主板就像空调的“脑子”，整台机器都听它的，所以是最贵的一件。"
        "您先和家里商量，定了告诉我，我再请师傅动手。",
        "贺阿姨，主板是原厂件，都是这个价，一共 580 元。您今天定下来，师傅马上就能换。",
        {"split": 1, "picture": 0, "choice": 0},
    ),
}
_PRAISE = (
    "时间、谁去办、下一步都写到了，客户看完不用再问。",
    "语气稳，数目清楚。下次第一句可以再短一点。",
)
_ADVICE = "“尽快”“一会儿”客户听不出几点。写清几点、谁来办、什么时候回话，再念一遍给自己听。"


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """Where people write and mentors mark: the transaction and the release of both."""

    session: Session
    library: Library

    def write(self, person_id: int, seed: str, *, well: bool, at: datetime) -> int:
        """Write a whole paper and hand it in a quarter of an hour after `at`; return its attempt."""
        attempt = start_attempt(
            self.session,
            self._library_of,
            QUIZ,
            person_id,
            release_id=self.library.release_id,
            by=person_id,
            at=at,
            seed=seed,
        )
        row = find_attempt(self.session, attempt)
        assert row is not None  # noqa: S101 - just started
        events = [
            SentEvent(seq=seq, item=item.id, answer=self._answer(item.id, well=well), lang="zh", at=to_text(at))
            for seq, item in enumerate(row.paper.items, start=1)
        ]
        done = at + _TOOK
        record_events(
            self.session, self._library_of, attempt, Batch(client="demo", events=events), by=person_id, at=done
        )
        submit_attempt(self.session, self._library_of, attempt, by=person_id, at=done)
        return attempt

    def mark(self, attempt: int, mentors: tuple[int, ...], seed: str, *, at: datetime) -> None:
        """Let mentors mark every answer; where two are asked for, they see it alike."""
        for number, task in enumerate(tasks_of(self.session, attempt)):
            mentor = mentors[1 if task.role == "second" else 0]
            when = at + timedelta(minutes=4 * number)
            script = script_of(self.session, self.library, task)
            words = _WORDS.get(task.item_id)
            full = {name: criterion.points for name, criterion in script.criteria.items()}
            is_hasty = words is not None and script.answer == words.badly
            points = words.points if words is not None and is_hasty else full
            comment = _ADVICE if is_hasty else _PRAISE[below(len(_PRAISE), f"{seed}:{number}")]
            claim_task(self.session, task.id, by=mentor, at=when)
            when += timedelta(minutes=3)
            submit_mark(self.session, self._library_of, task.id, Sheet(points, comment), 0, by=mentor, at=when)

    def _answer(self, question: str, *, well: bool) -> Answer:
        words = _WORDS.get(question)
        if words is None:
            return right_answer(self.library.questions[question].spec)
        return words.well if well else words.badly

    def _library_of(self, _release_id: int) -> Library:
        return self.library
