"""Content in which every key, reason, explanation and accepted text carries a canary, to be looked for where it must not be."""

from tests.content.sample_tree import FILES

MARK = "kanarienvogel"
NUMBER = 918273


def secret(name: str) -> str:
    """A reason in both languages, as flow YAML."""
    return f"{{zh: {MARK}-{name}-z, en: {MARK}-{name}-e}}"


def secrets() -> set[str]:
    """What must not be seen in English before its time; the Chinese ones end in z."""
    names = {f"{kind}-explain" for kind in ("single", "multiple", "truefalse", "number", "text", "order", "classify")}
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
    names |= {"classify", "classify-smoke", "classify-dust"}
    return {f"{MARK}-{name}-e" for name in names} | {f"{MARK}-accepted-e"}


def bank(*, turned: bool = False) -> str:
    """A question of every kind; `turned` has the same words with other keys and other reasons."""
    yes, no = (", ok: true", "")[:: -1 if turned else 1]
    more = "-turned" if turned else ""

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
    stem: {{zh: 排一排。, en: Put them in order.}}
    explain: {why("order-explain")}
    steps:
      hear: {{zh: 听, en: Listen}}
      ask: {{zh: 问, en: Ask}}
      act: {{zh: 办, en: Act}}
    why: {why("order")}
  - id: one-classify
    type: classify
    stem: {{zh: 分一分。, en: Sort them.}}
    explain: {why("classify-explain")}
    buckets:
      now: {{zh: 马上, en: At once}}
      later: {{zh: 稍后, en: Later}}
    things:
      smoke: {{zh: 冒烟, en: Smoke, in: {"later" if turned else "now"}, why: {why("classify-smoke")}}}
      dust: {{zh: 积灰, en: Dust, in: {"now" if turned else "later"}, why: {why("classify-dust")}}}
    why: {why("classify")}
"""


def quiz(quiz_id: str, release_key: str) -> str:
    """A quiz over all of them."""
    names = "".join(
        f"  - one-{kind}\n" for kind in ("single", "multiple", "truefalse", "number", "text", "order", "classify")
    )
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
    return files
