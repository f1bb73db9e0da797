"""The watcher of the local start: saved files go to the draft channel at once, or their mistakes are remembered."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from app.content.diagnostics import Diagnostic
from app.content.queries import DRAFT, find_release_id
from app.content.releases import LintError, publish
from app.content.source import FileStates, file_states
from app.kernel.canonical import digest
from app.kernel.clock import Clock, utc_now
from app.storage.database import Database

PAUSE = 0.5  # seconds between looks
_FILE = "draft-state.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DraftState:
    """What the watcher last found: a digest of the files, and their mistakes as rows of `aftercare check`."""

    files: str = ""
    mistakes: tuple[dict[str, Any], ...] = ()


class Watcher:
    """Looks at the files; only what was saved since the last look costs more than reading names and times."""

    def __init__(self, database: Database, root: Path, data_dir: Path, *, clock: Clock = utc_now) -> None:
        self.database, self.root, self.data_dir, self.clock = database, root, data_dir, clock
        self._seen: FileStates | None = None

    def look(self) -> bool:
        """Bring the draft channel to the files if they were saved since the last look; tell whether they were."""
        states = file_states(self.root)
        if states == self._seen:
            return False
        state = digest(states)
        is_new = self._seen is not None or not self._is_known(state)
        if is_new:
            mistakes = self._publish()
            write_draft_state(self.data_dir, DraftState(state, tuple(item.as_row() for item in mistakes)))
        self._seen = states
        return is_new

    def _is_known(self, state: str) -> bool:
        """Tell whether an earlier run has dealt with these files already."""
        with self.database.read() as session:
            return read_draft_state(self.data_dir).files == state and find_release_id(session, DRAFT) is not None

    def _publish(self) -> list[Diagnostic]:
        """Publish the draft and return nothing, or return the mistakes that stand in its way."""
        try:
            with self.database.write() as session:  # the linter runs before the transaction begins
                publish(session, self.root, by=None, at=self.clock(), channel=DRAFT)
        except LintError as error:
            return error.found
        return []


def keep_watching(watcher: Watcher, stop: Event) -> None:
    """Look until `stop` is set; what fails is tried again with the next look."""
    while not stop.wait(PAUSE):
        try:
            watcher.look()
        except FileNotFoundError:  # renamed between listing and reading, as editors do when they save
            continue
        except Exception:  # noqa: BLE001 - a database that is away comes back
            _log.exception("the draft could not be brought up to date; trying again")


def read_draft_state(data_dir: Path) -> DraftState:
    """Return what the watcher last found; nothing when it has never run here."""
    try:
        kept = json.loads((data_dir / _FILE).read_text(encoding="utf-8"))
        return DraftState(kept["files"], tuple(kept["mistakes"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return DraftState()


def write_draft_state(data_dir: Path, state: DraftState) -> None:
    """Keep what was found for the web processes; readers see the old file or the new one, never a part."""
    data_dir.mkdir(parents=True, exist_ok=True)
    partial = data_dir / (_FILE + ".partial")
    partial.write_text(json.dumps({"files": state.files, "mistakes": state.mistakes}), encoding="utf-8")
    partial.replace(data_dir / _FILE)
