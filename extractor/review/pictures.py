"""Pages of a PDF as pictures."""

import base64
import io
from collections.abc import Sequence

import pypdfium2 as pdfium

from extractor.errors import UnreadableDocument

_DPI = 110
_QUALITY = 80
_MOST_POINTS = 3000
"""A page longer than this on one side, in points, is drawn smaller."""


def data_uris(data: bytes, numbers: Sequence[int], name: str) -> dict[int, str]:
    """Pages of a PDF, by number from 1, as `data:` addresses of WebP pictures, about 110 dots to an inch.

    Raises:
        UnreadableDocument: the bytes are no PDF that can be drawn; the message begins with `name`.
    """
    try:
        with pdfium.PdfDocument(data) as document:
            return {number: _page(document[number - 1]) for number in numbers}
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnreadableDocument(f"{name}: its pages cannot be drawn ({str(error).lower()})") from None


def _page(page: pdfium.PdfPage) -> str:
    dpi = _DPI * min(1, _MOST_POINTS / max(page.get_size()))
    bitmap = page.render(scale=dpi / 72)
    out = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(out, "WEBP", quality=_QUALITY)
    bitmap.close()
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode("ascii")
