"""What Excel silently repairs or refuses in a workbook, looked for in the XML itself; nothing but Python's own library.

Prints what is wrong in each file as JSON. Limits are those of Excel's own specification."""

import json
import re
import sys
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree import ElementTree

from sound_sheet import sheet_faults
from sound_words import MAIN, REL, area, has_control, sheet_and_area, table_name, units

PACKAGE_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
VARIANT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"


class Book:
    """The parts of a package, parsed, and what is wrong in them."""

    def __init__(self, path):
        self.path, self.faults = Path(path), []
        with zipfile.ZipFile(path) as parts:
            self.names = parts.namelist()
            self.bytes = {name: parts.read(name) for name in self.names}
        self.xml = {name: ElementTree.fromstring(content) for name, content in self.bytes.items()
                    if name.endswith((".xml", ".rels", ".vml"))}

    def fault(self, place, text):
        self.faults.append(f"{place}: {text}")

    def related(self, part):
        """Relationships of a part: id → (kind, target as a part or as it stands, external)."""
        rels = self.xml.get(f"{dirname(part)}/_rels/{part.rsplit('/', 1)[-1]}.rels".lstrip("/"))
        found = {}
        for rel in [] if rels is None else rels:
            outside, target = rel.get("TargetMode") == "External", rel.get("Target")
            if not outside:
                target = normpath(join(dirname(part), target)) if not target.startswith("/") else target[1:]
            found[rel.get("Id")] = (rel.get("Type").rsplit("/", 1)[-1], target, outside)
        return found


def package(book):
    lower = [name.lower() for name in book.names]
    if len(set(lower)) < len(lower):
        book.fault("package", "a part twice")
    types = book.xml["[Content_Types].xml"]
    kinds = {kind.get("Extension").lower() for kind in types.iter(f"{TYPES}Default")}
    named = [kind.get("PartName")[1:] for kind in types.iter(f"{TYPES}Override")]
    if len(set(named)) < len(named) or set(named) - set(book.names):
        book.fault("[Content_Types].xml", f"twice or not there: {set(named) - set(book.names)}")
    for name in book.names:
        if "\\" in name or (name not in named and name.rsplit(".", 1)[-1] not in kinds):
            book.fault(name, "has no content type")
    for name in book.names:
        if name.endswith(".rels"):
            part = normpath(f"{dirname(dirname(name))}/{name.rsplit('/', 1)[-1][:-5]}").lstrip("/")
            relations(book, name, part)


def relations(book, name, part):
    ids = [rel.get("Id") for rel in book.xml[name]]
    if len(set(ids)) < len(ids):
        book.fault(name, "an id twice")
    for id, (_, target, outside) in book.related(part).items():
        if outside:
            outside_target(book, name, target)
        elif target not in book.bytes:
            book.fault(name, f"{id} leads to {target}, which is not there")
    if part in book.xml:
        used = {value for node in book.xml[part].iter() for key, value in node.attrib.items() if key.startswith(REL)}
        if used - set(ids):
            book.fault(part, f"relationships that are not there: {used - set(ids)}")


def outside_target(book, name, target):
    """Relative, so that the folder may move; encoded; and leading to a file."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target) or target.startswith("/") or "\\" in target:
        book.fault(name, f"not relative: {target}")
    if re.search(r'[\s<>"{}|^`\[\]#]|%(?![0-9A-Fa-f]{2})', target) or units(target) > 2079:
        book.fault(name, f"not encoded or too long: {target}")
    if not (book.path.parent / unquote(target)).is_file():
        book.fault(name, f"leads nowhere: {target}")


def workbook(book):
    """Sheets by name with their parts, and the defined names."""
    root, related = book.xml["xl/workbook.xml"], book.related("xl/workbook.xml")
    nodes = list(root.iter(f"{MAIN}sheet"))
    sheets = {node.get("name"): related[node.get(f"{REL}id")][1] for node in nodes}
    names = [name.lower() for name in sheets]
    ids = {node.get("sheetId") for node in nodes}
    if len(set(names)) < len(nodes) or len(ids) < len(nodes) or len(set(sheets.values())) < len(nodes):
        book.fault("workbook", "a sheet twice")
    for name in sheets:
        if units(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name or not name.strip():
            book.fault("workbook", f"not a name of a sheet: {name}")
    selected = [name for name, part in sheets.items()
                if any(view.get("tabSelected") == "1" for view in book.xml[part].iter(f"{MAIN}sheetView"))]
    active = int(root.find(f"{MAIN}bookViews/{MAIN}workbookView").get("activeTab", 0))
    if selected != [nodes[active].get("name")] or nodes[active].get("state", "visible") != "visible":
        book.fault("workbook", f"tabs {selected} and {active}")
    defined_names(book, root, list(sheets))
    return sheets


def defined_names(book, root, sheets):
    seen = set()
    for node in root.iter(f"{MAIN}definedName"):
        name, own, text = node.get("name"), node.get("localSheetId"), node.text
        key = (name.lower(), own)
        if key in seen:
            book.fault("workbook", f"the name {name} twice")
        seen.add(key)
        if not name.startswith("_xlnm.") and not table_name(name):
            book.fault("workbook", f"not a name: {name}")
        for piece in text.split(","):
            sheet, span = sheet_and_area(piece)
            whole = span is not None and span[0] in ("rows", "columns")
            if sheet not in sheets or span is None or (whole != (name == "_xlnm.Print_Titles")):
                book.fault("workbook", f"{name} is {text}")
            if own is not None and sheets[int(own)] != sheet:
                book.fault("workbook", f"{name} of {sheets[int(own)]} is on {sheet}")


def number_format(code):
    """Quotes closed, brackets closed, at most four sections."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
    return units(code) <= 255 and '"' not in bare and bare.count("[") == bare.count("]") and bare.count(";") <= 3


