"""What people type (differences 30 to 48): each says what the clerk meant, and whether anyone could be sure of it."""

from datetime import date, datetime
from decimal import Decimal

from edits import edit
from raw import stored
from truth import Typed, money, words

JIA, GE, PERCENT, YUAN = "家", "个", "%", "元"


def meant(text, amount, measure, ask=False):
    return Typed(text, [(Decimal(str(amount)), measure)], ask=ask)


def unsure(text, kind=None):
    """Nobody can say what number this is: any reading of it as a sure number is wrong."""
    return Typed(text, [(Decimal("NaN"), "")], ask=True, kind=kind)


def each(desk, slot, *typed):
    for item, content, true in typed:
        desk.type(item, slot, content, true)


def in_wan(text, wan):
    return Typed(text, [(Decimal(str(wan)) * 10_000, YUAN)])


@edit("30", "数字存成了文本", "evaluate")
def number_as_text(desk):
    each(desk, "actual", ("P-05", "912", meant("912", 912, GE)), ("P-07", "'305", unsure("'305")),
         ("P-08", "+104", meant("+104", 104, JIA, ask=None)), ("B-06", "0689", unsure("0689")))
    each(desk, "spent", ("basic-expenditure", "13001.5", in_wan("13001.5", "13001.5")),
         ("project-expenditure", "5,001.25", in_wan("5,001.25", "5001.25")))


@edit("30", "数值单元格", "evaluate")
def true_numbers(desk):
    each(desk, "actual", ("P-05", 912, meant("912", 912, GE)), ("P-02", 20388, meant("20388", 20388, "家次")),
         ("B-06", 689.0, meant("689", 689, JIA)), ("B-07", 0, meant("0", 0, JIA)), ("P-22", 52.6, meant("52.6", 526000, "台")),
         ("P-09", 0.1 + 0.2, meant("0.3", "0.3", GE)), ("B-03", 2608.5, meant("2608.5", 260850000000, YUAN)),
         ("P-16", 10.1, meant("10.1", 101000, "座")))


@edit("31", "全角数字和符号", "evaluate")
def full_width(desk):
    each(desk, "actual", ("P-05", "９１２个", meant("９１２个", 912, GE)), ("B-09", "８４．５％", meant("８４．５％", "84.5", PERCENT)),
         ("P-07", "３０５　家", meant("３０５　家", 305, JIA)), ("P-02", "２０，３８８家次", meant("２０，３８８家次", 20388, "家次")),
         ("P-08", "１０４", meant("１０４", 104, JIA)), ("P-12", "①⑥个", unsure("①⑥个")))
    each(desk, "spent", ("basic-expenditure", "１３００１．５", in_wan("１３００１．５", "13001.5")))


@edit("32", "单元格里写了计量单位", "evaluate")
def with_measure(desk):
    each(desk, "actual", ("P-05", "912 个", meant("912 个", 912, GE)), ("P-07", "305户", meant("305户", 305, JIA, ask=None)),
         ("P-22", "526000台", meant("526000台", 526000, "台")), ("P-16", "101000座", meant("101000座", 101000, "座")),
         ("B-03", "26085000万元", meant("26085000万元", 260850000000, YUAN)), ("P-12", "16次", meant("16次", 16, "次", ask=True)))
    each(desk, "spent", ("basic-expenditure", "13001.5万元", in_wan("13001.5万元", "13001.5")),
         ("project-expenditure", "5001.25 万", in_wan("5001.25 万", "5001.25")),
         ("fiscal-special-funds", "22.99亿元", in_wan("22.99亿元", "229900")))


@edit("33", "千分位和中文逗号", "evaluate")
def separators(desk):
    each(desk, "actual", ("P-02", "20,388家次", meant("20,388家次", 20388, "家次")), ("B-05", "1，530家", meant("1，530家", 1530, JIA)),
         ("B-03", "2 608亿元", meant("2 608亿元", 260800000000, YUAN, ask=None)), ("P-07", "3,05家", unsure("3,05家")),
         ("P-05", "9.12.3个", unsure("9.12.3个")), ("P-08", "1、04家", unsure("1、04家")), ("B-06", "7'10家", unsure("7'10家")))
    each(desk, "spent", ("basic-expenditure", "13，001.50", in_wan("13，001.50", "13001.5")),
         ("project-expenditure", "5、001.25", unsure("5、001.25")))


@edit("34", "空格、不间断空格和换行", "evaluate")
def white_space(desk):
    each(desk, "actual", ("P-05", " 912个 ", meant(" 912个 ", 912, GE)), ("P-07", "305\u00a0家", meant("305\u00a0家", 305, JIA)),
         ("P-08", "104\n家", meant("104\n家", 104, JIA)), ("P-12", "1 6个", unsure("1 6个")),
         ("P-09", "\u200b51个", meant("\u200b51个", 51, GE)), ("B-06", "  ", Typed("", ask=True)))
    each(desk, "reason", ("P-01", "\u3000\u3000", words("")))


