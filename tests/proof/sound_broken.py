"""Breaks sound workbooks in the ways that Excel repairs, and says which of them sound.py does not see."""

import json
import re
import sys
import zipfile
from pathlib import Path

from sound import faults

COVER, LIST = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet12.xml"
FORM = "xl/worksheets/sheet2.xml"
# Of the consolidated workbook: part, what is found in it (the first time), what stands there instead.
BOOK = [
    ("xl/workbook.xml", r'<sheet name="目录"', '<sheet name="总览"'),
    ("xl/workbook.xml", r'<sheet name="目录"', '<sheet name="目/录"'),
    ("xl/workbook.xml", r'<sheet name="目录"', f'<sheet name="{"目" * 32}"'),
    ("xl/workbook.xml", r'sheetId="2"', 'sheetId="1"'),
    ("xl/workbook.xml", r"<workbookView ", '<workbookView activeTab="2" '),
    ("xl/workbook.xml", r"总览!\$A\$1:", "没有!$A$1:"),
    ("xl/workbook.xml", r"<definedNames>", '<definedNames><definedName name="A1">总览!$A$1</definedName>'),
    ("xl/worksheets/sheet2.xml", r"<sheetView ", '<sheetView tabSelected="1" '),
    ("xl/_rels/workbook.xml.rels", r'Id="rId2"', 'Id="rId1"'),
    ("[Content_Types].xml", r'<Override PartName="/xl/styles.xml"', '<Override PartName="/xl/gone.xml"'),
    (COVER, r'<mergeCell ref="A1:L1"/>', '<mergeCell ref="A1:L1"/><mergeCell ref="L1:M1"/>'),
    (COVER, r't="str"', 't="e"'),
    (COVER, r"<v>[^<]+</v></c>", "<v>999999</v></c>"),
    (COVER, r's="1"', 's="9999"'),
    (COVER, r' ht="[\d.]+"', ' ht="410"'),
    (COVER, r' width="[\d.]+"', ' width="256"'),
    (COVER, r'dxfId="0"', 'dxfId="999"'),
    (COVER, r"'目录'!A1", "'没有'!A1"),
    (COVER, r'<hyperlink ref="[A-Z]+\d+"', '<hyperlink ref="A0"'),
    (COVER, r'<row r="2"', '<row r="1"'),
    (LIST, r'topLeftCell="[A-Z]+\d+"', 'topLeftCell="Z99"'),
    (LIST, r'<autoFilter ref="[A-Z0-9:]+"', '<autoFilter ref="A1:B2"'),
    ("xl/styles.xml", r'formatCode="', 'formatCode="&quot;'),
    ("xl/styles.xml", r'fontId="1"', 'fontId="400"'),
    ("xl/tables/table1.xml", r'<tableColumn id="1" name="', '<tableColumn id="1" name="另'),
    ("xl/tables/table1.xml", r' displayName="[^"]+"', ' displayName="A1"'),
    ("xl/tables/table1.xml", r' id="1" name="[^"]+"', ' id="2" name="明细表"'),
    ("xl/charts/chart1.xml", r"<c:f>总览!\$I[^<]+", "<c:f>总览!$A$1:$A$3"),
    ("xl/comments1.xml", r'<comment ref="[A-Z]+\d+"', '<comment ref="A1"'),
    ("xl/worksheets/_rels/sheet10.xml.rels", r'Target="\.\./收回/', 'Target="file:///C:/收回/'),
    ("xl/worksheets/_rels/sheet10.xml.rels", r'Target="\.\./收回/', 'Target="../收回/没有 '),
    ("docProps/custom.xml", r'pid="3"', 'pid="2"'),
    ("docProps/app.xml", r'size="4"', 'size="5"'),
]
# Of a template.
TEMPLATE = [
    (FORM, r'prompt="[^"]*"', f'prompt="{"长" * 256}"'),
    (FORM, r'promptTitle="[^"]*"', f'promptTitle="{"长" * 33}"'),
    (FORM, r'<dataValidation ([^>]*)sqref="[^"]+"', r'<dataValidation \1sqref="A1:XFE1"'),
    (FORM, r'<dataValidations count="\d+"', '<dataValidations count="1"'),
]


def missed(file, changes):
    with zipfile.ZipFile(file) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    before = len(faults(file))
    for number, (part, pattern, instead) in enumerate(changes):
        text, found = re.subn(pattern, instead, content[part].decode(), count=1)
        if found != 1:
            yield f"{part}: there is no {pattern}"
            continue
        # Beside the workbook, whose links are relative.
        broken = Path(file).with_name(f"broken-{number}.xlsx")
        with zipfile.ZipFile(broken, "w", zipfile.ZIP_STORED) as out:
            for name, old in content.items():
                out.writestr(name, text.encode() if name == part else old)
        try:
            seen = len(faults(broken))
        except (LookupError, ValueError, AttributeError, TypeError):
            # It cannot even be looked at, which stops the proof as well.
            seen = before + 1
        finally:
            broken.unlink()
        if seen <= before:
            yield f"{part}: {pattern} → {instead}"


def main():
    book, template = sys.argv[1:]
    json.dump({"missed": [*missed(book, BOOK), *missed(template, TEMPLATE)]}, sys.stdout, ensure_ascii=False)


main()
