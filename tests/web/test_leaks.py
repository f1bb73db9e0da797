"""The key never reaches the browser before its time: a crawl for canaries, and pages that do not depend on the key."""

import json
import re
from collections import Counter

import pytest

from app.assessment.actions import start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import field_name
from app.content.queries import DRAFT, PUBLISHED
from app.content.releases import publish
from app.items.registry import KINDS
from app.items.specs import parse_spec
from app.web.guards import policy_of
from tests.content.sample_tree import write_tree
from tests.factories.assessment import right_answers
from tests.factories.canaries import MARK, NUMBER, WRITTEN, secrets, tree, written_secrets
from tests.web.signing import csrf_of, post, sign_in

QUIZZES = ("after-pass", "after-close", "kept-back")
LESSON = "/courses/welcome/lessons/hello"
SEARCHES = ("先", "first", "Which", "Sort", "check", "电", "right", "answer", "a", "canary", "kanar", "one-single")
SEEN = re.compile(rf"{MARK}[\w-]*|{NUMBER}|{NUMBER + 7}")


@pytest.fixture
def release(app, app_database, clock, tmp_path):
    """Publish the canaries; return how to publish another state of them."""

    def put(*, turned=False, channel=PUBLISHED):
        files = tree(turned=turned)
        if channel == DRAFT:
            course = files["courses/welcome/course.yaml"]
            files["courses/welcome/course.yaml"] = course.replace("en: Welcome", f"en: {MARK}-draft")
        root = write_tree(tmp_path / f"content-{turned}-{channel}", files)
        with app_database.write() as session:
            return publish(session, root, by=None, at=clock(), channel=channel).id

    put()
    return put


@pytest.fixture
def token(client, release):
    return sign_in(client, "learner")


def found_in(response) -> list[str]:
    """Return the secrets in a whole answer: body, headers, cookies."""
    return SEEN.findall(response.get_data(as_text=True) + str(response.headers))


def crawl(app, client) -> dict[str, list[str]]:
    """Return the secrets found at every address without an id, every link reached from there, searches, what is not there."""
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in rule.methods]
    waiting = [
        *plain,
        *(f"/search?q={word}" for word in SEARCHES),
        "/quizzes/nothing",
        f"{LESSON}/nothing",
        "/attempts/99",
    ]
    waiting += [f"/quizzes/{quiz}" for quiz in (*QUIZZES, "secrets", "one-single")]
    waiting += ["/authoring/preview/welcome/hello", "/courses/welcome/lessons/one-single", "/programmes/one-single"]
    seen: dict[str, list[str]] = {}
    while waiting:
        url = waiting.pop()
        for shown in (url, f"{url}{'&' if '?' in url else '?'}lang=en"):
            if shown in seen:
                continue
            response = client.get(shown)
            seen[shown] = found_in(response)
            links = re.findall(r'(?:href|src|action|data-url)="(/[^"#]*)', response.get_data(as_text=True))
            waiting += [link.replace("&amp;", "&") for link in links if "lang=" not in link and link not in seen]
    return seen


def assert_clean(app, client) -> list[str]:
    """Look for secrets everywhere; return where that was."""
    seen = crawl(app, client)
    leaks = {url: found for url, found in seen.items() if found}
    assert not leaks, leaks
    for url in list(seen)[:20]:
        assert not found_in(client.get(url, headers={"Accept": "application/json"}))
    return list(seen)


def start(client, token, quiz) -> str:
    response = post(client, f"/quizzes/{quiz}/attempts", token)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def items_of(client, url) -> list[str]:
    return re.findall(r'data-item="([^"]+)"', client.get(url).get_data(as_text=True))


def right_fields(app, app_database, url) -> dict[str, list[str]]:
    with app_database.read() as session:
        row = find_attempt(session, int(url.rpartition("/")[2]))
        library = app.extensions["aftercare"].libraries.get(session, row.release_id)
    parts = right_answers(row.paper, library)
    return {field_name(item, part): values for item, found in parts.items() for part, values in found.items()}


# Before the attempt, while it lasts, after it has failed


def test_nothing_is_seen_before_an_attempt(app, client, token):
    seen = assert_clean(app, client)

    assert {LESSON, "/quizzes/after-pass", "/my-data/export", "/certificates"} <= set(seen), (
        "the crawl reaches the pages"
    )
    assert len(seen) > 60


def test_nothing_is_seen_without_a_sign_in(app, release):
    assert_clean(app, app.test_client())


