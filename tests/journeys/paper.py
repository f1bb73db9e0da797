"""Filling in a paper in the browser as a person does, for each kind of question."""

from playwright.sync_api import Page

from app.demo.answering import right_answer


def answer_rightly(page: Page, spec) -> None:
    """Give the right answer to one question of the open paper."""
    section = page.locator(f'section[data-item="{spec.id}"]')
    answer = right_answer(spec)
    if spec.type in {"single", "truefalse"}:
        value = str(answer).lower() if spec.type == "truefalse" else answer
        section.locator(f'input[value="{value}"]').check()
    elif spec.type == "multiple":
        for value in answer:
            section.locator(f'input[value="{value}"]').check()
    elif spec.type in {"number", "text"}:
        section.locator("input[type=text]").fill(str(answer))
    else:
        pairs = enumerate(answer, start=1) if spec.type == "order" else ((v, k) for k, v in answer.items())
        for value, part in pairs:
            section.locator(f'select[id$="-{part}"]').select_option(str(value))
