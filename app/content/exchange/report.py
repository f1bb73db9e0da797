"""What a format could not carry: one row for each loss, in words and for machines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.kernel.bilingual import Bilingual

Degree = Literal["left-out", "lost", "changed"]

# code: degree, Chinese, English; {detail} is what it is about
_CODES: Mapping[str, tuple[Degree, str, str]] = {
    "kind": ("left-out", "这种题型没有对应的格式：{detail}", "this kind of question has no counterpart: {detail}"),
    "unreadable": ("left-out", "读不懂：{detail}", "it cannot be read: {detail}"),
    "empty": ("left-out", "缺内容：{detail}", "something is missing: {detail}"),
    "not-a-question": ("left-out", "只是说明文字，不是题目", "it is a description, not a question"),
    "not-an-item": ("left-out", "包里的这个文件不是题目", "this file of the package is not a question"),
    "feedback": ("lost", "反馈没有保留：{detail}", "feedback is not kept: {detail}"),
    "weights": ("lost", "各选项的权重没有保留：{detail}", "the weights are not kept: {detail}"),
    "penalty": ("lost", "重答扣分没有保留：{detail}", "the penalty for further tries is not kept: {detail}"),
    "hint": ("lost", "提示没有保留", "hints are not kept"),
    "image": ("lost", "图片没有保留：{detail}", "a picture is not kept: {detail}"),
    "file": ("lost", "附件没有保留：{detail}", "an attached file is not kept: {detail}"),
    "category": ("lost", "分类没有保留：{detail}", "the category is not kept: {detail}"),
    "tags": ("lost", "标签没有保留：{detail}", "tags are not kept: {detail}"),
    "tolerance": ("lost", "误差没有保留：{detail}", "the tolerance is not kept: {detail}"),
    "case": ("lost", "不再区分大小写", "upper and lower case are no longer told apart"),
    "forms": ("lost", "有些答案写法没有保留：{detail}", "some accepted forms are not kept: {detail}"),
    "credit": ("lost", "给分方式没有保留：{detail}", "the rule of credit is not kept: {detail}"),
    "scoring": ("lost", "自定义评分没有保留：{detail}", "scoring of its own is not kept: {detail}"),
    "order": ("lost", "选项原来不打乱顺序，现在由测验决定", "choices were not shuffled; now the quiz decides"),
    "points": ("changed", "分值改为 {detail}", "the points became {detail}"),
    "format": ("lost", "排版没有保留：{detail}", "formatting is not kept: {detail}"),
    "script": ("lost", "脚本和外部内容已删去：{detail}", "scripts and embedded content are removed: {detail}"),
    "link": ("lost", "链接只留下文字：{detail}", "a link is kept as words only: {detail}"),
    "unit": ("changed", "单位写进了题干：{detail}", "the unit moved into the question: {detail}"),
    "words": ("lost", "字数要求没有保留：{detail}", "the number of words is not kept: {detail}"),
    "criteria": ("lost", "评分要点没有保留", "the criteria are not kept"),
    "metadata": ("lost", "本系统自有的字段没有写出：{detail}", "fields of ours are not written: {detail}"),
    "part-ids": ("changed", "选项、步骤等的编号变了", "the ids of choices, steps and other parts changed"),
    "id": ("changed", "编号变了：{detail}", "the id changed: {detail}"),
    "name": ("lost", "题目名称没有保留：{detail}", "the name is not kept: {detail}"),
    "marks": ("changed", "会被当成排版的符号换成了全角：{detail}", "signs of formatting became wide: {detail}"),
    "braces": ("changed", "双花括号拆开了：{detail}", "double braces were parted: {detail}"),
    "merged": ("changed", "几条反馈并成了一条", "several pieces of feedback became one"),
    "moved": ("changed", "讲理由的话写成了总的反馈", "the reason became general feedback"),
    "single": ("changed", "多选题只有一个正确选项，改为单选", "only one choice is right: it became a single choice"),
    "several-right": ("changed", "单选题有几个正确选项，请改写", "a single choice has several right ones: reword it"),
    "as-match": ("changed", "排序题写成了配对题", "the order became a matching question"),
    "merged-stem": ("changed", "填空的说明并进了正文", "the instruction became part of the text"),
    "differs": ("changed", "读回来有出入：{detail}", "it reads back differently: {detail}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """One loss of one question (or of the whole file, when `question` is empty)."""

    question: str
    code: str
    detail: str = ""

    @property
    def message(self) -> Bilingual:
        """Return the sentence in both languages."""
        _, zh, en = _CODES[self.code]
        return Bilingual(zh.format(detail=self.detail), en.format(detail=self.detail))

    @property
    def degree(self) -> Degree:
        """Tell whether the whole question stayed out, or something of it was lost or changed."""
        return _CODES[self.code][0]

    def row(self) -> dict[str, Any]:
        """Return the row for machines."""
        return {
            "question": self.question,
            "code": self.code,
            "degree": self.degree,
            "detail": self.detail,
            "message": self.message._asdict(),
        }


class SkippedError(Exception):
    """This question stays out; `code` and `detail` say why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Notes:
    """Collects notes while a file is read or written; each once."""

    def __init__(self) -> None:
        self._found: dict[Note, None] = {}
        self._about = ""

    def about(self, question: str) -> None:
        """Name the question that the next notes are about."""
        self._about = question

    def add(self, code: str, detail: str = "") -> None:
        """Note a loss of the present question."""
        self._found[Note(self._about, code, _short(detail))] = None

    def extend(self, notes: Iterable[Note]) -> None:
        """Take over what was noted elsewhere."""
        self._found.update(dict.fromkeys(notes))

    @property
    def found(self) -> tuple[Note, ...]:
        """Everything noted, in order."""
        return tuple(self._found)


def report_text(counted: Bilingual, notes: Iterable[Note]) -> str:
    """Return the report for people: a line of counts, then each loss in both languages."""
    lines = [counted.zh, counted.en]
    for note in notes:
        where = note.question or "—"
        lines.append(f"{where}: {note.message.zh} / {note.message.en} [{note.code}]")
    return "\n".join(lines)


_LONGEST = 120


def _short(detail: str) -> str:
    text = " ".join(detail.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
