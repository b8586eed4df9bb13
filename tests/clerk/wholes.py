"""What happens to whole workbooks: copied, rebuilt, several in one, last year's, and what LibreOffice makes of them.

Each gives the files that go into the mail, with what is true of them.
"""

import copy
import re
import subprocess
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

import roster
from desk import Desk, plain
from truth import INDICATORS, SLOTS, BUDGET, Typed, words

# (numbers, name, stages, function of the workshop)
WHOLES = []


def whole(numbers, name, stages=("evaluate", "declare")):
    def add(function):
        WHOLES.append((numbers, name, stages, function))
        return function
    return add


def values_of(sheet, calculated):
    """What a person sees in a sheet: formulas show their results."""
    return {(c.row, c.column): calculated[c.coordinate].value for row in sheet.iter_rows() for c in row
            if c.value is not None and calculated[c.coordinate].value is not None}


@whole("copies", "值粘贴到新工作簿，连隐藏列")
def values_only(shop):
    desk, book = shop.calculated(), Workbook()
    book.active.title = desk.sheet.title
    for (row, column), content in values_of(desk.sheet, desk.shown).items():
        book.active.cell(row, column).value = content
    return [shop.mail(book, desk.true)]


@whole("copies", "值粘贴到新工作簿，不带隐藏列")
def visible_values(shop):
    desk, book = shop.calculated(), Workbook()
    for (row, column), content in values_of(desk.sheet, desk.shown).items():
        if column < desk.hidden_column():
            book.active.cell(row, column).value = content
    return [shop.mail(book, desk.true)]


@whole("copies", "只把可见的格粘贴到新工作簿")
def visible_rows(shop):
    desk, book = shop.calculated(), Workbook()
    hidden = [n for n, plan in desk.sheet.row_dimensions.items() if plan.hidden]
    for (row, column), content in values_of(desk.sheet, desk.shown).items():
        if column < desk.hidden_column() and row not in hidden:
            book.active.cell(row - sum(h < row for h in hidden), column).value = content
    return [shop.mail(book, desk.true)]


@whole("copies", "照样子重打一张表，从B3起")
def rebuilt(shop):
    desk, book = shop.calculated(), Workbook()
    hidden = [n for n, plan in desk.sheet.row_dimensions.items() if plan.hidden]
    for (row, column), content in values_of(desk.sheet, desk.shown).items():
        if column < desk.hidden_column() and row not in hidden:
            content = content.removesuffix(" *") if isinstance(content, str) else content
            book.active.cell(row - sum(h < row for h in hidden) + 2, column + 1).value = content
    return [shop.mail(book, desk.true)]


@whole("copies", "自己排一张表，列的次序不同")
def own_layout(shop):
    desk, book = shop.calculated(), Workbook()
    sheet = book.active
    sheet.append(["部门整体预算绩效目标申报表"])
    sheet.append(["部门名称", roster.AGENCIES[0][1]])
    heads = ["三级指标", desk.main_head(), "一级指标", "年度指标值", "实施周期指标值"]
    sheet.append(heads)
    for line in INDICATORS:
        cells = []
        for head in heads:
            slot = SLOTS.get(head)
            cells.append(desk.cell(line["id"], slot).value if slot else line["name"] if head == "三级指标" else line["level1"])
        sheet.append(cells)
    typed = {SLOTS[head] for head in heads if head in SLOTS}
    return [shop.mail(book, {place: true for place, true in desk.true.items() if place[1] in typed})]


@whole("copies", "删去了别的工作表和属性")
def stripped(shop):
    desk = shop.desk()
    for name in desk.book.sheetnames:
        if name != desk.sheet.title:
            del desk.book[name]
    for name in list(desk.book.defined_names):
        del desk.book.defined_names[name]
    desk.book.custom_doc_props.props.clear()
    return [shop.mail(desk.book, desk.true)]


@whole("copies", "工作表单独复制到新工作簿")
def alone(shop):
    path = shop.path()
    shop.office.edit(shop.own_copy(), path, ["alone", shop.sheet_index()])
    return [shop.filed(path, shop.true())]


