"""What the engine hears in a new wording: evidence for the marker, never a mark."""

from app.items.base import ItemSpec
from app.items.rewrite.answer import checks
from app.items.rewrite.spec import RewriteSpec
from app.kernel.bilingual import Lang
from app.utterance.lexicon import Lexicon
from app.utterance.reader import reader_for

Heard = tuple[tuple[str, bool, bool], ...]  # act, wanted, heard


def heard_in(spec: ItemSpec, answer: str, lang: Lang, lexicon: Lexicon | None) -> Heard:
    """Return for every act that a question listens for whether it is wanted and was heard; nothing for other kinds.

    The first reading of a lexicon compiles it, which takes a second or two in a process.
    """
    if lexicon is None or not isinstance(spec, RewriteSpec):
        return ()
    acts = {act.id for act in reader_for(lexicon, lang).read(answer) if not act.negated}
    return tuple((check.act, check.wanted, check.heard) for check in checks(spec, acts))
