"""The small words of the format: references, names, lengths as Excel counts them."""

import re

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ROWS, COLUMNS = 1_048_576, 16_384


def units(text):
    """Characters as Excel counts them."""
    return len(text.encode("utf-16-le")) // 2


def has_control(text):
    """Characters that no XML may hold, spelled out as Excel does, other than those Excel itself writes so."""
    return bool(re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text))


def column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell(text):
    """`B7` → (7, 2); None where there is no such cell."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", text)
    if not found:
        return None
    row, col = int(found[2]), column(found[1])
    return (row, col) if row <= ROWS and col <= COLUMNS else None


def area(text):
    """`A1:B2` → (1, 1, 2, 2), also of one cell; None where there is no such area."""
    first, _, last = text.partition(":")
    one, other = cell(first), cell(last or first)
    if one is None or other is None or one[0] > other[0] or one[1] > other[1]:
        return None
    return (*one, *other)


def overlap(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def sheet_and_area(text):
    """`'表'!$A$1:$B$2` → 表 and ("cells", 1, 1, 2, 2); whole rows or columns are ("rows", …), ("columns", …)."""
    found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)", text)
    if not found:
        return None, None
    sheet, rest = (found[1] or found[2]).replace("''", "'"), found[3]
    if rows := re.fullmatch(r"\$(\d+):\$(\d+)", rest):
        return sheet, ("rows", int(rows[1]), int(rows[2])) if int(rows[1]) <= int(rows[2]) <= ROWS else None
    if columns := re.fullmatch(r"\$([A-Z]+):\$([A-Z]+)", rest):
        return sheet, ("columns", column(columns[1]), column(columns[2]))
    span = area(rest)
    return sheet, None if span is None else ("cells", *span)


def table_name(name):
    """A name for tables and areas: a letter or underscore first, no sign, not like a cell."""
    return bool(
        units(name) <= 255
        and re.fullmatch(r"[^\W\d][\w.]*", name)
        and cell(name.upper()) is None
        and not re.fullmatch(r"(?i)r\d*c?\d*|c\d*", name)
    )
