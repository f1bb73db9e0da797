"""The lexicon: the closed list is whole, patterns compile, examples are read as their act and near misses are not."""

import re
from collections.abc import Iterator

from app.content.compile.lexicon import is_readable, known_lexicon
from app.content.diagnostics import Diagnostic
from app.content.parse.documents import Document
from app.content.schema.acts import ActLanguage, ActsFile, ActSpec
from app.content.source import Loaded
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.utterance.acts import ACT_IDS
from app.utterance.lexicon import Lexicon
from app.utterance.patterns import compile_pattern
from app.utterance.reader import reader_for

_ACT = Bilingual("言语行为", "act")


def check_acts(loaded: Loaded[ActsFile]) -> Iterator[Diagnostic]:
    """Yield what is wrong with roleplays/acts.yaml; examples are read only when every pattern compiles."""
    document, file = loaded.document, loaded.value
    yield from _list(document, file)
    lexicon = known_lexicon(file)
    broken = [] if is_readable(lexicon) else list(_patterns(document, file, lexicon))
    yield from broken or _examples(document, file, lexicon)


def _list(document: Document, file: ActsFile) -> Iterator[Diagnostic]:
    """The list is closed: what engine and scenarios know by name must be there, once."""
    seen: dict[str, int] = {}
    for index, act in enumerate(file.acts):
        first = seen.setdefault(act.id, index)
        if first != index:
            where = f"{document.file}:{document.at('acts', first)[0]}"
            yield document.problem("E108", "acts", index, "id", what=_ACT, id=act.id, where=where)
    for missing in sorted(set(ACT_IDS) - seen.keys()):
        yield document.problem("E430", "acts", id=missing)


def _patterns(document: Document, file: ActsFile, lexicon: Lexicon) -> Iterator[Diagnostic]:
    for lang, source, place in _sources(file):
        why = _wrong_with(source, lexicon, lang)
        if why:
            yield document.problem("E431", *place, why=why)


def _sources(file: ActsFile) -> Iterator[tuple[Lang, str, tuple[str | int, ...]]]:
    """Yield every pattern with its language and its place in the file."""
    for lang in LANGS:
        spec = file.zh if lang == "zh" else file.en
        for field in ("negations", "reports", "questions"):
            yield from ((lang, source, (lang, field, number)) for number, source in enumerate(getattr(spec, field)))
        for slot, choices in spec.slots.items():
            yield from ((lang, source, (lang, "slots", slot, value)) for value, source in choices.items())
        for index, act in enumerate(file.acts):
            words = _words(act, lang)
            for name, sources in (("patterns", words.patterns), ("not", words.not_)):
                place = ("acts", index, lang, name)
                yield from ((lang, source, (*place, number)) for number, source in enumerate(sources))


def _wrong_with(source: str, lexicon: Lexicon, lang: Lang) -> str:
    try:
        compile_pattern(source, lexicon.grammar(lang).classes, lang)
    except KeyError as error:
        return f"{{{error.args[0]}}}"
    except re.error as error:
        return str(error)
    return ""


def _examples(document: Document, file: ActsFile, lexicon: Lexicon) -> Iterator[Diagnostic]:
    for lang in LANGS:
        reader = reader_for(lexicon, lang)
        for index, act in enumerate(file.acts):
            words = _words(act, lang)
            for field, wanted, sentences in (("examples", True, words.examples), ("near", False, words.near)):
                for number, sentence in enumerate(sentences):
                    acts = [found.id for found in reader.read(sentence) if not found.negated]
                    if (act.id in acts) != wanted:
                        code, read = ("E432" if wanted else "E433"), ", ".join(acts) or "–"
                        yield document.problem(code, "acts", index, lang, field, number, id=act.id, read=read)


def _words(act: ActSpec, lang: Lang) -> ActLanguage:
    return act.zh if lang == "zh" else act.en
