"""Files that are no documents, files that are traps, and what a person sees of them: one clear line, within memory and time."""

import gzip
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from extractor import documents
from extractor.documents import SUFFIXES
from extractor.errors import DocumentError, NotText, TooLarge, UnreadableDocument
from tests.odd import SONG, archive, line, numbered, pdf, stream

ROOT = Path(__file__).parent.parent
REPORT = "澄海智造(301998)三季报点评:前三季度营收9.75亿元,归母净利润1.30亿元,维持“增持”评级。\n风险提示:竞争加剧。"
NOISE = random.Random(7).randbytes(4000)
NO_DOCUMENTS = {
    "picture.png": (b"\x89PNG\r\n\x1a\n" + NOISE, r"a picture \(PNG\)"),
    "photo.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + NOISE, r"a picture \(JPEG\)"),
    "moving.gif": (b"GIF89a" + NOISE, r"a picture \(GIF\)"),
    "scan.tif": (b"II*\x00" + NOISE, r"a picture \(TIFF\)"),
    "photo.pdf": (b"\xff\xd8\xff\xe1" + NOISE, r"a picture \(JPEG\)"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(9) + NOISE, "a program, not a document"),
    "setup.exe": (b"MZ\x90\x00\x03\x00\x00\x00" + NOISE, "a program, not a document"),
    "report.txt.gz": (gzip.compress(REPORT.encode()), "a packed file; unpack it first"),
    "reports.7z": (b"7z\xbc\xaf\x27\x1c" + NOISE, "a packed file; unpack it first"),
    "reports.rar": (b"Rar!\x1a\x07\x01\x00" + NOISE, "a packed file; unpack it first"),
    "reports.zip": (archive({"report.txt": REPORT}), r"neither \.docx nor \.xlsx"),
    "empty.zip": (archive({}), r"neither \.docx nor \.xlsx"),
    "slides.pptx": (archive({"ppt/presentation.xml": "<a/>"}), r"neither \.docx nor \.xlsx"),
    "report.doc": (rb"{\rtf1\ansi\ansicpg936 \'d3\'aa\'ca\'d5 9.75}", r"a Rich Text file; save it as \.docx"),
    "data.db": (b"SQLite format 3\x00" + bytes(3000), "a database"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "an old binary format"),
    "noise.bin": (NOISE, "not text"),
    "cut.txt": (REPORT.encode()[:-1], "cut off inside a character"),
}


@pytest.mark.parametrize("name", NO_DOCUMENTS)
def test_what_is_no_document_says_what_it_is(name: str) -> None:
    data, said = NO_DOCUMENTS[name]
    with pytest.raises(NotText, match=said) as caught:
        documents.from_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \n\t \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html", "a.docx", "a.csv", "a.md"])
def test_nothing_is_text_without_words(data: bytes, name: str) -> None:
    assert documents.from_bytes(data, name).text.strip() == ""


@pytest.mark.parametrize(
    "text",
    [
        "MZ Holdings 2025年营收9.75亿元。" * 9,
        "BM科技营收9.75亿元。" * 9,
        '{"facts": []}',
        "II*年报营收9.75亿元",
        "%PDF",
    ],
)
def test_text_that_begins_like_something_else_stays_text(text: str) -> None:
    assert documents.from_bytes(text.encode()).text == text


def complaint(data: bytes) -> str:
    """What is said of bytes that cannot be read; nothing of those that can."""
    try:
        documents.from_bytes(data, "bad")
    except DocumentError as error:
        return str(error)
    return "bad: nothing"


