"""Content in which every key, reason, explanation and accepted text carries a canary, to be looked for where it must not be."""

from tests.content.sample_tree import FILES

MARK = "kanarienvogel"
NUMBER = 918273
# fmt: off
ASKED = (
    "single", "multiple", "truefalse", "number", "text", "order", "classify", "cloze", "match", "hotspot", "case", "survey",
)
# fmt: on
WRITTEN = ("rewrite", "essay")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 80"><rect width="40" height="80"/></svg>'


def secret(name: str) -> str:
    """A reason in both languages, as flow YAML."""
    return f"{{zh: {MARK}-{name}-z, en: {MARK}-{name}-e}}"


def secrets() -> set[str]:
    """What must not be seen in English before its time; the Chinese ones end in z."""
    names = {f"{kind}-explain" for kind in ASKED}
    names |= {
        "single-yes",
        "single-no",
        "multiple-a",
        "multiple-b",
        "multiple-c",
        "truefalse",
        "number",
        "text",
        "order",
    }
    names |= {"classify", "classify-smoke", "classify-dust", "hotspot-screen", "hotspot-hole"}
    names |= {"cloze-gap", "cloze-away", "match-shock", "case-part", "case-judge", "case-again"}
    return {f"{MARK}-{name}-e" for name in names} | {f"{MARK}-accepted-e", f"{MARK}-gap-e"}


def written_secrets() -> set[str]:
    """What the review of questions that people mark shows."""
    return {f"{MARK}-{name}-e" for name in ("rewrite-explain", "rewrite-model", "essay-explain", "essay-model")}


