"""A sentence made comparable: width, case, traditional characters, contractions; places still lead to the original."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.bilingual import Lang
from app.utterance.hanzi import SIMPLIFIED

_HAN = r"[\u3400-\u9fff]"
_HAN_SIGN = re.compile(_HAN)
_PAUSES = dict.fromkeys("、；;:：—–…~～()（）[]【】《》|/·", ",")
_STOPS = dict.fromkeys("。!！.\n", ".")
_QUOTES = dict.fromkeys('“”„‟«»「」『』"', '"')
_MARKS = _PAUSES | _STOPS | _QUOTES | dict.fromkeys("‘’´`", "'") | {"，": ",", "？": "?", "\t": " ", "\r": " "}
_INSIDE = re.compile(r"(?<=\d)[.:,/](?=\d)")
_HALF_OF_DAY = re.compile(r"\b([ap])\. ?m\b\.?")
_ZH_SPACE = re.compile(rf"(?<={_HAN}) +(?={_HAN})")
_SPACES = re.compile(r" +")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}s?(?![A-Za-z])")
_TOKENS = re.compile(r"(?<=[a-z])-(?=[a-z])|[a-z']+\.?")
_IS = frozenset({
    "it", "that", "this", "what", "who", "where", "when", "how", "there", "here", "he", "she", "name", "everything",
    "nothing", "everyone", "nobody", "everybody", "someone", "somebody", "something", "why", "which", "one", "all",
})  # fmt: skip
_WORDS = {
    "can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "ain't": "is not", "aint": "is not", "let's": "let us", "lets": "let us", "i'm": "i am",
    "im": "i am", "ive": "i have", "youre": "you are", "youll": "you will", "youve": "you have", "theyre": "they are",
    "theyll": "they will", "weve": "we have", "wed": "wed", "thats": "that is", "whats": "what is",
    "wheres": "where is",
    "theres": "there is", "heres": "here is", "hes": "he is", "shes": "she is", "whos": "who is", "hows": "how is",
    "u": "you", "ur": "your", "urs": "yours", "r": "are", "thx": "thanks", "tx": "thanks", "ty": "thanks",
    "pls": "please", "plz": "please", "cos": "because", "coz": "because", "cuz": "because", "'cause": "because",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "kinda": "kind of", "dunno": "do not know",
    "lemme": "let me", "gimme": "give me", "til": "until", "till": "until", "'til": "until", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tomoz": "tomorrow", "ok": "okay", "ya": "you", "y'all": "you", "yall": "you", "ma'am": "madam",
    "mr.": "mr", "mrs.": "mrs", "ms.": "ms", "dr.": "dr", "anythin": "anything", "somethin": "something",
    "nothin": "nothing", "e.g": "for example", "could've": "could have", "e": "e", "b4": "before", "2moro": "tomorrow",
    "cya": "see you", "sry": "sorry", "tho": "though", "thru": "through", "abt": "about", "appt": "appointment",
    "msg": "message", "info": "information", "yep": "yes", "yup": "yes", "yeah": "yes", "nope": "no", "nah": "no",
    "mins": "minutes", "hrs": "hours", "favour": "favor", "apologise": "apologize", "apologising": "apologizing",
    "prioritise": "prioritize", "authorise": "authorize", "authorisation": "authorization", "realise": "realize",
    "licence": "license", "cheque": "check", "neighbour": "neighbor", "neighbours": "neighbors", "mum": "mother",
    "neighbour's": "neighbor's", "colour": "color", "honour": "honor", "recognise": "recognize", "organise": "organize",
    "summarise": "summarize", "sympathise": "sympathize", "categorise": "categorize", "finalise": "finalize",
    "itemised": "itemized", "apologised": "apologized", "criticise": "criticize", "analyse": "analyze",
}  # fmt: skip
_LOOSE = re.compile(r" *([,.?]+)(?!\d) *| {2,}|^ +| +$")
_NOT = frozenset({"do", "does", "did", "is", "are", "was", "were", "could", "would", "should", "have", "has", "had",
                  "must", "need", "might", "ought"})  # fmt: skip
_TAILS = {"'ll": " will", "'re": " are", "'ve": " have", "'d": " would"}
_ILL = re.compile(r"(?:^|[,.?] |(?:and|but|so|then|okay|if you like) )$")
_BIGRAMS = re.compile(
    r"\b(?:(could|should|would|must|might) of\b|its(?= (?:fine|okay|ok|all right|safe|no|not|an?|the|free|your|"
    r"only|just|"
    r"because|under|covered|nothing|normal|on us|our|been|going)\b)|e mails?\b|would better\b|some one\b|all ?right\b|"
    r"good day\b|per cent\b|what ?s ?app\b|up to date\b)"
)
_CLAUSE_IS = re.compile(
    r"(?<=[a-z])'s(?= (?:an?|the|not|too|so|very|just|only|all|already|going|coming|due|getting|on|in|at|made|ready|"
    r"free|full|blocked|clogged|dirty|broken|worn|loose|stuck)\b)"
)
_BIGRAM_WORDS = {"its": "it is", "e mail": "email", "e mails": "emails", "would better": "had better",
                 "some one": "someone", "all right": "okay", "alright": "okay", "per cent": "percent"}  # fmt: skip


@dataclass(slots=True)
class Text:
    """Comparable characters; character `i` came from `starts[i]` up to `ends[i]` of the original text."""

    chars: str
    starts: list[int]
    ends: list[int]

    def replaced(self, start: int, end: int, new: str) -> None:
        """Put other characters in a place; they all come from the whole of it."""
        first = self.starts[start] if start < len(self.starts) else 0
        last = self.ends[end - 1] if end > start else first
        self.chars = self.chars[:start] + new + self.chars[end:]
        self.starts[start:end] = [first] * len(new)
        self.ends[start:end] = [last] * len(new)

    def substitute(self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]) -> None:
        """Replace every match for which `new` returns characters, from the back so that places stay right."""
        for match in reversed(list(pattern.finditer(self.chars))):
            word = new(match)
            if word is not None:
                self.replaced(match.start(), match.end(), word)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original text of some comparable characters."""
        return self.starts[start], self.ends[end - 1]


