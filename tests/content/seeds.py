"""One seeded mistake per code: edits of the sample tree, `‸` standing where the linter must point."""

from tests.content.roleplay_seeds import ROLEPLAY_SEEDS
from tests.content.writing_seeds import WRITING_SEEDS

Z, E = "courses/welcome/lessons/hello.zh.md", "courses/welcome/lessons/hello.en.md"
COURSE, CATALOGUE = "courses/welcome/course.yaml", "courses/catalogue.yaml"
POLICY, LEVELS, PROGRAMME = (
    "courses/policies/aircon.yaml",
    "courses/levels/aircon.yaml",
    "courses/programmes/start.yaml",
)
PHRASES, CHECKLISTS, CASES = "courses/phrases.yaml", "courses/checklists.yaml", "courses/cases.yaml"
BANK, QUIZ, FACTS = "quizzes/pool.yaml", "quizzes/final.yaml", "courses/facts.yaml"

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">'


def both(old_zh: str, new_zh: str, old_en: str | None = None, new_en: str | None = None):
    """The same mistake in both files of the lesson, so that they stay alike."""
    return (Z, old_zh, new_zh), (E, old_en or old_zh, new_en or new_zh)


def question(body: str):
    """A question with a mistake as one more of the bank."""
    return (BANK, "  - id: steps\n", f"{body}  - id: steps\n")


CLOZE = """\
  - id: gaps
    type: cloze
    stem: {zh: 填一填。, en: Fill them in.}
    text: {zh: "请您[[act]]，离它[[far]]。", en: "Please [[act]] and keep [[far]]."}
    gaps:
      act: {accept: {zh: [断电], en: [cut the power]}}
      far: {choices: {away: {zh: 远一点, en: away, ok: true}, near: {zh: 近一点, en: near}}}
"""
MATCH = """\
  - id: pairs
    type: match
    stem: {zh: 配一配。, en: Match them.}
    pairs:
      shock: {left: {zh: 麻手, en: Shocks}, right: {zh: 断电, en: Power off}}
      noise: {left: {zh: 异响, en: Noise}, right: {zh: 问时间, en: Ask since when}}
    extra:
      none: {zh: 不理会, en: Ignore it}
"""
SURVEY = """\
  - id: opinion
    type: survey
    stem: {zh: 有用吗？, en: Was it useful?}
    scale: {yes-sir: {zh: 有用, en: Useful}, not-much: {zh: 没用, en: Useless}}
"""
CASE = """\
  - id: scene
    type: case
    stem: {zh: 外机麻手。, en: The unit gives shocks.}
    parts:
      judge: {type: truefalse, points: 2, stem: {zh: 先断电。, en: Power off first.}, answer: true, why: {zh: 对。, en: Yes.}}
      word: {type: text, stem: {zh: 叫什么？, en: What is it?}, accept: {zh: [漏电], en: [leakage]}}
"""
HOTSPOT = """\
  - id: where
    type: hotspot
    stem: {zh: 对着哪里说？, en: Where do you speak?}
    picture: welcome/phone.svg
    alt: {zh: 一部手机, en: A telephone}
    pick: 1
    regions:
      low: {zh: 下端的小孔, en: The hole below, shape: {rect: [4, 4, 10, 10]}, ok: true}
      face: {zh: 屏幕, en: Screen, shape: {circle: [50, 50, 10]}}
"""
REWRITE = """\
  - id: better
    type: rewrite
    stem: {zh: 换一种说法。, en: Say it properly.}
    say: {zh: 不归我管。, en: Not my job.}
    situation: {zh: 客户要退货。, en: A return.}
    wants: [promise]
    avoid: [shirk]
    model: {zh: 我三点回您。, en: I will ring you at three.}
    criteria: {time: {zh: 有时间, en: Names a time}}
"""
ESSAY = """\
  - id: letter
    type: essay
    stem: {zh: 写一封回信。, en: Write a reply.}
    words: {min: 5, max: 12}
    criteria: {calm: {zh: 语气平和, en: Stays calm, points: 2}}
"""
PHONE = ("courses/welcome/media/phone.svg", "", f"{DRAWING}</svg>")

