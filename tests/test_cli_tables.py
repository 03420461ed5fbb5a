"""Tables from the shell: what is written where, from reports and from finished runs; bad combinations are one line."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.test_cli import LISTING, ROOT, failed_in_one_line, run


@pytest.fixture(scope="module")
def finished(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A finished run on the sample."""
    path = tmp_path_factory.mktemp("run") / "facts.jsonl"
    path.write_bytes(run("extract", str(sample)).stdout)
    return str(path)


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def test_extract_writes_tables_by_the_ending(sample: Path, tmp_path: Path) -> None:
    for name in ("x.csv", "x.xlsx", "x.parquet"):
        assert run("extract", str(sample), "-o", str(tmp_path / name)).returncode == 0
    names = ["x.csv", "x.parquet", "x.reports.csv", "x.reports.parquet", "x.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    facts = pl.read_parquet(tmp_path / "x.parquet")
    assert facts.height == openpyxl.load_workbook(tmp_path / "x.xlsx")["facts"].max_row - 1
    assert facts.height == len(rows((tmp_path / "x.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")))


def test_a_view_without_a_file_is_csv_on_standard_output(sample: Path, finished: str) -> None:
    done, again = (
        run("extract", str(sample), "--view", "consensus"),
        run("extractor", "table", finished, "--view", "consensus"),
    )
    assert done.returncode == again.returncode == 0
    assert done.stdout == again.stdout
    first = rows(done.stdout)[0]
    assert (first["ts_code"], first["metric"], first["mean"], first["brokers"]) == (
        "920493.BJ",
        "net_profit_parent",
        "24500000",
        "2",
    )


def test_a_view_with_a_file_is_that_view_alone(finished: str, tmp_path: Path) -> None:
    for name in ("x.csv", "x.xlsx", "x.jsonl"):
        done = run("extractor", "table", finished, "--view", "forecasts", "--columns", "zh", "-o", str(tmp_path / name))
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "x.jsonl", "x.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == ["盈利预测", "原文"]
    assert "调整幅度(%)" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_table_takes_many_runs_and_standard_input(finished: str) -> None:
    once = rows(run("extractor", "table", finished).stdout)
    assert len(rows(run("extractor", "table", finished, finished).stdout)) == 2 * len(once)
    assert rows(run("extractor", "table", "-", stdin=Path(finished).read_bytes()).stdout) == once


def test_table_says_what_is_no_run_and_makes_the_rest(finished: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"facts": 1}', encoding="utf-8")
    done = run("extractor", "table", str(tmp_path / "bad.json"), finished)
    assert done.returncode == 2
    assert b"bad.json" in done.stderr
    assert len(rows(done.stdout)) > 50
    failed_in_one_line(run("extractor", "table", str(tmp_path / "bad.json"), "-o", str(tmp_path / "x.csv")), "bad.json")
    assert not (tmp_path / "x.csv").exists()


def test_table_has_the_exit_code_of_the_run(finished: str, tmp_path: Path) -> None:
    wrong = Path(finished).read_text(encoding="utf-8").replace('"status": "verified"', '"status": "refuted"', 1)
    (tmp_path / "wrong.jsonl").write_text(wrong, encoding="utf-8")
    done = run("extractor", "table", str(tmp_path / "wrong.jsonl"), "-o", str(tmp_path / "x.xlsx"))
    assert done.returncode == 1
    assert (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["extract", str(LISTING), "--columns", "zh"], "--columns goes with a table"),
        (["extract", str(LISTING), "--columns", "zh", "-o", "x.jsonl"], "--columns goes with a table"),
        (["extract", str(LISTING), "--view", "sheet"], "'facts', 'reports', 'forecasts', 'consensus', 'results'"),
        (["extractor", "table", str(LISTING), "--columns", "fr"], "'en', 'zh'"),
        (["extractor", "table"], "RUN"),
    ],
)
def test_bad_combinations_are_a_line_of_usage(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_file_that_cannot_be_is_said_before_any_work(tmp_path: Path) -> None:
    failed_in_one_line(run("extract", str(LISTING), "-o", str(tmp_path / "x.ods")), "x.ods", ".xlsx", ".parquet")
    failed_in_one_line(run("extract", str(LISTING), "-o", str(tmp_path / "no" / "x.xlsx")), "x.xlsx", "folder")
    (tmp_path / "x.reports.csv").mkdir()
    failed_in_one_line(run("extract", str(LISTING), "-o", str(tmp_path / "x.csv")), "x.reports.csv", "a folder")


def test_without_pyarrow_parquet_is_one_line_before_any_work(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; from extractor.cli import extract; extract()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(LISTING), "-o", str(tmp_path / "x.parquet")], capture_output=True, check=False,
        cwd=ROOT, timeout=120,
    )  # fmt: skip
    failed_in_one_line(done, "x.parquet", "pyarrow", "pip install 'yanbao-extractor[frames]'")


def test_help_teaches_by_example() -> None:
    assert b"Examples:" in run("extractor", "table", "--help").stdout
