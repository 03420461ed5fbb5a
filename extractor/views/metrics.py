"""Chinese names of the metric codes, as the data contract gives them."""

from collections.abc import Mapping

from extractor.schema import Fact

NAMES: Mapping[str, str] = {
    "revenue": "营业收入", "net_profit_parent": "归母净利润", "net_profit_parent_ex": "扣非归母净利润",
    "net_profit": "净利润", "gross_profit": "毛利", "operating_profit": "营业利润", "total_profit": "利润总额",
    "ebitda": "EBITDA", "gross_margin": "毛利率", "net_margin": "净利率", "operating_margin": "营业利润率",
    "roe": "净资产收益率", "roa": "总资产收益率", "eps": "每股收益", "bps": "每股净资产", "dps": "每股股利",
    "pe": "市盈率", "pb": "市净率", "ps": "市销率", "ev_ebitda": "EV/EBITDA", "peg": "PEG", "target_price": "目标价",
    "price": "股价", "market_cap": "市值", "dividend_yield": "股息率", "payout_ratio": "分红率", "dividend": "分红总额",
    "period_expense_ratio": "期间费用率", "selling_expense": "销售费用", "selling_expense_ratio": "销售费用率",
    "admin_expense": "管理费用", "admin_expense_ratio": "管理费用率", "rd_expense": "研发费用",
    "rd_expense_ratio": "研发费用率", "finance_expense": "财务费用", "finance_expense_ratio": "财务费用率",
    "impairment": "减值损失", "operating_cash_flow": "经营性现金流净额", "capex": "资本开支", "total_assets": "总资产",
    "fixed_assets": "固定资产", "inventory": "存货", "receivables": "应收账款", "contract_liabilities": "合同负债",
    "debt_ratio": "资产负债率", "cash": "货币资金", "order_backlog": "在手订单", "new_orders": "新签订单",
    "capacity": "产能", "capacity_utilization": "产能利用率", "output": "产量", "sales_volume": "销量",
    "average_price": "均价", "market_share": "市占率", "market_size": "市场规模", "penetration": "渗透率",
    "store_count": "门店数", "customers": "客户数", "users": "用户数", "employees": "员工数", "total_shares": "总股本",
    "investment": "投资额", "fundraising": "募资额", "contract_value": "合同金额", "options_granted": "授予数量",
    "exercise_price": "行权价", "participants": "激励对象人数", "unlock_target": "业绩考核目标",
}  # fmt: skip
"""By code; `other` has none, its facts go by their labels."""


def name_of(fact: Fact) -> str | None:
    """The metric's name for a person; for one without a code the report's own words."""
    return NAMES.get(fact.metric, fact.label if fact.metric == "other" else fact.metric)
