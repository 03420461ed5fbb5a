"""What tokens cost, by genai-prices' own list, in US dollars."""

from decimal import Decimal

from genai_prices import Usage, calc_price


def price_of(model: str, base_url: str, input_tokens: int, output_tokens: int, cached: int = 0) -> Decimal | None:
    """The price of one answer in US dollars; None where the endpoint or its model is not in the price list."""
    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens, cache_read_tokens=cached)
    try:
        return calc_price(usage, model, provider_api_url=base_url).total_price
    except (LookupError, ValueError):
        return None
