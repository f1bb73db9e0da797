"""A text in the product's two languages."""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


class Bilingual(NamedTuple):
    """The same text in Simplified Chinese and English."""

    zh: str
    en: str

    def in_lang(self, lang: Lang) -> str:
        """Return the wording of one language."""
        return self.zh if lang == "zh" else self.en