@whole("13", "另有一张相像的草稿表")
def draft(shop):
    desk = shop.desk()
    other = desk.book.copy_worksheet(desk.sheet)
    other.title = "绩效目标（草稿）"
    true = copy.deepcopy(desk.true)
    item = desk.indicators()[3]
    row, column = desk.at[item, desk.main()]
    other.cell(row, column).value = "≥4321个"
    asked = {place: Typed(t.text, t.worth, ask=bool(t.text), kind=t.kind) for place, t in true.items()}
    return [shop.mail(desk.book, asked, sheet=desk.sheet.title)]


@whole("13", "另有一张相像的草稿表，没有隐藏列")
def plain_draft(shop):
    desk = shop.desk()
    other = desk.book.copy_worksheet(desk.sheet)
    other.title = "绩效目标（草稿）"
    for row in other.iter_rows(min_col=desk.hidden_column(), max_col=desk.hidden_column()):
        row[0].value = None
    for row in desk.hidden_rows():
        for cell in other[row]:
            cell.value = None
    item = desk.indicators()[3]
    row, column = desk.at[item, desk.main()]
    other.cell(row, column).value = "≥4321个"
    return [shop.mail(desk.book, desk.true, sheet=desk.sheet.title)]


@whole("13", "草稿表排在正式表前面")
def draft_first(shop):
    desk = shop.desk()
    other = desk.book.copy_worksheet(desk.sheet)
    other.title = "草稿"
    desk.book.move_sheet(other, -len(desk.book.sheetnames) + 1)
    for row in other.iter_rows(min_col=desk.hidden_column(), max_col=desk.hidden_column()):
        row[0].value = None
    row, column = desk.at[desk.indicators()[3], desk.main()]
    other.cell(row, column).value = "≥4321个"
    return [shop.mail(desk.book, desk.true, sheet=desk.sheet.title)]


def others(shop):
    """The forms of all three agencies, each with an own value."""
    desks = []
    for n, (_, name, _) in enumerate(roster.AGENCIES):
        desk = shop.other(n)
        slot, item = desk.main(), desk.indicators()[1]
        text = f"{20400 + n}家次"
        desk.type(item, slot, text, Typed(text, [(20400 + n, "家次")]))
        desks.append((name, desk))
    return desks


def copied(source, sheet, down=0, columns=None):
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None and (columns is None or cell.column < columns):
                sheet.cell(cell.row + down, cell.column).value = cell.value
    for area in source.merged_cells.ranges:
        sheet.merge_cells(start_row=area.min_row + down, end_row=area.max_row + down, start_column=area.min_col, end_column=area.max_col)


@whole("17", "几个单位各占一张工作表")
def sheets_of_several(shop):
    book, forms = Workbook(), []
    for name, desk in others(shop):
        sheet = book.create_sheet(name[:8])
        copied(desk.sheet, sheet)
        forms.append({"agency": name, "true": desk.true})
    del book["Sheet"]
    return [shop.several(book, forms)]


@whole("17", "几个单位上下排在一张表里")
def stacked(shop):
    book, forms, down = Workbook(), [], 0
    for name, desk in others(shop):
        copied(desk.sheet, book.active, down)
        down += desk.sheet.max_row + 3
        forms.append({"agency": name, "true": desk.true})
    return [shop.several(book, forms)]


@whole("17", "几个单位上下排在一张表里，没有隐藏列")
def stacked_plain(shop):
    book, forms, down = Workbook(), [], 0
    for name, desk in others(shop):
        copied(desk.sheet, book.active, down, desk.hidden_column())
        down += desk.sheet.max_row + 3
        forms.append({"agency": name, "true": desk.true})
    return [shop.several(book, forms)]


@whole("17", "几个单位上下排，后面的没有隐藏列")
def stacked_mixed(shop):
    book, forms, down = Workbook(), [], 0
    for n, (name, desk) in enumerate(others(shop)):
        copied(desk.sheet, book.active, down, desk.hidden_column() if n else None)
        down += desk.sheet.max_row + 3
        forms.append({"agency": name, "true": desk.true})
    return [shop.several(book, forms)]


