"""What people do to the form before they mail it back (DOMAIN §6 and what else was seen), each as one edit on the desk.

An edit says by itself what is true afterwards: the desk keeps the truth as things are typed, moved and deleted.
"""

import copy

from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidationList

from truth import Typed, value, words

# (numbers of DOMAIN §6, name, stages, pairs with others, edit)
EDITS = []


def edit(numbers, name, stages="both", pairs=True):
    def add(function):
        EDITS.append((numbers, name, stages, pairs, function))
        return function
    return add


@edit("none", "样表照填，不作改动", pairs=False)
def nothing(desk):
    pass


# Sheets

@edit("12", "改了工作表名")
def renamed(desk):
    old, new = desk.sheet.title, "附件1（终稿）"
    desk.sheet.title = new
    for name in desk.book.defined_names.values():
        name.attr_text = name.attr_text.replace(f"'{old}'!", f"'{new}'!").replace(f"{old}!", f"'{new}'!")


@edit("13", "多了别的工作表")
def extra_sheets(desk):
    sheet = desk.book.create_sheet("测算过程", 0)
    sheet["A1"], sheet["B2"] = "测算过程（内部）", 4321.5
    desk.extra += ["测算过程（内部）", "4321.5"]


@edit("13", "多了一张列着指标名称的台账", "evaluate")
def ledger(desk):
    sheet = desk.book.create_sheet("台账")
    sheet.append(["三级指标", "去年完成值", "备注"])
    for n, item in enumerate(desk.indicators()):
        name, last = desk.label(item).value, f"台账{n}"
        sheet.append([name, last, "已核"])
        desk.extra.append(last)


@edit("14", "隐藏了工作表、行和列")
def hidden(desk):
    for name in desk.book.sheetnames:
        if name != desk.sheet.title:
            desk.book[name].sheet_state = "hidden"
    for item in desk.indicators()[3:9]:
        desk.sheet.row_dimensions[desk.row(item)].hidden = True
    desk.sheet.column_dimensions[desk.letter(desk.column(desk.main()))].hidden = True


@edit("15", "留着筛选")
def filtered(desk):
    first, last = desk.row(desk.indicators()[0]), desk.row(desk.indicators()[-1])
    desk.sheet.auto_filter.ref = f"A{first - 1}:{desk.letter(desk.last_column())}{last}"
    for row in range(first + 4, first + 11):
        desk.sheet.row_dimensions[row].hidden = True


# Rows and columns

@edit("18", "标题上面加了一行")
def above_title(desk):
    desk.insert_row(1)
    desk.write(1, 1, "附件1：")


@edit("18", "标题上面加了三行")
def three_above(desk):
    desk.insert_row(1, 3)
    desk.write(2, 1, "请于1月底前报送")


@edit("19", "最左边插了一列")
def column_left(desk):
    desk.insert_column(1)
    desk.write(desk.row(desk.indicators()[0]), 1, "序号1")


@edit("19", "数值列前插了一列")
def column_before_value(desk):
    desk.insert_column(desk.column(desk.main()))
    desk.write(desk.row(desk.indicators()[2]), desk.column(desk.main()) - 1, "去年905")


@edit("19", "名称和目标之间插了一列")
def column_after_label(desk):
    desk.insert_column(desk.column("term_target"))
    desk.write(desk.row(desk.indicators()[0]), desk.column("term_target") - 1, "个")


@edit("20", "指标之间插了行")
def row_between(desk):
    items = desk.indicators()
    desk.insert_row(desk.row(items[4]))
    desk.insert_row(desk.row(items[20]), 2)
    desk.write(desk.row(items[4]) - 1, desk.column(desk.main()), "小计见附表")


@edit("20", "各部分之间插了空行")
def row_between_blocks(desk):
    desk.insert_row(desk.row("basic-expenditure"))
    desk.insert_row(desk.printed("绩效指标").row)
    desk.insert_row(desk.printed("总体绩效目标").row)


@edit("20", "单位自己加了两项指标")
def own_indicator(desk):
    at = desk.row(desk.indicators()[6])
    desk.insert_row(at, 2)
    label = desk.label(desk.indicators()[6]).column
    for n in range(2):
        desk.write(at + n, label, f"本单位新增指标{n + 1}")
        desk.write(at + n, desk.column(desk.main()), f"{7777 + n}个")


