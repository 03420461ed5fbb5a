"""The commands, as a person runs them: output, exit codes, one clear line for what can't be done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.schema import Report, loads

ROOT = Path(__file__).parent.parent
LISTING = Path(__file__).parent / "reports" / "listing.txt"


def run(*words: str, stdin: bytes = b"", user: int | None = None) -> subprocess.CompletedProcess[bytes]:
    code = "from extractor.cli import extract, main; import sys; " + (
        "sys.argv.pop(0); extract()" if words[0] == "extract" else "sys.argv.pop(0); main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *words], input=stdin, capture_output=True, check=False, cwd=ROOT, env=environment,
        user=user, timeout=120,
    )  # fmt: skip


def failed_in_one_line(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """Exit code 2, one line on standard error that says what and where, no traceback, nothing on standard output."""
    errors = [line for line in done.stderr.decode().splitlines() if not line.startswith("reading by rule")]
    assert done.returncode == 2, errors
    assert len(errors) == 1, errors
    assert all(word in errors[0] for word in words), errors
    assert "Traceback" not in errors[0]
    assert done.stdout == b""


def test_extract_writes_json_lines_on_a_pipe(sample: Path) -> None:
    done = run("extract", str(sample))
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert len(lines) == 4
    assert [Report.model_validate(loads(line)).header.ticker for line in lines] == ["920493.BJ"] * 4
    assert "rules" in done.stderr.decode()


def test_numbers_are_json_numbers_and_exact(sample: Path) -> None:
    done = run("extract", str(sample))
    assert b'"value": 734000000,' in done.stdout
    assert b'"value": 974.15,' in done.stdout


def test_extract_reads_standard_input() -> None:
    done = run("extract", "-", stdin=LISTING.read_bytes())
    assert len(done.stdout.splitlines()) == 2


def test_extract_writes_a_file_by_its_ending(tmp_path: Path) -> None:
    for name in ("facts.jsonl", "facts.json"):
        assert run("extract", str(LISTING), "-o", str(tmp_path / name)).returncode == 0
    assert len((tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert len(json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))) == 2


def test_unknown_ending_is_said_before_any_work(tmp_path: Path) -> None:
    failed_in_one_line(run("extract", str(LISTING), "-o", str(tmp_path / "facts.doc")), "facts.doc", ".jsonl")
    assert list(tmp_path.iterdir()) == []


def test_extract_reads_a_folder_and_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LISTING.read_bytes())
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes(bytes(range(256)) * 20)
    done = run("extract", str(tmp_path))
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error:")]
    assert len(errors) == 2
    assert "b.txt" in errors[0]
    assert "c.txt" in errors[1]


def test_own_output_checked_again_has_the_same_verdicts(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    run("extract", str(sample), "-o", str(out))
    done = run("extractor", "check", str(sample), str(out))
    before = [loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    after = [loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert [[f["verdict"] for f in r["facts"]] for r in before] == [[f["verdict"] for f in r["facts"]] for r in after]
    assert [[f["span"] for f in r["facts"]] for r in before] == [[f["span"] for f in r["facts"]] for r in after]


def test_check_finds_a_changed_number(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    out.write_bytes(run("extract", str(sample)).stdout.replace(b'"value": 734000000,', b'"value": 743000000,'))
    done = run("extractor", "check", str(sample), str(out))
    assert done.returncode == 1
    assert b"value_mismatch" in done.stdout


def test_check_takes_an_extraction_made_anywhere(tmp_path: Path) -> None:
    report, extraction = tmp_path / "report.txt", tmp_path / "facts.json"
    report.write_text("公司2025年前三季度实现营业收入9.75亿元。", encoding="utf-8")
    fact = {"metric": "revenue", "value": 975000000, "unit": "CNY", "period": "2025Q1-Q3", "quote": "营业收入9.75亿元"}
    extraction.write_text(json.dumps({"facts": [fact]}), encoding="utf-8")
    done = run("extractor", "check", str(report), str(extraction))
    assert done.returncode == 0
    assert loads(done.stdout.decode())["facts"][0]["verdict"]["status"] == "verified"


@pytest.fixture
def judged(tmp_path: Path) -> tuple[str, str]:
    """A report, and an extraction of it with a right fact and one whose number is wrong."""
    report, extraction = tmp_path / "report.txt", tmp_path / "facts.json"
    report.write_text("公司2025年前三季度实现营业收入9.75亿元。", encoding="utf-8")
    fact = {"metric": "revenue", "value": 975000000, "unit": "CNY", "period": "2025Q1-Q3", "quote": "营业收入9.75亿元"}
    extraction.write_text(json.dumps({"facts": [fact, {**fact, "value": 957000000}]}), encoding="utf-8")
    return str(report), str(extraction)


def test_check_explains_itself_to_a_person(judged: tuple[str, str]) -> None:
    done = run("extractor", "check", *judged, "--explain")
    said = done.stdout.decode()
    assert done.returncode == 1
    assert said.count("“营业收入▸9.75亿元◂”") == 2
    assert "1 verified, 1 refuted" in said
    assert "\x1b" not in said


def test_check_explains_one_kind_of_verdict_alone(judged: tuple[str, str]) -> None:
    said = run("extractor", "check", *judged, "--explain", "--only", "refuted").stdout.decode()
    assert "[1] 957,000,000 CNY" in said
    assert "[0]" not in said


def test_only_without_explain_is_one_line_of_usage(judged: tuple[str, str]) -> None:
    done = run("extractor", "check", *judged, "--only", "refuted")
    assert done.returncode == 2
    assert b"--only goes with --explain" in done.stderr


def test_half_a_character_in_an_extraction_is_no_traceback(judged: tuple[str, str]) -> None:
    extraction = Path(judged[1])
    half = json.loads(extraction.read_text(encoding="utf-8"))["facts"][0] | {"label": "\ud800"}
    extraction.write_text(json.dumps({"facts": [half]}), encoding="utf-8")
    done = run("extractor", "check", *judged)
    assert done.returncode == 0
    assert loads(done.stdout.decode())["facts"][0]["label"] == "\ud800"
    assert run("extractor", "check", *judged, "--explain").returncode == 0


def test_figures_of_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("公司营收9.75亿元。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("公司营收3亿元。", encoding="utf-8")
    failed_in_one_line(run("extractor", "figures", str(tmp_path)), "a folder, not a file")


def test_figures_lists_every_figure() -> None:
    done = run("extractor", "figures", "-", stdin="公司2025年营收7.34亿元,同比+69%".encode())
    assert [(f["text"], f["value"], f["unit"]) for f in map(loads, done.stdout.decode().splitlines())] == [
        ("7.34亿元", 734000000, "CNY"), ("+69%", 69, "%"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", ["empty.txt", "empty"]),
        ("noise.txt", bytes(range(256)) * 50, ["noise.txt", "not text"]),
        ("poem.txt", "明月几时有,把酒问青天。".encode(), ["poem.txt", "no research report"]),
        ("cut.txt", "毛利率提升".encode()[:-1], ["cut.txt", "cut off"]),
        ("big.txt", b"a" * 20_000_001, ["big.txt", "limit"]),
    ],
)
def test_bad_documents(tmp_path: Path, name: str, content: bytes, words: list[str]) -> None:
    (tmp_path / name).write_bytes(content)
    failed_in_one_line(run("extract", str(tmp_path / name)), *words)


def test_missing_path() -> None:
    failed_in_one_line(run("extract", "nowhere.txt"), "nowhere.txt", "no such file")


def test_empty_folder(tmp_path: Path) -> None:
    failed_in_one_line(run("extract", str(tmp_path)), str(tmp_path), "no document")


def test_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    failed_in_one_line(run("extractor", "check", str(tmp_path), str(LISTING)), "folder")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_file_without_permission() -> None:
    folder = Path("/tmp") / f"extractor-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    file = folder / "closed.txt"
    try:
        file.write_bytes(LISTING.read_bytes())
        file.chmod(0o600)
        code = "import os, sys; from extractor import documents, cli; os.setuid(65534); sys.argv = ['extract', sys.argv[1]]; cli.extract()"
        done = subprocess.run(
            [sys.executable, "-c", code, str(file)], capture_output=True, check=False, cwd=ROOT, timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        failed_in_one_line(done, "closed.txt", "permission denied")
    finally:
        file.unlink()
        folder.rmdir()


def test_line_of_five_megabytes(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("“买入”评级。" + "公司稳步前行," * 714_286, encoding="utf-8")
    assert run("extract", str(tmp_path / "long.txt")).returncode == 0


def test_ten_thousand_nested_brackets(tmp_path: Path) -> None:
    (tmp_path / "deep.txt").write_text("“买入”评级。营收" + "(" * 10_000 + "3亿元" + ")" * 10_000, encoding="utf-8")
    assert run("extract", str(tmp_path / "deep.txt")).returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", ["not JSON"]),
        ("[" * 100_000, ["not JSON"]),
        ("3", ["not an extraction"]),
        ('{"facts": 3}', ["not an extraction"]),
        ('{"facts": [{"metric": "revenue"}]}', ["facts.0.value", "required"]),
        ('{"facts": [{"metric": "revenue", "value": NaN, "quote": "营收"}]}', ["not JSON"]),
        ('{"facts": [{"metric": "revenue", "value": "NaN", "quote": "营收"}]}', ["facts.0.value"]),
        ('{"facts": [{"metric": "revenue", "value": "1", "period": "2025-13", "quote": "营收"}]}', ["facts.0.period"]),
        ('{"facts": [{"metric": "revenue", "value": true, "quote": "营收"}]}', ["facts.0.value"]),
        ('{"facts": [{"metric": "revenue", "value": 1, "basis": "maybe", "quote": "营收"}]}', ["facts.0.basis"]),
        ('{"facts": [{"metric": "revenue", "value": 1, "period": "last year", "quote": "营收"}]}', ["facts.0.period"]),
    ],
)
def test_bad_extractions(tmp_path: Path, content: str, words: list[str]) -> None:
    report, extraction = tmp_path / "report.txt", tmp_path / "facts.json"
    report.write_text("公司营收9.75亿元。", encoding="utf-8")
    extraction.write_text(content, encoding="utf-8")
    failed_in_one_line(run("extractor", "check", str(report), str(extraction)), *words)


def test_unknown_option_is_one_line_of_usage() -> None:
    done = run("extract", "--colour", str(LISTING))
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"No such option" in done.stderr


def test_help_teaches_by_example() -> None:
    for words in (["extract", "--help"], ["extractor", "check", "--help"], ["extractor", "figures", "--help"]):
        assert b"Examples:" in run(*words).stdout


def test_rules_path_imports_no_model_client() -> None:
    code = (
        "import sys; from extractor import cli, extract; extract('公司营收9.75亿元。'); "
        "print([m for m in ('openai', 'instructor', 'httpx', 'httpx2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, timeout=120)
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize("copies", [1, 3])
def test_a_reader_that_leaves_early_is_no_failure(sample: Path, copies: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "from extractor.cli import extract; extract()", *[str(sample)] * copies],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read().decode()
    assert said.startswith("reading by rule")
    assert said.count("\n") == 1
    assert process.returncode == 0
