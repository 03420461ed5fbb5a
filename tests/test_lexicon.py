"""The lexicon and the prompts: data that the code must be able to trust."""

import re
from pathlib import Path

from extractor import lexicon
from extractor.schema import EventType, RatingChange, RatingLevel

ROOT = Path(__file__).parent.parent
CODES = {
    "revenue",
    "net_profit_parent",
    "net_profit_parent_ex",
    "net_profit",
    "gross_profit",
    "operating_profit",
    "total_profit",
    "ebitda",
    "gross_margin",
    "net_margin",
    "operating_margin",
    "roe",
    "roa",
    "eps",
    "bps",
    "dps",
    "pe",
    "pb",
    "ps",
    "ev_ebitda",
    "peg",
    "target_price",
    "price",
    "market_cap",
    "dividend_yield",
    "payout_ratio",
    "dividend",
    "period_expense_ratio",
    "selling_expense",
    "selling_expense_ratio",
    "admin_expense",
    "admin_expense_ratio",
    "rd_expense",
    "rd_expense_ratio",
    "finance_expense",
    "finance_expense_ratio",
    "impairment",
    "operating_cash_flow",
    "capex",
    "total_assets",
    "fixed_assets",
    "inventory",
    "receivables",
    "contract_liabilities",
    "debt_ratio",
    "cash",
    "order_backlog",
    "new_orders",
    "capacity",
    "capacity_utilization",
    "output",
    "sales_volume",
    "average_price",
    "market_share",
    "market_size",
    "penetration",
    "store_count",
    "customers",
    "users",
    "employees",
    "total_shares",
    "investment",
    "fundraising",
    "contract_value",
    "options_granted",
    "exercise_price",
    "participants",
    "unlock_target",
}


def test_lexicon_has_every_code_of_the_contract_and_no_other() -> None:
    found = {alias.metric.code for alias in lexicon.load().aliases.values()}
    assert found == CODES | {"other"}


def test_every_alias_is_found_whole() -> None:
    words = lexicon.load()
    for name in words.aliases:
        match = words.pattern.match(name)
        assert match is not None
        assert match[0] == name


def test_longest_name_wins() -> None:
    assert lexicon.load().pattern.findall("扣非归母净利润、归母净利润、净利润率") == [
        "扣非归母净利润",
        "归母净利润",
        "净利润率",
    ]


def test_lists_use_the_contracts_words() -> None:
    words = lexicon.load()
    assert set(words.ratings.values()) == set(RatingLevel)
    assert set(words.changes.values()) == set(RatingChange)
    assert set(words.events) <= set(EventType)


def test_trie_pattern_is_the_set_of_its_words() -> None:
    pattern = re.compile(lexicon.trie_pattern(["营收", "营业收入", "营", "EPS(元)"]))
    assert [m[0] for m in pattern.finditer("营收营业收入营EPS(元)")] == ["营收", "营业收入", "营", "EPS(元)"]
