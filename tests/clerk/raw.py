"""Cells written into the file's XML as they are: cached results, errors, long fractions."""

import re
import shutil
import zipfile


def rewrite(path, change):
    """Every part of the package through a function of its name and bytes; None drops it."""
    old = f"{path}.old"
    shutil.move(path, old)
    with zipfile.ZipFile(old) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for info in parts.infolist():
            content = change(info.filename, parts.read(info.filename))
            if content is not None:
                out.writestr(info.filename, content)
    shutil.move(old, f"{path}.before")


def stored(desk, item, slot, xml, kind=None):
    """When the file is saved, this is what its cell holds; t is the kind as the format names it."""
    at = desk.cell(item, slot).coordinate
    part = f"xl/worksheets/sheet{desk.book.index(desk.sheet) + 1}.xml"

    def put(name, content):
        if name != part:
            return content
        text, n = re.subn(rf'<c r="{at}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
                          lambda m: f'<c r="{at}"{m[1] or ""}' + (f' t="{kind}"' if kind else "") + f">{xml}</c>",
                          content.decode("utf-8"), count=1)
        assert n == 1, at
        return text.encode("utf-8")

    desk.after.append(lambda path: rewrite(path, put))
