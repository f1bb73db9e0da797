"""Seeded mistakes of writing and of questions that give themselves away; see seeds.py."""

Z, E = "courses/welcome/lessons/bye.zh.md", "courses/welcome/lessons/bye.en.md"
BANK, GLOSSARY = "quizzes/pool.yaml", "courses/glossary.yaml"
ZH, EN = "说清下一步。", "Name the next step."
AVOID = (
    GLOSSARY,
    "also: {zh: [服务单], en: [job ticket]}",
    "also: {zh: [服务单], en: [job ticket]}\n    avoid: {zh: [维修票], en: [repair slip]}",
)


def chinese(text: str):
    """The mistake as the last paragraph of the Chinese lesson."""
    return (Z, ZH, text)


def english(text: str):
    """The mistake as the last paragraph of the English lesson."""
    return (E, EN, text)


def single(number: int, mark: str = "") -> str:
    """A question whose longest choice is right; stems share no words."""
    zh = "".join(chr(0x4E00 + number * 97 + step * 7) for step in range(12))
    en = " ".join(f"w{number}x{step}" for step in range(8))
    return (
        f"  - id: guess-{number}\n    type: single\n    objective: first-words\n    {mark}stem: {{zh: {zh}, en: {en}}}\n    choices:\n"
        "      a: {zh: 先请客户断电再走开, en: Ask them to cut the power, ok: true, why: {zh: 对。, en: Right.}}\n"
        "      b: {zh: 先给客户登记一下, en: Log the matter for them, why: {zh: 太晚。, en: Too late.}}\n"
        "      c: {zh: 请客户等一等, en: Ask them to hold on, why: {zh: 太晚。, en: Too late.}}\n"
    )


ASKED_TWICE = """\
  - id: twice
    type: truefalse
    objective: first-words
    stem: {‸zh: 客户被麻了两下。, ‸en: The customer felt a shock today.}
    answer: true
    why: {zh: 对。, en: Right.}
"""
LONG_ZH = "他先说了机器的事，" * 8
LONG_EN = "He told her about the machine, " * 6

WRITING_SEEDS = {
    "E121": [(GLOSSARY, "also: {zh: [服务单], en: [job ticket]}",
              "also: {zh: [服务单], en: [job ticket]}\n    avoid: {zh: [‸工单], en: [‸Job ticket]}")],
    "E260": [(BANK, 'log: {zh: "登记，{{ policy.aircon.complaint.visit }}内上门", en: "Log it, visit within {{ policy.aircon.complaint.visit }}"',
              "log: {‸zh: 以上都对, ‸en: All of the above")],
    "E261": [(BANK, "  - id: steps\n", f"{ASKED_TWICE}  - id: steps\n")],
    "E262": [(BANK, "questions:\n", "‸‸questions:\n" + "".join(single(number) for number in range(20)))],
    "E263": [(BANK, "cut: {zh: 断电, en: Cut the power,",
              "cut: {‸zh: 请客户马上断电，家里人都离远一点，别再碰它，也别让孩子靠近, ‸en: Have them cut the power at once and keep well away from the unit with all the family,")],
    "E264": [(BANK, ", why: {zh: 推开了人。, en: It turns them away.}", ""), (BANK, "      c: {zh: 不", "      ‸c: {zh: 不")],
    "W901": [chinese(f"先听。‸{LONG_ZH}再说。")],
    "W902": [english(f"Listen. ‸{LONG_EN}and went.")],
    "W903": [chinese("说清下一步‸,再见。")],
    "W904": [chinese('他说‸"好。‸"')],
    "W905": [chinese("扫一下‸ＱＲ码。")],
    "W906": [chinese("说清‸ 下一步。")],
    "W907": [chinese("说清‸，，下一步。")],
    "W908": [chinese("让我想想‸...再说。")],
    "W911": [english("Name the next step‸。 Then go.")],
    "W912": [english("It‸'s the next step.")],
    "W913": [english("Name the‸  next step.")],
    "W914": [english("Name the ‸下一步 (下一步).")],
    "W915": [english("Name the next ste‸p")],
    "W921": [chinese("‸" + "先听。" * 12 + "先听客户把话说完，再问清楚哪里不对，最后说好下一步是什么，谁来办，什么时候办完。" * 2)],
    "W922": [(E, "title: The end", "‸title: The end"), (E, EN, " ".join(["Organisational responsibilities necessitate comprehensive documentation procedures."] * 3))],
    "W923": [(Z, "title: 结束语", "‸title: 结束语"), chinese("，".join(["先听客户把话说完再问哪里不对"] * 4) + "。")],
    "W931": [AVOID, chinese("写一张‸维修票。"), english("Write a ‸repair slip.")],
}  # fmt: skip
