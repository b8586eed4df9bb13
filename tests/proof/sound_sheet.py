"""One sheet: its cells in order, and everything that lies over them."""

import re

from sound_words import MAIN, REL, area, cell, has_control, overlap, sheet_and_area, table_name, units

OFFICE_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def sheet_faults(book, name, part, sheets, texts, looks):
    """What the cells hold, by place, and the tables."""
    root = book.xml[part]
    wrong = lambda text: book.fault(name, text)
    contents = cells(root, texts, looks[0], wrong)
    columns(root, wrong)
    panes(root, wrong)
    merges = [area(node.get("ref")) for node in root.iter(f"{MAIN}mergeCell")]
    lie_apart(merges, "merges", wrong)
    if any(m is None or m[:2] == m[2:] for m in merges):
        wrong("a merge of one cell")
    validations(root, wrong)
    conditionals(root, looks[1], wrong)
    links(root, sheets, wrong)
    breaks(root, wrong)
    related = book.related(part)
    tables = [book.xml[target] for kind, target, _ in related.values() if kind == "table"]
    for table in tables:
        table_faults(table, contents, wrong)
    lie_apart(merges + [area(table.get("ref")) for table in tables], "tables and merges", wrong)
    filters(book, root, name, tables, list(sheets), wrong)
    notes(book, root, related, wrong)
    return contents, tables


def lie_apart(areas, what, wrong):
    """Over a sheet with thousands of merges, only those that begin on each other's rows are compared."""
    rows = {}
    for one in sorted(a for a in areas if a is not None):
        for row in range(one[0], min(one[2], one[0] + 5_000) + 1):
            for other in rows.setdefault(row, []):
                if overlap(one, other):
                    return wrong(f"{what} overlap: {one} {other}")
            rows[row].append(one)
    return None


def cells(root, texts, styles, wrong):
    contents, last_row = {}, 0
    for row in root.iter(f"{MAIN}row"):
        number, last = int(row.get("r")), 0
        if number <= last_row or float(row.get("ht", 0)) > 409.5:
            wrong(f"row {number} is out of order or too high: {row.get('ht')}")
        last_row = number
        for node in row:
            at = cell(node.get("r"))
            if at is None or at[0] != number or at[1] <= last or int(node.get("s", 0)) >= styles:
                wrong(f"{node.get('r')} is out of order or has no style")
                continue
            last = at[1]
            contents[at] = content(node, texts, wrong)
    return contents


def content(node, texts, wrong):
    at, kind = node.get("r"), node.get("t", "n")
    formula, value = node.find(f"{MAIN}f"), node.find(f"{MAIN}v")
    text = None if value is None else value.text or ""
    if formula is not None:
        if units(formula.text) > 8_192 or formula.text.startswith("=") or "#REF!" in formula.text:
            wrong(f"{at}: {formula.text[:60]}")
        if not text:
            wrong(f"{at}: a formula without a result")
    if kind == "e" or (text or "").startswith("#"):
        wrong(f"{at}: an error {text}")
    if kind == "s":
        if int(text) >= len(texts):
            return wrong(f"{at}: there is no text {text}")
        return texts[int(text)]
    if kind == "inlineStr":
        text = "".join(t.text or "" for t in node.iter(f"{MAIN}t"))
    if kind in ("str", "inlineStr") and (units(text or "") > 32_767 or has_control(text or "")):
        wrong(f"{at}: too long or unreadable")
    return float(text) if kind == "n" and text else text


def columns(root, wrong):
    last = 0
    for node in root.iter(f"{MAIN}col"):
        first, end = int(node.get("min")), int(node.get("max"))
        if first <= last or end < first or end > 16_384 or float(node.get("width")) > 255:
            wrong(f"columns {first} to {end}, {node.get('width')} wide")
        last = end


def panes(root, wrong):
    for pane in root.iter(f"{MAIN}pane"):
        at = cell(pane.get("topLeftCell"))
        frozen = (int(pane.get("ySplit", 0)) + 1, int(pane.get("xSplit", 0)) + 1)
        if at != frozen or pane.get("state") != "frozen":
            wrong(f"frozen at {pane.attrib}")


def validations(root, wrong):
    nodes, areas = list(root.iter(f"{MAIN}dataValidation")), []
    declared = root.find(f"{MAIN}dataValidations")
    if declared is not None and int(declared.get("count")) != len(nodes):
        wrong(f"{len(nodes)} validations, {declared.get('count')} declared")
    for node in nodes:
        own = [area(one) for one in node.get("sqref").split()]
        for key, most in [("promptTitle", 32), ("prompt", 255), ("errorTitle", 32), ("error", 255)]:
            if units(node.get(key, "")) > most:
                wrong(f"{key} of {node.get('sqref')} is too long")
        formula = node.findtext(f"{MAIN}formula1") or ""
        literal = formula.startswith('"')
        if None in own or units(formula) > (257 if literal else 255) or formula.startswith("="):
            wrong(f"validation of {node.get('sqref')}: {formula[:60]}")
        if node.get("type") == "list" and literal and not all(formula.strip('"').split(",")):
            wrong(f"an empty word in the list of {node.get('sqref')}")
        areas += own
    lie_apart(areas, "validations", wrong)


