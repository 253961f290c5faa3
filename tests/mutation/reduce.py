#!/usr/bin/env python3
"""reduce.py REPORT PREFIX RESULT NAME FILTER: what docs/mutation.md needs of a report of Stryker.NET
about the files whose path begins so."""
import collections
import datetime
import json
import sys


def text_at(source, location):
    """The source between two places, as one line."""
    lines = source.split("\n")
    first, last = location["start"], location["end"]
    taken = lines[first["line"] - 1:last["line"]]
    taken[-1] = taken[-1][:last["column"] - 1]
    taken[0] = taken[0][first["column"] - 1:]
    return " ".join(" ".join(taken).split())


def short(text, most=110):
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 1] + "…"


def main(report, prefix, result, folder, tests):
    counts = collections.Counter()
    alive = []
    with open(report, encoding="utf-8-sig") as file:
        files = json.load(file)["files"]
    for path, one in sorted(files.items()):
        path = path[path.rindex("/src/") + 1:] if "/src/" in path else path
        if not path.startswith(prefix):
            continue
        for mutant in one["mutants"]:
            counts[mutant["status"]] += 1
            if mutant["status"] in ("Survived", "NoCoverage"):
                alive.append({
                    "file": path,
                    "line": mutant["location"]["start"]["line"],
                    "status": mutant["status"],
                    "mutator": mutant["mutatorName"],
                    "was": short(text_at(one["source"], mutant["location"])),
                    "becomes": short(mutant.get("replacement", "")),
                })
    alive.sort(key=lambda one: (one["file"], one["line"], one["was"], one["becomes"]))
    kept = {
        "folder": folder,
        "date": datetime.date.today().isoformat(),
        "tests": tests,
        "killed": counts["Killed"],
        "timeout": counts["Timeout"],
        "survived": counts["Survived"],
        "noCoverage": counts["NoCoverage"],
        "compileError": counts["CompileError"],
        "ignored": counts["Ignored"],
    }
    with open(result, "w", encoding="utf-8") as file:
        head = json.dumps(kept, ensure_ascii=False, indent=2)[:-2]
        lines = ",\n".join("    " + json.dumps(one, ensure_ascii=False) for one in alive)
        file.write(f'{head},\n  "alive": [\n{lines}\n  ]\n}}\n' if alive
                   else f'{head},\n  "alive": []\n}}\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
