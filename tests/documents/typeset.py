"""Make the documents: `python -m tests.documents.typeset [NAME…]` writes them, with `--check` only compares their words."""

import sys
from collections.abc import Callable

from tests.documents import flow, lists, press, web, word, words
from tests.documents.designs import Design, Layout, designs
from tests.documents.structure import HERE, Report, golden_words, load, report_words

PRESSES: dict[str, Callable[[Report, Design, Layout], bytes]] = {
    "chromium": press.chromium,
    "libreoffice": press.libreoffice,
    "reportlab": flow.pages,
}


def make(design: Design) -> None:
    """Write the four documents of a report."""
    report, folder = load(design.name), HERE / design.name
    (folder / "report.html").write_bytes(web.page(report, design))
    (folder / "report.docx").write_bytes(word.document(report, design, word.office_layout(design, report.lang)))
    for kind, layout in (("one", design.one), ("two", design.two)):
        (folder / f"report.{kind}.pdf").write_bytes(PRESSES[layout.by](report, design, layout))


def make_listing(name: str) -> None:
    """Write the three documents of a listing."""
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    (folder / "listing.html").write_bytes(lists.web_page(name))
    (folder / "listing.csv").write_bytes(lists.comma_separated(name))
    (folder / "listing.xlsx").write_bytes(lists.workbook(name))


def compare(design: Design) -> int:
    """Print where a report's documents hold other words than the golden text; how many such places there are."""
    report = load(design.name)
    wanted, count = report_words(report), 0
    repeated = words.heads(report)
    for path in sorted((HERE / design.name).glob("report.*")):
        heads = repeated if path.suffix == ".pdf" else set()
        found = words.differences(words.words_of(path, design), wanted)
        for missing, instead in words.moved(found, report):
            if not missing and instead in heads:
                continue
            print(f"{design.name}/{path.name}: {missing!r} became {instead!r}")
            count += 1
    return count


def compare_listing(name: str) -> int:
    """As `compare`; the tables have the golden text's words, but columns of their own."""
    found = words.differences(words.words_of_listing(HERE / name / "listing.html"), golden_words(name))
    bodies = ["\n".join(entry.body) for entry in lists.entries(name)]
    for path in (HERE / name / "listing.csv", HERE / name / "listing.xlsx"):
        found += [(body, "") for body in bodies if body not in words.cells_of(path, lists.CODED[name])]
    for missing, instead in found:
        print(f"{name}: {missing!r} became {instead!r}")
    return len(found)


def main(arguments: list[str]) -> int:
    """Make what is named, or all, and compare; 1 where words differ."""
    wanted = [each for each in arguments if not each.startswith("-")]
    count = 0
    for name, design in designs().items():
        if not wanted or name in wanted:
            if "--check" not in arguments:
                make(design)
            count += compare(design)
    for name in lists.CODED:
        if not wanted or name in wanted:
            if "--check" not in arguments:
                make_listing(name)
            count += compare_listing(name)
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
