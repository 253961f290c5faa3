"""touched.py: which tests run through which mutants, class by class. Each class has a process of its
own, so that what is computed once and kept (a static field, a table) counts for each class that uses
it."""
import json
import os
import queue
import threading
import time

from worlds import ROOT, SUITES, digest, files_by_class, read

SLOW = 5.0        # seconds of the processor: a test that takes longer is asked of survivors alone


def failing(why):
    """Why a test is not asked that fails with no mutant on; no path of this machine is told."""
    return "fails in a changed build: " + why.splitlines()[0].replace(ROOT + "/", "")[:100]


def processor_seconds(process):
    try:
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def lines_of(process, seconds):
    """The lines that a process writes, until it is silent for so many seconds of the processor, or
    for twenty times as long by the clock; None, if it was."""
    heard = queue.Queue()

    def hear():
        for line in process.stdout:
            heard.put(json.loads(line))
        heard.put({"gone": True})

    threading.Thread(target=hear, daemon=True).start()
    spent, since = 0.0, time.monotonic()
    while True:
        try:
            line = heard.get(timeout=0.25)
        except queue.Empty:
            most = seconds() if callable(seconds) else seconds
            if (processor_seconds(process) - spent > most
                    or time.monotonic() - since > 20 * most):
                yield None
                return
            continue
        spent, since = processor_seconds(process), time.monotonic()
        yield line
        if "gone" in line:
            return


def stop(process):
    process.kill()
    process.wait()
    process.stdout.close()
    if process.stdin:
        try:
            process.stdin.close()
        except OSError:
            pass


def folder_of(project, name):
    """The folder of machines (or Codec) whose tests a class is part of; "" is every folder's."""
    parts = name.split(".")
    if project == "Codec":
        return "Codec" if {"Codec", "Views", "Streams"} & set(parts[3:-1]) else None
    if "StateMachines" not in parts[3:4]:
        return None
    return parts[4] if len(parts) > 5 else ""


def holds_tests(path):
    """Of its own: what others inherit is shared."""
    text = read(os.path.join(ROOT, path))
    return b" abstract " not in text and any(
        mark in text for mark in (b"[Fact", b"[Theory", b"[Property"))


class Test:
    """A test, a theory being one: what it runs through and how long it takes."""

    def __init__(self, suite, of, told):
        self.line = f"{suite} {of} {told['name']}"
        self.suite, self.of, self.name = suite, of, told["name"]
        self.seconds, self.touched = told["seconds"], set(told["run"]) | set(told["initial"])