@whole("17", "几个单位左右排在一张表里")
def side_by_side(shop):
    book, forms, right = Workbook(), [], 0
    for name, desk in others(shop):
        for row in desk.sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    book.active.cell(cell.row, cell.column + right).value = cell.value
        right += desk.hidden_column() + 1
        forms.append({"agency": name, "true": desk.true})
    return [shop.several(book, forms)]


@whole("16", "上年的模板")
def last_year(shop):
    desk = shop.edition("2023.1")
    return [shop.mail(desk.book, desk.true, refused=True)]


@whole("16", "有对照关系的旧版模板", ("evaluate",))
def earlier_edition(shop):
    desk = shop.edition("2024.0")
    return [shop.mail(desk.book, desk.true)]


@whole("16", "另一阶段的表")
def other_stage(shop):
    desk = shop.desk("declare" if shop.stage == "evaluate" else "evaluate")
    return [shop.mail(desk.book, desk.true, refused=True)]


@whole("11", "借了别的单位的表，只改了名称")
def borrowed(shop):
    desk = shop.other(1)
    cell = next(c for row in desk.sheet.iter_rows() for c in row if c.value == roster.AGENCIES[1][1])
    cell.value = roster.AGENCIES[0][1]
    return [shop.mail(desk.book, desk.true, refused=True)]


@whole("11", "文件名和表里单位不同")
def misnamed(shop):
    desk = shop.desk()
    return [shop.mail(desk.book, desk.true, name="02_越秀_申报表.xlsx")]


@whole("10", "通用表没有选单位")
def nobody(shop):
    desk = shop.common()
    return [shop.mail(desk.book, desk.true, refused=True)]


@whole("10", "单位名称被删掉")
def name_deleted(shop):
    desk = shop.desk()
    next(c for row in desk.sheet.iter_rows() for c in row if c.value == roster.AGENCIES[0][1]).value = None
    return [shop.mail(desk.book, desk.true)]


# LibreOffice's own hands

def by_office(numbers, name, *jobs, stages=("evaluate", "declare")):
    @whole(numbers, name, stages)
    def act(shop):
        path, desk = shop.path(), shop.desk()
        sheet = shop.sheet_index()
        shop.office.edit(shop.own_copy(), path, ["unprotect", sheet], *([j[0], sheet, *(w(desk) if callable(w) else w for w in j[1:])] for j in jobs))
        return [shop.filed(path, shop.true())]


def first(desk):
    return desk.row(desk.indicators()[0])


by_office("18", "标题上面加一行（LibreOffice）", ("insert-rows", 0, 1))
by_office("20", "指标之间插行（LibreOffice）", ("insert-rows", lambda d: d.row(d.indicators()[6]) - 1, 2))
by_office("19", "插一列（LibreOffice）", ("insert-columns", lambda d: d.column(d.main()) - 1, 1))
by_office("22", "按名称排序，隐藏列没动（LibreOffice）",
          ("sort", lambda d: f"D{first(d)}:{get_column_letter(d.last_column())}{first(d) + 12}", 0))
by_office("22", "按名称排序，连隐藏列（LibreOffice）",
          ("sort", lambda d: f"D{first(d)}:{get_column_letter(d.hidden_column())}{first(d) + 12}", 0))
by_office("22", "剪切一行插到别处（LibreOffice）",
          ("insert-rows", lambda d: first(d) + 8, 1),
          ("move", lambda d: f"D{first(d) + 1}:{get_column_letter(d.hidden_column())}{first(d) + 1}", lambda d: f"D{first(d) + 9}"))
by_office("24", "另存一遍（LibreOffice）")


@whole("21", "删一行（LibreOffice）")
def office_delete(shop):
    path, desk = shop.path(), shop.desk()
    item = desk.indicators()[5]
    row = desk.row(item)
    shop.office.edit(shop.own_copy(), path, ["unprotect", shop.sheet_index()], ["delete-rows", shop.sheet_index(), row - 1, 1])
    for place in [p for p in desk.at if p[0] == item]:
        desk.gone(*place)
    return [shop.filed(path, desk.true)]
