"""A question with another key: for kinds whose key can be said in a line; others are corrected in their file."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from app.items.base import ItemSpec
from app.items.specs import check_spec, parse_spec
from app.kernel.errors import N_, InvalidError

KEYED = frozenset({"single", "multiple", "truefalse", "number", "text"})


def key_of(spec: ItemSpec) -> tuple[str, ...]:
    """Return a question's key as it is typed: choice ids, true or false, a number, accepted forms; none for others."""
    body = spec.model_dump(mode="json", exclude_none=True)
    match spec.type:
        case "single" | "multiple":
            return tuple(name for name, choice in body["choices"] if choice.get("ok"))
        case "truefalse":
            return ("true" if body["answer"] else "false",)
        case "number":
            return (str(body["answer"]),)
        case "text":
            return tuple(form for lang in ("zh", "en") for form in body["accept"].get(lang, ()))
        case _:
            return ()


def with_key(spec: ItemSpec, key: Sequence[str]) -> ItemSpec:
    """Return the question with another key, everything else as it was.

    Raises:
        InvalidError: at `key`: the kind cannot be re-keyed here, or its linter refuses the key.
    """
    given = [part.strip() for part in key if part.strip()]
    body = spec.model_dump(mode="json", exclude_none=True)
    try:
        found = parse_spec(_changed(spec.type, body, given))
    except (ValidationError, ValueError, KeyError) as error:
        raise _unfit() from error
    if check_spec(found) or not key_of(found):
        raise _unfit()
    return found


def _changed(kind: str, body: dict[str, Any], given: list[str]) -> dict[str, Any]:
    match kind:
        case "single" | "multiple":
            if not set(given) <= {name for name, _ in body["choices"]}:
                raise KeyError(given)
            choices = [[name, {**choice, "ok": name in given}] for name, choice in body["choices"]]
            return {**body, "choices": choices}
        case "truefalse":
            return {**body, "answer": {"true": True, "false": False}[" ".join(given)]}
        case "number":
            (answer,) = given
            return {**body, "answer": answer}
        case "text":
            known = {lang: list(body["accept"].get(lang, ())) for lang in ("zh", "en")}
            new = [form for form in given if form not in known["zh"] and form not in known["en"]]
            accept = {lang: [form for form in forms if form in given] + new for lang, forms in known.items()}
            return {**body, "accept": accept}
        case _:
            raise KeyError(kind)


def _unfit() -> InvalidError:
    return InvalidError("key", N_("This key does not fit the question. Correct the question in its file instead."))