def comparable(source: str, lang: Lang, abbreviations: frozenset[str] = frozenset()) -> Text:
    """Return a text's comparable form: lower case, one kind of stop and pause, abbreviations as a capital A.

    Pauses become commas, stops full stops; in Chinese a space between two characters is a pause, others go.
    """
    text = _folded(source, _technical(source, abbreviations))
    if lang == "zh":
        text.substitute(_ZH_SPACE, lambda _: ",")
        text.substitute(_SPACES, lambda _: "")
        return text
    text.substitute(_HALF_OF_DAY, lambda match: f"{match[1]}m")
    text.substitute(_TOKENS, lambda match: _english(match, text.chars))
    text.substitute(_CLAUSE_IS, lambda _: " is")
    text.substitute(_BIGRAMS, _bigram)
    text.substitute(_LOOSE, _tidy)
    return text


def _technical(source: str, abbreviations: frozenset[str]) -> dict[int, int]:
    """Return start → end of capital abbreviations that not everybody knows; none in a text all in capitals."""
    if source.isupper() and len(source) > 8 and not _HAN_SIGN.search(source):  # noqa: PLR2004 - shouted, not a lone one
        return {}
    return {
        match.start(): match.end()
        for match in _ABBREVIATION.finditer(unicodedata.normalize("NFC", source))
        if match[0].casefold() not in abbreviations
    }


def _folded(source: str, technical: dict[int, int]) -> Text:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kept = {match.start() for match in _INSIDE.finditer(source)}
    skip = 0
    for place, char in enumerate(source):
        if place < skip:
            continue
        if place in technical:
            skip = technical[place]
            chars.append("A")
            starts.append(place)
            ends.append(skip)
            continue
        new = char if place in kept else _fold(char)
        chars.extend(new)
        starts.extend([place] * len(new))
        ends.extend([place + 1] * len(new))
    return Text("".join(chars), starts, ends)


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    if mark := _MARKS.get(char):
        return mark
    if char.isascii():
        return char.lower()
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_MARKS.get(part) or SIMPLIFIED.get(part, part.casefold()) for part in plain)


def _english(match: re.Match[str], chars: str) -> str | None:
    word = match[0]
    if word == "-":
        return " "
    if word.endswith(".") and word not in _WORDS:
        new = _contraction(word[:-1], chars[: match.start()])
        return None if new is None else f"{new}."
    return _contraction(word, chars[: match.start()])


def _contraction(word: str, before: str) -> str | None:
    if word in _WORDS:
        return _WORDS[word]
    if word == "ill":
        return "i will" if _ILL.search(before[-12:]) else None
    stem = word.removesuffix("n't") if word.endswith("n't") else word.removesuffix("nt")
    if stem != word and stem in _NOT:
        return f"{stem} not"
    if word.endswith("'s") and word[:-2] in _IS:
        return f"{word[:-2]} is"
    for tail, full in _TAILS.items():
        if word.endswith(tail):
            return word.removesuffix(tail) + full
    return None


def _bigram(match: re.Match[str]) -> str | None:
    return f"{match[1]} have" if match[1] else _BIGRAM_WORDS.get(match[0])


def _tidy(match: re.Match[str]) -> str:
    marks = match[1]
    if not marks:
        return " " if match.start() and match.end() < len(match.string) else ""
    mark = "?" if "?" in marks else "." if marks[0] == "." and len(marks) == 1 else ","
    return mark if match.end() == len(match.string) else f"{mark} "
