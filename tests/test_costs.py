"""Tokens and money: counted once, priced where a price is known, never guessed."""

from decimal import Decimal

from extractor.costs import Spent, counted
from extractor.prices import price_of

USAGE = {"usage": {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}}


def priced(asked: int, told: int, cached: int) -> Decimal | None:
    return Decimal(asked - cached + 2 * told)


def test_a_known_model_has_a_price_and_its_cache_a_lower_one() -> None:
    full, cached = (price_of("gpt-4.1", "https://api.openai.com/v1", 1000, 100, n) for n in (0, 500))
    assert full is not None
    assert cached is not None
    assert 0 < cached < full


def test_an_unknown_model_or_endpoint_has_none() -> None:
    assert price_of("gpt-4.1", "http://127.0.0.1:1/v1", 1000, 100) is None
    assert price_of("some-new-model", "https://api.openai.com/v1", 1000, 100) is None


def test_answers_are_added_up_and_replayed_ones_are_not_paid_again() -> None:
    with counted() as whole:
        for replayed in (False, True):
            with counted() as one:
                one.answered(USAGE, priced, replayed=replayed)
    assert (whole.calls, whole.replayed, whole.tokens, whole.cost, whole.paid) == (
        2,
        1,
        2200,
        Decimal(1600),
        Decimal(800),
    )


def test_one_answer_without_a_price_leaves_the_sum_open() -> None:
    spent = Spent()
    spent.answered(USAGE, priced, replayed=False)
    spent.answered(USAGE, lambda *_: None, replayed=False)
    assert spent.tokens == 2200
    assert spent.cost is None


def test_one_answer_that_tells_no_tokens_leaves_the_count_open() -> None:
    spent = Spent()
    spent.answered({"usage": None}, priced, replayed=False)
    assert spent.tokens is None
    assert spent.cost is None