def bank(*, turned: bool = False) -> str:
    """A question of every kind; `turned` has the same words with other keys and other reasons."""
    yes, no = (", ok: true", "")[:: -1 if turned else 1]
    more = "-turned" if turned else ""
    sides = ["{zh: 断电, en: Power off}", "{zh: 问时间, en: Ask since when}"][:: -1 if turned else 1]

    def why(name: str) -> str:
        return secret(name + more)

    return f"""\
schema: quiz/1
id: secrets
kind: bank
title: {{zh: 题库, en: Bank}}
questions:
  - id: one-single
    type: single
    stem: {{zh: 先做哪个？, en: Which comes first?}}
    explain: {why("single-explain")}
    choices:
      fan: {{zh: 先断电, en: Cut the power{yes}, why: {why("single-yes")}}}
      lamp: {{zh: 先登记, en: Log it first{no}, why: {why("single-no")}}}
  - id: one-multiple
    type: multiple
    stem: {{zh: 哪些合适？, en: Which fit?}}
    explain: {why("multiple-explain")}
    choices:
      a: {{zh: 我明白, en: I see, ok: true, why: {why("multiple-a")}}}
      b: {{zh: 我来办, en: I will do it{yes}, why: {why("multiple-b")}}}
      c: {{zh: 稍等, en: One moment{no}, why: {why("multiple-c")}}}
  - id: one-truefalse
    type: truefalse
    stem: {{zh: 电话里不能挂断。, en: Never hang up.}}
    explain: {why("truefalse-explain")}
    answer: {"false" if turned else "true"}
    why: {why("truefalse")}
  - id: one-number
    type: number
    stem: {{zh: 多少？, en: How many?}}
    explain: {why("number-explain")}
    answer: {NUMBER + 7 * turned}
    tolerance: {1 + turned}
    why: {why("number")}
  - id: one-text
    type: text
    stem: {{zh: 叫什么？, en: What is it called?}}
    explain: {why("text-explain")}
    accept: {{zh: [{MARK}-accepted{more}-z], en: [{MARK}-accepted{more}-e]}}
    why: {why("text")}
  - id: one-order
    type: order
    stem: {{zh: 先后怎么安排？, en: Which step follows which?}}
    explain: {why("order-explain")}
    steps:
      hear: {{zh: 听, en: Listen}}
      ask: {{zh: 问, en: Ask}}
      act: {{zh: 办, en: Act}}
    why: {why("order")}
  - id: one-classify
    type: classify
    stem: {{zh: 各归哪一类？, en: Sort what you hear.}}
    explain: {why("classify-explain")}
    buckets:
      now: {{zh: 马上, en: At once}}
      later: {{zh: 稍后, en: Later}}
    things:
      smoke: {{zh: 冒烟, en: Smoke, in: {"later" if turned else "now"}, why: {why("classify-smoke")}}}
      dust: {{zh: 积灰, en: Dust, in: {"now" if turned else "later"}, why: {why("classify-dust")}}}
    why: {why("classify")}
  - id: one-cloze
    type: cloze
    stem: {{zh: 填一填。, en: Fill them in.}}
    explain: {why("cloze-explain")}
    text: {{zh: "请您[[act]]，离它[[far]]。", en: "Please [[act]] and keep [[far]]."}}
    gaps:
      act: {{accept: {{zh: [{MARK}-gap{more}-z], en: [{MARK}-gap{more}-e]}}, why: {why("cloze-gap")}}}
      far:
        choices:
          away: {{zh: 远一点, en: away{yes}, why: {why("cloze-away")}}}
          near: {{zh: 近一点, en: near{no}}}
  - id: one-match
    type: match
    stem: {{zh: 配一配。, en: Match them.}}
    explain: {why("match-explain")}
    pairs:
      shock: {{left: {{zh: 麻手, en: Shocks}}, right: {sides[0]}, why: {why("match-shock")}}}
      noise: {{left: {{zh: 异响, en: Noise}}, right: {sides[1]}}}
  - id: one-hotspot
    type: hotspot
    stem: {{zh: 对着哪里说？, en: Where do you speak?}}
    explain: {why("hotspot-explain")}
    picture: welcome/phone.svg
    alt: {{zh: 一部手机, en: A telephone}}
    regions:
      hole: {{zh: 下端的小孔, en: The hole{yes}, shape: {{circle: [50, 90, 6]}}, why: {why("hotspot-hole")}}}
      screen: {{zh: 大块玻璃, en: The glass{no}, shape: {{rect: [10, 10, 80, 60]}}, why: {why("hotspot-screen")}}}
  - id: one-case
    type: case
    stem: {{zh: 外机麻手。, en: The unit gives shocks.}}
    explain: {why("case-explain")}
    parts:
      judge:
        type: truefalse
        stem: {{zh: 先登记。, en: Log it first.}}
        explain: {why("case-part")}
        answer: {"true" if turned else "false"}
        why: {why("case-judge")}
      again:
        type: truefalse
        stem: {{zh: 先断电。, en: Power off first.}}
        answer: {"false" if turned else "true"}
        why: {why("case-again")}
  - id: one-survey
    type: survey
    stem: {{zh: 有用吗？, en: Was it useful?}}
    explain: {why("survey-explain")}
    scale: {{yes-sir: {{zh: 有用, en: Useful}}, not-much: {{zh: 没用, en: Useless}}}}
  - id: one-rewrite
    type: rewrite
    stem: {{zh: 换一种说法。, en: Say it properly.}}
    explain: {why("rewrite-explain")}
    say: {{zh: 不归我管。, en: Not my job.}}
    situation: {{zh: 客户要退货。, en: A return.}}
    wants: [promise]
    model: {why("rewrite-model")}
    criteria: {{time: {{zh: 有时间, en: Names a time}}}}
  - id: one-essay
    type: essay
    stem: {{zh: 写一封回信。, en: Write a reply.}}
    explain: {why("essay-explain")}
    criteria: {{calm: {{zh: 语气平和, en: Stays calm}}}}
    model: {why("essay-model")}
"""


def quiz(quiz_id: str, release_key: str, kinds: tuple[str, ...] = ASKED) -> str:
    """A quiz over all of them that are marked at once, or over those that people mark."""
    names = "".join(f"  - one-{kind}\n" for kind in kinds)
    return f"""\
schema: quiz/1
id: {quiz_id}
kind: quiz
title: {{zh: 测验 {quiz_id}, en: Quiz {quiz_id}}}
trade: aircon
course: welcome
attempts: 3
pass: 80
questions:
{names}shuffle: [questions, choices]
release_key: {release_key}
"""


def tree(*, turned: bool = False) -> dict[str, str]:
    """The sample's files with a self-check whose reasons are secret, and quizzes that release their keys differently."""
    files = dict(FILES)
    for lang, right, wrong in (("zh", "对。", "人先安全。"), ("en", "Right.", "People first.")):
        name = f"courses/welcome/lessons/hello.{lang}.md"
        for number, reason in enumerate((right, wrong)):
            assert reason in files[name]
            files[name] = files[name].replace(f"=> {reason}", f"=> {MARK}-check-{number}-{lang}.")
    files["quizzes/secrets.yaml"] = bank(turned=turned)
    for quiz_id, key in (("after-pass", "after_pass"), ("after-close", "after_close"), ("kept-back", "never")):
        files[f"quizzes/{quiz_id}.yaml"] = quiz(quiz_id, key)
    files["quizzes/written.yaml"] = quiz("written", "after_submit", WRITTEN)
    files["courses/welcome/media/phone.svg"] = PICTURE
    return files
