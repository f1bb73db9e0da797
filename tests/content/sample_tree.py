"""A small tree of authored files without a single mistake, and a way to seed one."""

from pathlib import Path

from tests.content.sample_roleplay import ROLEPLAY_FILES

MARK = "‸"  # stands in a seeded text before the place where the linter must point

FILES = {
    "courses/catalogue.yaml": """\
schema: catalogue/1
families:
  - id: basics
    title: {zh: 基础, en: Basics}
    courses: [welcome]
""",
    "courses/competencies.yaml": """\
schema: competencies/1
competencies:
  - {id: listening, zh: 倾听, en: Listening}
""",
    "courses/facts.yaml": """\
schema: facts/1
facts:
  - id: P1.1
    zh: 先断电。
    en: Cut the power first.
  - id: P1.2
    zh: 先听完。
    en: Hear people out.
    source: editorial
""",
    "courses/glossary.yaml": """\
schema: glossary/1
terms:
  - id: work-order
    zh: 工单
    en: work order
    plain: {zh: 记下问题的单子。, en: The sheet that holds a job.}
    also: {zh: [服务单], en: [job ticket]}
""",
    "courses/phrases.yaml": """\
schema: phrases/1
situations:
  - id: waiting
    trade: aircon
    title: {zh: 客户在等, en: The customer waits}
    about: {zh: 等多久要说清。, en: Say how long it takes.}
    lesson: welcome/hello
    phrases:
      - id: waiting-when
        avoid: {zh: 您等通知。, en: Wait for news.}
        say: {zh: "{{ policy.aircon.complaint.visit }}内上门。", en: "A visit within {{ policy.aircon.complaint.visit }}."}
        why: {zh: 有时间才放心。, en: A time is a relief.}
      - id: waiting-who
        avoid: {zh: 会有人管的。, en: Somebody will see to it.}
        say: {zh: 我来跟进。, en: I will see to it.}
        why: {zh: 有人负责。, en: It has a name.}
""",
    "courses/checklists.yaml": """\
schema: checklists/1
checklists:
  - id: leak
    trade: aircon
    title: {zh: 漏电, en: Leakage}
    use: {zh: 客户说麻手时。, en: When a customer feels shocks.}
    steps:
      - {id: cut, zh: 请客户断电, en: Have the power cut, why: {zh: 触电会要命。, en: Shocks kill.}, stop: true}
      - {id: log, zh: 记下经过, en: Write down what happened}
    lesson: welcome/hello
    facts: [P1.1]
""",
    "courses/cases.yaml": """\
schema: cases/1
tags:
  - {id: visit, zh: 上门, en: Visits}
  - {id: urgent, zh: 急件, en: Urgent}
cases:
  - id: missed-visit
    trade: aircon
    title: {zh: 约好没来, en: A missed visit}
    tags: [visit]
    competencies: [listening]
    situation: {zh: 客户白等半天。, en: A customer waited for nothing.}
    done: {zh: 当天补上门。, en: Somebody came the same day.}
    whys:
      - {zh: 师傅没收到单子。, en: The job never arrived.}
      - {zh: 改派没人打电话。, en: Nobody rang after the change.}
    learnt: {zh: 改派先打电话。, en: Ring before changing hands.}
    lesson: welcome/bye
    facts: [P1.2]
""",
    "courses/retired.yaml": "schema: retired/1\nids:\n  - lesson:welcome/old-lesson\n",
    "quizzes/retired.yaml": "schema: retired/1\nids:\n  - question:old-question\n",
    "courses/policies/aircon.yaml": """\
schema: policy/1
id: aircon
trade: aircon
title: {zh: 空调, en: Air-conditioners}
values:
  complaint.visit: {value: 48, unit: h, kind: visit, zh: 上门, en: Visit}
  complaint.answer: {value: 24, unit: h, kind: response, zh: 答复, en: Answer}
  complaint.twin: {value: 24, unit: h, kind: target, zh: 另一个, en: Another}
""",
    "courses/policies/cars.yaml": """\
schema: policy/1
id: cars
trade: cars
title: {zh: 汽车, en: Cars}
values:
  phone.answer: {value: 15, unit: s, kind: response, zh: 接听, en: Answer}
  repair.ready: {value: 3, unit: wd, kind: solution, zh: 修好, en: Repaired}
""",
    "courses/levels/aircon.yaml": """\
schema: levels/1
track: aircon
title: {zh: 空调, en: Air-conditioners}
levels:
  - id: foundation
    title: {zh: 基础, en: Foundation}
    valid: 12 months
    require:
      all:
        - {course: welcome}
        - {quiz: final, score: 80}
        - any: [{tenure: 7 days}, {waiver: manager}]
  - id: senior
    title: {zh: 高级, en: Senior}
    require: {all: [{level: foundation}, {signoff: mentor}]}
""",
    "courses/programmes/start.yaml": """\
schema: programme/1
id: start
trade: aircon
track: aircon
title: {zh: 起步, en: Start}
summary: {zh: 从头学起。, en: From the beginning.}
stages:
  - id: one
    title: {zh: 第一阶段, en: Stage one}
    days: [1, 3]
    items: [{course: welcome}]
  - id: two
    title: {zh: 第二阶段, en: Stage two}
    days: [4, 5]
    items: [{quiz: final}]
""",
    "courses/welcome/course.yaml": """\
schema: course/1
id: welcome
family: basics
title: {zh: 欢迎, en: Welcome}
summary: {zh: 头一天。, en: The first day.}
objectives:
  - {id: first-words, zh: 说好第一句, en: Say the first words}
lessons: [hello, bye]
""",
    "courses/welcome/lessons/hello.zh.md": """\
---
id: hello
title: 第一句
minutes: 5
trade: aircon
objectives: [first-words]
competencies: [listening]
facts: [P1.1]
---
林晓接起电话。

## 先听 {#listen}

工单上写着 **{{ policy.aircon.complaint.visit }}** 内上门。见[结束语](lesson:welcome/bye#end)。

/// say
- [no] 您等等。 => 没有时间。
- [yes] 我两点前回您电话。
///

/// check | 先做什么？
    id: hello-c1

- [x] (cut) 请客户断电 => 对。
- [ ] (log) 先登记 => 人先安全。
///

## 要点 {#key-points}

- 先听完。
""",
    "courses/welcome/lessons/hello.en.md": """\
---
id: hello
title: The first words
minutes: 5
trade: aircon
objectives: [first-words]
competencies: [listening]
facts: [P1.1]
---
Lin Xiao picks up.

## Listen first {#listen}

The work order says a visit within **{{ policy.aircon.complaint.visit }}**. See [the end](lesson:welcome/bye#end).

/// say
- [no] Please hold. => No time given.
- [yes] I will ring you before two.
///

/// check | What comes first?
    id: hello-c1

- [x] (cut) Ask them to cut the power => Right.
- [ ] (log) Log it first => People first.
///

## Key points {#key-points}

- Hear people out.
""",
    "courses/welcome/lessons/bye.zh.md": """\
---
id: bye
title: 结束语
minutes: 3
---
再见之前。

## 结束 {#end}

说清下一步。
""",
    "courses/welcome/lessons/bye.en.md": """\
---
id: bye
title: The end
minutes: 3
---
Before goodbye.

## The end {#end}

Name the next step.
""",
    "quizzes/pool.yaml": """\
schema: quiz/1
id: pool
kind: bank
title: {zh: 题库, en: Bank}
questions:
  - id: shock
    type: single
    trade: aircon
    points: 2
    objective: first-words
    competency: listening
    facts: [P1.1]
    stem: {zh: 客户被麻了一下。, en: The customer felt a shock.}
    choices:
      cut: {zh: 断电, en: Cut the power, ok: true, why: {zh: 人先安全。, en: People first.}}
      log: {zh: "登记，{{ policy.aircon.complaint.visit }}内上门", en: "Log it, visit within {{ policy.aircon.complaint.visit }}", why: {zh: 太晚。, en: Too late.}}
  - id: limit
    type: number
    trade: aircon
    objective: first-words
    facts: [P1.2]
    stem: {zh: 几小时内上门？, en: A visit within how many hours?}
    answer: {policy: aircon.complaint.visit}
    unit: {zh: 小时, en: hours}
  - id: tone
    type: multiple
    objective: first-words
    stem: {zh: 哪些话合适？, en: Which words fit?}
    choices:
      a: {zh: 我明白, en: I see, ok: true, why: {zh: 接住了。, en: It hears them.}}
      b: {zh: 我来办, en: I will do it, ok: true, why: {zh: 有人办。, en: It takes it on.}}
      c: {zh: 不归我管, en: Not my job, why: {zh: 推开了人。, en: It turns them away.}}
  - id: word
    type: text
    objective: first-words
    stem: {zh: 先认感受叫什么？, en: Acknowledging a feeling is called what?}
    accept: {zh: [共情], en: [empathy]}
  - id: sort
    type: classify
    objective: first-words
    stem: {zh: 分一分。, en: Sort them.}
    buckets:
      now: {zh: 马上, en: At once}
      later: {zh: 稍后, en: Later}
    things:
      smoke: {zh: 冒烟, en: Smoke, in: now}
      dust: {zh: 积灰, en: Dust, in: later}
  - id: steps
    type: order
    objective: first-words
    stem: {zh: 排一排。, en: Put them in order.}
    steps:
      hear: {zh: 听, en: Listen}
      ask: {zh: 问, en: Ask}
      act: {zh: 办, en: Act}
""",
    "quizzes/final.yaml": """\
schema: quiz/1
id: final
kind: quiz
title: {zh: 测验, en: Quiz}
trade: aircon
course: welcome
time_limit: 20m
attempts: 3
wait_between: 30m
pass: 80
draw:
  - {id: d1, from: pool, type: single, count: 1, must_pass: true}
  - {id: d2, from: pool, objective: first-words, count: 2}
shuffle: [questions, choices]
release_key: after_pass
""",
    **ROLEPLAY_FILES,
}


def write_tree(root: Path, files: dict[str, str] | None = None) -> Path:
    """Write the sample, or other files, under a folder."""
    for name, text in (files or FILES).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def seeded(*edits: tuple[str, str, str]) -> tuple[dict[str, str], list[tuple[str, int, int]]]:
    """Return the sample with edits (file, old, new) made, and the places of the marks in what was put in.

    An edit of nothing into nothing leaves the file away.
    """
    files = dict(FILES)
    for name, old, new in edits:
        if not old and not new:
            del files[name]
            continue
        text = files.get(name, "")
        assert text.count(old) >= 1 or not text, f"{old!r} is not in {name}"
        files[name] = text.replace(old, new, 1) if text else new
    places = []
    for name, text in files.items():
        while MARK in files[name]:
            before, _, after = files[name].partition(MARK)
            places.append((name, before.count("\n") + 1, len(before) - before.rfind("\n")))
            files[name] = before + after
        assert MARK not in text or places
    return files, places
