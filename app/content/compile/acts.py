"""Turning roleplays/acts.yaml into the lexicon that reads sentences."""

from msgspec import to_builtins
from msgspec.structs import replace

from app.content.schema.acts import ActsFile, GrammarSpec
from app.kernel.bilingual import Lang
from app.kernel.canonical import digest
from app.utterance.lexicon import ActEntry, ActRules, Grammar, Lexicon


def lexicon_of(file: ActsFile) -> Lexicon:
    """Return the lexicon of the authored file, known by its hash; examples stay behind, they only prove it."""
    entries = tuple(
        ActEntry(
            id=act.id,
            title=act.title.bilingual(),
            about=act.about.bilingual(),
            group=act.group,
            critical=act.critical,
            solution=act.solution,
        )
        for act in file.acts
    )
    lexicon = Lexicon(acts=entries, zh=_grammar(file, "zh"), en=_grammar(file, "en"))
    return replace(lexicon, hash=digest(to_builtins(lexicon)))


def _grammar(file: ActsFile, lang: Lang) -> Grammar:
    spec: GrammarSpec = file.zh if lang == "zh" else file.en
    return Grammar(
        classes=spec.classes,
        negations=spec.negations,
        reports=spec.reports,
        questions=spec.questions,
        abbreviations=spec.abbreviations,
        slots=spec.slots,
        rules=tuple(_rules(file, lang)),
    )


def _rules(file: ActsFile, lang: Lang) -> list[ActRules]:
    rules = []
    for act in sorted(file.acts, key=lambda item: item.leftover):  # leftovers see what the others found
        words = act.zh if lang == "zh" else act.en
        rules.append(
            ActRules(
                id=act.id,
                patterns=words.patterns,
                excepts=words.not_,
                unless=act.unless,
                asked=act.asked,
                negatable=act.negatable,
                reports=act.reports,
                leftover=act.leftover,
            )
        )
    return rules
