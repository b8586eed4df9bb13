"""How a workbook behaves toward the one who opens it: legible colours, numbers that are numbers, no words of programs, a
name and an author, paper. Prints what is wrong in each file as JSON: words of programs first, then the files."""

import json
import re
import sys
from pathlib import Path

try:
    import openpyxl
    from openpyxl.utils import get_column_letter
except ImportError:
    sys.exit(3)

PAPERS = {"8", "9"}
# Under these headers digits are names of things, or quoted as somebody wrote them.
NAMES = {"单位代码", "代码", "填报内容", "编码", "编号", "电话"}


def luminance(rgb):
    def linear(channel):
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(rgb[n : n + 2], 16) / 255) for n in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """As WCAG 2 defines it: 4.5 is the least for text."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rgb(color, default):
    return color.rgb[-6:] if color is not None and color.type == "rgb" and color.rgb else default


def paints(sheet):
    """Every pair of ink and fill on the sheet."""
    for cell in visible(sheet):
        filled = cell.fill.fill_type == "solid"
        yield cell.coordinate, rgb(cell.font.color, "000000"), rgb(cell.fill.fgColor, "FFFFFF") if filled else "FFFFFF"
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if rule.dxf and rule.dxf.fill:
                yield str(ranges.sqref), rgb(rule.dxf.font.color, "000000"), rgb(rule.dxf.fill.bgColor, "FFFFFF")
            for color in rule.colorScale.color if rule.colorScale else []:
                yield str(ranges.sqref), "000000", rgb(color, "FFFFFF")
            if rule.dataBar:
                yield str(ranges.sqref), "000000", rgb(rule.dataBar.color, "FFFFFF")


def visible(sheet):
    if sheet.sheet_state != "visible":
        return
    hidden = set()
    for letter, column in sheet.column_dimensions.items():
        if column.hidden:
            hidden.update(range(column.min, column.max + 1))
    for row in sheet.iter_rows():
        if sheet.row_dimensions[row[0].row].hidden:
            continue
        yield from (cell for cell in row if cell.value is not None and cell.column not in hidden)


def headers(sheet):
    """For each cell the last words above it that are no number."""
    last = {}
    for cell in visible(sheet):
        yield cell, last.get(cell.column, "")
        if isinstance(cell.value, str) and not cell.value.startswith("=") and not re.search(r"\d", cell.value):
            if cell.fill.fill_type == "solid":
                last[cell.column] = cell.value


def faults(path, words):
    book = openpyxl.load_workbook(path)
    found = []
    properties = book.properties
    for name in ("title", "creator", "subject"):
        if not getattr(properties, name):
            found.append(f"no {name}")
    if [s.title for s in book if s.sheet_view.tabSelected] != [book.worksheets[0].title] or book.active.title != book.worksheets[0].title:
        found.append("another sheet than the first is open")
    filled_in = path.parent.name == "下发" or path.name == "名册.xlsx"
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue
        for place, ink, fill in set(paints(sheet)):
            if contrast(ink, fill) < 4.5:
                found.append(f"{sheet.title}!{place}: {ink} on {fill}")
        if str(sheet.page_setup.paperSize) not in PAPERS or not sheet.sheet_properties.pageSetUpPr.fitToPage:
            found.append(f"{sheet.title}: paper {sheet.page_setup.paperSize}")
        if not any(s.activeCell == "A1" for s in sheet.sheet_view.selection):
            found.append(f"{sheet.title}: the cursor is not at A1")
        for cell in visible(sheet):
            if words and cell.comment and re.search(words, cell.comment.text):
                found.append(f"{sheet.title}!{cell.coordinate}: {cell.comment.text[:60]}")
        for cell, header in headers(sheet):
            if not isinstance(cell.value, str) or cell.value.startswith("="):
                continue
            if not filled_in and header not in NAMES and re.fullmatch(r"[-+]?[\d,]+(\.\d+)?%?", cell.value):
                found.append(f"{sheet.title}!{cell.coordinate}: {cell.value} is text under {header}")
            if words and re.search(words, cell.value):
                found.append(f"{sheet.title}!{cell.coordinate}: {cell.value[:60]}")
    return found


def main(ids, *paths):
    words = "|".join(rf"(?<![\w-]){re.escape(i)}(?![\w-])" for i in ids.split(","))
    print(json.dumps({Path(p).name: faults(Path(p), words) for p in paths}, ensure_ascii=False))


main(*sys.argv[1:])
