"""What the clerk types: the published form, its actual values made up by a rule from a seed, each value only once."""

import csv
import random
import re
from decimal import Decimal
from pathlib import Path

FORM = Path(__file__).resolve().parents[3] / "shared" / "form"
# The slot that each printed header asks for.
SLOTS = {
    "实施周期指标值": "term_target", "年度指标值": "year_target", "完成值": "actual", "偏差原因及改进措施": "reason",
    "年初预算数（万元）": "initial", "全年预算数（调整后，万元）": "adjusted", "全年执行数（万元）": "spent",
    "名称": "name", "主要实施内容": "content", "期望达到的目标（概述）": "expected",
}
MONEY = {"amount", "initial", "adjusted", "spent"}
TEXT = {"name", "content", "expected", "text", "reason"}


def rows(name):
    with open(FORM / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def objective():
    return (FORM / "overall-objective.txt").read_text(encoding="utf-8").strip()


INDICATORS, BUDGET, TASKS = rows("indicators.tsv"), rows("budget.tsv"), rows("tasks.tsv")


def worths(text):
    """The numbers in a text that the clerk wrote plainly, each as (amount, measure): 10万座 is 100000 座."""
    found = []
    for number, times, measure in re.findall(r"([\d,]+(?:\.\d+)?)\s*([万亿]?)([^\d≥≤、，；\s]*)", text):
        amount = Decimal(number.replace(",", "")) * {"": 1, "万": 10_000, "亿": 100_000_000}[times]
        found.append((amount, measure.removesuffix("左右")))
    return found


class Typed:
    """One thing the clerk typed: how the cell shows it, and what it is worth."""

    def __init__(self, text, worth=None, ask=False, kind=None):
        self.text, self.worth, self.kind = text, worth, kind
        # It cannot be taken as sure, whoever reads it.
        self.ask = ask

    def __repr__(self):
        return f"“{self.text}”"


def words(text):
    return Typed(text, kind="words")


def money(amount):
    """An amount typed as a number, in 万元."""
    amount = Decimal(amount)
    return Typed(f"{amount.normalize():f}", [(amount * 10_000, "元")])


def value(text):
    return Typed(text, worths(text))


def evaluated(seed):
    """The end of the year: money, 完成值 and reasons. (item, slot) → (what goes into the cell, what is true)."""
    dice, typed, used = random.Random(seed), {}, set()
    for line in BUDGET:
        amount = Decimal(line["amount_wan_yuan"])
        typed[line["id"], "amount"] = (float(amount), money(amount))
    for n, line in enumerate(BUDGET[:4]):
        initial = Decimal(line["amount_wan_yuan"])
        adjusted = initial + (Decimal(dice.randint(100, 9900)) / 100 if initial else 0)
        spent = adjusted - (Decimal(dice.randint(100, 9900)) / 100 if initial else 0)
        for slot, amount in (("initial", initial), ("adjusted", adjusted), ("spent", spent)):
            typed[line["id"], slot] = (float(amount), money(amount))
    for n, line in enumerate(INDICATORS):
        short = n % 8 == 5
        text = achieved(line, short, dice, used)
        typed[line["id"], "actual"] = (text, value(text))
        reason = f"{line['id']}受市场波动影响未达目标，已列入下年计划。" if short else ""
        typed[line["id"], "reason"] = (reason or None, words(reason))
    return typed


def achieved(line, short, dice, used):
    """A value a little above the target, or below where it fell short; no number twice."""
    target, parts = line["year_target"], []
    for number, rest in re.findall(r"([\d,]+(?:\.\d+)?)([^\d≥≤、]*)", target):
        number, rest = Decimal(number.replace(",", "")), rest.removesuffix("左右")
        step = Decimal("0.01") if number < 20 and rest in ("%", "亿元") else Decimal("0.1") if "万" in rest else Decimal(1)
        down = short or target.startswith("≤") or "左右" in target and dice.random() < 0.5
        amount = number + step * (-1 if down else 1) * (1 if number < 20 else dice.randint(1, max(1, int(number / step) // 50)))
        while (amount, rest) in used or amount in {u for u, _ in used} or amount <= 0:
            amount += step * (-1 if down and amount > step else 1)
        used.add((amount, rest))
        parts.append(f"{amount.normalize():f}{rest}")
    return "、".join(parts)


def declared(seed):
    """The start of the year: money, objective, tasks and targets as published."""
    typed = {}
    for line in BUDGET:
        amount = Decimal(line["amount_wan_yuan"])
        typed[line["id"], "amount"] = (float(amount), money(amount))
    typed["objective", "text"] = (objective(), words(objective()))
    for line in TASKS:
        for slot in ("name", "content", "expected"):
            typed[line["id"], slot] = (line[slot], words(line[slot]))
    for line in INDICATORS:
        for slot in ("term_target", "year_target"):
            typed[line["id"], slot] = (line[slot], value(line[slot]))
    return typed


def given():
    """What stands pre-filled in a form of the end of the year."""
    typed = declared(0)
    return {place: true for place, (_, true) in typed.items() if place[1] != "amount"}
