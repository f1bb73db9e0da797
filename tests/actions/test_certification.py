"""Awards on a real database: given once, lowest first, with a snapshot; renewed, revoked, signed, waived."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.certification.actions import (
    evaluate_everyone,
    evaluate_person,
    record_signoff,
    record_waiver,
    revoke_award,
)
from app.certification.jobs import EVALUATE, HANDLERS, evaluate_levels
from app.certification.queries import (
    award_by_code,
    awards_for,
    certificate_state,
    expiring_between,
    export_person,
    ladders_for,
    levels_now,
    was_certified,
    why_not_yet,
)
from app.certification.rules.cycles import level_state
from app.certification.rules.reasons import read_reason
from app.content.conditions import AllOf, CourseDone, LevelHeld, QuizPassed, Tenure
from app.content.library import Level, Renewal, Track
from app.evidence.actions import record_fact
from app.evidence.queries import facts_of_kind
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, create_person, create_team
from app.identity.queries import person_brief
from app.kernel.clock import add_months
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.certification import AT, FOUNDATION, TRACK, OneLibrary, a_library, words

DAY = timedelta(days=1)


@pytest.fixture
def library(database):
    database.info["libraries"] = OneLibrary()
    return database.info["libraries"].library


@pytest.fixture
def people(database, library):
    with database.write() as session:
        team = create_team(session, "苏州一组", by=None, at=AT)

        def add(number, name, hired=date(2026, 2, 1)):
            new = NewPerson(number, name, hired, trade="aircon")
            return create_person(session, new, team_id=team, by=None, at=AT)

        return {"lin": add("1", "林晓"), "zhou": add("2", "周导师"), "gao": add("3", "高经理")}


def record(database, person_id, kind, key, *, at=AT, score=None, passed=True, recorded_at=None):
    fact = Fact(person_id, "any", kind, key, at, passed=passed, score=score)
    with database.write() as session:
        return record_fact(session, fact, by=None, at=recorded_at or at)


def sign(database, people, *, at=AT, role="mentor"):
    by = people["zhou" if role == "mentor" else "gao"]
    with database.write() as session:
        return record_signoff(session, people["lin"], role, track="aircon", by=by, at=at)


def certify(database, people, *, at=AT):
    record(database, people["lin"], "course", "basics", at=at)
    sign(database, people, at=at)
    record(database, people["lin"], "quiz", "final", score=850, at=at)


def awards(database, person_id):
    with database.read() as session:
        return awards_for(session, person_id)


def test_the_last_missing_fact_awards_the_level(database, people):
    record(database, people["lin"], "course", "basics")
    sign(database, people)
    assert awards(database, people["lin"]) == ()
    record(database, people["lin"], "quiz", "final", score=850)
    (award,) = awards(database, people["lin"])
    assert (award.track, award.level, award.cycle, award.name) == ("aircon", "foundation", 1, "林晓")
    assert (award.awarded_at, award.expires_at) == (AT, add_months(AT, 12))
    assert len(award.code) >= 20


def test_an_award_is_itself_evidence_and_audited(database, people):
    certify(database, people)
    (award,) = awards(database, people["lin"])
    with database.read() as session:
        (fact,) = facts_of_kind(session, people["lin"], "level")
        actions = session.execute(
            text("SELECT action FROM audit_row WHERE action LIKE 'level.%' ORDER BY id")
        ).scalars()
        assert list(actions) == ["level.signed_off", "level.awarded"]
    assert (fact.key, fact.fact.track, fact.fact.source) == ("foundation", "aircon", f"award:{award.id}")


def test_the_certificate_keeps_what_it_rests_on(database, people):
    certify(database, people)
    (award,) = awards(database, people["lin"])
    kept = award.evidence
    assert kept["level"] == {"zh": "基础客服", "en": "Foundation agent"}
    assert kept["titles"]["quiz:final"] == words("Final")._asdict()
    assert kept["signers"] == [{"kind": "signoff", "role": "mentor", "name": "周导师"}]
    assert (kept["rung"], kept["rungs"], len(kept["facts"])) == (1, 2, 3)
    assert read_reason(kept["reason"]).met


def test_a_failed_quiz_awards_nothing(database, people):
    record(database, people["lin"], "course", "basics")
    sign(database, people)
    record(database, people["lin"], "quiz", "final", score=700, passed=False)
    assert awards(database, people["lin"]) == ()


def test_another_trade_is_not_certified_for_this_one(database, people, library):
    with database.write() as session:
        new = NewPerson("9", "Other", date(2025, 1, 1), trade="automotive")
        other = create_person(session, new, team_id=None, by=None, at=AT)
        brief = person_brief(session, other)
        assert ladders_for(session, library, brief, at=AT) == ()
    for kind, key in (("course", "basics"), ("quiz", "final")):
        record(database, other, kind, key, score=900)
    assert awards(database, other) == ()


def test_one_fact_may_lift_several_rungs_lowest_first(database, people):
    top = Level(id="two", title=words("Two"), require=LevelHeld("one"))
    low = Level(id="one", title=words("One"), require=CourseDone("basics"))
    track = Track(id="t", title=words("T"), trade="any", levels=(low, top))
    database.info["libraries"] = OneLibrary(a_library(1, track))
    record(database, people["lin"], "course", "basics")
    assert [award.level for award in awards(database, people["lin"])] == ["one", "two"]


def test_a_level_waits_for_time_and_the_job_finds_it(database, people):
    early = AT - timedelta(days=27)  # the third day after hire
    certify(database, people, at=early)
    assert awards(database, people["lin"]) == ()
    with database.write() as session:
        assert evaluate_everyone(session, at=AT) is None
    (award,) = awards(database, people["lin"])
    assert award.awarded_at == AT - DAY  # time alone met it longer ago than the job looks back


def test_the_job_goes_on_where_a_page_ended(database, people):
    with database.write() as session:
        first = evaluate_everyone(session, limit=2, at=AT)
        assert first is not None
        assert evaluate_everyone(session, after=first, limit=2, at=AT) is None


def test_the_recurring_job_awards(database, people):
    certify(database, people, at=AT - timedelta(days=27))
    with database.write() as session:
        HANDLERS[EVALUATE](session, {}, AT)
        evaluate_levels(session, {"after": 999_999}, AT)
    assert len(awards(database, people["lin"])) == 1


def test_a_new_rule_does_not_date_back(database, people):
    certify(database, people, at=AT - timedelta(days=300))  # nothing: not yet hired for seven days
    with database.write() as session:
        given = evaluate_person(session, people["lin"], since=AT, at=AT)
    assert len(given) == 1
    assert awards(database, people["lin"])[0].awarded_at == AT


def test_a_fact_recorded_late_counts_from_its_own_day(database, people, library):
    record(database, people["lin"], "course", "basics")
    sign(database, people)
    record(database, people["lin"], "quiz", "final", score=850, at=AT + DAY, recorded_at=AT + 9 * DAY)
    (award,) = awards(database, people["lin"])
    assert (award.awarded_at, award.recorded_at) == (AT + DAY, AT + 9 * DAY)
    with database.read() as session:
        ask = {"at": AT + 2 * DAY}
        assert was_certified(session, library, people["lin"], "aircon", "foundation", **ask, known_at=AT + 10 * DAY)
        assert not was_certified(session, library, people["lin"], "aircon", "foundation", **ask, known_at=AT + 2 * DAY)


def test_eight_threads_award_exactly_once(database, people):
    lin = people["lin"]
    todo = [("course", "basics", None), ("quiz", "final", 850)] + [("quiz", "final", 800 + n) for n in range(5)]

    def work(job):
        if job is None:
            return sign(database, people)
        kind, key, score = job
        return record(database, lin, kind, key, score=score)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, [*todo, None]))
    assert [award.level for award in awards(database, lin)] == ["foundation"]
    with database.read() as session:
        assert len(facts_of_kind(session, lin, "level")) == 1


def test_renewal_inside_the_window_is_a_new_cycle(database, people, library):
    certify(database, people)
    ends = add_months(AT, 12)
    too_early, inside = ends - timedelta(days=61), ends - timedelta(days=20)
    record(database, people["lin"], "quiz", "final", score=900, at=too_early)
    assert len(awards(database, people["lin"])) == 1
    record(database, people["lin"], "quiz", "final", score=900, at=inside)
    first, second = awards(database, people["lin"])
    assert (second.cycle, second.awarded_at, second.expires_at) == (2, inside, add_months(ends, 12))
    assert first.code != second.code
    with database.read() as session:
        assert expiring_between(session, AT, ends + DAY) == []
        (entry,) = expiring_between(session, ends, add_months(ends, 13), person_ids=[people["lin"]])
        assert entry.code == second.code
        assert expiring_between(session, ends, add_months(ends, 13), person_ids=[people["gao"]]) == []


def test_a_lapsed_level_needs_everything_fresh_but_the_course(database, people):
    certify(database, people)
    later = add_months(AT, 12) + timedelta(days=5)
    record(database, people["lin"], "quiz", "final", score=850, at=later)
    assert len(awards(database, people["lin"])) == 1
    sign(database, people, at=later + DAY)
    last = awards(database, people["lin"])[-1]
    assert (last.cycle, last.awarded_at) == (2, later + DAY)


def test_a_revoked_level_needs_a_manager_and_fresh_evidence(database, people, library):
    certify(database, people)
    (award,) = awards(database, people["lin"])
    with database.write() as session:
        revoke_award(session, award.id, "发错了", by=people["gao"], at=AT + DAY)
        evaluate_person(session, people["lin"], since=AT, at=AT + DAY)
    (award,) = awards(database, people["lin"])
    assert (award.revoked_at, award.revocation_reason) == (AT + DAY, "发错了")
    assert level_state([award], "aircon", FOUNDATION, at=AT + DAY) == "revoked"
    sign(database, people, at=AT + 2 * DAY)
    record(database, people["lin"], "quiz", "final", score=850, at=AT + 2 * DAY)
    assert len(awards(database, people["lin"])) == 1
    sign(database, people, role="manager", at=AT + 3 * DAY)
    again = awards(database, people["lin"])[-1]
    assert (again.cycle, again.awarded_at) == (2, AT + 3 * DAY)


def test_revoking_is_refused_twice_without_reason_or_when_it_has_ended(database, people):
    certify(database, people)
    (award,) = awards(database, people["lin"])
    with database.write() as session, pytest.raises(InvalidError):
        revoke_award(session, award.id, "  ", by=None, at=AT)
    with database.write() as session, pytest.raises(NotFoundError):
        revoke_award(session, 999, "why", by=None, at=AT)
    with database.write() as session, pytest.raises(RefusedError, match="already ended"):
        revoke_award(session, award.id, "why", by=None, at=add_months(AT, 12))
    with database.write() as session:
        revoke_award(session, award.id, "why", by=None, at=AT + DAY)
        with pytest.raises(RefusedError, match="already ended"):
            revoke_award(session, award.id, "why", by=None, at=AT + DAY)


def test_a_renewed_certificate_falls_with_the_newer_one(database, people, library):
    certify(database, people)
    inside = add_months(AT, 12) - timedelta(days=20)
    record(database, people["lin"], "quiz", "final", score=900, at=inside)
    first, second = awards(database, people["lin"])
    with database.write() as session:
        with pytest.raises(RefusedError, match="renewed"):
            revoke_award(session, first.id, "why", by=None, at=inside + DAY)
        revoke_award(session, second.id, "why", by=None, at=inside + DAY)
        assert certificate_state(session, library, first, at=inside + 2 * DAY) == "revoked"
        found = award_by_code(session, second.code)
        assert certificate_state(session, library, found, at=inside + 2 * DAY) == "revoked"
        assert certificate_state(session, None, found, at=inside) == "valid"
        assert award_by_code(session, "unknown") is None


def test_a_signature_counts_for_one_level_and_is_refused_twice(database, people):
    sign(database, people)
    with pytest.raises(RefusedError, match="signed already"):
        sign(database, people)
    with pytest.raises(RefusedError, match="does not ask"):
        sign(database, people, role="manager")
    record(database, people["lin"], "course", "basics")
    record(database, people["lin"], "quiz", "final", score=950)
    sign(database, people, role="manager", at=AT + DAY)  # for the next level, which asks for a manager
    with database.read() as session:
        levels = [fact.fact.detail["level"] for fact in facts_of_kind(session, people["lin"], "signoff")]
    assert levels == ["foundation", "professional"]


def test_nobody_signs_for_themselves_or_for_nothing(database, people):
    with database.write() as session:
        with pytest.raises(RefusedError, match="themselves"):
            record_signoff(session, people["lin"], "mentor", track="aircon", by=people["lin"], at=AT)
        for track, person in (("nothing", people["lin"]), ("aircon", 999)):
            with pytest.raises(NotFoundError):
                record_signoff(session, person, "mentor", track=track, by=None, at=AT)
        with pytest.raises(RefusedError, match="does not ask"):
            record_signoff(session, people["lin"], "mentor", track="aircon", level="professional", by=None, at=AT)


def test_a_waiver_replaces_the_waiting_time_and_needs_a_reason(database, people):
    early = AT - timedelta(days=27)
    certify(database, people, at=early)
    with database.write() as session:
        with pytest.raises(InvalidError):
            record_waiver(session, people["lin"], track="aircon", note=" ", by=people["gao"], at=early)
        record_waiver(session, people["lin"], track="aircon", note="三年同岗经验", by=people["gao"], at=early)
    (award,) = awards(database, people["lin"])
    assert award.awarded_at == early
    assert {signer["kind"] for signer in award.evidence["signers"]} == {"signoff", "waiver"}


def test_why_not_yet_names_the_next_level_and_what_is_missing(database, people, library):
    with database.read() as session:
        why = why_not_yet(session, library, person_brief(session, people["lin"]), "aircon", at=AT)
        assert why_not_yet(session, library, person_brief(session, people["lin"]), "none", at=AT) is None
    assert why.level == FOUNDATION
    assert [leaf.kind for leaf in why.reason.open_leaves()] == ["course", "quiz", "signoff"]
    assert why.title_of(why.reason.children[0]) == words("Basics")
    certify(database, people)
    with database.read() as session:
        brief = person_brief(session, people["lin"])
        assert why_not_yet(session, library, brief, "aircon", at=AT).level.id == "professional"
        (ladder,) = ladders_for(session, library, brief, at=AT)
        assert levels_now(session, library, people.values(), at=AT) == {people["lin"]: {"aircon": FOUNDATION}}
        assert levels_now(session, library, people.values(), at=AT - DAY) == {}
    assert (ladder.held, [step.state for step in ladder.steps]) == (FOUNDATION, ["valid", "none"])
    assert ladder.track == TRACK


def test_inside_the_window_the_ladder_offers_the_renewal(database, people, library):
    certify(database, people)
    with database.read() as session:
        brief = person_brief(session, people["lin"])
        (ladder,) = ladders_for(session, library, brief, at=add_months(AT, 12) - DAY)
    assert [(why.level.id, why.due.kind) for why in ladder.renewals] == [("foundation", "renewal")]
    assert [why.level.id for why in ladder.open] == ["foundation", "professional"]


def test_people_who_left_and_an_unpublished_content_award_nothing(database, people):
    class Nothing:
        def published(self, session):
            return None

    database.info["libraries"] = Nothing()
    certify_facts = [("course", "basics"), ("quiz", "final")]
    for kind, key in certify_facts:
        record(database, people["lin"], kind, key, score=900)
    with database.write() as session, pytest.raises(NotFoundError):
        record_signoff(session, people["lin"], "mentor", track="aircon", by=None, at=AT)
    database.info["libraries"] = OneLibrary()
    with database.write() as session:
        session.execute(text("UPDATE person SET closed_at = created_at WHERE id = :id"), {"id": people["lin"]})
    sign(database, people)
    assert awards(database, people["lin"]) == ()


def test_a_rule_that_renews_itself_ends(database, people):
    rule = AllOf((CourseDone("basics"), Tenure(timedelta())))
    level = Level(
        id="one",
        title=words("One"),
        require=rule,
        valid_months=1,
        renew=Renewal(timedelta(days=5), delta=False, require=AllOf((QuizPassed("final"),))),
    )
    track = Track(id="t", title=words("T"), trade="any", levels=(level,))
    database.info["libraries"] = OneLibrary(a_library(1, track))
    record(database, people["lin"], "course", "basics", at=add_months(AT, -3), recorded_at=AT)
    given = awards(database, people["lin"])
    assert [award.cycle for award in given] == list(range(1, len(given) + 1))
    assert given[-1].expires_at > AT


def test_the_copy_of_ones_data_holds_every_certificate(database, people):
    certify(database, people)
    with database.read() as session:
        (entry,) = export_person(session, people["lin"])["certificates"]
        assert export_person(session, people["gao"]) == {"certificates": []}
    assert (entry["level"], entry["expires_at"], entry["revoked_at"]) == (
        "foundation",
        "2027-03-02T01:00:00.000000Z",
        None,
    )
    assert entry["rests_on"]["facts"]
