"""verdicts.py: what was asked of mutants and what came out, kept as it comes, and as long as neither
the changed source nor the tests that were asked are others."""
import collections
import datetime
import json
import os

from reduce import short, text_at
from worlds import ROOT, digest, read


class Mutant:
    """A change that can be compiled."""

    def __init__(self, told):
        self.id, self.file = int(told["id"]), told["file"]
        start = told["location"]["start"]
        self.line, self.mutator = start["line"], told["mutatorName"]
        self.was = short(text_at(told["source"], told["location"]))
        self.becomes = short(told.get("replacement") or "")
        self.key = digest(self.file, json.dumps(told["location"], sort_keys=True), self.mutator,
                          told.get("replacement") or "")
        self.source = digest(told["source"])

    @property
    def folder(self):
        parts = self.file.split("/")
        if parts[1] == "Codec":
            return "Codec"
        if parts[1] == "Protocol":
            return "Generated"
        return parts[2] if len(parts) > 3 else "StateMachines"


class Verdicts:
    """The verdicts of a world: a file to which each is added; the last one of a mutant holds."""

    def __init__(self, world):
        self.path = os.path.join(world.own, "verdicts.jsonl")
        self.kept = {}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                for line in file:
                    one = json.loads(line)
                    self.kept[one["key"]] = one

    def add(self, mutant, tests, status, **more):
        one = {"key": mutant.key, "source": mutant.source, "tests": tests, "status": status,
               **more}
        self.kept[mutant.key] = one
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(one) + "\n")

    def of(self, mutant, tests_of):
        """The verdict, if it still holds: tests_of tells the digest of the tests it rests on."""
        one = self.kept.get(mutant.key)
        if one and one["source"] == mutant.source and one["tests"] == tests_of(mutant, one):
            return one
        return None


def write(folder, seed, mutants, sample, asker):
    """What docs/mutation.md needs of a folder: tests/mutation/results/sample/FOLDER.json."""
    counts, alive, last, slow = collections.Counter(), [], "", ""
    for mutant in sample:
        one = asker.verdict_of(mutant)
        counts[one["status"]] += 1
        counts["rechecked"] += one.get("again") is not None
        counts["disagreed"] += one.get("again") is False
        counts["listed"] += "by" in one and asker.is_list(one["by"])
        if "slow" in one:
            counts["slow"] += 1
            counts["slowKilled"] += one["status"] in ("Killed", "Timeout")
            slow = one["slow"]
        last = max(last, one["date"])
        if one["status"] in ("Survived", "NoCoverage"):
            alive.append({"file": mutant.file, "line": mutant.line, "status": one["status"],
                          "mutator": mutant.mutator, "was": mutant.was,
                          "becomes": mutant.becomes})
    alive.sort(key=lambda one: (one["file"], one["line"], one["was"], one["becomes"]))
    names = ("Killed", "Timeout", "Survived", "NoCoverage")
    kept = {
        "folder": folder, "date": last, "seed": seed, "mutants": mutants,
        "asked": sum(counts[name] for name in names), "killed": counts["Killed"],
        "timeout": counts["Timeout"], "survived": counts["Survived"],
        "noCoverage": counts["NoCoverage"],
        "listed": counts["listed"],
        "rechecked": counts["rechecked"], "disagreed": counts["disagreed"],
        "slow": slow, "slowAsked": counts["slow"], "slowKilled": counts["slowKilled"],
        "tests": sum(len(tests) for of, tests in asker.touched.classes.values()
                     if of in (folder, "")),
        "leftOut": sorted(f"{of.rsplit('.', 1)[1]}.{test}: {why}"
                          for part, of, test, why in asker.touched.left_out
                          if part in (folder, "")),
    }
    if not kept["asked"]:
        return
    where = os.path.join(ROOT, "tests/mutation/results/sample")
    os.makedirs(where, exist_ok=True)
    head = json.dumps(kept, ensure_ascii=False, indent=2)[:-2]
    lines = ",\n".join("    " + json.dumps(one, ensure_ascii=False) for one in alive)
    with open(os.path.join(where, folder + ".json"), "w", encoding="utf-8") as file:
        file.write(f'{head},\n  "alive": [' + (f"\n{lines}\n  " if alive else "") + "]\n}\n")


def today():
    return datetime.date.today().isoformat()
