"""A conversation stays what it was: a newer release with other words, rules and scales changes nothing of it."""

import msgspec
from sqlalchemy import insert, update

from app.content.models import ChannelRow, ReleaseRow
from tests.factories.roleplay import SAFE, a_lexicon, a_release, start, talk_through
from tests.factories.scenario import a_rubric, a_rule, a_scenario, both
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in


def install(app, library):
    app.extensions["aftercare"].libraries._releases[library.release_id] = library
    return library


def publish_other(app, app_database, at):
    """Publish a release in which the same scenario, its rubric and the lexicon are other ones."""
    scenario = a_scenario(title=both("Renamed"), rules=(a_rule("r-other", "empathise", anger=50),), hash="x" * 64)
    lexicon = msgspec.structs.replace(a_lexicon(), acts=a_lexicon().acts[:1], hash="y" * 64)
    other = msgspec.structs.replace(
        a_release(scenario, release_id=2), lexicon=lexicon, rubrics={"calls": a_rubric(pass_score=10, hash="z" * 64)}
    )
    with app_database.write() as session:
        row = {"id": 2, "seq": 2, "channel": "published", "manifest": {}, "note": "", "by": None, "at": at}
        session.execute(insert(ReleaseRow).values(**row))
        session.execute(update(ChannelRow).where(ChannelRow.name == "published").values(release_id=2))
    install(app, other)


def test_an_old_debrief_and_an_open_conversation_are_untouched_by_a_new_release(
    client, app, app_database, world, clock
):
    library = install(app, a_release(release_id=world.release_id))
    with app_database.write() as session:
        ended = talk_through(session, library, world.learner, rung="text", at=clock())
        talking = start(session, library, world.learner, at=clock())
    token = sign_in(client, "learner")
    addresses = (f"/role-play-sessions/{ended}/debrief?lang=en", f"/role-play-sessions/{talking}?lang=en")
    before = [lint_page(client.get(address)) for address in addresses]

    publish_other(app, app_database, clock())

    assert "Renamed" in lint_page(client.get("/role-plays?lang=en"))
    after = [lint_page(client.get(address)) for address in addresses]
    assert after[0] == before[0]
    assert after[1].partition('name="key"')[0] == before[1].partition('name="key"')[0]
    address = f"/role-play-sessions/{talking}"
    assert post(client, f"{address}/turns", token, text=SAFE, key="k", lang="en", seen="0").status_code == 303
    assert "trust rises · anger eases" in lint_page(client.get(address))
