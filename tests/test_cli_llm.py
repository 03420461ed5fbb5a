"""The commands with a model behind them, as a person runs them, against an endpoint on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.schema import Report, loads
from tests.endpoint import Endpoint, Reply, answered, failed
from tests.faults import GOOD, ROWS, TEXT, given

ROOT = Path(__file__).parent.parent
KEY = "sk-secret-of-the-environment"


def command(*words: str) -> list[str]:
    start = f"import sys; sys.argv = {['extractor', *words]!r}; from extractor import cli; cli.main()"
    return [sys.executable, "-c", start]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "EXTRACTOR_STORE": str(folder / "store"),
        "EXTRACTOR_API_KEY": KEY,
        **more,
    }


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment(folder, **more),
        timeout=120,
    )


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(1, 4):
        (folder / f"{number}.txt").write_text(TEXT.replace("6.12", f"{number}.12"), encoding="utf-8")
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_a_base_url_in_the_environment_makes_it_ask_the_model_and_say_so(reports: Path) -> None:
    with Endpoint([GOOD]).in_thread() as server:
        done = run(reports, "extract", "one.txt", EXTRACTOR_BASE_URL=server.url, EXTRACTOR_MODEL="m")
    report = Report.model_validate(loads(done.stdout))
    assert done.returncode == 0, done.stderr
    assert report.run is not None
    assert report.run.backend == "llm"
    assert "asking m (backend llm): the text of the reports is sent to it" in done.stderr
    assert "1 answers, 1,100 tokens, price not known" in done.stderr
    assert KEY not in done.stdout + done.stderr


def test_a_run_of_many_goes_on_and_ends_with_what_failed(reports: Path) -> None:
    def reply(body: dict[str, object]) -> Reply:
        return failed(400, "too long") if "2.12" in json.dumps(body) else answered(given(*ROWS))

    with Endpoint(reply).in_thread() as server:
        words = ["extract", "reports", "--base-url", server.url, "--model", "m"]
        done = run(reports, *words)
        again = run(reports, *words)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert "error: reports/2.txt: m at" in done.stderr
    assert "1 failed; the same command again asks only for these:\n  reports/2.txt\n" in done.stderr
    assert "2 of them from the store" in again.stderr
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(("status", "words"), [(401, "the key is refused"), (404, "check --model")])
def test_no_access_is_one_line_and_exit_code_2(reports: Path, status: int, words: str) -> None:
    with Endpoint([failed(status, f"wrong key {KEY}")]).in_thread() as server:
        done = run(reports, "extract", "reports", "--base-url", server.url, "--model", "m")
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert done.returncode == 2
    assert len(errors) == 1
    assert words in errors[0]
    assert "Traceback" not in done.stderr
    assert KEY not in done.stderr


def test_no_key_says_what_to_set(reports: Path) -> None:
    done = run(reports, "extract", "one.txt", "--provider", "deepseek", EXTRACTOR_API_KEY="")
    assert done.returncode in (1, 2)
    done = subprocess.run(
        command("extract", "one.txt", "--backend", "llm"), capture_output=True, text=True, check=False, cwd=reports, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("error: no model to ask: set a key (OPENAI_API_KEY")
    assert len(done.stderr.splitlines()) == 1


def test_nobody_there_is_told_in_one_line(reports: Path) -> None:
    done = run(
        reports, "extract", "one.txt", "--base-url", "http://127.0.0.1:9/v1", "--model", "m", EXTRACTOR_RETRIES="0"
    )
    assert done.returncode == 2
    assert "connection failed" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(reports: Path) -> None:
    with Endpoint([GOOD, Reply(GOOD.body, delay=60)]).in_thread() as server:
        words = command("extract", "reports", "--base-url", server.url, "--model", "m", "--concurrency", "1")
        with subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=reports,
            env=environment(reports, EXTRACTOR_ROUNDS="0"),
        ) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            limit = time.monotonic() + 60
            while len(server.bodies) < 2 and time.monotonic() < limit:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            more, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert first.startswith("{")
    assert more == ""
    assert "interrupted after 1 reports; what was answered is kept in" in err
    assert "Traceback" not in err


def test_doctor_says_which_backend_would_read(reports: Path) -> None:
    with Endpoint([Reply(b'{"object": "list", "data": [{"id": "m", "object": "model"}]}')]).in_thread() as server:
        good = run(reports, "doctor", "--base-url", server.url, "--model", "m")
        other = run(reports, "doctor", "--base-url", server.url, "--model", "n")
    assert good.returncode == 0, good.stdout
    assert "backend llm" in good.stdout
    assert "offers m" in good.stdout
    assert "EXTRACTOR_API_KEY" in good.stdout
    assert KEY not in good.stdout
    assert other.returncode == 2
    assert "does not offer n: it has m" in other.stdout


def test_doctor_without_a_model_says_what_is_missing(reports: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("EXTRACTOR_")}
    done = subprocess.run(
        command("doctor"),
        capture_output=True,
        text=True,
        check=False,
        cwd=reports,
        timeout=60,
        env={**plain, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0
    assert "backend rules" in done.stdout
    assert "no model to ask: set a key" in done.stdout


def test_doctor_finds_nobody_there(reports: Path) -> None:
    done = run(reports, "doctor", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    assert done.returncode == 2
    assert "MISSING" in done.stdout
    assert "connection failed" in done.stdout
