"""A clerk's hands and an auditor's eyes, with openpyxl. Exit code 3: there is no openpyxl."""

import csv
import json
import sys
from pathlib import Path

try:
    import openpyxl
    from openpyxl.cell import MergedCell
except ImportError:
    sys.exit(3)


def cells(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                yield sheet, cell


def under(book, label, header):
    """The one cell in the row of the label and the column under the header above it (a sign may follow the header)."""
    column, found = None, []
    for sheet, cell in cells(book):
        if isinstance(cell.value, str) and cell.value.rstrip(" *") == header:
            column = (sheet, cell.column)
        elif cell.value == label and column and column[0] is sheet:
            found.append(sheet.cell(cell.row, column[1]))
    [target] = found
    return target


def type_into(file, label, header, text, sheet=None):
    """Types text into the cell, or clears it; on one sheet where the labels stand on several."""
    book = openpyxl.load_workbook(file)
    target = under([book[sheet]] if sheet else book, label, header)
    target.value = text or None
    book.save(file)
    return {"sheet": target.parent.title, "cell": target.coordinate}


def change(file, *changes):
    """Types numbers into the finished workbook: sheet, words that all stand in the row, header of the column, number."""
    book = openpyxl.load_workbook(file)
    for line in changes:
        name, words, header, number = line.split("¦")
        sheet, words, column, found = book[name], set(words.split("|")), None, []
        for row in sheet.iter_rows():
            headers = [cell.column for cell in row if cell.value == header]
            column = headers[0] if headers else column
            if column and words <= {cell.value for cell in row}:
                found.append(sheet.cell(row[0].row, column))
        [target] = found
        target.value = float(number)
    book.save(file)
    return len(changes)


def look(label, header, *files):
    """What stands in each file in the row of the label under the header."""
    return [str(under(openpyxl.load_workbook(file), label, header).value) for file in files]


def dump(file):
    """Every non-empty cell of every sheet: formula, cached value, its type, number format, note."""
    formulas, values = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    sheets = []
    for sheet in formulas:
        found = []
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and cell.comment is None:
                    continue
                value = values[sheet.title][cell.coordinate].value
                found.append({
                    "row": cell.row - 1,
                    "col": cell.column - 1,
                    "formula": cell.value if cell.data_type == "f" else None,
                    "value": None if value is None else str(value),
                    "type": values[sheet.title][cell.coordinate].data_type,
                    "note": cell.comment.text if cell.comment else None,
                })
        sheets.append({"name": sheet.title, "cells": found})
    return sheets


def shown(folder, stem):
    """The sheets that LibreOffice wrote as displayed text, by name."""
    sheets = {}
    for path in sorted(Path(folder).glob(f"{stem}-*.csv")):
        with open(path, encoding="utf-8", newline="") as lines:
            sheets[path.stem[len(stem) + 1:]] = list(csv.reader(lines))
    return sheets


def alter(file, out, changes):
    """Types into cells of a workbook as [[sheet, cell, text or number]] says, and saves it elsewhere."""
    book = openpyxl.load_workbook(file)
    for sheet, cell, value in json.loads(changes):
        book[sheet][cell].value = value
    book.save(out)
    return True


def answer(text, block, *files):
    """Types this into every slot of the block that may be typed into (a number where it is one, nothing where it is blank);
    for `filled`, over every slot that holds something already. Gives how many."""
    count = 0
    for file in files:
        book = openpyxl.load_workbook(file)
        for sheet in book:
            for cell in [cell for row in sheet.iter_rows() for cell in row]:
                # The key of the row stands at its end.
                key = str(sheet.cell(cell.row, sheet.max_column).value or "").split("/")
                if cell.protection.locked or isinstance(cell, MergedCell) or len(key) != 2:
                    continue
                if cell.value is not None if block == "filled" else key[0] in block.split("|"):
                    cell.value = int(text) if text.isdigit() else text or None
                    count += 1
        book.save(file)
    return count


def spread(roster, text):
    """Writes this over every cell of 任务分解 that stands under an agency. Gives how many."""
    book = openpyxl.load_workbook(roster)
    rows = [row for row in book["任务分解"].iter_rows() if row[0].value and row[0].value[1:2] == "-"]
    for row in rows:
        for cell in row[4:]:
            cell.value = text
    book.save(roster)
    return len(rows)


def opens(*files):
    """Opens every file; a warning is an error already."""
    for file in files:
        openpyxl.load_workbook(file).close()
    return len(files)


hands = {
    "type": type_into, "change": change, "look": look, "dump": dump, "shown": shown, "opens": opens, "alter": alter,
    "answer": answer, "spread": spread,
}
json.dump(hands[sys.argv[1]](*sys.argv[2:]), sys.stdout, ensure_ascii=False)