@edit("35", "百分数的几种写法", "evaluate")
def percents(desk):
    each(desk, "actual", ("B-09", "84", meant("84", 84, PERCENT)), ("B-01", "7.2％", meant("7.2％", "7.2", PERCENT)),
         ("B-04", "百分之一点四", meant("百分之一点四", "1.4", PERCENT)))


@edit("35", "百分数写成了小数", "evaluate")
def fractions(desk):
    for item, content, percent in (("B-09", 0.845, "84.5"), ("B-01", 0.072, "7.2"), ("B-04", 0.014, "1.4")):
        desk.type(item, "actual", content, meant(str(content), percent, PERCENT, ask=None))
        desk.cell(item, "actual").number_format = "General"


@edit("35", "百分数 84 粘贴到百分比格式的格里", "evaluate")
def hundredfold(desk):
    for item, content, percent in (("B-09", 84, "84"), ("B-01", 7.2, "7.2"), ("B-04", 1.4, "1.4")):
        desk.type(item, "actual", content, meant(f"{content * 100:g}%", percent, PERCENT))
        desk.cell(item, "actual").number_format = "0.00%"


@edit("35", "百分比格式的单元格", "evaluate")
def percent_format(desk):
    for item, content, shown in (("B-09", 0.845, "84.5"), ("B-01", 0.072, "7.2"), ("B-04", 0.014, "1.4")):
        desk.type(item, "actual", content, meant(f"{shown}%", shown, PERCENT))
        desk.cell(item, "actual").number_format = "0.00%"


@edit("36", "一格金额误用元", "evaluate")
def yuan(desk):
    each(desk, "spent", ("basic-expenditure", 130015000, Typed("130015000", [(Decimal(130015000), YUAN)])))
    each(desk, "actual", ("B-02", "12810000万元", meant("12810000万元", 128100000000, YUAN)),
         ("B-03", 26085000, meant("26085000", 260850000000, YUAN)), ("P-22", 526000, meant("526000", 526000, "台")),
         ("P-16", "101000", meant("101000", 101000, "座")))


@edit("36", "全部金额都误用元", "evaluate")
def all_yuan(desk):
    for (item, slot), true in list(desk.true.items()):
        if slot in ("amount", "initial", "adjusted", "spent") and (item, slot) in desk.at and true.worth and true.worth[0][0].is_finite():
            amount = true.worth[0][0]
            desk.type(item, slot, float(amount), Typed(f"{amount.normalize():f}", [(amount, YUAN)]))


@edit("36", "执行情况一块误用元", "evaluate")
def block_yuan(desk):
    for (item, slot), true in list(desk.true.items()):
        if slot in ("initial", "adjusted", "spent") and (item, slot) in desk.at and true.worth and true.worth[0][0].is_finite():
            amount = true.worth[0][0]
            desk.type(item, slot, float(amount), Typed(f"{amount.normalize():f}", [(amount, YUAN)]))


@edit("37", "完成值前带符号", "evaluate")
def operators(desk):
    each(desk, "actual", ("P-05", "≥912个", meant("≥912个", 912, GE)), ("P-07", ">=305家", meant(">=305家", 305, JIA)),
         ("P-08", "＞104家", meant("＞104家", 104, JIA)), ("P-09", "不少于51个", meant("不少于51个", 51, GE)),
         ("B-04", "≤1.4%", meant("≤1.4%", "1.4", PERCENT)), ("P-12", "》16个", meant("》16个", 16, GE, ask=None)),
         ("B-06", "=689家", meant("=689家", 689, JIA)))


@edit("38", "约、左右、近、超、余", "evaluate")
def inexact(desk):
    each(desk, "actual", ("P-05", "约912个", meant("约912个", 912, GE, ask=True)), ("P-07", "305家左右", meant("305家左右", 305, JIA, ask=True)),
         ("P-08", "近104家", meant("近104家", 104, JIA, ask=True)), ("P-09", "超51个", meant("超51个", 51, GE, ask=None)),
         ("P-12", "16余个", meant("16余个", 16, GE, ask=True)), ("B-06", "689多家", meant("689多家", 689, JIA, ask=True)),
         ("B-05", "1500-1600家", unsure("1500-1600家")), ("P-02", "2万余家次", meant("2万余家次", 20000, "家次", ask=True)))
    each(desk, "spent", ("basic-expenditure", "约13001.5", unsure("约13001.5")))


