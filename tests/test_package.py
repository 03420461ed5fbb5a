"""The wheel, installed alone into an empty environment, does the main job."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LISTING = Path(__file__).parent / "reports" / "listing.txt"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return next(out.glob("*.whl"))


def test_wheel_carries_prompts_and_lexicon(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "extractor/lexicon.toml" in names
    assert "extractor/prompt_files/instructions.md" in names
    assert "extractor/prompts.py" in names
    assert {f"extractor/review/{name}" for name in ("page.html", "page.css", "page.js")} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "golden/"))]


def test_installed_wheel_works_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    site = next((tmp_path / "env" / "lib").glob("python3*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    libraries = next(p for p in map(Path, sys.path) if (p / "pydantic").is_dir())
    code = (
        "import sys; from extractor import prompts, extract; print(prompts.__file__); "
        f"print(len(extract(open({str(LISTING)!r}, encoding='utf-8').read())), len(prompts.system()) > 999)"
    )
    done = subprocess.run(
        [str(tmp_path / "env" / "bin" / "python"), "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{site}{os.pathsep}{libraries}"}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(site / "extractor" / "prompts.py"), "2 True"]
