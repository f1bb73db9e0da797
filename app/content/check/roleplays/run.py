"""All checks of role-plays: a scenario is played only when everything in it can be read."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from app.content.check.acts import check_acts
from app.content.check.numbers import Numbers
from app.content.check.roleplays.choices import check_choices, check_wording
from app.content.check.roleplays.conditions import check_reachable, check_readable
from app.content.check.roleplays.goldens import check_count, check_evidence, check_goldens, check_parity
from app.content.check.roleplays.remembering import remembered
from app.content.check.roleplays.scene import Scene, scenes_of
from app.content.check.roleplays.targets import check_targets
from app.content.check.roleplays.texts import check_rubric_texts, check_texts
from app.content.diagnostics import Diagnostic
from app.content.source import Tree
from app.kernel.canonical import digest, digest_text


def check_roleplays(tree: Tree, numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what is wrong with scenarios, rubrics and acts."""
    if tree.acts:
        acts = tree.acts.document
        yield from remembered(digest_text(f"{acts.file}\n{acts.text}"), partial(check_acts, tree.acts))
    elif tree.scenarios and "acts" not in tree.broken:
        yield next(iter(tree.scenarios.values())).document.problem("E400", "schema")
    for rubric in tree.rubrics.values():
        yield from check_rubric_texts(rubric, numbers)
    policies = digest([[*value.text, value.key, value.trade, value.kind] for value in numbers.policies.values()])
    for scene in scenes_of(tree, numbers):
        yield from remembered(_key(tree, scene, policies), partial(check_scene, tree, scene))


def check_scene(tree: Tree, scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with one scenario; each kind of check rests on the ones before it."""
    yield from check_texts(tree, scene)
    yield from check_count(scene)
    found, scenario = list(chain(check_playable(scene), check_parity(scene))), scene.scenario
    yield from found
    if found or scenario is None:
        return
    reachable, evidence = check_reachable(scene, scenario), check_evidence(scene, scenario)
    found = list(chain(reachable, evidence, check_choices(scene, scenario)))
    yield from found
    if not found:
        yield from check_wording(scene, scenario)
        yield from check_goldens(scene, scenario)


def check_playable(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what keeps a scenario from being played at all: names and conditions that mean nothing."""
    yield from check_targets(scene)
    if scene.scenario is not None:
        yield from check_readable(scene, scene.scenario)


def _key(tree: Tree, scene: Scene, policies: str) -> str:
    """Return a digest of everything that the verdict on a scenario depends on."""
    rubric = tree.rubrics.get(scene.file.rubric)
    lexicon = scene.words.hash if scene.words else ""
    texts = (scene.document.file, scene.document.text, rubric.document.text if rubric else "")
    return digest_text("\n".join((*texts, lexicon, policies, *(tree.broken & {"policy"}))))
