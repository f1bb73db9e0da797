"""Every page a test fetches is also linted: one h1, a title, labels, unique ids, form actions and tokens."""

from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[tuple[dict[str, str | None], list[dict[str, str | None]]]] = []
        self.stack: list[str] = []
        self.problems: list[str] = []
        self.in_svg = 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag == "form":
            self.forms.append((values, []))
        elif tag in {"input", "button", "textarea", "select"} and self.forms and "form" in self.stack:
            self.forms[-1][1].append(values)
        if tag not in _VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.problems.append(f"</{tag}> closes <{self.stack[-1] if self.stack else 'nothing'}>")
            while self.stack and self.stack.pop() != tag:
                pass
        else:
            self.stack.pop()


def lint_page(response) -> str:
    """Assert that a page is well formed; return its text."""
    html = response.get_data(as_text=True)
    assert response.status_code in {200, 400, 401, 404, 409, 422, 429, 503}, f"{response.status_code}: {html[:500]}"
    problems = problems_of(html)
    assert not problems, "\n".join(problems)
    return html


def words_of(html: str) -> str:
    """Return what a person reads on a page: no attributes, in which a random digest or token may hold any digits."""
    words = _Words()
    words.feed(html)
    return " ".join(words.parts)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data):
        self.parts.append(data)


def problems_of(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    problems = list(reader.problems)
    names = [tag for tag, _ in reader.tags]
    if names.count("h1") != 1:
        problems.append(f"{names.count('h1')} h1 elements")
    if names.count("title") < 1:
        problems.append("no title")
    problems += _id_problems(reader.tags) + _attribute_problems(reader.tags) + _form_problems(reader)
    return problems


def _id_problems(tags) -> list[str]:
    ids = [values["id"] for _, values in tags if values.get("id")]
    problems = [f"id {name!r} stands {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1]
    labelled = {values.get("for") for tag, values in tags if tag == "label"}
    for tag, values in tags:
        if tag not in {"input", "select", "textarea"} or values.get("type") in {"hidden", "submit"}:
            continue
        if values.get("id") not in labelled and not values.get("aria-label") and not values.get("aria-labelledby"):
            problems.append(f"{tag} name={values.get('name')!r} has no label")
    for tag, values in tags:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            missing = [target for target in (values.get(name) or "").split() if target not in ids]
            problems += [f"{tag} {name} names {target!r}, which is not on the page" for target in missing]
    return problems


def _attribute_problems(tags) -> list[str]:
    problems = [f"{tag} has a style attribute" for tag, values in tags if "style" in values]
    problems += [f"{tag} has an inline handler" for tag, values in tags for name in values if name.startswith("on")]
    problems += ["an image without alt" for tag, values in tags if tag == "img" and values.get("alt") is None]
    problems += ["an empty link" for tag, values in tags if tag == "a" and not values.get("href")]
    return problems


def _form_problems(reader) -> list[str]:
    problems = []
    for form, fields in reader.forms:
        method = (form.get("method") or "get").lower()
        names = [field.get("name") for field in fields]
        if method == "post" and "csrf_token" not in names:
            problems.append(f"form {form.get('action')!r} has no token")
        if method == "get" and "csrf_token" in names:
            problems.append(f"form {form.get('action')!r} puts the token into the address")
    return problems