@edit("20", "表尾加了一项指标")
def indicator_at_foot(desk):
    at = desk.row(desk.indicators()[-1]) + 1
    desk.insert_row(at)
    desk.write(at, desk.label(desk.indicators()[-1]).column, "自行增加的指标")
    desk.write(at, desk.column(desk.main()), "7779个")


@edit("20", "单位自己加了重点任务")
def own_task(desk):
    at = desk.row("T-6") + 1
    desk.insert_row(at)
    desk.write(at, desk.column("name"), "七、自行增加的任务")
    desk.write(at, desk.column("content"), "自行增加的内容")


@edit("20", "合计上面加了一行资金", "evaluate")
def own_money(desk):
    at = desk.printed("合计").row
    desk.insert_row(at)
    desk.write(at, 2, "自行增加的项目")
    for n, column in enumerate((4, 5, 6)):
        desk.write(at, column, 8880.5 + n)


@edit("20", "指标表上面插了带字的行", "evaluate")
def words_inside(desk):
    at = desk.printed("三级指标").row
    desk.insert_row(at + 1)
    for column in (4, 5, 7):
        desk.write(at + 1, column, f"说明{column}")


@edit("20", "校验码上面插了带数的行", "evaluate")
def number_at_foot(desk):
    at = next(c.row for row in desk.sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("校验码"))
    desk.insert_row(at)
    desk.write(at, 5, 424242)


@edit("21", "删了一行指标")
def row_deleted(desk):
    desk.delete_row(desk.row(desk.indicators()[5]))


@edit("21", "删了相连三行指标")
def rows_deleted(desk):
    for item in desk.indicators()[13:16]:
        desk.delete_row(desk.row(item))


@edit("21", "删了一行资金")
def money_deleted(desk):
    desk.delete_row(desk.row("project-expenditure"))


@edit("21", "删了隐藏的行")
def hidden_rows_deleted(desk):
    for row in sorted(desk.hidden_rows(), reverse=True):
        desk.delete_row(row)


@edit("21", "删了表头一行")
def head_deleted(desk):
    desk.delete_row(desk.printed("三级指标").row)


@edit("21", "删了实施周期一列")
def column_deleted(desk):
    desk.delete_column(desk.column("term_target"))


@edit("22", "两行互换，隐藏列没动")
def swapped(desk):
    items = desk.indicators()
    desk.swap(items[2], items[7])


@edit("22", "两行互换，连隐藏列")
def swapped_whole(desk):
    items = desk.indicators()
    desk.swap(items[1], items[9], hidden=True)


def order(desk, key, hidden):
    items = desk.indicators()
    rows, wanted = [desk.row(i) for i in items], sorted(items, key=key)
    desk.permute({desk.row(i): row for i, row in zip(wanted, rows)}, hidden)


@edit("22", "按名称重排全部指标，隐藏列没动", pairs=False)
def sorted_by_name(desk):
    order(desk, lambda i: desk.label(i).value, False)


@edit("22", "按名称重排全部指标，连隐藏列", pairs=False)
def sorted_whole(desk):
    order(desk, lambda i: desk.label(i).value, True)


@edit("22", "只把完成值一列重排了", "evaluate", pairs=False)
def values_sorted(desk):
    items, column = desk.indicators(), desk.column("actual")
    typed = {i: (desk.cell(i, "actual").value, desk.true[i, "actual"]) for i in items}
    # He believes that his values stand there; nobody can see that they are other rows' ones except by their measures.
    for item, other in zip(items, items[1:] + items[:1]):
        content, true = typed[other]
        true = copy.copy(true)
        true.any_value = True
        desk.type(item, "actual", content, true)


@edit("23", "表尾另加了签批行")
def signed(desk):
    foot = desk.sheet.max_row + 2
    desk.write(foot, 1, "分管领导：王五")
    desk.write(foot, 4, "2025年1月10日")


@edit("24", "取消了保护")
def unprotected(desk):
    for sheet in desk.book:
        sheet.protection.sheet = False


