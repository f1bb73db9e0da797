"""How imagined people practise: role-plays in the words of golden transcripts, and the marks that mentors give them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.bench.actions import claim_task, decide_task, submit_own_marks
from app.bench.queries import Frame, frame_of, tasks_of
from app.bench.rules.decision import Decision
from app.bench.rules.sheet import CriterionMark, Finding, Sheet, Span
from app.content.library import Library
from app.dialogue.golden import END
from app.dialogue.scenario import GoldenTest, Scenario
from app.dialogue.score import Checklist, checklist
from app.kernel.draws import below
from app.roleplay.actions import finish_session, leave, say, start_session
from app.roleplay.queries import steps_of, turns_of
from app.roleplay.rules.turns import has_ended

_PER_TURN = timedelta(seconds=50)
_COMMENTS = (
    "节奏稳，承诺都落到了时间上。下次复述再短一点。",
    "先接住了情绪，客户很快就平下来了。费用可以早一点讲。",
    "信息问全了，收尾清楚。客户讲到一半时别急着给办法。",
    "办法没问题，语气还可以再暖一点：先说一句理解，再往下走。",
)
_FAILED = "红线碰到了，这一通不能过。把关键的那一句练熟，再来一次。"


@dataclass(frozen=True, slots=True)
class Studio:
    """Where people practise: the transaction and the release they play in."""

    session: Session
    library: Library

    def play(self, person_id: int, scenario_id: str, seed: str, *, well: bool, at: datetime) -> tuple[int, datetime]:
        """Play an assessed role-play to its end and hand it in; return the session and when it was handed in.

        well: as the model conversation goes; otherwise as one goes that ends badly, if there is one.
        """
        scenario = self.library.scenarios[scenario_id]
        transcript = _transcript(scenario, well=well)
        session_id = start_session(
            self.session,
            self._library_of,
            scenario_id,
            person_id,
            purpose="assessed",
            mode="text",
            release_id=self.library.release_id,
            by=person_id,
            at=at,
        )
        for number, words in enumerate(transcript.say["zh"]):
            at += _PER_TURN + timedelta(seconds=below(40, f"{seed}:{number}"))
            self._say(session_id, words, f"demo-{number}", person_id, at)
        if not has_ended(steps_of(self.session, session_id)[-1]):
            self._say(session_id, END, "demo-end", person_id, at)
        ticket = {field: value.zh for field, value in transcript.ticket.items()}
        at += _PER_TURN
        finish_session(self.session, self._library_of, session_id, ticket, seen=0, lang="zh", by=person_id, at=at)
        return session_id, at

    def mark(self, session_id: int, mentors: tuple[int, ...], seed: str, *, at: datetime) -> None:
        """Let mentors mark a handed-in conversation, one after the other, until it is released."""
        library = self.library
        frame = frame_of(self.session, library, session_id)
        state = steps_of(self.session, session_id)[-1].state
        shares = checklist(frame.scenario, frame.rubric, state)
        for task, mentor in zip(tasks_of(self.session, session_id), mentors, strict=False):
            claim_task(self.session, task.id, by=mentor, at=at)
            sheet = self._sheet(session_id, frame, shares, f"{seed}:{task.role}")
            at += timedelta(minutes=9 + below(9, f"{seed}:long"))
            submit_own_marks(self.session, self._library_of, task.id, sheet, 0, by=mentor, at=at)
            at += timedelta(minutes=2)
            decide_task(self.session, self._library_of, task.id, Decision(), by=mentor, at=at)

    def _say(self, session_id: int, words: str, key: str, person_id: int, at: datetime) -> None:
        who = {"key": key, "lang": "zh", "by": person_id, "at": at}
        if words == END:
            leave(self.session, self._library_of, session_id, **who)  # type: ignore[arg-type]
        else:
            say(self.session, self._library_of, session_id, words, **who)  # type: ignore[arg-type]

    def _sheet(self, session_id: int, frame: Frame, shares: Checklist, seed: str) -> Sheet:
        """Mark as somebody does who looks closely: near what was shown, a little stricter or kinder."""
        turns = [turn for turn in turns_of(self.session, session_id) if turn.text]
        got = {score.id: score.score for score in shares.criteria}
        criteria = {}
        for criterion in frame.scale.criteria:
            share = got.get(criterion.id)
            anchor = 3 if share is None else 1 + (share * 4 + 500) // 1000
            drift = (-1, 0, 0, 0)[below(4, f"{seed}:{criterion.id}")] if anchor > 3 else 0  # noqa: PLR2004
            turn = turns[below(len(turns), f"{seed}:{criterion.id}:turn")]
            criteria[criterion.id] = CriterionMark(anchor + drift, evidence=(Span(turn.seq, 0, len(turn.text)),))
        found = {critical.id: Finding(critical.id in frame.scale.flags) for critical in frame.scale.by_mentors}
        failed = any(finding.found for finding in found.values())
        comment = _FAILED if failed else _COMMENTS[below(len(_COMMENTS), f"{seed}:comment")]
        marks = [mark.anchor for mark in criteria.values() if mark.anchor is not None]
        impression = max(1, sum(marks) // len(marks) - (1 if failed else 0))
        return Sheet(criteria, impression, found, comment)

    def _library_of(self, _release_id: int) -> Library:
        return self.library


def _transcript(scenario: Scenario, *, well: bool) -> GoldenTest:
    """Return the spoken transcript with the best score, or the first one that ends badly or breaks a red line."""
    results = {ending.id: ending.result for ending in scenario.endings}
    spoken = [test for test in scenario.tests if test.say]
    good = [test for test in spoken if results.get(test.expect.get("ending", "")) == "pass" and not _flags(test)]
    bad = [test for test in spoken if test not in good]
    best = next((test for test in good if test.expect.get("score") == 1000), (good or spoken)[0])  # noqa: PLR2004
    return best if well or not bad else bad[0]


def _flags(test: GoldenTest) -> bool:
    return bool(test.expect.get("flags"))