@edit("39", "日期写进了数值栏", "evaluate")
def dates(desk):
    each(desk, "actual", ("P-05", date(2025, 5, 10), unsure("2025-05-10")), ("P-07", datetime(2024, 12, 31, 8, 30), unsure("2024-12-31 08:30:00")),
         ("P-08", "2024年12月底", unsure("2024年12月底")), ("P-09", "20241231", unsure("20241231")), ("P-02", 45657, meant("45657", 45657, "家次", ask=None)))
    each(desk, "spent", ("basic-expenditure", date(2024, 12, 31), unsure("2024-12-31")))


@edit("40", "已完成、√ 代替数字", "evaluate")
def done(desk):
    each(desk, "actual", ("P-05", "已完成", unsure("已完成")), ("P-07", "√", unsure("√")), ("P-08", "达标", unsure("达标")),
         ("P-09", "按计划推进", unsure("按计划推进")), ("P-12", "见附件", unsure("见附件")), ("B-06", "100%", unsure("100%")),
         ("P-13", "已完成3场", meant("已完成3场", 3, "场", ask=None)), ("B-05", "是", unsure("是")), ("P-02", "同上", unsure("同上")))
    each(desk, "spent", ("basic-expenditure", "全部支出", unsure("全部支出")))


@edit("41", "/、—、无、不涉及、0 和空白混用", "evaluate")
def nothings(desk):
    each(desk, "actual", ("P-05", "/", unsure("/", kind="not-applicable")), ("P-07", "—", unsure("—", kind="not-applicable")),
         ("P-08", "无", unsure("无", kind="not-applicable")), ("P-09", "不涉及", unsure("不涉及", kind="not-applicable")),
         ("P-12", 0, meant("0", 0, GE)), ("B-06", None, Typed("", ask=True)), ("P-13", "-", unsure("-", kind="not-applicable")),
         ("B-07", "0家", meant("0家", 0, JIA)), ("P-02", "零", meant("零", 0, "家次", ask=None)), ("B-05", "N/A", unsure("N/A")),
         ("P-24", "暂无", unsure("暂无")))
    each(desk, "spent", ("basic-expenditure", "/", unsure("/", kind="not-applicable")), ("project-expenditure", "无", unsure("无", kind="not-applicable")),
         ("fiscal-special-funds", None, Typed("", ask=True)))


@edit("41", "样例没有删掉", "evaluate")
def placeholders(desk):
    each(desk, "actual", ("P-05", "≥**个", unsure("≥**个")), ("P-07", "XX家", unsure("XX家")), ("P-08", "》 家", unsure("》 家")),
         ("P-09", "……", unsure("……")), ("P-12", "待填", unsure("待填")), ("B-06", "？", unsure("？")), ("P-13", "__场", unsure("__场")))


@edit("42", "一格里写了两个值", "evaluate")
def two_values(desk):
    each(desk, "actual", ("P-05", "912个/915个", unsure("912个/915个")), ("P-07", "305家（其中区级300家）", meant("305家（其中区级300家）", 305, JIA)),
         ("P-08", "104、110", unsure("104、110")), ("P-09", "51个\n52个", unsure("51个\n52个")), ("P-12", "上半年9个，下半年7个", unsure("上半年9个，下半年7个")),
         ("B-06", "689家，另有3家在办", unsure("689家，另有3家在办")), ("P-20", "204家", unsure("204家")), ("B-05", "1500+30家", unsure("1500+30家")),
         ("P-13", "3→4场", unsure("3→4场")), ("P-21", "151（152）个", unsure("151（152）个")))
    each(desk, "spent", ("basic-expenditure", "13000/13001", unsure("13000/13001")), ("project-expenditure", "5000+1.25", unsure("5000+1.25")))


@edit("42", "复合指标的几种写法", "evaluate")
def compounds(desk):
    both = [(Decimal(204), JIA), (Decimal(10300000000), YUAN)]
    desk.type("P-20", "actual", "204家；103亿元", Typed("204家；103亿元", both))


@edit("42", "复合指标两段次序颠倒", "evaluate")
def compound_turned(desk):
    both = [(Decimal(204), JIA), (Decimal(10300000000), YUAN)]
    desk.type("P-20", "actual", "103亿元、204家", Typed("103亿元、204家", both, ask=None))


@edit("42", "复合指标两个数没有单位", "evaluate")
def compound_bare(desk):
    desk.type("P-20", "actual", "204、103", Typed("204、103", [(Decimal(204), JIA), (Decimal(10300000000), YUAN)], ask=None))


