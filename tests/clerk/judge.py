"""What was read, beside what is true: every place comes out right, flagged, silently wrong or silently lost."""

import re
import zipfile
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OUTCOMES = ("right", "flagged", "wrong", "lost")


def worth(value, money=False):
    """What the program says a value is worth, as (amount, measure)."""
    parts = value.get("parts") or []
    found = []
    for part in parts:
        amount, measure = Decimal(part["amount"]) * Decimal(part.get("scale") or 1), part.get("measure") or ""
        # An amount without a measure is in 万元; 5001.25万 says so itself.
        in_wan = Decimal(part.get("scale") or 1) == 1
        found.append((amount * (10_000 if in_wan else 1), "元") if money and not measure else (amount, measure))
    return sorted(found)


def squeezed(text):
    return re.sub(r"\s", "", text)


class Reading:
    """One form as the program read it."""

    def __init__(self, line):
        self.line = line
        self.entries = {(e["item"], e["slot"]): e for e in line["entries"]}
        self.texts = [e["text"] for e in line["entries"] if e["text"]] + [u["text"] for u in line["unplaced"]]
        asked = [f for f in line["findings"] if f["severity"] != "note"]
        self.asked = {(p["sheet"], p["cell"]) for f in asked for p in f["places"]}

    def outcome(self, place, true, everywhere):
        got = self.entries.get(place)
        text = got["text"] if got else ""
        flagged = got is None or got["held"] or (got["sheet"], got["cell"]) in self.asked
        if got and got["value"]["kind"] in ("unclear", "placeholder"):
            flagged = True
        right = text.strip() == true.text.strip() and self.means(got, true, place)
        if true.text.strip() and not right and not holds(everywhere, true.text.strip()):
            return "lost", text
        if flagged:
            return "flagged", text
        if right and true.ask is not True:
            return "right", text
        if not text.strip() and true.text.strip():
            return "flagged", text
        return "wrong", text

    def means(self, got, true, place):
        if got is None:
            return not true.text
        kind = got["value"]["kind"]
        if not true.text.strip():
            return kind == "blank"
        if true.kind and true.kind != "words":
            return kind == true.kind
        if true.worth is not None:
            return worth(got["value"], place[1] in ("amount", "initial", "adjusted", "spent")) == sorted(true.worth)
        return kind not in ("blank", "unclear")


def nonblank(text):
    return bool(text and re.sub(r"[\s\u200b-\u200d\ufeff]", "", text))


def cells_held(path):
    """How many cells of an .xlsx hold something, counted in its XML."""
    count = 0
    with zipfile.ZipFile(path) as parts:
        strings = []
        if "xl/sharedStrings.xml" in parts.namelist():
            root = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
            strings = ["".join(t.text or "" for t in s.iter(f"{MAIN}t")) for s in root.findall(f"{MAIN}si")]
        for name in parts.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            for cell in ElementTree.fromstring(parts.read(name)).iter(f"{MAIN}c"):
                v, inline = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}is")
                text = v.text if v is not None else None
                if cell.get("t") == "s" and text:
                    text = strings[int(text)]
                if inline is not None:
                    text = "".join(t.text or "" for t in inline.iter(f"{MAIN}t"))
                formula_only = cell.find(f"{MAIN}f") is not None and not text
                count += nonblank(text) or formula_only
    return count


class Verdict:
    """All outcomes of one file."""

    def __init__(self):
        self.count, self.faults, self.account = Counter(), [], []

    def add(self, outcome, what=None):
        self.count[outcome] += 1
        if outcome in ("wrong", "lost"):
            self.faults.append(f"{outcome}: {what}")


def judge(filed, lines):
    """One file beside the lines the program printed for it."""
    verdict = Verdict()
    errors = [line for line in lines if "error" in line]
    readings = [Reading(line) for line in lines if "error" not in line]
    if not lines:
        verdict.add("lost", "the program said nothing of this file")
        return verdict
    everywhere = [text for reading in readings for text in reading.texts]
    said = bool(errors) or any(reading.line["findings"] for reading in readings)
    for form in filed["forms"]:
        own = [r for r in readings if r.line["agency"]["name"] == form["agency"] or form["agency"] is None]
        own = [r for r in own if form.get("sheet") in (None, r.line["entries"][0]["sheet"])]
        for place, true in form["true"].items():
            if not own:
                verdict.add(*missed(true, said, errors, everywhere, f"{form['agency']} {place} {true}"))
                continue
            entry = own[0].entries.get(place, {"held": True, "value": None})
            outcome, text = own[0].outcome(place, true, everywhere)
            if filed.get("refused") and not entry["held"]:
                outcome = "wrong"
            if outcome == "wrong" and getattr(true, "any_value", False) and text.strip() == true.text.strip():
                outcome = "right"
            verdict.add(outcome, f"{form['agency'] or ''} {place}: typed {true} {true.worth}, read “{text}” {entry['value']}")
    for text in filed["extra"]:
        if errors and not readings:
            verdict.add("flagged")
        else:
            verdict.add("flagged" if holds(everywhere, text) else "lost", f"written beside the form: “{text}”")
    if readings and filed.get("count"):
        cells = [r.line["cells"] for r in readings]
        told, counted = sum(c["nonempty"] for c in cells), cells_held(filed["path"])
        if told != counted:
            verdict.account.append(f"the program counts {told} cells, the clerk {counted}")
        for c in cells:
            if c["nonempty"] != c["form"] + c["entries"] + c["unplaced"]:
                verdict.account.append(f"the account is open: {c}")
    return verdict


def holds(everywhere, text):
    return any(squeezed(text) in squeezed(t) for t in everywhere)


def missed(true, said, errors, everywhere, what):
    """No form was read for this: refused, listed among what has no place, or lost."""
    if errors or not true.text or said and holds(everywhere, true.text):
        return "flagged", what
    return "lost", what
