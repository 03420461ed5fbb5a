"""Which backend would read, whether its endpoint answers, and what is missing."""

import os
from collections.abc import Iterator

from extractor import pipeline, settings
from extractor.errors import ExtractorError
from extractor.exchanges import Exchanges
from extractor.settings import Endpoint, Settings

_OFFERED = 8


def examine(chosen: Settings) -> Iterator[tuple[bool, str]]:
    """Findings in the order in which a person would ask; False marks what is missing or broken."""
    backend = settings.backend(chosen)
    yield (
        True,
        f"backend {backend}: " + ("a model is asked" if backend == "llm" else "built-in rules; no key, no network"),
    )
    try:
        endpoint = settings.endpoint(chosen)
    except ExtractorError as error:
        yield backend == "rules", str(error)
        return
    yield True, f"provider {endpoint.provider}: {endpoint.where}, mode {endpoint.mode}"
    yield True, _key_line(endpoint)
    try:
        store = Exchanges(chosen.store)
        yield True, f"store {chosen.store}: {len(store)} exchanges kept"
        store.close()
        yield _offered(endpoint, pipeline.blocking(pipeline.models(chosen)))
    except ExtractorError as error:
        yield False, str(error)


def _key_line(endpoint: Endpoint) -> str:
    known = settings.providers()[endpoint.provider].key
    if endpoint.settings.api_key is not None:
        return "key: from EXTRACTOR_API_KEY"
    return f"key: from {known}" if known and os.environ.get(known) else "key: none set, none sent"


def _offered(endpoint: Endpoint, models: list[str]) -> tuple[bool, str]:
    if not models:
        return True, "endpoint answers; it lists no models"
    if endpoint.model in models:
        return True, f"endpoint answers and offers {endpoint.model}"
    more = f" and {len(models) - _OFFERED} more" if len(models) > _OFFERED else ""
    return False, f"endpoint answers, but does not offer {endpoint.model}: it has {', '.join(models[:_OFFERED])}{more}"