@edit("43", "公式代替数值", "evaluate", pairs=False)
def formulas(desk):
    each(desk, "actual", ("P-05", "x", meant("912", 912, GE)), ("P-07", "x", unsure("#REF!")), ("P-08", "x", meant("104", 104, JIA)),
         ("P-09", "x", unsure("#DIV/0!")), ("P-12", "x", unsure("TRUE")), ("P-13", "x", meant("4场", 4, "场")))
    each(desk, "spent", ("basic-expenditure", "x", in_wan("13001.5", "13001.5")), ("project-expenditure", "x", unsure("#N/A")))
    stored(desk, "P-05", "actual", "<f>900+12</f><v>912</v>")
    stored(desk, "P-07", "actual", "<f>#REF!A1</f><v>#REF!</v>", "e")
    stored(desk, "P-08", "actual", "<f>[1]Sheet1!A1</f><v>104</v>")
    stored(desk, "P-09", "actual", "<f>1/0</f><v>#DIV/0!</v>", "e")
    stored(desk, "P-12", "actual", "<f>1=1</f><v>1</v>", "b")
    stored(desk, "P-13", "actual", '<f>4&amp;"场"</f><v>4场</v>', "str")
    stored(desk, "basic-expenditure", "spent", "<f>13000+1.5</f><v>13001.5</v>")
    stored(desk, "project-expenditure", "spent", "<f>NA()</f><v>#N/A</v>", "e")


@edit("43", "浮点尾数和科学计数", "evaluate", pairs=False)
def floats(desk):
    each(desk, "actual", ("P-05", "x", meant("912", 912, GE)), ("P-02", "x", meant("20388", 20388, "家次")), ("B-09", "x", meant("84.3%", "84.3", PERCENT)),
         ("B-05", "1.53E3家", meant("1.53E3家", 1530, JIA, ask=None)), ("P-07", "3.05e2", meant("3.05e2", 305, JIA, ask=None)))
    stored(desk, "P-05", "actual", "<v>912.00000000000011</v>")
    stored(desk, "P-02", "actual", "<v>2.0388E4</v>")
    stored(desk, "B-09", "actual", "<v>0.84300000000000011</v>")


@edit("44", "公式没有保存结果", "evaluate")
def no_cached_value(desk):
    each(desk, "actual", ("P-05", "=900+12", unsure("=900+12")), ("P-07", "=SUM(A1:A2)", unsure("=SUM(A1:A2)")))
    each(desk, "spent", ("basic-expenditure", "=13000+1.5", unsure("=13000+1.5")))


@edit("47", "填了累计数", "evaluate")
def cumulative(desk):
    each(desk, "actual", ("P-05", "1824个", meant("1824个", 1824, GE)), ("P-07", "累计305家", meant("累计305家", 305, JIA, ask=None)))


@edit("48", "留着上年的数", "evaluate")
def last_year(desk):
    each(desk, "actual", ("P-05", "880个", meant("880个", 880, GE)), ("P-07", "2023年299家", meant("2023年299家", 299, JIA, ask=None)))


@edit("32", "隐藏在数字格式里的单位", "evaluate")
def measure_in_format(desk):
    desk.type("P-05", "actual", 912, meant("912", 912, GE))
    desk.cell("P-05", "actual").number_format = '0"个"'
    desk.type("P-22", "actual", 526000, meant("526000", 526000, "台"))
    desk.cell("P-22", "actual").number_format = '0.0,"千台"'
    desk.type("basic-expenditure", "spent", 13001.456, in_wan("13001.456", "13001.456"))
    desk.cell("basic-expenditure", "spent").number_format = "0"


@edit("words", "数字写成汉字", "evaluate")
def spelled(desk):
    each(desk, "actual", ("P-05", "九百一十二个", meant("九百一十二个", 912, GE)), ("P-16", "10万1千座", meant("10万1千座", 101000, "座", ask=None)),
         ("B-05", "一千五百三十家", meant("一千五百三十家", 1530, JIA)), ("P-22", "五十二万六千台", meant("五十二万六千台", 526000, "台")),
         ("P-14", "壹项", meant("壹项", 1, "项", ask=None)), ("P-13", "四场", meant("四场", 4, "场")), ("B-02", "1千2百亿元", meant("1千2百亿元", 120000000000, YUAN, ask=None)))


@edit("signs", "负数和括号", "evaluate")
def negatives(desk):
    each(desk, "actual", ("B-01", "-2.5%", meant("-2.5%", "-2.5", PERCENT)), ("P-05", "(912)", unsure("(912)")), ("B-04", "－1.4%", meant("－1.4%", "-1.4", PERCENT, ask=None)),
         ("P-07", "下降5家", unsure("下降5家")), ("B-09", "提高1.5个百分点", unsure("提高1.5个百分点")))
    each(desk, "spent", ("basic-expenditure", -13001.5, Typed("-13001.5", [(Decimal("-130015000"), YUAN)], ask=True)),
         ("project-expenditure", "(5001.25)", unsure("(5001.25)")))