@pytest.mark.parametrize("quiz", QUIZZES)
def test_nothing_is_seen_while_answering_and_after_a_failure(app, client, token, quiz):
    url = start(client, token, quiz)
    items = items_of(client, url)
    assert len(items) == len(KINDS) - len(WRITTEN)
    headers = {"X-CSRF-Token": token}
    answers = [
        "fan",
        {"": ["lamp"]},
        ["a"],
        True,
        "12",
        "word",
        {"hear": ["1"]},
        {"smoke": "now"},
        None,
        "nothing",
        [1],
        {"x": ["y"]},
    ]
    for number, answer in enumerate(answers):
        events = [{"seq": number * 10 + place, "item": item, "answer": answer} for place, item in enumerate(items)]
        for lang in ("zh", "en"):
            reply = client.post(f"{url}/events?lang={lang}", json={"client": "tab", "events": events}, headers=headers)
            assert not found_in(reply)
    for data in (
        {},
        {"q-one-number": "three", "q-one-order:hear": "1", "q-one-order:ask": "1"},
        {"q-one-text": "x" * 300},
    ):
        for address in (f"{url}/answers", f"{url}/answers?lang=en"):
            assert not found_in(post(client, address, token, seen="0", **data))
    assert_clean(app, client)

    assert not found_in(post(client, f"{url}/submission", token, follow_redirects="1"))
    for suffix in ("", "/receipt", "/review", "/review?lang=en", "/events", "/answers"):
        assert not found_in(client.get(url + suffix))
    assert "Not passed yet" in client.get(f"{url}/receipt?lang=en").get_data(as_text=True)
    assert_clean(app, client)


def test_nothing_is_seen_of_others_attempts_by_those_who_manage_them(app, client, token, world):
    url = start(client, token, "after-pass")
    post(client, f"{url}/submission", token)
    for who in ("mentor", "manager", "colleague"):
        other = app.test_client()
        sign_in(other, who)
        assert_clean(app, other)
        for address in (f"/people/{world.learner}", f"/people/{world.learner}/attempts", url, f"{url}/review"):
            assert not found_in(other.get(address))


def test_a_draft_shows_a_learner_nothing_new(app, client, token, release):
    release(turned=True, channel=DRAFT)
    client.set_cookie("channel", "draft")

    assert_clean(app, client)
    author = app.test_client()
    author.set_cookie("channel", "draft")
    sign_in(author, "author")
    assert found_in(author.get("/courses?lang=en")), "an author sees the draft"
    assert client.get("/authoring/preview/welcome/hello").status_code == 404


# When its time has come: the same search finds every secret


def test_after_a_pass_every_reason_is_there(app, client, token, app_database):
    url = start(client, token, "after-pass")
    data = right_fields(app, app_database, url) | {"seen": "0"}
    assert post(client, f"{url}/submission", token, **data).location == f"{url}/receipt"

    review = client.get(f"{url}/review?lang=en").get_data(as_text=True)

    assert {name for name in secrets() if name in review} == secrets()
    assert str(NUMBER) in review
    assert not found_in(client.get(f"{url}/receipt"))


def test_what_people_mark_shows_its_model_when_it_is_handed_in(app, client, token):
    url = start(client, token, "written")
    assert len(items_of(client, url)) == len(WRITTEN)
    assert_clean(app, client)
    assert not found_in(client.get(f"{url}/review"))
    post(client, f"{url}/submission", token, seen="0", **{"q-one-essay": "Dear Ms Luo,\r\nI am sorry."})

    review = client.get(f"{url}/review?lang=en").get_data(as_text=True)

    assert {name for name in written_secrets() if name in review} == written_secrets()
    assert "Dear Ms Luo,\nI am sorry." in review


def test_what_is_never_released_stays_back_after_a_pass(app, client, token, app_database):
    url = start(client, token, "kept-back")
    post(client, f"{url}/submission", token, seen="0", **right_fields(app, app_database, url))

    assert "You have passed" in client.get(f"{url}/receipt?lang=en").get_data(as_text=True)
    assert not found_in(client.get(f"{url}/review"))


def test_what_is_released_at_the_end_is_there_when_no_attempt_is_left(client, token):
    for left in (2, 1, 0):
        url = start(client, token, "after-close")
        post(client, f"{url}/submission", token)
        assert bool(found_in(client.get(f"{url}/review"))) == (left == 0)


@pytest.mark.parametrize("as_script", [True, False])
def test_a_self_check_keeps_its_reasons_until_it_is_answered(client, token, as_script):
    headers = {"Accept": "application/json"} if as_script else {}
    assert not found_in(client.get(LESSON))
    for data in ({"choice": ""}, {"choice": "nothing"}):
        assert not found_in(
            client.post(f"{LESSON}/checks/hello-c1", data=data | {"csrf_token": token}, headers=headers)
        )
    assert not found_in(
        client.post(f"{LESSON}/checks/one-single", data={"choice": "fan", "csrf_token": token}, headers=headers)
    )
    assert not found_in(client.post(f"{LESSON}/completion", data={"csrf_token": token}, headers=headers))

    reply = client.post(f"{LESSON}/checks/hello-c1", data={"choice": "log", "csrf_token": token}, headers=headers)

    assert bool(found_in(reply)) == as_script
    assert len(found_in(client.get(LESSON))) == 2
    assert len(found_in(client.get("/my-data/export"))) == 0


