"""The clerk's desk: one workbook, its cells found by what is printed beside them, and what is true of each.

The clerk knows the printed form and nothing of the program. Rows and columns are moved as Excel moves them: merged areas,
heights, names and validations go along.
"""

import copy
import re

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from truth import BUDGET, INDICATORS, SLOTS, TASKS, words


def plain(value):
    """A label as a person compares it: without the sign of a required column, and without spaces."""
    return re.sub(r"\s", "", value).removesuffix("*") if isinstance(value, str) else value


class Desk:
    def __init__(self, file, typed=None, names=None):
        self.book = load_workbook(file)
        self.sheet = self.book["绩效目标"]
        # What some indicators are called on this form, where it is not as published.
        self.names = names or {}
        # (item, slot) → row and column; what is true of it; what was written elsewhere and must not be lost.
        self.at, self.true, self.extra = self.find(), dict(typed or {}), []
        # Nothing of the whole may be taken as sure.
        self.refused = False
        self.after = []

    # Finding

    def find(self):
        """Every place of the form by its printed labels, top to bottom."""
        at, block, columns, task = {}, None, {}, 0
        items = {plain(self.names.get(line["id"], line["name"])): line["id"] for line in INDICATORS}
        money = {plain(line["label"]): line["id"] for line in BUDGET}
        for row in self.sheet.iter_rows():
            shown = {cell.column: plain(cell.value) for cell in row if cell.value is not None}
            said = set(shown.values())
            n = row[0].row
            heads = {column: SLOTS[text] for column, text in shown.items() if text in SLOTS}
            if "预算整体情况" in said:
                block = "budget"
            elif len(heads) > 1:
                block, columns = ("money" if "initial" in heads.values() else
                                  "tasks" if "name" in heads.values() else "indicators"), heads
                continue
            elif "总体绩效目标" in said:
                [left] = [c for c, text in shown.items() if text == "总体绩效目标"]
                at["objective", "text"], block = (n, left + 1), None
                continue
            elif "合计" in said or any(isinstance(text, str) and text.startswith("单位负责人") for text in said):
                block = None
            if block == "budget":
                for column, text in shown.items():
                    if text in money:
                        at[money[text], "amount"] = (n, column + 1)
            elif block == "money":
                for text in said & set(money):
                    at.update({(money[text], slot): (n, column) for column, slot in columns.items()})
            elif block == "indicators":
                for text in said & set(items):
                    at.update({(items[text], slot): (n, column) for column, slot in columns.items()})
            elif block == "tasks" and task < 10 and self.is_line(row, columns):
                task += 1
                at.update({(f"T-{task}", slot): (n, column) for column, slot in columns.items()})
        return at

    def is_line(self, row, columns):
        return any(column in columns for column in (cell.column for cell in row if not isinstance(cell, MergedCell)))

    def row(self, item):
        return next(row for (of, _), (row, _) in self.at.items() if of == item)

    def column(self, slot):
        return next(column for (_, of), (_, column) in self.at.items() if of == slot)

    def cell(self, item, slot):
        row, column = self.at[item, slot]
        return self.sheet.cell(row, column)

    def label(self, item):
        """The cell in which the name of an indicator is printed."""
        name = self.names.get(item) or next(line["name"] for line in INDICATORS if line["id"] == item)
        return next(c for c in self.sheet[self.row(item)] if plain(c.value) == plain(name))

    def printed(self, text):
        """The first cell that says this."""
        return next(c for row in self.sheet.iter_rows() for c in row if plain(c.value) == text)

    def indicators(self):
        """The items whose 完成值 (or target) the clerk filled, in printed order."""
        slot = self.main()
        found = [item for item, of in self.at if of == slot and (item, of) in self.true]
        return sorted(found, key=self.row)

    def main(self):
        return "actual" if any(slot == "actual" for _, slot in self.at) else "year_target"

    def main_head(self):
        return next(head for head, slot in SLOTS.items() if slot == self.main())

    # Typing

    def type(self, item, slot, content, true):
        self.cell(item, slot).value = content
        self.true[item, slot] = true

    def clear(self, item, slot):
        self.cell(item, slot).value = None
        self.true[item, slot] = words("")

    def write(self, row, column, text):
        """Something beside the form: it has to turn up again."""
        cell = self.sheet.cell(row, column)
        cell.value = text
        self.extra.append(str(text))

    def fill(self, typed):
        for (item, slot), (content, true) in typed.items():
            self.type(item, slot, content, true)

    def gone(self, item, slot):
        self.at.pop((item, slot), None)
        self.true[item, slot] = words("")

    def ask(self, *places):
        for place in places:
            true = copy.copy(self.true[place])
            true.ask = True
            self.true[place] = true

    # Moving, as Excel moves

    def move(self, row=None, column=None, by=1):
        """Everything from this row (or column) on moves by so many; negative: the rows before it are gone."""
        sheet = self.sheet

        def new_row(n):
            return n + by if row and n >= row else n

        def new_column(n):
            return n + by if column and n >= column else n

        def area(first_column, first_row, last_column, last_row):
            # A deleted row or column shrinks the areas that contain it.
            low, high = (row + by, row) if row else (column + by, column)
            first, last = (first_row, last_row) if row else (first_column, last_column)
            if by < 0 and low <= first and last < high:
                return None
            new = new_row if row else new_column
            first = low if by < 0 and low <= first < high else new(first)
            last = low - 1 if by < 0 and low <= last < high else new(last)
            return (first_column, first, last_column, last) if row else (first, first_row, last, last_row)

        merges = [CellRange(str(m)) for m in sheet.merged_cells.ranges]
        for merge in merges:
            sheet.unmerge_cells(str(merge))
        if row:
            sheet.insert_rows(row, by) if by > 0 else sheet.delete_rows(row + by, -by)
            plans = {n: copy.copy(plan) for n, plan in sheet.row_dimensions.items()}
            sheet.row_dimensions.clear()
            for n, plan in plans.items():
                if by < 0 and row + by <= n < row:
                    continue
                plan.index = new_row(n)
                sheet.row_dimensions[plan.index] = plan
        else:
            sheet.insert_cols(column, by) if by > 0 else sheet.delete_cols(column + by, -by)
        for merge in merges:
            moved = area(merge.min_col, merge.min_row, merge.max_col, merge.max_row)
            if moved and (moved[0], moved[1]) != (moved[2], moved[3]):
                sheet.merge_cells(start_column=moved[0], start_row=moved[1], end_column=moved[2], end_row=moved[3])
        for name in list(self.book.defined_names.values()):
            own = f"'{sheet.title}'!" if f"'{sheet.title}'!" in name.attr_text else f"{sheet.title}!"
            if not name.attr_text.startswith(own) or "#REF!" in name.attr_text:
                continue
            at = CellRange(name.attr_text.split("!")[1].replace("$", ""))
            moved = area(at.min_col, at.min_row, at.max_col, at.max_row)
            name.attr_text = own + (CellRange(min_col=moved[0], min_row=moved[1], max_col=moved[2], max_row=moved[3]).coord
                                    if moved else "#REF!")
            name.attr_text = re.sub(r"\b([A-Z]+)(\d+)", r"$\1$\2", name.attr_text) if moved else f"{own}#REF!"
        for place, (r, c) in list(self.at.items()):
            if by < 0 and (row and row + by <= r < row or column and column + by <= c < column):
                self.gone(*place)
            else:
                self.at[place] = (new_row(r), new_column(c))

    def insert_row(self, at, by=1):
        self.move(row=at, by=by)

    def delete_row(self, at):
        self.move(row=at + 1, by=-1)

    def insert_column(self, at):
        self.move(column=at)

    def delete_column(self, at):
        self.move(column=at + 1, by=-1)

    def last_column(self):
        return max(column for (_, slot), (_, column) in self.at.items() if slot in ("term_target", "year_target", "actual", "reason"))

    def swap(self, one, two, hidden=False):
        """Two rows of indicators change places, as sorting does it: contents move, merged areas and names stay."""
        a, b = self.row(one), self.row(two)
        self.permute({a: b, b: a}, hidden)

    def permute(self, rows, hidden=False, columns=None):
        """What stands in these rows (old → new) goes elsewhere; with the hidden column where it is sorted too."""
        first = self.label(self.indicators()[0]).column
        columns = columns or list(range(first, self.last_column() + 1 + (1 if hidden else 0)))
        cells = {(row, column): self.sheet.cell(row, column) for row in rows for column in columns}
        old = {place: (cell.value, cell.number_format) for place, cell in cells.items()}
        for (row, column), (content, shown) in old.items():
            cell = self.sheet.cell(rows[row], column)
            if not isinstance(cell, MergedCell):
                cell.value, cell.number_format = content, shown
        for place, (row, column) in list(self.at.items()):
            if row in rows and column in columns:
                self.at[place] = (rows[row], column)

    # Merging

    def merged(self, cell):
        return next((m for m in self.sheet.merged_cells.ranges if cell.coordinate in m), None)

    def split(self, area):
        self.sheet.unmerge_cells(str(area))

    def merge(self, first, last):
        """Excel keeps what stands in the first cell and drops the rest."""
        area = CellRange(f"{first.coordinate}:{last.coordinate}")
        for old in [m for m in self.sheet.merged_cells.ranges if not area.isdisjoint(m)]:
            self.split(old)
        shown = [c for line in self.sheet[area.coord] for c in line if c.value is not None]
        kept = shown[0].value if shown else None
        for line in self.sheet[area.coord]:
            for cell in line:
                cell.value = None
        self.sheet.cell(area.min_row, area.min_col).value = kept
        self.sheet.merge_cells(area.coord)

    # The hidden things, which a person deletes without knowing

    def hidden_column(self):
        return self.last_column() + 1

    def clear_column(self, column):
        for row in self.sheet.iter_rows(min_col=column, max_col=column):
            row[0].value = None

    def hidden_rows(self):
        return [n for n, plan in self.sheet.row_dimensions.items() if plan.hidden and not self.is_slot_row(n)]

    def is_slot_row(self, n):
        return any(row == n for row, _ in self.at.values())

    def letter(self, column):
        return get_column_letter(column)

    def save(self, path):
        self.book.save(path)
        for do in self.after:
            do(path)