def conditionals(root, dxfs, wrong):
    rules = []
    for block in root.iter(f"{MAIN}conditionalFormatting"):
        if any(area(one) is None for one in block.get("sqref").split()):
            wrong(f"a conditional format on {block.get('sqref')}")
        rules += list(block)
    priorities = [rule.get("priority") for rule in rules]
    if len(set(priorities)) < len(priorities):
        wrong("two conditional formats of one priority")
    for rule in rules:
        if rule.get("dxfId") is not None and int(rule.get("dxfId")) >= dxfs:
            wrong(f"there is no dxf {rule.get('dxfId')}")
        if rule.get("type") == "expression" and (rule.get("dxfId") is None or not rule.findtext(f"{MAIN}formula")):
            wrong("an expression without look or formula")


def links(root, sheets, wrong):
    nodes = list(root.iter(f"{MAIN}hyperlink"))
    places = [node.get("ref") for node in nodes]
    if len(nodes) > 65_530 or len(set(places)) < len(places) or any(area(ref) is None for ref in places):
        wrong(f"{len(nodes)} links, or two on one cell")
    for node in nodes:
        inside = node.get("location")
        if node.get(f"{REL}id") is None and inside is None:
            wrong(f"the link of {node.get('ref')} leads nowhere")
        if inside is not None:
            sheet, span = sheet_and_area(inside)
            # Where there is a file too, the place is in that file.
            here = node.get(f"{REL}id") is None
            if (here and sheet not in sheets) or span is None or span[0] != "cells" or units(inside) > 2_079:
                wrong(f"the link of {node.get('ref')} leads to {inside}")


def breaks(root, wrong):
    for node in [*root.iter(f"{MAIN}rowBreaks"), *root.iter(f"{MAIN}colBreaks")]:
        rows = [one.get("id") for one in node]
        if len(rows) > 1_023 or len(set(rows)) < len(rows) or int(node.get("count")) != len(rows):
            wrong(f"{len(rows)} breaks")
    for node in root.iter(f"{MAIN}headerFooter"):
        if any(units(text) > 255 for text in node.itertext()):
            wrong("a header or footer beyond 255")


def table_faults(table, contents, wrong):
    name, span = table.get("displayName"), area(table.get("ref"))
    columns = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
    if span is None or span[2] <= span[0] or not table_name(name):
        return wrong(f"the table {name} over {table.get('ref')}")
    headers = [contents.get((span[0], col)) for col in range(span[1], span[3] + 1)]
    plain = [re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), column) for column in columns]
    if plain != headers or len({column.lower() for column in columns}) < len(columns):
        wrong(f"the columns of {name}: {columns} over {headers}")
    declared = table.find(f"{MAIN}tableColumns")
    own = table.find(f"{MAIN}autoFilter")
    if int(declared.get("count")) != len(columns) or (own is not None and own.get("ref") != table.get("ref")):
        wrong(f"the table {name} says {declared.get('count')} columns")
    return None


def filters(book, root, name, tables, sheets, wrong):
    """The hidden name that Excel keeps beside a filter."""
    own = root.find(f"{MAIN}autoFilter")
    hidden = [node.text for node in book.xml["xl/workbook.xml"].iter(f"{MAIN}definedName")
              if node.get("name") == "_xlnm._FilterDatabase" and sheets[int(node.get("localSheetId"))] == name]
    kept = [sheet_and_area(text)[1] for text in hidden]
    wanted = [] if own is None else [("cells", *area(own.get("ref")))]
    if kept != wanted or (own is not None and any(overlap(area(own.get("ref")), area(t.get("ref"))) for t in tables)):
        wrong(f"filters {wanted}, names {kept}")


def notes(book, root, related, wrong):
    comments = [target for kind, target, _ in related.values() if kind == "comments"]
    drawn = root.find(f"{MAIN}legacyDrawing")
    if not comments:
        return None if drawn is None else wrong("boxes of notes without notes")
    nodes = list(book.xml[comments[0]].iter(f"{MAIN}comment"))
    authors = len(list(book.xml[comments[0]].iter(f"{MAIN}author")))
    places = [cell(node.get("ref")) for node in nodes]
    if None in places or len(set(places)) < len(places) or any(int(n.get("authorId")) >= authors for n in nodes):
        wrong("two notes on one cell, or one of nobody")
    if any(units("".join(node.itertext())) > 32_767 for node in nodes):
        wrong("a note beyond 32,767")
    shapes = book.xml[related[drawn.get(f"{REL}id")][1]].iter(f"{OFFICE_EXCEL}ClientData")
    boxes = [(int(s.findtext(f"{OFFICE_EXCEL}Row")) + 1, int(s.findtext(f"{OFFICE_EXCEL}Column")) + 1)
             for s in shapes if s.get("ObjectType") == "Note"]
    if sorted(boxes) != sorted(places):
        wrong(f"{len(boxes)} boxes for {len(places)} notes")
    return None
