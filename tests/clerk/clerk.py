"""The clerk: fills the forms that were sent out, mails them back in every state, and says what is true of each."""

import json
import pickle
import random
import re
import subprocess
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

try:
    import openpyxl
except ImportError:
    sys.exit(3)

import edits
import blocks  # noqa: F401: its edits join the list
import judge
import kinds  # noqa: F401: its files join the list
import roster
import truth
import values  # noqa: F401: its edits join the list
import wholes
from desk import Desk
from office import Office

SEED = 2024
# The differences of DOMAIN §6 by their numbers, and what else was seen.
DIFFERENCES = {
    "none": "filled with care, changed in nothing",
    "1": "renamed", "2": "two versions from one agency", "3": ".xls, .ods", "4": ".et (WPS)", "5": ".docx, .pdf, photo instead",
    "6": "inside zip, rar or a saved e-mail", "7": "encrypted", "8": "`~$` lock file", "9": "content and extension disagree; damaged",
    "10": "agency missing", "11": "agency named differently", "12": "sheet renamed", "13": "extra sheets, drafts of the form",
    "14": "hidden sheets, rows, columns", "15": "filter left on", "16": "last year's template, another stage's",
    "17": "several agencies in one workbook or sheet", "18": "lines above the title", "19": "columns inserted",
    "20": "rows inserted, rows of the agency's own", "21": "rows and columns deleted", "22": "rows re-sorted, swapped, moved",
    "23": "sign-off row at the foot", "24": "protection removed, saved again", "25": "validation and formats lost by paste",
    "26": "merges split", "27": "new merges", "28": "value cells merged across rows", "29": "value in a non-anchor cell",
    "30": "number as text, true numbers", "31": "full-width digits and signs", "32": "unit typed in the cell, unit in the format",
    "33": "thousands separators, Chinese comma", "34": "spaces, NBSP, line breaks", "35": "percent as 83, 0.83, 83%, 83％",
    "36": "元 for 万元", "37": "operator in the actual", "38": "约, 左右, 近, 超, 余", "39": "date in a number's cell",
    "40": "已完成, √ for a number", "41": "/, —, 无, 不涉及, 0 and blank mixed", "42": "two values in one cell",
    "43": "formulas, errors, external links", "44": "no cached value", "45": "target edited to equal the actual",
    "46": "indicator name, header edited", "47": "cumulative instead of period figure", "48": "last year's value left in",
    "words": "numbers in words", "signs": "negative numbers, brackets", "moved": "values moved against their rows",
    "beside": "comments, colours, remarks, a picture instead of cells", "keys": "hidden keys and names deleted or broken",
    "copies": "copied into a new workbook, typed again by hand", "pairs": "pairs of the above at random",
}
STAGES = ("evaluate", "declare")


def filled(stage, sent, names=None):
    """A form as it was sent out, carefully filled."""
    desk = Desk(sent, names=names)
    if stage == "evaluate":
        desk.true.update({place: true for place, true in truth.given().items() if place in desk.at})
    typed = truth.evaluated(SEED) if stage == "evaluate" else truth.declared(SEED)
    desk.fill({place: what for place, what in typed.items() if place in desk.at})
    for place in desk.at:
        desk.true.setdefault(place, truth.words(""))
    return desk


def sent(folder, stage, n=1):
    return sorted((Path(folder) / stage / "下发").glob(f"{n:02}_*.xlsx"))[0]


def fresh(folder, stage):
    """The filled form again, from the file it was saved in."""
    return Desk(Path(folder) / f"{stage}.xlsx", pickle.loads((Path(folder) / f"{stage}.true").read_bytes()))


def filed(path, forms, extra=(), **more):
    return {"path": str(path), "extra": list(extra), "forms": forms, **more}