SEEDS = {
    "E100": [("courses/policies/cars.yaml", "汽车", "汽‸\udcff车")],
    "E101": [(FACTS, "schema", "‸\ufeffschema")],
    "E102": [(FACTS, "    en: Cut the power first.", "    en: Cut the power first.‸\t")],
    "E103": [(BANK, "en: [empathy]", "en: [‸yes]")],
    "E104": [(BANK, "    points: 2", "    points: 2\n    ‸points: 3")],
    "E105": [(FACTS, "    zh: 先断电。", "    zh‸：先断电。")],
    "E106": [(BANK, "{zh: 题库, en: Bank}", "{zh: ‸&x 题库, en: Bank}")],
    "E107": [(QUIZ, "{zh: 测验, en: Quiz}", "{zh: 测验, en: Quiz‸: the end}")],
    "E108": [(BANK, "  - id: tone", "  - ‸id: limit")],
    "E109": [(BANK, "  - id: tone", "  - ‸id: old-question")],
    "E110": [(BANK, "      a: {zh", "      ‸A_1: {zh")],
    "E111": [(QUIZ, "schema: quiz/1", "‸schema: quiz/2")],
    "E112": [(BANK, "    stem: {zh: 排一排。, en: Put them in order.}\n", ""), (BANK, "  - id: steps", "  - ‸id: steps")],
    "E113": [(BANK, "    points: 2", "    ‸point: 2")],
    "E114": [(BANK, "    points: 2", "    ‸points: many")],
    "E115": [(PROGRAMME, "id: start", "‸id: begin")],
    "E116": [("courses/notes.txt", "", "‸hello")],
    "E120": [(BANK, "    competency: listening", "    ‸competency: listning")],
    "E201": [(QUIZ, "type: single, count: 1", "type: single, ‸count: 2")],
    "E202": [(QUIZ, "objective: first-words, count: 2", "objective: first-words, ‸count: 6")],
    "E203": [(QUIZ, "pass: 80", "‸pass: 101")],
    "E204": [(QUIZ, "draw:\n", "questions: [tone]\n‸draw:\n")],
    "E205": [
        (BANK, "answer: {policy: aircon.complaint.visit}", "‸answer: {policy: aircon.complaint.vist}"),
    ],
    "E206": [(BANK, "zh: 客户被麻了一下。, en: The customer felt a shock.", "‸zh: 等了 48 小时。, ‸en: A wait of 48 hours.")],
    "E207": [(BANK, "answer: {policy: aircon.complaint.visit}", "‸answer: {policy: cars.phone.answer}")],
    "E208": [(BANK, "zh: 客户被麻了一下。", '‸zh: "客户 {{ name }} 被麻了一下。"')],
    "E210": [
        (
            QUIZ,
            "draw:\n  - {id: d1, from: pool, type: single, count: 1, must_pass: true}\n  - {id: d2,",
            ("sections:\n  - {id: part, title: {zh: 一, en: One}}\n  - ‸{id: other, title: {zh: 二, en: Two}}\n"
             "draw:\n  - {id: d1, from: pool, type: single, count: 1, must_pass: true, section: part}\n"
             "  - ‸{id: d2, section: none,"),
        ),
    ],
    "E211": [
        (QUIZ, "draw:\n", "‸grace: 5m\ndraw:\n"),
    ],
    "E212": [
        (QUIZ, ("draw:\n  - {id: d1, from: pool, type: single, count: 1, must_pass: true}\n"
                "  - {id: d2, from: pool, objective: first-words, count: 2}\n"), "places: [‸welcome]\nquestions: [steps]\n"),
        (BANK, "  - id: steps\n    type: order\n    objective: first-words\n", "  - id: steps\n    type: order\n"),
    ],
    "E209": [(QUIZ, ("draw:\n  - {id: d1, from: pool, type: single, count: 1, must_pass: true}\n"
              "  - {id: d2, from: pool, objective: first-words, count: 2}\n"), "questions: [tone, ‸tone]\n")],
    "E214": [(BANK, "answer: {policy: aircon.complaint.visit}", "‸answer: about three")],
    "E231": [(BANK, "en: Cut the power, ok: true,", "en: Cut the power,"), (BANK, "    choices:\n      cut", "    ‸choices:\n      cut")],
    "E232": [(BANK, "      c: {zh: 不归我管, en: Not my job, why: {zh: 推开了人。, en: It turns them away.}}\n", ""), (BANK, "    choices:\n      a", "    ‸choices:\n      a")],
    "E233": [(BANK, "b: {zh: 我来办", "b: {‸zh: 我明白")],
    "E234": [(BANK, "      act: {zh: 办, en: Act}\n", ""), (BANK, "    steps:", "    ‸steps:")],
    "E235": [(BANK, "    accept: {zh: [共情], en: [empathy]}", "    ‸accept: {zh: [共情], en: []}")],
    "E236": [(BANK, "zh: [共情]", 'zh: [共情, ‸"。"]')],
    "E237": [(BANK, "    unit: {zh: 小时, en: hours}", "    unit: {zh: 小时, en: hours}\n    ‸tolerance: 99")],
    "E238": [(BANK, "en: Smoke, in: now", "en: Smoke, ‸in: soon")],
    "E240": [question(CLOZE.replace('zh: "请您[[act]]，', '‸zh: "请您，'))],
    "E241": [question(CLOZE.replace("act: {accept: {zh: [断电], en: [cut the power]}}", "‸act: {why: {zh: 安全。, en: Safety.}}"))],
    "E242": [question(SURVEY.replace("    scale", "    open: true\n    ‸scale"))],
    "E243": [question(CASE.replace("    type: case\n", "    type: case\n    ‸points: 4\n"))],
    "E244": [question(CASE.replace("type: text,", "type: text, ‸trade: aircon,"))],
    "E245": [question(MATCH.replace("      none:", "      ‸shock:"))],
    "E250": [PHONE, question(HOTSPOT.replace("pick: 1", "‸pick: 2"))],
    "E251": [PHONE, question(HOTSPOT.replace("shape: {circle: [50, 50, 10]}", "‸shape: {rect: [50, 50, 60, 9]}"))],
    "E252": [PHONE, question(HOTSPOT.replace("en: Screen,", "en: Screen, ok: true,").replace("pick: 1", "pick: 2")
              .replace("    regions", "    ‸regions"))],
    "E253": [PHONE, question(HOTSPOT.replace("shape: {circle: [50, 50, 10]}", "‸shape: {circle: [9, 9, 3]}"))],
    "E254": [PHONE, question(HOTSPOT.replace("picture: welcome/phone.svg", "‸picture: welcome/fone.svg"))],
    "E255": [question(REWRITE.replace("wants: [promise]", "wants: [‸promises]"))],
    "E256": [question(REWRITE.replace("avoid: [shirk]", "avoid: [‸promise]"))],
    "E257": [question(REWRITE.replace("model: {zh: 我三点回您。", "model: {‸zh: 不归我管。"))],
    "E258": [question(ESSAY.replace("words: {min: 5, max: 12}", "‸words: {min: 12, max: 5}"))],
    "E290": [(BANK, "    type: order\n    objective: first-words\n", "    type: order\n    ‸tags: [imported]\n")],
    "E300": both("---\nid: hello", "‸id: hello"),
    "E301": [*both("///\n\n## 要点", "## 要点", "///\n\n## Key", "## Key"), *both("/// check", "‸/// check")],
    "E302": both("/// say", "‸/// sya"),
    "E303": both("## 先听", "‸///\n\n## 先听", "## Listen", "‸///\n\n## Listen"),
    "E304": [*both("    id: hello-c1\n\n", "\n"), *both("/// check", "‸/// check")],
    "E305": [*both("- [ ] (log)", "- [x] (log)"), *both("/// check", "‸/// check")],
    "E306": both("- [ ] (log)", "‸- ( ) log"),
    "E307": both("- [ ] (log)", "‸- [ ] (cut)"),
    "E308": both(" => 人先安全。", "", " => People first.", "") + both("- [ ] (log)", "‸- [ ] (log)"),
    "E309": both("[结束语](lesson:welcome/bye#end)", "‸[结束语](lesson:welcome/by)",
                 "[the end](lesson:welcome/bye#end)", "‸[the end](lesson:welcome/by)"),
    "E310": both("[结束语](lesson:welcome/bye#end)", "‸[结束语](lesson:welcome/bye#ends)",
                 "[the end](lesson:welcome/bye#end)", "‸[the end](lesson:welcome/bye#ends)"),
    "E311": both("- 先听完。", "- ‸![表](media/phone.svg)", "- Hear people out.", "- ‸![A phone](media/phone.svg)"),
    "E312": [*both("- 先听完。", "- ‸![](media/phone.svg)", "- Hear people out.", "- ‸![](media/phone.svg)"),
             PHONE],
    "E313": both("## 先听", "‸### 先听", "## Listen", "‸### Listen"),
    "E314": both("**{{ policy.aircon.complaint.visit }}**", "‸{{ policy.aircon.complaint.vist }}"),
    "E315": both("- 先听完。", "- 别拖到 ‸48 小时。", "- Hear people out.", "- Do not wait ‸48 hours."),
    "E316": both("## 先听 {#", "‸## 先听 {{ policy.aircon.complaint.visit }} {#",
                 "## Listen first {#", "‸## Listen {{ policy.aircon.complaint.visit }} {#"),
    "E317": both("## 先听 {#listen}", "‸## 先听", "## Listen first {#listen}", "‸## Listen first"),
    "E318": both("## 要点 {#key-points}", "‸## 要点 {#listen}", "## Key points {#key-points}", "‸## Key points {#listen}"),
    "E319": both("- 先听完。", "- 先‸<br>听完", "- Hear people out.", "- Hear ‸<br>people out"),
    "E320": both("- [x] (cut) 请客户断电 =>", "- [x] (cut) 先登记 =>", "- [x] (cut) Ask them to cut the power =>",
                 "- [x] (cut) Log it first =>") + both("- [ ] (log)", "‸- [ ] (log)"),
    "E321": both("- 先听完。", "- 先听完 ‸{{ 48 }}。", "- Hear people out.", "- Hear them out ‸{{ 48 }}."),
    "E322": [("courses/welcome/media/phone.svg", "", '‸<svg xmlns="http://www.w3.org/2000/svg"/>')],
    "E323": [("courses/welcome/media/phone.svg", "", "‸" + "<svg/>" * 50_000)],
    "E324": [("courses/welcome/media/phone.svg", "", f"{DRAWING}\n  ‸<script>1</script></svg>")],
    "E325": [("courses/welcome/media/phone.svg", "", f'{DRAWING}\n  ‸<text data-zh="话筒">x</text></svg>')],
    "E501": [(COURSE, "objectives:", "‸requires: [welcome]\nobjectives:")],
    "E502": [(COURSE, "objectives:", "requires: [‸welcom]\nobjectives:")],
    "E503": [(COURSE, "Say the first words}", "Say the first words}\n  - ‸{id: last-words, zh: 说好再见, en: Say goodbye}")],
    "E504": [(COURSE, "lessons: [hello, bye]", "lessons: [hello, bye, ‸later]")],
    "E505": [(COURSE, "lessons: [hello, bye]", "‸lessons: [hello]")],
    "E506": [(CATALOGUE, "courses: [welcome]", "courses: []"), (COURSE, "id: welcome", "‸id: welcome")],
    "E507": [(PROGRAMME, "    days: [4, 5]", "    ‸days: [6, 5]")],
    "E508": [(LEVELS, "    require: {all: [{level: foundation}", "    ‸require: {all: [{level: expert}")],
    "E509": [(CATALOGUE, "    courses: [welcome]\n", ("    courses: []\n  - id: more\n    title: {zh: 更多, en: More}\n"
              "    courses: [welcome]\n")), (COURSE, "family: basics", "‸family: basics")],
    "E510": [(LEVELS, "    require:\n      all:\n", "    ‸require:\n      all:\n        - {roleplays: {grade: 3}}\n")],
    **ROLEPLAY_SEEDS,
    **WRITING_SEEDS,
    "W601": [(BANK, "{zh: 断电, en: Cut the power, ok", "{zh: 断电, ok"), (BANK, "      cut: {", "      ‸cut: {")],
    "W602": [(BANK, "en: I see", "‸en: 我明白")],
    "W604": [(E, "- [x] (cut)", "- [ ] (cut)"), (E, "- [ ] (log)", "- [x] (log)"), (E, "/// check", "‸/// check")],
    "W605": [(E, "## Key points {#key-points}", "‸## Key points {#points}")],
    "W606": [(BANK, "客户被麻了一下。, en: The customer felt a shock.", "他等了 57 个小时。, ‸en: A long wait.")],
    "W607": [(E, "minutes: 5", "‸minutes: 6")],
    "W608": [(BANK, 'en: "Log it, visit within {{ policy.aircon.complaint.visit }}"', '‸en: "Log it, visit soon"')],
    "W609": [(BANK, "    objective: first-words\n    stem: {zh: 排一排。, en: Put them in order.}",
              '    stem: {zh: 排一排。, ‸en: "[to translate] 排一排。"}')],
    "W610": [(BANK, "zh: [共情], en: [empathy]", 'zh: [共情], en: [‸"[to translate] 共情"]')],
    "E801": [(PHRASES, '{zh: "{{ policy.aircon.complaint.visit }}内上门。", en: "A visit within {{ policy.aircon.complaint.visit }}."}',
              '{‸zh: "{{ policy.aircon.vist }}内上门。", ‸en: "A visit within {{ policy.aircon.vist }}."}')],
    "E802": [(CASES, "zh: 客户白等半天。, en: A customer waited for nothing.", "‸zh: 客户白等 48 小时。, ‸en: A customer waited 48 hours.")],
    "E803": [(CHECKLISTS, "{zh: 客户说麻手时。, en: When a customer feels shocks.}",
              '{‸zh: "{{ policy.cars.phone.answer }}内接起。", ‸en: "Answer within {{ policy.cars.phone.answer }}."}')],
    "E804": [(CASES, "zh: 当天补上门。", '‸zh: "当天 {{ now }} 补上门。"')],
    "E805": [(PHRASES, "say: {zh: 我来跟进。", "say: {‸zh: 会有人管的。")],
}  # fmt: skip
