"""`aftercare analyse`: any table of marks or answers through the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from app.assessment.cli import analyse

ROOT = Path(__file__).parents[2]
GOLDEN = ["11111", "11110", "11100", "11000", "10100", "01000", "11110", "00000"]
MARKS = "person,a,b,c,d,e\n" + "".join(f"p{n},{','.join(row)}\n" for n, row in enumerate(GOLDEN))
ANSWERS = MARKS.replace(",1", ",B").replace(",0", ",C")


@pytest.fixture
def analysed(tmp_path):
    """Run the command on texts or bytes written to files."""

    def run(table, *options, key=None):
        names = []
        for name, content in (("table.csv", table), ("key.csv", key)):
            if content is not None:
                path = tmp_path / name
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
                names.append(str(path))
        arguments = [names[0], *(["--key", names[1]] if key is not None else []), *options]
        return CliRunner().invoke(analyse, arguments)

    return run


@pytest.fixture
def values(analysed):
    def read(table, *, key=None):
        done = analysed(table, "--json", key=key)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return read


def test_the_golden_table_gives_exactly_these_numbers(values):
    found = values(MARKS)
    assert list(found) == ["n", "k", "mean", "sd", "alpha", "sem", "items"]
    assert (found["n"], found["k"], found["mean"]) == (8, 5, 2.625)
    assert (found["alpha"], found["sem"]) == (pytest.approx(0.7704, abs=5e-5), pytest.approx(0.8073, abs=5e-5))
    names = ["id", "facility", "discrimination_index", "discriminative_efficiency", "effective_weight", "n"]
    assert all(list(item) == names for item in found["items"])
    columns = {name: [item[name] for item in found["items"]] for name in names}
    assert columns["id"] == list("abcde")
    assert columns["facility"] == [0.75, 0.75, 0.625, 0.375, 0.125]
    assert columns["discrimination_index"] == pytest.approx([62.58, 37.05, 63.25, 69.99, 40.09], abs=0.005)
    assert columns["discriminative_efficiency"] == pytest.approx([100, 46.67, 75, 100, 100], abs=0.005)
    assert columns["n"] == [8] * 5


@pytest.mark.parametrize(
    "key",
    [
        "item,key\na,B\nb,B\nc,B\nd,B\ne,B\n",
        "a;B\ne;b\nc;Ｂ\nd;B\nb;B\nanother;X\n",
        "a,b,c,d,e\nB,B,B,B,B\n",
        "person\ta\tb\tc\td\te\nkey\tB\tB\tB\tB\tB\n",
        ",a,b,c,d,e\n,B,B,B,B,B\n",
    ],
    ids=["rows", "rows without a heading", "one row", "one row with a name", "one row with an empty name"],
)
def test_answers_with_a_key_give_what_their_marks_give(values, key):
    assert values(ANSWERS, key=key) == values(MARKS)


def test_a_key_of_a_single_item_is_rows_or_a_row(values):
    table = "person,q1\nx,A\ny,B\n"
    assert values(table, key="q1,A\n") == values(table, key="q1\nA\n") == values(table, key="item,key\nq1,a\n")


@pytest.mark.parametrize(
    "raw",
    [
        MARKS.encode("utf-8-sig"),
        MARKS.replace("\n", "\r\n").encode(),
        MARKS.replace(",", ";").encode(),
        MARKS.replace(",", "\t").encode("utf-16"),
        MARKS.replace("person", '"person, name"').encode(),
        MARKS.replace("\n", ",,\n\n").encode(),
        MARKS.replace(",", " , ").encode(),
        MARKS.replace(",1", ",１").encode(),
        MARKS.replace("e\n", "e\nmax,1,1,1,1,1\n").encode(),
    ],
    ids=["BOM", "CRLF", "semicolons", "UTF-16 tabs", "quotes", "blank cells", "spaces", "full width", "max row"],
)
def test_other_ways_to_write_the_same_table(values, raw):
    assert values(raw) == values(MARKS)


def test_gb18030_with_chinese_names_is_read(values):
    found = values("姓名,接待,诊断\n何静,1,0\n李强,0,1\n王芳,1,1\n满分,1,2\n".encode("gb18030"))
    assert [item["id"] for item in found["items"]] == ["接待", "诊断"]
    assert [item["facility"] for item in found["items"]] == pytest.approx([2 / 3, 1 / 3])


def test_decimal_commas_are_read_where_the_comma_separates_nothing(values):
    found = values("person;a;b\nx;0,5;2\ny;1,5;1\n")
    assert found["mean"] == 2.5
    assert [item["facility"] for item in found["items"]] == pytest.approx([1 / 1.5, 0.75])


def test_without_a_row_of_maxima_the_largest_mark_seen_is_the_maximum(values):
    table = "person,a,b\nx,2,0\ny,4,0\nz,3,0\n"
    assert [item["facility"] for item in values(table)["items"]] == [0.75, 0.0]
    assert [item["facility"] for item in values(table + "max,6,1\n")["items"]] == [0.5, 0.0]


def test_a_question_not_answered_scores_nothing_and_one_not_on_the_paper_is_left_out(values):
    found = values("person,a,b,c\nx,1,,1\ny,1,1\nz,-,0,1\nnobody,-,-,-\n")
    assert found["n"] == 3
    assert [item["n"] for item in found["items"]] == [2, 3, 3]
    assert [item["facility"] for item in found["items"]] == pytest.approx([1, 1 / 3, 2 / 3])
    assert found["mean"] == pytest.approx(np.mean([200 / 3, 200 / 3, 50]))
    assert (found["alpha"], found["sem"]) == (None, None)


def test_an_answer_left_empty_is_wrong_and_a_dash_is_not_on_the_paper(values):
    found = values("person,a,b\nx,A,\ny,-,B\n", key="a,A\nb,B\n")
    assert [(item["n"], item["facility"]) for item in found["items"]] == [(1, 1.0), (2, 0.5)]


def test_what_is_undefined_is_null(values):
    found = values("person,a\nx,1\n")
    assert (found["n"], found["k"], found["mean"], found["sd"], found["alpha"], found["sem"]) == (
        1,
        1,
        1,
        None,
        None,
        None,
    )
    (item,) = found["items"]
    assert item["discrimination_index"] is item["discriminative_efficiency"] is item["effective_weight"] is None


@pytest.mark.parametrize(
    ("table", "key", "place", "words"),
    [
        ("person,a\nx,1\ny,B\n", None, "table.csv:3:2:", "answers need --key"),
        ("person,a,b\nx,1,nan\n", None, "table.csv:2:3:", "not a mark"),
        ("person,a,b\nx,1,1_0\n", None, "table.csv:2:3:", "not a mark"),
        ("person,a\nx," + "9" * 400 + "\n", None, "table.csv:2:2:", "not a mark"),
        ("person,a\nx,1,1\n", None, "table.csv:2:3:", "right of the heading"),
        ("person,a,a\nx,1,1\n", None, "table.csv:1:3:", "twice"),
        ("person,,a\nx,1,1\n", None, "table.csv:1:2:", "no name"),
        ("person,a\n\nx,1\nx,0\n", None, "table.csv:4:1:", "on line 3"),
        ("person,a\n,1\n", None, "table.csv:2:1:", "no person"),
        ("person,a\nmax,1\nx,2\n", None, "table.csv:3:2:", "above the maximum of 1"),
        ("person,a\nmax,0\nx,0\n", None, "table.csv:2:2:", "above 0"),
        ("person,a\nmax,\nx,0\n", None, "table.csv:2:2:", "not a mark"),
        ('person,a\n"x\ny",1\nz,"1\n', None, "table.csv:4:", "cannot be read"),
        ("person\nx\n", None, "table.csv:1:", "one column"),
        ("person,a\n", None, "table.csv:1:", "nobody below"),
        ("person,a\nx,-\n", None, "table.csv:2:", "nobody had"),
        ("", None, "table.csv:1:", "empty"),
        (b"person,a\nx,1\n\xff\xff,1\n", None, "table.csv:3:", "neither UTF-8"),
        (ANSWERS, "a,B\nb,B\n", "key.csv:2:", "no key for c"),
        (ANSWERS, "a,B\na,C\n", "key.csv:2:2:", "two keys"),
        (ANSWERS, "a,B,C\n", "key.csv:1:", "item, key"),
        (ANSWERS, "a,b,c,d,e\nB,,B,B,B\n", "key.csv:2:2:", "empty"),
        (ANSWERS, "", "key.csv:1:", "empty"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_nothing_is_printed(analysed, table, key, place, words):
    for options in (["--json"], []):
        done = analysed(table, *options, key=key)
        assert (done.exit_code, done.stdout) == (2, "")
        assert place in done.stderr
        assert words in done.stderr


def test_mistakes_are_told_in_chinese_too(analysed):
    done = analysed("person,a\nx,B\n", "--lang", "zh")
    assert "table.csv:2:2: “B”不是分数" in done.stderr


def test_below_ten_people_the_text_shows_counts_only(analysed):
    text = analysed(MARKS).stdout
    assert "8 people, 5 items\nFewer than 10 people: counts only." in text
    assert [line.split() for line in text.splitlines() if line.startswith("a ")] == [["a", "8", "6", *"––––"]]
    assert "0.75" not in text


def test_below_thirty_people_the_text_is_preliminary_and_keeps_discrimination_back(analysed):
    rows = "".join(f"s{n},{','.join(row)}\n" for n, row in enumerate(GOLDEN))
    text = analysed(MARKS + rows).stdout
    assert "Fewer than 30 people: preliminary." in text
    assert "shown from 30 people and 8 items on" in text
    assert "0.75" in text
    assert "62.6" not in text


def forty(columns=8):
    chance = np.random.default_rng(2)
    able = chance.normal(size=40)
    marks = (able[:, None] + chance.normal(size=(40, columns)) > 0).astype(int)
    marks[:, 0] = able < 0
    marks[:, 1] = 1
    return marks


def test_above_the_gates_the_text_has_everything_and_flags(analysed):
    heading = ",".join(["person", *(f"q{n}" for n in range(8))])
    rows = [f"p{n},{','.join(map(str, row))}" for n, row in enumerate(forty())]
    english = analysed("\n".join([heading, *rows])).stdout
    assert "α 0." in english
    assert "the strong do worse; dubious" in english
    assert "too easy" in english
    assert "Fewer" not in english
    chinese = analysed("\n".join([heading, *rows]), "--lang", "zh").stdout
    assert "40 人，8 题" in chinese
    assert "负区分; 可疑" in chinese


def test_a_wrong_key_raises_the_alarm(analysed):
    heading = ",".join(["person", *(f"q{n}" for n in range(8))])
    marks = forty()
    marks[:, 0] = 1 - marks[:, 0]
    rows = [f"p{n},{','.join('BA'[mark] for mark in row)}" for n, row in enumerate(marks)]
    key = "\n".join(["q0,B", *(f"q{n},A" for n in range(1, 8))])
    text = analysed("\n".join([heading, *rows]), key=key).stdout
    assert [line.split()[0] for line in text.splitlines() if "check the key" in line] == ["q0"]


def test_the_command_aftercare_has_it(tmp_path):
    path = tmp_path / "分数.csv"
    path.write_text(MARKS, encoding="utf-8")
    command = [sys.executable, "-m", "app.cli", "analyse", str(path), "--json"]
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["n"] == 8
    absent = subprocess.run([*command[:4], "absent.csv"], capture_output=True, cwd=ROOT, env=environment, check=False)
    assert (absent.returncode, absent.stdout) == (2, b"")