def styles(book):
    root = book.xml["xl/styles.xml"]
    children = {node.tag.removeprefix(MAIN): list(node) for node in root}
    for node in root:
        if node.get("count") and int(node.get("count")) != len(node):
            book.fault("styles", f"{node.tag} says {node.get('count')}")
    formats = children.get("numFmts", [])
    ids = [int(node.get("numFmtId")) for node in formats]
    if len(set(ids)) < len(ids) or any(i < 164 for i in ids):
        book.fault("styles", f"ids of number formats: {ids}")
    for node in formats:
        if not number_format(node.get("formatCode")):
            book.fault("styles", f"not a number format: {node.get('formatCode')}")
    if len(children["cellXfs"]) > 65_490 or len(children["fonts"]) > 512:
        book.fault("styles", "too many")
    for xf in children["cellXfs"]:
        for key, table in [("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs")]:
            if int(xf.get(key)) >= len(children[table]):
                book.fault("styles", f"{key} {xf.get(key)}")
        if int(xf.get("numFmtId")) not in ids and int(xf.get("numFmtId")) > 49:
            book.fault("styles", f"numFmtId {xf.get('numFmtId')}")
    return len(children["cellXfs"]), len(children.get("dxfs", []))


def shared_strings(book):
    root = book.xml.get("xl/sharedStrings.xml")
    texts = [] if root is None else ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in root]
    for text in texts:
        if units(text) > 32_767 or has_control(text):
            book.fault("sharedStrings", f"too long or unreadable: {text[:40]!r}")
    return texts


def charts(book, sheets, contents):
    for part in [name for name in book.names if name.startswith("xl/charts/chart")]:
        for series in book.xml[part].iter(f"{CHART}ser"):
            lengths = []
            for kind in ["cat", "val"]:
                text = series.find(f"{CHART}{kind}//{CHART}f").text
                sheet, span = sheet_and_area(text)
                if sheet not in sheets or span is None or span[0] != "cells":
                    book.fault(part, f"{kind} is {text}")
                    continue
                _, top, left, bottom, right = span
                cells = [contents[sheet].get((row, col)) for row in range(top, bottom + 1)
                         for col in range(left, right + 1)]
                lengths.append(len(cells))
                if kind == "cat" and any(cell in (None, "") for cell in cells):
                    book.fault(part, f"a bar of {text} has no name")
                if kind == "val" and not any(isinstance(cell, float) for cell in cells):
                    book.fault(part, f"no number in {text}")
            if len(set(lengths)) != 1:
                book.fault(part, f"{lengths} names and values")


def properties(book):
    root = book.xml.get("docProps/custom.xml")
    entries = [] if root is None else list(root.iter(f"{CUSTOM}property"))
    names = [entry.get("name").lower() for entry in entries]
    pids = [int(entry.get("pid")) for entry in entries]
    if len(set(names)) < len(names) or pids != list(range(2, 2 + len(pids))):
        book.fault("custom", f"{names} {pids}")
    for entry in entries:
        if units(entry.get("name")) > 255 or units("".join(entry.itertext())) > 255:
            book.fault("custom", f"too long: {entry.get('name')}")
    for vector in book.xml["docProps/app.xml"].iter(f"{VARIANT}vector"):
        if int(vector.get("size")) != len(vector):
            book.fault("app", f"a vector of {len(vector)} says {vector.get('size')}")


def tables_are_unique(book, tables):
    names = {node.get("name").lower() for node in book.xml["xl/workbook.xml"].iter(f"{MAIN}definedName")}
    for key in ["name", "displayName", "id"]:
        values = [table.get(key).lower() for table in tables]
        if len(set(values)) < len(values) or (key != "id" and set(values) & names):
            book.fault("tables", f"{key} twice: {values}")


def faults(path):
    book = Book(path)
    package(book)
    sheets = workbook(book)
    looks = styles(book)
    texts = shared_strings(book)
    contents, tables = {}, []
    for name, part in sheets.items():
        contents[name], own = sheet_faults(book, name, part, sheets, texts, looks)
        tables += own
    tables_are_unique(book, tables)
    charts(book, sheets, contents)
    properties(book)
    return book.faults


if __name__ == "__main__":
    json.dump({path: faults(path) for path in sys.argv[1:]}, sys.stdout, ensure_ascii=False)