def test_an_author_sees_the_reasons_in_the_preview(app, release, tmp_path):
    settings = app.extensions["aftercare"].settings
    object.__setattr__(settings, "content_dir", tmp_path / "content-False-published")
    author = app.test_client()
    sign_in(author, "author")

    assert len(found_in(author.get("/authoring/preview/welcome/hello"))) == 4


# Pages that do not depend on the key


def neutral(html: str) -> str:
    """Drop what differs between two people's pages of the same paper."""
    html = re.sub(r'(name="csrf-token" content|name="csrf_token" value)="[0-9a-f]+"', "", html)
    html = re.sub(r'data-(digest|person)="[^"]*"', "", html)  # the digest is bound to the secret seed of the attempt
    html = re.sub(r'name="identifier" value="\w+"', "", html)
    return re.sub(r"attempts/\d+|data-attempt=\"\d+\"|<p>(Learner|Colleague)</p>", "", html)


def test_a_paper_reads_the_same_whatever_the_key_is(app, app_database, world, clock, release):
    libraries, pages = app.extensions["aftercare"].libraries, []
    for turned, who in ((False, "learner"), (True, "colleague")):
        number = release(turned=turned)
        person = getattr(world, who)
        with app_database.write() as session:
            attempt = start_attempt(
                session, lambda found, s=session: libraries.get(s, found), "after-pass", person,
                release_id=number, by=person, at=clock(), seed="one seed",
            )  # fmt: skip
        client = app.test_client()
        sign_in(client, who)
        pages.append(
            [neutral(client.get(f"/attempts/{attempt}?lang={lang}").get_data(as_text=True)) for lang in ("zh", "en")]
        )

    assert "Cut the power" in pages[0][1]
    assert pages[0] == pages[1]


def test_the_turned_key_is_another_key(app, app_database, world, clock, release):
    scores = []
    for turned in (False, True):
        number = release(turned=turned)
        with app_database.write() as session:
            library = app.extensions["aftercare"].libraries.get(session, number)
            spec = library.questions["one-single"].spec
            scores.append(KINDS["single"].grade(spec, "fan").score)

    assert scores == [1000, 0]


@pytest.mark.parametrize("kind", ["order", "single", "multiple", "classify", "match"])
def test_the_order_shown_says_nothing_about_the_key(kind):
    """With many papers every order is as frequent as any other; of steps only the right one never stands there."""
    example = next(example for example in KINDS[kind].examples)
    spec = parse_spec(example.spec)
    group = {"order": "steps", "classify": "things", "match": "rights"}.get(kind, "choices")
    papers = 3000
    counts = Counter(KINDS[kind].prepare(spec, f"seed {number}", True).orders[group] for number in range(papers))

    assert (tuple(getattr(spec, group)) in counts) == (kind != "order")
    expected = papers / len(counts)
    assert all(abs(count - expected) < 6 * expected**0.5 for count in counts.values()), counts


def test_no_answer_in_the_ledger_says_whether_it_was_right(client, token, app_database):
    url = start(client, token, "after-pass")
    item = "one-truefalse"
    replies = []
    for number, answer in enumerate([True, False]):
        body = {"client": f"tab{number}", "seen": 99, "events": [{"seq": 1, "item": item, "answer": answer}]}
        reply = client.post(f"{url}/events", json=body, headers={"X-CSRF-Token": token})
        replies.append(reply.get_data())

    assert replies[0] == replies[1]


def test_the_export_holds_no_paper_and_no_key(client, token):
    url = start(client, token, "after-pass")
    post(client, f"{url}/submission", token)
    whole = json.loads(client.get("/my-data/export").data)

    assert whole["attempts"]
    assert not {"paper", "seed", "result", "reasons"} & set(whole["attempts"][0])


def test_what_is_cached_for_many_holds_nothing_of_one(app, client, token):
    name = "Learner"
    client.get(LESSON)
    shells = app.extensions["aftercare"].shells
    pieces = app.extensions["aftercare.lessons"]

    assert shells
    assert pieces
    for kept in ("".join("".join(shell) for shell in shells.values()), repr(pieces)):
        assert token not in kept
        assert f">{name}<" not in kept


def test_submitting_twice_or_late_opens_nothing(app, client, token, app_database, world, clock, release):
    url = start(client, token, "after-pass")
    attempt = int(url.rpartition("/")[2])
    libraries = app.extensions["aftercare"].libraries
    with app_database.write() as session:
        for _ in range(2):
            submit_attempt(
                session, lambda found, s=session: libraries.get(s, found), attempt, by=world.learner, at=clock()
            )
    release(turned=True)

    assert not found_in(client.get(f"{url}/review"))
    assert csrf_of(client.get(f"{url}/review")) == token
    assert all(policy_of(app, f"assessment.{name}").name == "signed_in" for name in ("attempt", "receipt", "review"))
