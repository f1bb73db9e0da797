"""Filling in a paper in the browser as a person does, for each kind of question."""

from playwright.sync_api import Page

from app.assessment.rules.batch import field_name
from app.demo.answering import right_answer
from app.items.registry import KINDS


def answer_rightly(page: Page, spec) -> None:
    """Give the right answer to one question of the open paper."""
    give(page, spec, right_answer(spec))


def give(page: Page, spec, answer) -> None:
    """Give an answer to one question of the open paper, field by field."""
    section = page.locator(f'section[data-item="{spec.id}"]')
    for part, values in KINDS[spec.type].write(spec, answer).items():
        fields = f'[name="{field_name(spec.id, part)}"]'
        for value in values:
            type_ = section.locator(fields).first.evaluate("field => field.type")
            if type_ in {"radio", "checkbox"}:
                section.locator(f'{fields}[value="{value}"]').check()
            elif type_ == "select-one":
                section.locator(fields).select_option(value)
            else:
                section.locator(fields).fill(value)
