"""The lexicon as a content object, and the lexicon of the files under the hash that it will have when published."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from app.content.compile.acts import lexicon_of
from app.content.objects import ContentObject, make_object
from app.content.schema.acts import ActsFile
from app.kernel.bilingual import LANGS
from app.utterance.lexicon import Grammar, Lexicon
from app.utterance.patterns import compile_pattern
from app.utterance.reader import reader_for

_LOOKS_BEHIND = "(?<"  # of these only compiling tells whether their width is fixed; the rest is parsed by the reader


def compile_lexicon(file: ActsFile) -> ContentObject:
    """Compile roleplays/acts.yaml; any change may change how a sentence is read."""
    return _object(lexicon_of(file))


def known_lexicon(file: ActsFile) -> Lexicon:
    """Return the lexicon with its hash: by it a process keeps the patterns, which take a second to make."""
    lexicon = lexicon_of(file)
    return replace(lexicon, hash=_object(lexicon).hash)


def is_readable(lexicon: Lexicon) -> bool:
    """Tell whether readers can be made of it, every pattern being one."""
    try:
        for lang in LANGS:
            reader_for(lexicon, lang)
            for source in _sources(lexicon.grammar(lang)):
                if _LOOKS_BEHIND in source:
                    compile_pattern(source, lexicon.grammar(lang).classes, lang)
    except (re.error, KeyError):
        return False
    return True


def _sources(grammar: Grammar) -> Iterator[str]:
    yield from (*grammar.negations, *grammar.reports, *grammar.questions)
    for rules in grammar.rules:
        yield from (*rules.patterns, *rules.excepts)


def _object(lexicon: Lexicon) -> ContentObject:
    whole = make_object("acts", "acts", lexicon, {})
    return make_object("acts", "acts", lexicon, {"grading": whole.hash})
