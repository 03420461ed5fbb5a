"""Office files are ZIP archives: made the same whenever they are made."""

import io
import re
import zipfile


def steady(data: bytes) -> bytes:
    """An archive's bytes with the day of every file, and of the last change, set to one day."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            held = source.read(name)
            if name == "docProps/core.xml":
                held = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-01-01T00:00:00Z", held)
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), held, zipfile.ZIP_DEFLATED)
    return target.getvalue()
