"""One seeded mistake per code of role-plays; see seeds.py."""

import re

from tests.content.sample_roleplay import ACTS as FILE

SCENARIO, RUBRIC, ACTS = "roleplays/scenarios/drip.yaml", "roleplays/rubrics/call.yaml", "roleplays/acts.yaml"
POLICY_ZH, POLICY_EN = "{{ policy.aircon.complaint.visit }}内上门", "within {{ policy.aircon.complaint.visit }}."
LEFT = '  - {id: left, when: "ended", result: fail, title: {zh: 你挂断了, en: You hung up}}\n'
T_LEFT = '  - {id: t-left, choose: [o-empathy, o-off, /end], expect: {ending: left, flags: [], anger: "<40"}}\n'


def block_of(act: str) -> str:
    """What stands in the list of acts about one of them."""
    found = re.search(rf"  - id: {act}\n(?:(?!  - id: ).*\n)*", FILE)
    return found[0] if found else act


def scenario(*pairs: str) -> list[tuple[str, str, str]]:
    """Edits of the scenario: what stands there, what is put there, and so on."""
    return [(SCENARIO, old, new) for old, new in zip(pairs[::2], pairs[1::2], strict=True)]


ROLEPLAY_SEEDS = {
    "E400": [(ACTS, "", ""), *scenario("schema: scenario/1", "‸schema: scenario/1")],
    "E401": scenario("evidence: empathy, why", "‸evidence: empaty, why"),
    "E402": scenario('when: "fact.address"', 'when: "‸fact.adress"'),
    "E403": scenario('when: "fact.address"', 'when: "fact.address ‸+ 1"'),
    "E404": scenario('{id: l-address, when: "fact.address"', '‸{id: l-address, when: "turn > 99"'),
    "E405": scenario("{id: l-any, once: false,", "{id: l-any,", "lines:\n", "‸lines:\n"),
    "E406": scenario(LEFT, '  - ‸{id: bored, when: "trust <= 0", result: fail, title: {zh: 不信了, en: No trust}}\n' + LEFT),
    "E407": scenario(LEFT, "", T_LEFT, "", "anger >= 95", "anger >= 95 or ended", "tests:\n", "‸tests:\n"),
    "E408": scenario("expect: {ending: hung-up, flags", "expect: {‸ending: left, flags"),
    "E409": scenario("lines:\n", "  - {id: r-more, acts: [recap], evidence: empathy}\nlines:\n", "tests:\n", "‸tests:\n"),
    "E410": scenario("not_judged: [manner]\n", "", "rubric: call", "‸rubric: call"),
    "E411": scenario("group: customer}\n", 'group: customer}\n  - ‸{id: cc-more, title: {zh: 行话, en: Jargon}, group: customer, when: "seen.jargon"}\n'),
    "E412": scenario("group: customer}\n", 'group: customer}\n  - ‸{id: cc-more, title: {zh: 承诺, en: A promise}, group: customer, when: "seen.promise"}\n'),
    "E413": scenario('      en: ["I can see how frustrating that must be.", ', "      en: [", "    say:\n      zh", "    ‸say:\n      zh"),
    "E414": scenario('"Thank you for calling, goodbye."]', '"One moment, please."]', "expect: {ending: resolved}", "expect: {flags: []}",
                     "  - id: t-model", "  - ‸id: t-model"),
    "E415": scenario("{id: o-off, say: {zh: 请您先关掉总电源。", "{id: o-off, say: {‸zh: 是您自己没清洗。"),
    "E416": scenario("endings:\n", "‸endings:\n", 'when: "ended"', 'when: "ended and trust > 90"'),
    "E421": scenario('  zh: "周女士', '  ‸zh: "周女士', '  en: "Ms', '  ‸en: "Ms',
                     POLICY_ZH, POLICY_ZH.replace("visit", "vist"), POLICY_EN, POLICY_EN.replace("visit", "vist")),
    "E422": scenario('  zh: "周女士', '  ‸zh: "周女士', '  en: "Ms', '  ‸en: "Ms',
                     POLICY_ZH, "48 小时内上门", POLICY_EN, "within 48 hours."),
    "E423": scenario("{most: aircon.complaint.visit,", "{‸most: cars.repair.ready,"),
    "E424": scenario("{zh: 先关空调。", '{‸zh: "先关 {{ it }}。"'),
    "E425": scenario("choices:\n", "‸choices:\n", "  - id: b-any\n", '  - id: b-any\n    when: "turn > 3"\n'),
    "E426": scenario("  - id: b-any\n", '  - ‸{id: b-none, when: "fact.address", options: []}\n  - id: b-any\n'),
    "E427": scenario("say: {zh: 请您先关掉总电源。", "say: {‸zh: 感谢来电，再见。"),
    "E428": scenario('least: "30 min"', '‸least: "30 yuan"'),
    "E429": scenario(", right: low}", "}", "  - {id: level, type", "  - ‸{id: level, type"),
    "E430": [(ACTS, block_of("jargon"), ""), (ACTS, "\nacts:\n", "\n‸acts:\n")],
    "E431": [(ACTS, "patterns:\n        - '", "patterns:\n        - ‸'(")],
    "E432": [(ACTS, "      examples: [", '      examples: [‸"天气", ')],
    "E433": [(ACTS, "      near: [", '      near: [‸"您好！", ')],
}  # fmt: skip
