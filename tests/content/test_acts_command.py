"""`aftercare acts` for scripts, and the labelled sentences by which the reader is measured."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.utterance.acts import ACT_IDS

ROOT = Path(__file__).parents[2]
UTTERANCES = ROOT / "benchmarks" / "utterances"


def run(*arguments, told=""):
    command = [sys.executable, "-m", "app.cli", "acts", *arguments]
    environment = os.environ | {"PYTHONUTF8": "1", "AFTERCARE_CONTENT_DIR": str(ROOT)}
    return subprocess.run(
        command, input=told, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=ROOT, check=False
    )


def test_every_line_gives_one_row_with_acts_places_and_slots():
    text = "请您先关掉总电源。两小时内给您回电话。"
    done = run("--lang", "zh", told=f"{text}\n\n今天天气不错\n")

    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == [text, "", "今天天气不错"]
    assert [act["id"] for act in rows[0]["acts"]] == ["safety_instruction", "promise"]
    promise = rows[0]["acts"][1]
    assert promise.keys() == {"id", "start", "end", "negated", "slots"}
    assert text[promise["start"] : promise["end"]].startswith("两小时内")
    assert promise["slots"]["deadline"] == {"value": 2, "unit": "h"}
    assert rows[1]["acts"] == rows[2]["acts"] == []


def test_a_language_must_be_named_and_a_root_without_a_lexicon_is_told(tmp_path):
    assert run().returncode == 2
    assert run("--lang", "fr").returncode == 2
    done = run("--lang", "en", "--root", str(tmp_path), told="Hello\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "roleplays/acts.yaml" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labelled_sentences_are_enough_and_their_halves_share_nothing(lang):
    halves = {
        half: [json.loads(line) for line in (UTTERANCES / f"{lang}-{half}.jsonl").read_text("utf-8").splitlines()]
        for half in ("dev", "held-out")
    }
    for half, rows in halves.items():
        counts = Counter(act for row in rows for act in row["acts"])
        assert len(rows) >= 150, half
        assert set(counts) == set(ACT_IDS), half
    texts = {half: {row["text"] for row in rows} for half, rows in halves.items()}
    assert not texts["dev"] & texts["held-out"]
