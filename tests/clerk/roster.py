"""The office before the round: 名册.xlsx, so that one agency gets the whole published form."""

from openpyxl import load_workbook

from truth import INDICATORS, TASKS, objective

# The agency whose form the clerk fills, and two more.
AGENCIES = [("440103", "荔湾区工业和信息化局", "荔湾"), ("440104", "越秀区科技工业和信息化局", "越秀"),
            ("440105", "海珠区科技工业商务和信息化局", "海珠")]


def write(folder, names=None):
    """`names`: what some indicators are called in this round, where it is not as published."""
    path = f"{folder}/名册.xlsx"
    book = load_workbook(path)
    sheet = book["填报单位"]
    for row, (code, name, short) in zip(range(3, 6), AGENCIES):
        for column, content in zip(range(1, 8), (code, name, short, "", "", "区", "是")):
            sheet.cell(row, column).value = content or None
    sheet = book["任务分解"]
    sheet.cell(2, 5).value, sheet.cell(2, 6).value, sheet.cell(2, 7).value = (short for _, _, short in AGENCIES)
    names = names or {}
    targets = {(names.get(line["name"], line["name"]), slot): line[key] for line in INDICATORS
               for slot, key in (("实施周期指标值", "term_target"), ("年度指标值", "year_target"))}
    for row in sheet.iter_rows(min_row=3):
        for column in (4, 5, 6):
            row[column].value = targets[row[1].value, row[2].value]
    sheet = book["权数"]
    sheet.cell(2, 4).value, sheet.cell(2, 5).value, sheet.cell(2, 6).value = (short for _, _, short in AGENCIES)
    sheet = book["申报内容"]
    lines = [("objective", "总体绩效目标", objective())]
    for task in TASKS:
        lines += [(task["id"], "名称", task["name"]), (task["id"], "主要实施内容", task["content"]),
                  (task["id"], "期望达到的目标（概述）", task["expected"])]
    row = 3
    for code, _, _ in AGENCIES:
        for item, slot, text in lines:
            for column, content in enumerate((code, item, slot, text), 1):
                sheet.cell(row, column).value = content
            row += 1
    book.save(path)
