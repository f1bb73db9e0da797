"""One seeded mistake per code: edits of the sample tree, `‸` standing where the linter must point."""

from tests.content.roleplay_seeds import ROLEPLAY_SEEDS

Z, E = "courses/welcome/lessons/hello.zh.md", "courses/welcome/lessons/hello.en.md"
COURSE, CATALOGUE = "courses/welcome/course.yaml", "courses/catalogue.yaml"
POLICY, LEVELS, PROGRAMME = (
    "courses/policies/aircon.yaml",
    "courses/levels/aircon.yaml",
    "courses/programmes/start.yaml",
)
BANK, QUIZ, FACTS = "quizzes/pool.yaml", "quizzes/final.yaml", "courses/facts.yaml"


def both(old_zh: str, new_zh: str, old_en: str | None = None, new_en: str | None = None):
    """The same mistake in both files of the lesson, so that they stay alike."""
    return (Z, old_zh, new_zh), (E, old_en or old_zh, new_en or new_zh)


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
    "E209": [(QUIZ, ("draw:\n  - {id: d1, from: pool, type: single, count: 1, must_pass: true}\n"
              "  - {id: d2, from: pool, objective: first-words, count: 2}\n"), "questions: [tone, ‸tone]\n")],
    "E214": [(BANK, "answer: {policy: aircon.complaint.visit}", "‸answer: about three")],
    "E231": [(BANK, "en: Cut the power, ok: true,", "en: Cut the power,"), (BANK, "    choices:\n      cut", "    ‸choices:\n      cut")],
    "E232": [(BANK, "      c: {zh: 不归我管, en: Not my job}\n", ""), (BANK, "    choices:\n      a", "    ‸choices:\n      a")],
    "E233": [(BANK, "b: {zh: 我来办", "b: {‸zh: 我明白")],
    "E234": [(BANK, "      act: {zh: 办, en: Act}\n", ""), (BANK, "    steps:", "    ‸steps:")],
    "E235": [(BANK, "    accept: {zh: [共情], en: [empathy]}", "    ‸accept: {zh: [共情], en: []}")],
    "E236": [(BANK, "zh: [共情]", 'zh: [共情, ‸"。"]')],
    "E237": [(BANK, "    unit: {zh: 小时, en: hours}", "    unit: {zh: 小时, en: hours}\n    ‸tolerance: 99")],
    "E238": [(BANK, "en: Smoke, in: now", "en: Smoke, ‸in: soon")],
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
             ("courses/welcome/media/phone.svg", "", "<svg/>")],
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
    "W601": [(BANK, "{zh: 断电, en: Cut the power, ok", "{zh: 断电, ok"), (BANK, "      cut: {", "      ‸cut: {")],
    "W602": [(BANK, "en: I see", "‸en: 我明白")],
    "W604": [(E, "- [x] (cut)", "- [ ] (cut)"), (E, "- [ ] (log)", "- [x] (log)"), (E, "/// check", "‸/// check")],
    "W605": [(E, "## Key points {#key-points}", "‸## Key points {#points}")],
    "W606": [(BANK, "客户被麻了一下。, en: The customer felt a shock.", "他等了 57 个小时。, ‸en: A long wait.")],
    "W607": [(E, "minutes: 5", "‸minutes: 6")],
    "W608": [(BANK, 'en: "Log it, visit within {{ policy.aircon.complaint.visit }}"', '‸en: "Log it, visit soon"')],
}  # fmt: skip
