"""The pattern language of acts.yaml: regular expressions with word classes, clause edges and bounded gaps.

`{name}` is a word class, `<` and `>` the edges of a clause, `~` a gap within the clause and `~~` one across commas
(`~3`, `~~20`: at most so many characters or words). A gap never runs over a negation unless it is written `~*`.
T, D, M and P stand for a time, a length of time, a sum and a percentage. A space in English stands for one space.
"""

import re
from collections.abc import Mapping

from app.kernel.bilingual import Lang

_CLASS = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r" ?(~~?)(\*?)(\d*) ?")
_EDGE = re.compile(r"(?<!\(\?)(?<!\\)<(?![=!])")
_DEEPEST = 12
_NEAR, _FAR = {"zh": 6, "en": 3}, {"zh": 16, "en": 10}
_EDGES = {"zh": r'(?<![^,.?"])', "en": r'(?<![^ ])(?<![^,.?"] )'}
_ENDS = {"zh": r'(?![^,.?"])', "en": r'(?=[,.?"]|$)'}
_EN_NO = "(?!(?:not|never|no|nobody|without|neither|nor)(?![a-z]))"


def compile_pattern(source: str, classes: Mapping[str, str], lang: Lang) -> re.Pattern[str]:
    """Compile one pattern; re.error or KeyError (a class that does not exist) when it is wrong."""
    return re.compile(expression_of(source, classes, lang))


def expression_of(source: str, classes: Mapping[str, str], lang: Lang) -> str:
    """Return the regular expression that a pattern stands for; KeyError for a class that does not exist."""
    text = _with_classes(source, classes, 0)
    text = _EDGE.sub(lambda _: _EDGES[lang], text)
    text = re.sub(r"(?<!\(\?)(?<!\\)>", lambda _: _ENDS[lang], text)
    text = _GAP.sub(lambda match: _gap(match, lang), text)
    if lang == "en":
        text = rf"(?<!\w)(?:{text})(?!\w)"
    return text


def _with_classes(source: str, classes: Mapping[str, str], depth: int) -> str:
    if depth > _DEEPEST:
        raise re.error(f"classes run in a circle in {source}")
    return _CLASS.sub(lambda match: f"(?:{_with_classes(classes[match[1]], classes, depth + 1)})", source)


def _gap(match: re.Match[str], lang: Lang) -> str:
    far, free = match[1] == "~~", bool(match[2])
    most = int(match[3]) if match[3] else (_FAR if far else _NEAR)[lang]
    if lang == "zh":
        return f"[^{'' if far else ','}.?{'' if free else '不没别未甭无'}]{{0,{most}}}?"
    word = f"{'' if free else _EN_NO}[^ ,.?]+"
    return f"(?:{',?' if far else ''} {word}){{0,{most}}}?{',?' if far else ''} "