def test_cut_or_spoilt_anywhere_nothing_but_a_clear_line() -> None:
    office = archive({"word/document.xml": "<a/>", "b": NOISE})
    for data in (pdf([line(REPORT[:40])]), office, f"<html><p>{REPORT}".encode("gb18030"), REPORT.encode("utf-16")):
        for end in range(0, len(data), max(1, len(data) // 60)):
            spoilt = bytearray(data)
            spoilt[end] ^= 0x55
            for said in (complaint(data[:end]), complaint(bytes(spoilt))):
                assert said.startswith("bad: ")
                assert len(said.splitlines()) == 1


def test_a_folder_and_nothing(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "a folder, not a file"),
        (tmp_path / "none.pdf", "no such file"),
        (Path("a\0b"), "cannot be read"),
    ):
        with pytest.raises(UnreadableDocument, match=said):
            documents.read(str(path))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.txt")
    with pytest.raises(UnreadableDocument, match="a pipe or a device, not a file; give - to read standard input"):
        documents.read(str(tmp_path / "report.txt"))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random"])
def test_a_device_is_not_read(device: str) -> None:
    with pytest.raises(UnreadableDocument, match="a pipe or a device"):
        documents.read(device)


def test_a_file_that_grows_is_read_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, stop = tmp_path / "report.txt", threading.Event()
    file.write_bytes(b"a" * 900)
    monkeypatch.setattr(documents, "MAX_BYTES", 1000)

    def grow() -> None:
        with file.open("ab", buffering=0) as stream:
            while not stop.is_set():
                stream.write(b"a" * 1000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        for _ in range(50):
            try:
                assert len(documents.read(str(file)).text) <= 1001
            except TooLarge:
                break
    finally:
        stop.set()
        writer.join()


LIMITED = """
import resource, sys
from extractor import documents
from extractor.errors import DocumentError
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) << 20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
try:
    document = documents.read(sys.argv[1])
    print(document.kind, len(document.text))
except DocumentError as error:
    print(error)
"""


def limited(file: Path, megabytes: int, seconds: int) -> str:
    """What comes of a file within an address space of so many megabytes and so much time of a processor."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(file), str(megabytes), str(seconds)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-300:]
    return done.stdout.strip()


def single(content: bytes, entries: bytes) -> bytes:
    """A PDF whose only page has this packed content."""
    return numbered({
        1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>", 3: SONG,
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        5: b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content),
    })  # fmt: skip


def test_a_thousand_pages(tmp_path: Path) -> None:
    full = b"".join(line(f"营业收入{n}.75亿元,同比增长12.5%,毛利率提升", foot=600 - 90 * n) for n in range(4))
    (tmp_path / "long.pdf").write_bytes(pdf([full] * 1000))
    kind, characters = limited(tmp_path / "long.pdf", 1500, 60).split()
    assert (kind, int(characters) > 40_000) == ("pdf", True)


def test_a_part_of_a_pdf_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    once = stream(b" " * 110_000_000)
    packed = once[once.index(b"stream\n") + 7 : once.rindex(b"\nendstream")]
    twice = stream(packed)
    inner = twice[twice.index(b"stream\n") + 7 : twice.rindex(b"\nendstream")]
    for content, entries in ((packed, b"/Filter/FlateDecode"), (inner, b"/Filter[/FlateDecode/FlateDecode]")):
        (tmp_path / "bomb.pdf").write_bytes(single(content, entries))
        assert "unpacks to more than 100,000,000 bytes; not unpacked" in limited(tmp_path / "bomb.pdf", 600, 10)


def test_lines_without_end_on_a_page(tmp_path: Path) -> None:
    (tmp_path / "lines.pdf").write_bytes(
        pdf([b"".join(line("营", foot=800 - 0.05 * n, size=0.03) for n in range(8_000))])
    )
    assert limited(tmp_path / "lines.pdf", 800, 30)


def test_fifty_thousand_cells(tmp_path: Path) -> None:
    (tmp_path / "cells.html").write_bytes(b"<html><table>" + (b"<tr>" + b"<td>1" * 10) * 5_000 + b"</table>")
    assert limited(tmp_path / "cells.html", 800, 30) == "html 210001"


def test_an_archive_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    (tmp_path / "bomb.docx").write_bytes(archive({"word/document.xml": b"<a>" + b" " * 210_000_000}))
    assert "not unpacked" in limited(tmp_path / "bomb.docx", 500, 10)


def extract(*words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    code = "import sys; from extractor import cli; sys.argv = ['extract', *sys.argv[1:]]; cli.extract()"
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, check=False, cwd=ROOT, timeout=120, input=stdin
    )


def failures(done: "subprocess.CompletedProcess[bytes]") -> list[str]:
    assert b"Traceback" not in done.stderr
    return [said for said in done.stderr.decode().splitlines() if said.startswith("error: ")]


def test_a_folder_of_odd_downloads_goes_on_and_names_what_failed(tmp_path: Path) -> None:
    good = {
        "report.txt": REPORT.encode(),
        "page.html": f"<html><meta charset=utf-8><p>{REPORT.replace(chr(10), '<p>')}".encode("gb18030"),
        "paper.pdf": pdf([line(REPORT[:26])]),
    }
    bad = {
        f"{number}{suffix}": data
        for number, (data, _) in enumerate(NO_DOCUMENTS.values())
        for suffix in (sorted(SUFFIXES)[number % 4],)
    }
    for name, data in (good | bad).items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    done = extract(str(tmp_path), "--backend", "rules")
    said = failures(done)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == len(good)
    assert len(said) == len(bad)
    assert all(any(name in line for line in said) for name in bad)


def test_pages_that_were_not_read_are_noted(tmp_path: Path) -> None:
    picture = {
        3: stream(
            b"\x80" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
        )
    }
    (tmp_path / "paper.pdf").write_bytes(pdf([line(REPORT[:26]), b"q 500 0 0 700 0 0 cm /I Do Q"], others=picture))
    done = extract(str(tmp_path / "paper.pdf"))
    assert f"note: {tmp_path}/paper.pdf: no text on page 2, only pictures: not read" in done.stderr.decode()
    assert done.returncode == 0


@pytest.mark.parametrize("data", [NO_DOCUMENTS["picture.png"][0], b"", pdf([b""]), b"{}"])
def test_standard_input_that_is_no_report_is_one_line(data: bytes) -> None:
    done = extract("-", stdin=data)
    assert (done.returncode, len(failures(done))) == (2, 1)
