"""The star beside a heading of the reader, which marks the section or takes the mark away."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import escape


@dataclass(frozen=True, slots=True)
class MarkPieces:
    """The form beside one heading, around the token: when it would mark (`off`), and when it is marked (`on`)."""

    anchor: str
    off: tuple[str, str]
    on: tuple[str, str]

    def html(self, *, is_marked: bool, token: str) -> str:
        """Return the star as this person sees it."""
        before, after = self.on if is_marked else self.off
        return f"{before}{token}{after}"


def mark_pieces(anchor: str, title: str, url: str) -> MarkPieces:
    """Render the star of a section of the lesson at `url`; an empty anchor means the lesson as a whole."""
    marks = _("Bookmark “%(title)s”", title=title), _("Remove the bookmark “%(title)s”", title=title)
    off = _form(anchor, f"{url}/bookmarks", marks[0], "☆")
    return MarkPieces(anchor, off, _form(anchor, f"{url}/bookmarks/removal", marks[1], "★"))


def _form(anchor: str, action: str, label: str, star: str) -> tuple[str, str]:
    state = "true" if star == "★" else "false"
    before = (
        f'<form class="mark" method="post" action="{action}" data-mark><input type="hidden" name="csrf_token" value="'
    )
    after = (
        f'"><input type="hidden" name="anchor" value="{escape(anchor)}">'
        f'<button type="submit" aria-label="{escape(label)}" title="{escape(label)}" data-marked="{state}">'
        f"{star}</button></form>"
    )
    return before, after