class Touched:
    """What the tests of a world run through."""

    def __init__(self, world, folders, say):
        self.world, self.classes, self.left_out = world, {}, []
        self.keys, self.out = {}, {}
        self.folder = os.path.join(world.own, "touched")
        os.makedirs(self.folder, exist_ok=True)
        files = files_by_class()
        self.sources = {}
        wanted = []
        for suite, name in self._list():
            folder = folder_of(world.project, name)
            # A nested class is what a test of tests looks at.
            if folder is not None and "+" not in name and folder in {"", *folders}:
                wanted.append((suite, name, folder))
                self.sources[suite, name] = sorted(files.get((suite, name.split("+")[0]), []))
        with_tests = {one for names in self.sources.values() for one in names} | {
            path for paths in files.values() for path in paths if holds_tests(path)}
        others = self._others(files, with_tests)
        for at, (suite, name, folder) in enumerate(wanted):
            key = digest(world.build, others.get(folder, ""), *self.texts(suite, name))
            self._class(suite, name, folder, key, lambda text: say(
                f"{world.project}: what tests run through, {at + 1}/{len(wanted)}: {text}"))

    def texts(self, suite, name):
        return [read(os.path.join(ROOT, path)) for path in self.sources[suite, name]] or [name]

    def _list(self):
        process = self.world.start("classes", *(f"Holdfast.Tests.{suite}" for suite in SUITES))
        for line in process.communicate()[0].splitlines():
            told = json.loads(line)
            yield told["suite"].rsplit(".", 1)[1], told["name"]

    def _others(self, files, with_tests):
        """What the classes of a folder share: the sources beside them that hold no tests."""
        texts = {}
        for (_, name), paths in files.items():
            folder = folder_of(self.world.project, name)
            if folder is not None:
                texts.setdefault(folder, set()).update(set(paths) - with_tests)
        return {folder: digest(*(read(os.path.join(ROOT, path)) for path in sorted(paths)))
                for folder, paths in texts.items()}

    def _class(self, suite, name, folder, key, say):
        path = os.path.join(self.folder, f"{suite}.{name}.json")
        kept = json.loads(read(path)) if os.path.exists(path) else {}
        if kept.get("key") != key:
            say(name)
            kept = {"key": key, **self._run(suite, name)}
            with open(path, "w", encoding="utf-8") as file:
                json.dump(kept, file)
        tests = [Test(f"Holdfast.Tests.{suite}", name, told) for told in kept["tests"]]
        self.classes[suite, name] = (folder, tests)
        self.keys[suite, name], self.out[suite, name] = key, kept["out"]
        self.left_out += [(folder, name, *why) for why in kept["out"]]

    def slow(self, seconds, runs, say):
        """The tests that take too long to be asked of all, each with its class: those that end in
        so many seconds of the processor, where laws draw runs times as many cases. What is left out
        then too is told anew."""
        found, self.left_out = {}, []
        for (suite, name), out in self.out.items():
            folder, fast = self.classes[suite, name]
            for test, why in out:
                if why.startswith("takes"):
                    say(f"what takes long: {name}.{test}")
                    told, why = self._slow(suite, name, test, seconds, runs, [
                        *(one.name for one in fast), *(one for one, _ in out if one != test)])
                    if told:
                        found.setdefault((suite, name), []).append(
                            Test(f"Holdfast.Tests.{suite}", name, told))
                        continue
                self.left_out.append((folder, name, test, why))
        return found

    def _slow(self, suite, name, test, seconds, runs, others):
        path = os.path.join(self.folder, f"slow.{suite}.{name}.{test}.json")
        key = digest(self.keys[suite, name], str(seconds), str(runs))
        kept = json.loads(read(path)) if os.path.exists(path) else {}
        if kept.get("key") != key:
            # What is run through is written down meanwhile, which takes its time as well.
            process = self.world.start("touch", self.world.assembly, f"Holdfast.Tests.{suite}",
                                       name, *others, runs=runs)
            told = [line for line in lines_of(process, 2 * seconds)
                    if line and "seconds" in line]
            stop(process)
            why = (f"takes more than {seconds:.0f} s" if not told else
                   None if told[0]["why"] is None else
                   failing(told[0]["why"]))
            kept = {"key": key, "told": None if why else told[0], "why": why}
            with open(path, "w", encoding="utf-8") as file:
                json.dump(kept, file)
        return kept["told"], kept["why"]

    def _run(self, suite, name):
        """The tests of a class that pass in a changed build with no mutant on, and fast."""
        out = []
        timed = self._each(suite, name, "-", set(), SLOW * 1.1, out)
        for told in timed.values():
            if told["why"] is not None:
                out.append((told["name"], failing(told["why"])))
            elif told["seconds"] > SLOW:
                out.append((told["name"], f"takes more than {SLOW:.0f} s"))
        without = {one for one, _ in out}
        tests = self._each(suite, name, self.world.assembly, without, SLOW * 12, out)
        for told in tests.values():
            told["seconds"] = timed[told["name"]]["seconds"]
            if told["why"] is not None:
                out.append((told["name"], "does not always pass: " + told["why"].splitlines()[0][:100]))
        return {"tests": [told for told in tests.values() if told["why"] is None], "out": out}

    def _each(self, suite, name, assembly, without, patience, out):
        """What is told of each test but some; those that do not end in time are left out."""
        tests, without = {}, sorted(without)
        while True:
            begun = None
            process = self.world.start(
                "touch", assembly, f"Holdfast.Tests.{suite}", name, *without)
            for told in lines_of(process, patience):
                if told is None or "gone" in told or "end" in told:
                    break
                begun = told["name"] if "begun" in told else None
                if begun is None:
                    tests[told["name"]] = told
                    without.append(told["name"])
            stop(process)
            if begun is None:
                return tests
            without.append(begun)
            out.append((begun, "takes too long"))
