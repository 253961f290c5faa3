"""asking.py: does a test see this mutant? Each mutant is asked about in a process in which nothing has
run before; what was found is tried again before it is believed."""
import collections
import re
import threading

from touched import lines_of, stop
from verdicts import today
from worlds import digest

NEVER = (None, None)

# Tests that hold what a machine does to a list or a page that it has written itself: they see that it
# changed, not that it is wrong. They are asked last, and what they alone see is counted apart.
LISTS = re.compile(r"listed$|The_page_|_is_the_table$|Every_cell_of_situation_|Are_refused_by_every_guard")


def is_list(line):
    """Whether a test compares with what the code has written of itself."""
    return LISTS.search(line) is not None


class Control(Exception):
    """A test fails with no mutant on: nothing that rests on it holds."""

    def __init__(self, test):
        super().__init__(test.line)
        self.test = test


def tell(process, lines):
    """Beside what is read of it: a process that is not heard does not read on."""
    try:
        process.stdin.write(lines)
        process.stdin.close()
    except (BrokenPipeError, OSError, ValueError):
        pass  # it has ended, or was stopped


class Asker:
    """Asks the tests of a world about its mutants."""

    is_list = staticmethod(is_list)
    EVERY = 25  # kills by one test until it has to pass again with no mutant on

    def __init__(self, world, touched, verdicts):
        self.world, self.touched, self.verdicts = world, touched, verdicts
        self.kills, self.asked = collections.Counter(), collections.Counter()
        self.controls, self.banned = collections.Counter(), set()
        self.ran = collections.Counter()
        self.by_folder, self.runs = {}, 1.0
        self.slow, self.slow_key = {}, None
        for (suite, name), (folder, tests) in touched.classes.items():
            text = digest(*touched.texts(suite, name))
            self.by_folder.setdefault(folder, []).append((suite, name, tests, text))

    def classes(self, mutant):
        """The classes of tests that are asked: those of the folder, and those of all folders."""
        folders = self.by_folder if mutant.folder == "StateMachines" else (mutant.folder, "")
        return [one for folder in folders for one in self.by_folder.get(folder, [])]

    def tests_of(self, mutant, verdict):
        """What a verdict rests on: one test killed, or none of all did."""
        by = verdict.get("by")
        return digest(*(
            f"{suite} {name} {text}" for suite, name, _, text in self.classes(mutant)
            if by is None or by.startswith(f"Holdfast.Tests.{suite} {name} ")))

    def verdict_of(self, mutant):
        one = self.verdicts.of(mutant, self.tests_of)
        return None if one and one.get("by") in self.banned else one

    def ask(self, mutant):
        """A verdict, tried again where the rules want it."""
        tests, again = self._asked(mutant), None
        if not tests:
            return self._keep(mutant, "NoCoverage")
        while tests:
            test, how = self._first_to_fail(mutant.id, tests)
            if test is None:
                break
            if how == "failed" and not self._sampled(mutant):
                return self._killed(mutant, "Killed", test, tests)
            # A time-out, the end of a process, and one kill of twenty: only if it comes again.
            then = self._first_to_fail(mutant.id, [test])[1]
            if then is not None:
                sampled = True if how == then == "failed" else again
                return self._killed(mutant, "Killed" if then == "failed" else "Timeout", test,
                                    tests, again=sampled, how=how)
            again = False
            tests = tests[tests.index(test) + 1:]
        return self._keep(mutant, "Survived", again=again)

    def take_slow(self, found, seconds, runs):
        """From here on survivors may be asked of what takes long."""
        self.slow, self.runs, self.slow_key = found, runs, f"{seconds:g} s, {runs:g} times"

    def ask_slow(self, mutant):
        """A survivor's verdict, once the tests that take long and run through it were asked; null:
        it is none, or they were."""
        before = self.verdict_of(mutant)
        if (not before or before["status"] not in ("Survived", "NoCoverage")
                or before.get("slow") == self.slow_key):
            return None
        tests = sorted(
            (test for suite, name, _, _ in self.classes(mutant)
             for test in self.slow.get((suite, name), [])
             if mutant.id in test.touched and test.line not in self.banned), key=self._worth)
        again = before.get("again")
        while tests:
            test, how = self._first_to_fail(mutant.id, tests)
            if test is None:
                break
            if (how == "failed" and not self._sampled(mutant)
                    or self._first_to_fail(mutant.id, [test])[1] is not None):
                return self._killed(mutant, "Killed" if how == "failed" else "Timeout", test,
                                    [test], slow=self.slow_key, how=how, again=again)
            again = False
            tests = tests[tests.index(test) + 1:]
            before["status"] = "Survived"
        return self._keep(mutant, "Survived" if tests else before["status"], again=again,
                          slow=self.slow_key)

    def _asked(self, mutant):
        """First what runs through it, fast and deadly ones before others; then the rest of classes
        that do, since what their first test computes once may be what others see; lists last."""
        first, rest = [], []
        for _, _, tests, _ in self.classes(mutant):
            if any(mutant.id in test.touched for test in tests):
                for test in tests:
                    if test.line not in self.banned:
                        (first if mutant.id in test.touched else rest).append(test)
        first.sort(key=self._worth)
        every = first + sorted(rest, key=lambda test: test.seconds)
        return sorted(every, key=lambda test: is_list(test.line))

    def _worth(self, test):
        """Seconds until a kill is to be expected of it."""
        share = (self.kills[test.line] + 0.5) / (self.asked[test.line] + 1.5)
        return (test.seconds + 0.005) / share

    def _first_to_fail(self, mutant, tests):
        """Which test failed, and how: "failed", "time" or "died"."""
        process = self.world.start("run", self.world.assembly, str(mutant), runs=self.runs)
        self.ran["processes"] += 1
        places = {test.line: place for place, test in enumerate(tests)}
        at = 0
        try:
            told_of = "".join(test.line + "\n" for test in tests).encode()
            threading.Thread(target=tell, args=(process, told_of), daemon=True).start()
            for told in lines_of(process, lambda: self._patience(tests, at)):
                if told is None:
                    return tests[min(at, len(tests) - 1)], "time"
                if "end" in told:
                    return NEVER
                if "gone" in told:
                    return tests[min(at, len(tests) - 1)], "died"
                line = f"{told['suite']} {told['of']} {told['name']}"
                at = places[line] + 1
                if mutant >= 0:
                    self.asked[line] += 1
                if told["why"] is not None:
                    return tests[at - 1], "failed"
            raise AssertionError("lines end with one that says so")
        finally:
            stop(process)

    @staticmethod
    def _patience(tests, at):
        seconds = tests[at].seconds if at < len(tests) else 1
        return 5 + min(10 * seconds, 40 + 2 * seconds)

    def _killed(self, mutant, status, test, tests, **more):
        self.kills[test.line] += 1
        if status == "Timeout" or (self.kills[test.line] - 1) % self.EVERY == 0:
            self._control(test, tests[:tests.index(test) + 1])
        return self._keep(mutant, status, by=test.line, **more)

    def _control(self, test, tests):
        """In a process of its own the test passes with no mutant on, behind the same tests as when
        it killed, or all its kills are void."""
        self.ran["controls"] += 1
        if self._first_to_fail(-1, tests) != NEVER:
            self.banned.add(test.line)
            raise Control(test)

    def _sampled(self, mutant):
        """Of the kills, one of twenty is tried again; which ones is fixed."""
        return int(mutant.key, 16) % 20 == 0

    def _keep(self, mutant, status, by=None, **more):
        more = {name: value for name, value in more.items() if value is not None}
        if by:
            more["by"] = by
        tests = self.tests_of(mutant, more)
        self.verdicts.add(mutant, tests, status, date=today(), **more)
        return status