@edit("25", "粘贴冲掉了数据验证和格式")
def pasted_over(desk):
    desk.sheet.data_validations = DataValidationList()
    for item in desk.indicators():
        cell = desk.cell(item, desk.main())
        cell.number_format, cell.fill = "General", PatternFill()


# Merges

@edit("26", "全部合并单元格都拆开了")
def all_split(desk):
    for area in list(desk.sheet.merged_cells.ranges):
        desk.split(area)


@edit("26", "拆开后把大类名称逐行补上")
def split_and_filled(desk):
    for area in list(desk.sheet.merged_cells.ranges):
        column, head = area.min_col, desk.sheet.cell(area.min_row, area.min_col).value
        is_class = area.max_row > area.min_row and column < desk.label(desk.indicators()[0]).column
        desk.split(area)
        for row in range(area.min_row + 1, area.max_row + 1) if is_class else ():
            desk.sheet.cell(row, column).value = head


@edit("27", "多合并了空白格")
def new_merges(desk):
    row = desk.sheet.max_row + 2
    desk.sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=3)


@edit("27", "名称和目标两格合并了")
def label_merged(desk):
    item = desk.indicators()[3]
    label = desk.label(item)
    others = [slot for of, slot in desk.at if of == item and desk.at[of, slot][1] == label.column + 1]
    desk.merge(label, desk.sheet.cell(label.row, label.column + 1))
    for slot in others:
        desk.true[item, slot] = Typed("", ask=slot == desk.main())


@edit("28", "两行的数值合并成一格")
def values_merged(desk):
    one, two = desk.indicators()[8:10]
    slot = desk.main()
    desk.merge(desk.cell(one, slot), desk.cell(two, slot))
    desk.ask((one, slot))
    desk.true[two, slot] = Typed("", ask=True)


@edit("28", "三行的偏差原因合并成一格", "evaluate")
def reasons_merged(desk):
    items = desk.indicators()[4:7]
    desk.merge(desk.cell(items[0], "reason"), desk.cell(items[2], "reason"))
    kept = next((desk.true[i, "reason"] for i in items if desk.true[i, "reason"].text), words(""))
    for item in items:
        desk.true[item, "reason"] = Typed("", ask=bool(kept.text))
    desk.true[items[0], "reason"] = Typed(kept.text, kind="words", ask=bool(kept.text))


@edit("28", "一行的完成值和偏差原因合并成一格", "evaluate")
def row_merged(desk):
    item = desk.indicators()[10]
    desk.merge(desk.cell(item, "actual"), desk.cell(item, "reason"))
    desk.ask((item, "actual"))
    desk.true[item, "reason"] = words("")


@edit("29", "拆开合并格，数值写在后面的格里")
def off_anchor(desk):
    cell = desk.cell("fiscal-appropriation", "amount")
    area = desk.merged(cell)
    if not area:
        return above_value(desk)
    desk.split(area)
    desk.sheet.cell(cell.row, area.max_col).value, cell.value = cell.value, None


def above_value(desk):
    area = desk.merged(desk.cell("objective", "text"))
    cell = desk.cell("objective", "text")
    desk.split(area)
    desk.sheet.cell(cell.row, area.max_col).value, cell.value = cell.value, None


@edit("29", "拆开合并格，两格里都写了数")
def two_in_one(desk):
    place = ("fiscal-appropriation", "amount")
    cell = desk.cell(*place)
    area = desk.merged(cell)
    if area:
        desk.split(area)
        desk.write(cell.row, area.max_col, 991)
        desk.ask(place)


# Hidden keys and names

@edit("keys", "清掉了隐藏的列")
def keys_cleared(desk):
    desk.clear_column(desk.hidden_column())


@edit("keys", "删掉了隐藏的列")
def keys_deleted(desk):
    desk.delete_column(desk.hidden_column())


@edit("keys", "清掉了隐藏的行和列")
def all_keys_cleared(desk):
    desk.clear_column(desk.hidden_column())
    for row in desk.hidden_rows():
        for cell in desk.sheet[row]:
            cell.value = None


@edit("keys", "名称定义全丢了")
def names_lost(desk):
    for name in list(desk.book.defined_names):
        if not name.startswith("jh_own"):
            del desk.book.defined_names[name]


