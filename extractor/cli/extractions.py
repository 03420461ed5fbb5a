"""Files with extractions: JSON or JSON Lines in, reports out, one clear line for what is neither."""

import sys
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from extractor import documents
from extractor.documents import Document
from extractor.errors import ExtractionError, ExtractorError
from extractor.schema import Report, loads


def document(path: str) -> Document:
    """The document at a path, or on standard input for -."""
    return (
        documents.from_bytes(sys.stdin.buffer.read(documents.MAX_BYTES + 1), "-")
        if path == "-"
        else documents.read(path)
    )


def reports(paths: Sequence[str]) -> Iterator[Report | ExtractorError]:
    """Every extraction of many files; an error stands in for what is none."""
    for path in paths:
        try:
            found = listed(path)
        except ExtractorError as error:
            yield error
            continue
        for place, data in found:
            try:
                yield parse(data, place)
            except ExtractorError as error:
                yield error


def listed(path: str) -> list[tuple[str, object]]:
    """The JSON objects of a file: one object, an array of them, or one a line; each with its place for messages.

    Raises:
        ExtractionError: it is none of these.
    """
    text = document(path).text
    try:
        whole = loads(text)
        return [(path, item) for item in whole] if isinstance(whole, list) else [(path, whole)]
    except (ValueError, RecursionError) as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2:
            raise ExtractionError(f"{path}: not JSON ({_brief(error)})") from None
    found: list[tuple[str, object]] = []
    for number, line in lines:
        try:
            found.append((f"{path}:{number}", loads(line)))
        except (ValueError, RecursionError) as error:
            raise ExtractionError(f"{path}:{number}: not JSON ({_brief(error)})") from None
    return found


def _brief(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]


def parse(data: object, place: str) -> Report:
    """The extraction that a JSON object is.

    Raises:
        ExtractionError: it is none; the message begins with `place`.
    """
    if not isinstance(data, dict) or not isinstance(data.get("facts"), list):
        raise ExtractionError(f"{place}: not an extraction: a JSON object with a list of facts is expected")
    try:
        return Report.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ExtractionError(f"{place}: {field}: {first['msg'].lower()}{more}") from None
