"""The role-play of the sample tree: one scenario, its rubric, and the repository's own list of acts."""

from pathlib import Path

ACTS = (Path(__file__).parents[2] / "roleplays/acts.yaml").read_text(encoding="utf-8")

SCENARIO = """\
schema: scenario/1
id: drip
grade: 1
trade: aircon
channel: phone
minutes: 4
rubric: call
competencies: [listening]
examines: [P1.2]
not_judged: [manner]
title: {zh: 空调滴水, en: A dripping unit}
brief:
  zh: "周女士家的空调滴水。{{ policy.aircon.complaint.visit }}内上门。"
  en: "Ms Zhou has a dripping air-conditioner. A visit within {{ policy.aircon.complaint.visit }}."
documents:
  - id: card
    title: {zh: 值班卡, en: Duty card}
    text: {zh: 先关空调。, en: Switch it off first.}
  - id: photo
    title: {zh: 客户的照片, en: Her photograph}
    text: {zh: 地板上有水。, en: Water on the floor.}
    visible: customer
persona:
  name: {zh: 周女士, en: Ms Zhou}
  about: {zh: 刚下班。, en: Just home from work.}
state:
  anger: {init: 40, bands: {upset: 30, furious: 60, out_of_control: 85}}
  trust: 30
  patience: 50
  begins: {weekday: 2, time: "10:00"}
facts:
  - id: address
    short: {zh: 地址, en: address}
    say: {zh: 锦绣路十八号。, en: Eighteen Jinxiu Road.}
    reveal: {acts: [ask_closed], topics: [address]}
rules:
  - {id: r-empathy, acts: [empathise], do: {anger: -20, trust: 10}, evidence: empathy, why: {zh: 你先认了她的感受。, en: You named her feeling first.}}
  - {id: r-ask, acts: [ask_closed], evidence: asking, show: photo}
  - {id: r-promise, acts: [promise], do: {anger: -10}, evidence: keeping}
  - {id: r-safety, acts: [safety_instruction], evidence: safety}
  - {id: r-blame, acts: [blame], do: {anger: 80}, flag: cc-blame}
lines:
  - {id: l-open, when: "turn == 0", say: {zh: 空调滴了一地水！, en: There is water all over the floor!}}
  - {id: l-address, when: "fact.address", say: {zh: 你们快点来。, en: Please hurry.}}
  - {id: l-any, once: false, say: {zh: 嗯，您说。, en: "Yes, go on."}}
promises:
  visit: {most: aircon.complaint.visit, least: "30 min"}
ticket:
  - {id: level, type: choice, label: {zh: 级别, en: Level}, choices: {low: {zh: 一般, en: Routine}, high: {zh: 紧急, en: Urgent}}, right: low}
  - {id: address, type: text, label: {zh: 地址, en: Address}, accept: {zh: [锦绣路], en: [Jinxiu]}, fact: address}
  - {id: promise, type: promise, label: {zh: 承诺, en: Promise}, kind: visit}
critical:
  - {id: cc-blame, title: {zh: 责怪客户, en: Blamed the customer}, group: customer}
endings:
  - {id: hung-up, when: "patience <= 0 or anger >= 95", result: fail, title: {zh: 客户挂断, en: She hung up}}
  - {id: resolved, when: "seen.promise and seen.close", result: pass, title: {zh: 说定了, en: Agreed}}
  - {id: left, when: "ended", result: fail, title: {zh: 你挂断了, en: You hung up}}
choices:
  - id: b-first
    when: "turn == 0"
    options:
      - {id: o-empathy, say: {zh: 大热天没空调确实难受。, en: I can see how frustrating that must be.}, acts: [empathise]}
      - {id: o-blame, say: {zh: 是您自己没清洗。, en: You should have cleaned it yourself.}, acts: [blame]}
  - id: b-any
    options:
      - {id: o-bye, say: {zh: 感谢来电，再见。, en: "Thank you for calling, goodbye."}, acts: [close]}
      - {id: o-off, say: {zh: 请您先关掉总电源。, en: Please switch it off at the breaker first.}, acts: [safety_instruction]}
tests:
  - id: t-model
    say:
      zh: ["大热天没空调确实难受。", "请您先关掉总电源。您家地址是哪里？", "我明天下午三点前上门。", "感谢来电，再见。"]
      en: ["I can see how frustrating that must be.", "Please switch it off at the breaker first. What is your address?", "We will come by 3 pm tomorrow.", "Thank you for calling, goodbye."]
    ticket: {level: low, address: {zh: 锦绣路18号, en: 18 Jinxiu Road}}
    expect: {ending: resolved}
  - {id: t-blame, choose: [o-blame], expect: {ending: hung-up, flags: [cc-blame]}}
  - {id: t-left, choose: [o-empathy, o-off, /end], expect: {ending: left, flags: [], anger: "<40"}}
"""

RUBRIC = "schema: rubric/1\nid: call\ntitle: {zh: 通话, en: A call}\npass: 70\ncriteria:\n" + "".join(
    f"  - id: {id_}\n    title: {{zh: {zh}, en: {en}}}\n    anchors:\n"
    + "".join(f"      {step}: {{zh: {zh}第{step}级, en: {en} step {step}}}\n" for step in range(1, 6))
    for id_, zh, en in (
        ("empathy", "共情", "Empathy"),
        ("asking", "提问", "Asking"),
        ("keeping", "守信", "Keeping one's word"),
        ("safety", "安全", "Safety"),
        ("manner", "用语", "Manner"),
    )
)

ROLEPLAY_FILES = {
    "roleplays/retired.yaml": "schema: retired/1\nids:\n  - scenario:old-drip\n",
    "roleplays/acts.yaml": ACTS,
    "roleplays/rubrics/call.yaml": RUBRIC,
    "roleplays/scenarios/drip.yaml": SCENARIO,
}
