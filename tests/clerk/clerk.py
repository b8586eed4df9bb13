"""The clerk: fills the forms that were sent out, mails them back in every state, and says what is true of each."""

import json
import pickle
import random
import sys
import traceback
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

try:
    import openpyxl  # noqa: F401
except ImportError:
    sys.exit(3)

import edits
import judge
import roster
import truth
import values  # noqa: F401: its edits join the list
from desk import Desk

SEED = 2024


def base(stage, folder):
    """The form carefully filled, before anything happens to it."""
    sent = sorted((Path(folder) / stage / "下发").glob("01_*.xlsx"))[0]
    desk = Desk(sent, truth.given() if stage == "evaluate" else None)
    desk.fill(truth.evaluated(SEED) if stage == "evaluate" else truth.declared(SEED))
    for place in desk.at:
        desk.true.setdefault(place, truth.words(""))
    return desk


def fresh(stage, folder):
    """The same again, from the file it was saved in."""
    typed = pickle.loads((Path(folder) / f"{stage}.true").read_bytes())
    return Desk(Path(folder) / f"{stage}.xlsx", typed)


def mail(desk, path, **more):
    """Saves the file as it goes into the mail, with what is true of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    desk.save(path)
    return {"path": str(path), "extra": desk.extra, "forms": [{"agency": None, "true": desk.true}], "count": True,
            "refused": desk.refused, **more}


def single(task):
    folder, stage, n = task
    numbers, name, _, _, function = edits.EDITS[n]
    desk = fresh(stage, folder)
    function(desk)
    return mail(desk, Path(folder) / "mail" / stage / f"{n:03}.xlsx", numbers=numbers, name=name, stage=stage)


def pair(task):
    folder, stage, seed = task
    dice = random.Random(seed)
    able = [e for e in edits.EDITS if e[3] and e[2] in ("both", stage)]
    one, two = dice.sample(able, 2)
    desk = fresh(stage, folder)
    try:
        one[4](desk)
        two[4](desk)
    except (StopIteration, KeyError, ValueError, IndexError, AttributeError) as error:
        # The second edit has nothing left to act on.
        return {"skipped": f"{one[1]} + {two[1]}: {error!r} {traceback.format_exc().splitlines()[-3]}"}
    path = Path(folder) / "mail" / stage / f"pair-{seed:04}.xlsx"
    return mail(desk, path, numbers="两两", name=f"{one[1]} + {two[1]}", stage=stage)


def write(folder, pairs):
    folder = Path(folder)
    for stage in ("evaluate", "declare"):
        desk = base(stage, folder)
        desk.save(folder / f"{stage}.xlsx")
        (folder / f"{stage}.true").write_bytes(pickle.dumps(desk.true))
    tasks = [(str(folder), stage, n) for n, e in enumerate(edits.EDITS) for stage in ("evaluate", "declare")
             if e[2] in ("both", stage)]
    with ProcessPoolExecutor(2) as pool:
        mailed = list(pool.map(single, tasks, chunksize=4))
        twos = [(str(folder), ("evaluate", "declare")[n % 2], n) for n in range(pairs)]
        drawn = list(pool.map(pair, twos, chunksize=4))
    mailed += [m for m in drawn if "path" in m]
    skipped = [m["skipped"] for m in drawn if "path" not in m]
    (folder / "mailed.pickle").write_bytes(pickle.dumps(mailed))
    return {"files": {stage: [m["path"] for m in mailed if m["stage"] == stage] for stage in ("evaluate", "declare")},
            "skipped": skipped}


def table(folder):
    """The verdicts, per difference."""
    folder = Path(folder)
    lines = defaultdict(list)
    for stage in ("evaluate", "declare"):
        for line in (folder / f"{stage}.jsonl").read_text(encoding="utf-8").splitlines():
            line = json.loads(line)
            lines[str(Path(line["file"]))].append(line)
    totals, faults = {}, []
    for filed in pickle.loads((folder / "mailed.pickle").read_bytes()):
        own = [l for file, ls in lines.items() for l in ls if filed["path"].endswith(file.lstrip("./")) or file == filed["path"]]
        verdict = judge.judge(filed, own)
        count = totals.setdefault((filed["numbers"], filed["name"] if filed["numbers"] != "两两" else ""), Counter())
        count.update(verdict.count)
        for fault in verdict.faults + verdict.account:
            faults.append(f"{filed['stage']} {filed['name']} [{Path(filed['path']).name}] {fault}")
        filed["verdict"] = dict(verdict.count)
    return {"rows": [[numbers, name, *(count[o] for o in judge.OUTCOMES)] for (numbers, name), count in totals.items()],
            "faults": faults}


hands = {
    "roster": lambda folder: roster.write(folder),
    "write": lambda folder, pairs: write(folder, int(pairs)),
    "table": table,
}
if __name__ == "__main__":
    json.dump(hands[sys.argv[1]](*sys.argv[2:]), sys.stdout, ensure_ascii=False)
