"""Columns, rows of money and whole blocks that were moved or copied over each other."""

import copy

from edits import edit
from truth import Typed


def exchange(desk, one, two, rows, hidden):
    """Two columns change places in these rows; with the hidden key rows where they are dragged along."""
    hidden_rows = [] if hidden else [n for n in desk.hidden_rows() if n in rows]
    for row in rows:
        if row not in hidden_rows:
            a, b = desk.sheet.cell(row, one), desk.sheet.cell(row, two)
            a.value, b.value = b.value, a.value
            a.number_format, b.number_format = b.number_format, a.number_format
    for place, (row, column) in list(desk.at.items()):
        if row in rows and column in (one, two):
            desk.at[place] = (row, two if column == one else one)


def table_rows(desk):
    """The rows of 绩效指标 with its header and the hidden row above."""
    return range(desk.printed("三级指标").row - 1, desk.row(desk.indicators()[-1]) + 1)


@edit("22", "两列互换，连隐藏行")
def columns_swapped(desk):
    exchange(desk, desk.column("term_target"), desk.column(desk.main()), table_rows(desk), True)


@edit("22", "两列互换，隐藏行没动")
def columns_swapped_bare(desk):
    exchange(desk, desk.column("term_target"), desk.column(desk.main()), table_rows(desk), False)


@edit("22", "只把两个栏目名称互换", "evaluate")
def heads_swapped(desk):
    row = desk.printed("三级指标").row
    a, b = (desk.sheet.cell(row, desk.column(slot)) for slot in ("year_target", "actual"))
    a.value, b.value = b.value, a.value
    desk.ask(*((item, slot) for item in desk.indicators() for slot in ("year_target", "actual")))


@edit("22", "两行资金互换，隐藏列没动")
def money_swapped(desk):
    slot = "spent" if desk.main() == "actual" else "amount"
    rows = [desk.at[item, slot][0] for item in ("basic-expenditure", "project-expenditure")]
    columns = (2, 3) if slot == "amount" else (2, 3, 4, 5, 6)
    desk.permute(dict(zip(rows, reversed(rows))), columns=list(columns))


@edit("22", "两行资金互换，连隐藏列")
def money_swapped_whole(desk):
    slot = "spent" if desk.main() == "actual" else "amount"
    rows = [desk.at[item, slot][0] for item in ("basic-expenditure", "project-expenditure")]
    # Both halves of a row of the budget go along.
    desk.permute(dict(zip(rows, reversed(rows))), columns=list(range(2, desk.hidden_column() + 1)))


@edit("46", "资金项目名称互换", pairs=False)
def money_names_swapped(desk):
    slot = "spent" if desk.main() == "actual" else "amount"
    rows = [desk.at[item, slot][0] for item in ("basic-expenditure", "project-expenditure")]
    a, b = (desk.sheet.cell(row, 2) for row in rows)
    a.value, b.value = b.value, a.value
    slots = ("initial", "adjusted", "spent") if slot == "spent" else ("amount",)
    desk.ask(*((item, s) for item in ("basic-expenditure", "project-expenditure") for s in slots))


@edit("22", "一行复制粘贴到另一行上，连隐藏列")
def row_over_row(desk):
    one, two = desk.indicators()[4], desk.indicators()[14]
    row, onto = desk.row(one), desk.row(two)
    for column in range(desk.label(one).column, desk.hidden_column() + 1):
        desk.sheet.cell(onto, column).value = desk.sheet.cell(row, column).value
    for item, slot in list(desk.at):
        if item == two:
            desk.gone(item, slot)
        elif item == one:
            true = copy.copy(desk.true[item, slot])
            true.ask = bool(true.text)
            desk.true[item, slot] = true


@edit("22", "一行复制粘贴到另一行上，隐藏列没动")
def row_over_row_bare(desk):
    one, two = desk.indicators()[4], desk.indicators()[14]
    row, onto = desk.row(one), desk.row(two)
    for column in range(desk.label(one).column, desk.hidden_column()):
        desk.sheet.cell(onto, column).value = desk.sheet.cell(row, column).value
    for item, slot in list(desk.at):
        if item == two:
            desk.true[item, slot] = Typed(desk.true[one, slot].text, desk.true[one, slot].worth, ask=bool(desk.true[one, slot].text))


@edit("moved", "一行的数值拖到了下一行")
def dragged(desk):
    one, two = desk.indicators()[6:8]
    slot = desk.main()
    a, b = desk.cell(one, slot), desk.cell(two, slot)
    b.value, a.value = a.value, None
    true = copy.copy(desk.true[one, slot])
    true.any_value = True
    desk.true[two, slot], desk.true[one, slot] = true, Typed("", ask=True)


@edit("21", "清空了指标表的隐藏行", "evaluate")
def table_keys_cleared(desk):
    for cell in desk.sheet[desk.printed("三级指标").row - 1]:
        cell.value = None


@edit("21", "删了大块名称", "both")
def block_label_deleted(desk):
    for text in ("预算整体情况", "绩效指标"):
        desk.printed(text).value = None


@edit("keys", "隐藏列清掉，两行互换，名称还在")
def keys_cleared_swap(desk):
    items = desk.indicators()
    desk.swap(items[2], items[7])
    desk.clear_column(desk.hidden_column())