def mail(desk, path, **more):
    """Saves the file as it goes into the mail, with what is true of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    desk.book.properties.title = path.stem
    desk.save(path)
    # What he wrote into a row and deleted with it is gone by his own doing.
    there = {str(cell.value) for sheet in desk.book for row in sheet.iter_rows() for cell in row}
    extra = [text for text in desk.extra if text in there]
    return filed(path, [{"agency": None, "true": desk.true}], extra, count=True, refused=desk.refused, **more)


class Shop:
    """Where whole workbooks are made for one stage."""

    def __init__(self, folder, stage, office):
        self.folder, self.stage, self.office = Path(folder), stage, office
        # As LibreOffice saved it: with the results of formulas.
        self.base, self.n, self.afterwards, self.needs_office = self.folder / f"{stage}-saved.xlsx", 0, [], False

    def desk(self, stage=None):
        return fresh(self.folder, stage or self.stage)

    def true(self):
        return self.desk().true

    def calculated(self):
        desk = Desk(self.base, self.true())
        desk.shown = openpyxl.load_workbook(self.base, data_only=True)[desk.sheet.title]
        return desk

    def other(self, n):
        """The form of another agency, filled with the same."""
        return filled(self.stage, sent(self.folder, self.stage, n + 1))

    def common(self):
        desk = Desk(sent(self.folder, self.stage, 0))
        typed = truth.evaluated(SEED) if self.stage == "evaluate" else truth.declared(SEED)
        desk.fill(typed)
        return desk

    def blank(self):
        """As it was sent out, with nothing filled in but a picture."""
        desk = Desk(sent(self.folder, self.stage))
        typed = truth.evaluated(SEED) if self.stage == "evaluate" else truth.declared(SEED)
        for place in typed:
            if place[1] in (*truth.MONEY, "actual"):
                desk.true[place] = truth.Typed("", ask=True)
        return desk

    def edition(self, version):
        """A form as another edition printed it: one indicator called otherwise, one more, one less."""
        last = self.folder / f"{self.stage}-{version}"
        last.mkdir()
        toml = (Path(__file__).resolve().parents[2] / "templates/dept-target.toml").read_text(encoding="utf-8")
        toml = re.sub(r"\n\[\[earlier\]\].*?\n\n", "\n", toml, flags=re.S)
        toml = toml.replace('version = "2024.1"', f'version = "{version}"', 1)
        lines = toml.splitlines()
        [p05] = [n for n, line in enumerate(lines) if 'id = "P-05"' in line]
        [p24] = [n for n, line in enumerate(lines) if 'id = "P-24"' in line]
        lines[p05] = lines[p05].replace("工业企业开展技术改造数量", "工业企业技术改造项目数量")
        lines[p24] = lines[p24].replace('"P-24"', '"P-25"').replace("发动申报制造业单项冠军企业数量", "新增高新技术企业数量")
        (last / "dept-target.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run([self.jihe, "new", last, "--stage", self.stage], check=True, capture_output=True)
        roster.write(last, {"工业企业开展技术改造数量": "工业企业技术改造项目数量", "发动申报制造业单项冠军企业数量": "新增高新技术企业数量"})
        subprocess.run([self.jihe, "-C", last, "template"], check=True, capture_output=True)
        desk = filled(self.stage, sent(self.folder, last.name), {"P-05": "工业企业技术改造项目数量", "P-24": "–"})
        return desk

    def sheet_index(self):
        return openpyxl.load_workbook(self.base, read_only=True).sheetnames.index("绩效目标")

    def path(self, name=None):
        path = self.folder / "mail" / self.stage / f"w{self.n:03}" / (name or "申报表.xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def own_copy(self):
        """The filled form in a file that no other is a copy of."""
        path, book = self.path("own.tmp"), openpyxl.load_workbook(self.base)
        book.properties.title = f"{self.n}"
        book.save(path)
        return path

    def later(self, do):
        self.afterwards.append(do)

    def mail(self, book, true, name=None, sheet=None, **more):
        path = self.path(name)
        # Two files of the same bytes are counted once.
        book.properties.title = f"{path.parent.name}/{path.name}"
        book.save(path)
        return filed(path, [{"agency": None, "true": true, "sheet": sheet}], count=True, **more)

    def several(self, book, forms):
        path = self.path()
        book.save(path)
        return filed(path, forms, count=True)

    def filed(self, path, true, **more):
        return filed(path, [{"agency": None, "true": true}], count=path.suffix == ".xlsx" and not more, **more)


def single(task):
    folder, stage, n = task
    numbers, name, _, _, function = edits.EDITS[n]
    desk = fresh(folder, stage)
    function(desk)
    return mail(desk, Path(folder) / "mail" / stage / f"{n:03}.xlsx", numbers=numbers, name=name, stage=stage)


def pair(task):
    folder, stage, seed = task
    dice = random.Random(seed)
    able = [e for e in edits.EDITS if e[3] and e[2] in ("both", stage)]
    one, two = dice.sample(able, 2)
    desk = fresh(folder, stage)
    try:
        one[4](desk)
        two[4](desk)
    except (StopIteration, KeyError, ValueError, IndexError, AttributeError) as error:
        # The second edit has nothing left to act on.
        return {"skipped": f"{one[1]} + {two[1]}: {error!r} {traceback.format_exc().splitlines()[-3]}"}
    path = Path(folder) / "mail" / stage / f"pair-{seed:04}.xlsx"
    return mail(desk, path, numbers="pairs", name=f"{one[1]} + {two[1]}", stage=stage)


def write(folder, pairs, jihe):
    folder = Path(folder)
    for stage in STAGES:
        desk = filled(stage, sent(folder, stage))
        desk.save(folder / f"{stage}.xlsx")
        (folder / f"{stage}.true").write_bytes(pickle.dumps(desk.true))
    (folder / "office").mkdir()
    office = Office(folder / "office")
    for stage in STAGES:
        office.edit(folder / f"{stage}.xlsx", folder / f"{stage}-saved.xlsx")
    has_office = office.work()
    tasks = [(str(folder), stage, n) for n, e in enumerate(edits.EDITS) for stage in STAGES if e[2] in ("both", stage)]
    twos = [(str(folder), STAGES[n % 2], n) for n in range(int(pairs))]
    with ProcessPoolExecutor(2) as pool:
        singles, drawn = pool.map(single, tasks, chunksize=4), pool.map(pair, twos, chunksize=4)
        mailed = in_wholes(folder, office, jihe) if has_office else []
        mailed, drawn = list(singles) + mailed, list(drawn)
    mailed += [m for m in drawn if "path" in m]
    (folder / "mailed.pickle").write_bytes(pickle.dumps(mailed))
    return {"files": {stage: [m["path"] for m in mailed if m["stage"] == stage] for stage in STAGES},
            "office": has_office, "skipped": [m["skipped"] for m in drawn if "path" not in m]}


def in_wholes(folder, office, jihe):
    mailed = []
    shops = {stage: Shop(folder, stage, office) for stage in STAGES}
    for n, (numbers, name, stages, function) in enumerate(wholes.WHOLES):
        for stage in stages:
            shop = shops[stage]
            shop.n, shop.jihe = n, jihe
            mailed += [{**m, "numbers": numbers, "name": name, "stage": stage} for m in function(shop)]
    office.work()
    for shop in shops.values():
        for do in shop.afterwards:
            do()
    return mailed


def table(folder):
    """The verdicts, per difference."""
    folder = Path(folder)
    lines = [json.loads(line) for stage in STAGES for line in (folder / f"{stage}.jsonl").read_text(encoding="utf-8").splitlines()]
    totals, names, faults = {}, {}, []
    for m in pickle.loads((folder / "mailed.pickle").read_bytes()):
        own = [l for l in lines if f"/{l['file']}/".find(f"{m['path'].removeprefix(str(folder))}/") >= 0]
        verdict = judge.judge(m, own)
        count = totals.setdefault(m["numbers"], Counter())
        count.update(verdict.count)
        count["files"] += 1
        names.setdefault((m["numbers"], m["name"]), Counter()).update(verdict.count)
        faults += [f"{m['stage']} {m['name']} [{'/'.join(Path(m['path']).parts[-2:])}] {fault}" for fault in verdict.faults + verdict.account]
    text = "| | difference | files | right | flagged | silently wrong | silently lost |\n|--:|---|--:|--:|--:|--:|--:|\n"
    for key, name in DIFFERENCES.items():
        count = totals.pop(key, None)
        if count:
            cells = [key if key.isdigit() else "", name, count["files"], *(count[o] for o in judge.OUTCOMES)]
            text += f"| {' | '.join(map(str, cells))} |\n"
    assert not totals, totals
    rows = [[numbers, name, *(count[o] for o in judge.OUTCOMES)] for (numbers, name), count in names.items()]
    return {"rows": rows, "table": text, "faults": faults}


hands = {"roster": roster.write, "write": write, "table": table}
if __name__ == "__main__":
    json.dump(hands[sys.argv[1]](*sys.argv[2:]), sys.stdout, ensure_ascii=False)
