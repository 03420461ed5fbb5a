"""Whose figures these metrics are as a rule: the company's, a segment's, or either's."""

import re

WHOLE = re.compile(r"公司|本行|集团|上市公司|报告期")
"""Words that speak of the company as a whole."""
ALWAYS_COMPANY = frozenset({"eps", "bps", "dps", "pe", "pb", "ps", "target_price", "price", "market_cap", "peg", "ev_ebitda",
                               "total_shares", "exercise_price", "options_granted", "roe", "roa", "debt_ratio", "unlock_target", "payout_ratio",
                               "dividend_yield", "fundraising"})  # fmt: skip

COMPANY_UNLESS_NAMED = ALWAYS_COMPANY | {
    "net_profit_parent", "net_profit_parent_ex", "period_expense_ratio", "selling_expense_ratio", "admin_expense_ratio",
    "rd_expense_ratio", "finance_expense_ratio", "selling_expense", "admin_expense", "rd_expense", "finance_expense",
    "operating_cash_flow", "contract_liabilities", "receivables", "cash", "total_assets", "impairment", "unlock_target", "capex",
    "participants", "dividend", "net_margin", "inventory", "fixed_assets", "ebitda", "operating_profit", "operating_margin", "total_profit", "payout_ratio",
}  # fmt: skip
OF_SEGMENTS = frozenset({
    "revenue", "gross_margin", "gross_profit", "sales_volume", "output", "average_price", "capacity",
    "capacity_utilization",
})  # fmt: skip
RESULTS = frozenset({"net_profit", "net_margin", "total_profit", "operating_profit", "operating_margin", "ebitda"})
OF_RESULTS = RESULTS | {"revenue", "gross_profit", "gross_margin", "net_profit_parent"}