@edit("keys", "名称定义坏成 #REF!")
def names_broken(desk):
    for name in desk.book.defined_names.values():
        if "jh_own" not in name.name:
            name.attr_text = f"'{desk.sheet.title}'!#REF!"


@edit("keys", "名称定义错了一行")
def names_shifted(desk):
    import re
    for name in desk.book.defined_names.values():
        if "jh_own" not in name.name:
            name.attr_text = re.sub(r"\$(\d+)", lambda m: f"${int(m[1]) + 1}", name.attr_text)


@edit("keys", "清掉隐藏列，又插了行", pairs=False)
def keys_and_rows(desk):
    row_between(desk)
    keys_cleared(desk)


@edit("keys", "清掉隐藏列，名称丢失，又互换两行", pairs=False)
def keys_names_swap(desk):
    swapped(desk)
    keys_cleared(desk)
    names_lost(desk)


# Labels and targets

@edit("46", "指标名称改了几个字")
def label_edited(desk):
    cell = desk.label(desk.indicators()[4])
    cell.value = cell.value + "（全市）"


@edit("46", "指标名称改成另一项的名称")
def label_of_another(desk):
    one, two = desk.indicators()[3], desk.indicators()[11]
    desk.label(one).value = desk.label(two).value
    desk.ask(*((one, slot) for slot in ("term_target", "year_target", desk.main())))
    # Whoever reads the labels alone finds the other name twice.
    for slot in ("term_target", "year_target", desk.main()):
        desk.true[two, slot] = copy.copy(desk.true[two, slot])


@edit("46", "两项指标的名称互换", pairs=False)
def labels_swapped(desk):
    one, two = desk.indicators()[3], desk.indicators()[11]
    a, b = desk.label(one), desk.label(two)
    a.value, b.value = b.value, a.value
    desk.ask(*((item, slot) for item in (one, two) for slot in ("term_target", "year_target", desk.main())))


@edit("46", "栏目名称改了")
def head_edited(desk):
    column = desk.column(desk.main())
    cell = desk.sheet.cell(desk.printed("三级指标").row, column)
    cell.value = "实际完成情况" if desk.main() == "actual" else "今年指标值"


@edit("46", "名称里加了编号和空格")
def labels_numbered(desk):
    for n, item in enumerate(desk.indicators(), 1):
        cell = desk.label(item)
        cell.value = f"{n}. {cell.value}"


@edit("45", "目标改得和完成值一样", "evaluate")
def target_edited(desk):
    for item in desk.indicators()[5:8]:
        text = f"≥{desk.true[item, 'actual'].text}"
        desk.type(item, "year_target", text, Typed(text, value(text).worth, ask=True))


# Beside the cells

@edit("beside", "写在批注里，格里空着")
def in_comment(desk):
    from openpyxl.comments import Comment
    item, slot = desk.indicators()[6], desk.main()
    text = desk.true[item, slot].text
    desk.cell(item, slot).comment = Comment(f"完成情况：{text}", "经办")
    desk.clear(item, slot)
    desk.ask((item, slot))


@edit("beside", "用颜色表示意思")
def coloured(desk):
    for item in desk.indicators()[2:12]:
        desk.cell(item, desk.main()).fill = PatternFill("solid", fgColor="FFFF0000")


@edit("beside", "数值写在旁边的格里")
def beside(desk):
    item, slot = desk.indicators()[12], desk.main()
    text = desk.true[item, slot].text
    desk.clear(item, slot)
    desk.ask((item, slot))
    desk.write(desk.row(item), desk.hidden_column() + 1, text)


@edit("moved", "整列数值错位了一行", pairs=False)
def values_one_down(desk):
    items, slot = desk.indicators(), desk.main()
    typed = {i: (desk.cell(i, slot).value, desk.true[i, slot]) for i in items}
    for item, other in zip(items[1:], items):
        content, true = typed[other]
        true = copy.copy(true)
        true.any_value = True
        desk.type(item, slot, content, true)
    desk.clear(items[0], slot)
    desk.ask((items[0], slot))


@edit("beside", "表旁边写了许多说明")
def remarks(desk):
    column = desk.hidden_column() + 2
    for item in desk.indicators()[::5]:
        desk.write(desk.row(item), column, f"{item}的说明：数据来自统计年报")
