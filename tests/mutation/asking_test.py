"""asking_test.py: what the asker makes of the worker's answers. The worker here runs no tests: their
names say what becomes of them."""
import os
import subprocess
import sys
import tempfile
import types
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from asking import Asker, Control, is_list  # noqa: E402
from verdicts import Verdicts  # noqa: E402

# As tests/mutation/Worker: each line of the input is a test; it ends at the first that fails. A
# test of the name kills_N fails with the mutant N on, and "always" with none.
WORKER = """
import json, os, sys, time
mutant = sys.argv[1]
if os.environ["SEEN"]:
    with open(os.environ["SEEN"], "a") as file:
        file.write(mutant + "\\n")
for line in sys.stdin:
    suite, of, name = line.split()
    way, _, which = name.partition("_")
    on = which == mutant or which == "always"
    if way == "dies" and on:
        os._exit(1)
    if way == "hangs" and on:
        time.sleep(60)
    if way == "once" and on and open(os.environ["SEEN"]).read().count(mutant) == 1:
        os._exit(1)
    why = "it fails" if way == "kills" and on else None
    print(json.dumps(dict(suite=suite, of=of, name=name, seconds=0, why=why)), flush=True)
    if why:
        sys.exit()
print(json.dumps(dict(end=True)), flush=True)
"""


class World:
    """One whose worker answers by the names of tests."""

    assembly = "Holdfast.Any"

    def __init__(self, own):
        self.own, self.seen = own, os.path.join(own, "seen")

    def start(self, _, assembly, mutant, runs=1.0):
        assert assembly == self.assembly and runs == 1.0
        return subprocess.Popen(
            [sys.executable, "-c", WORKER, mutant], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=dict(os.environ, SEEN=self.seen))


class Touched:
    """Tests of one class, and which mutants each runs through."""

    def __init__(self, tests):
        self.left_out = []
        self.classes = {("Properties", "Holdfast.A"): ("Dpd", [
            types.SimpleNamespace(
                line=f"Properties Holdfast.A {name}", suite="Properties", of="Holdfast.A",
                name=name, seconds=0.001, touched=set(touched))
            for name, touched in tests])}

    @staticmethod
    def texts(suite, name):
        return [suite.encode(), name.encode()]


class Asking(unittest.TestCase):
    """Verdicts, and what they rest on."""

    patience = 5

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def asker(self, *tests):
        world = World(self.folder.name)
        asker = Asker(world, Touched([
            one if isinstance(one, tuple) else (one, (7,)) for one in tests]), Verdicts(world))
        asker._patience = lambda tests, at: self.patience
        return asker

    @staticmethod
    def mutant(number=7, key="1"):
        return types.SimpleNamespace(id=number, key=key, source="s", folder="Dpd")

    def test_a_test_that_fails_kills(self):
        asker, mutant = self.asker("passes", "kills_7"), self.mutant()
        self.assertEqual("Killed", asker.ask(mutant))
        self.assertEqual("Properties Holdfast.A kills_7", asker.verdict_of(mutant)["by"])

    def test_what_no_test_sees_survives(self):
        self.assertEqual("Survived", self.asker("passes", "kills_8").ask(self.mutant()))

    def test_what_no_test_runs_through_is_not_covered(self):
        self.assertEqual("NoCoverage", self.asker(("kills_7", (8,))).ask(self.mutant()))

    def test_more_tests_than_a_pipe_holds_are_asked(self):
        names = [f"passes_{number:060}" for number in range(4_000)]
        self.assertEqual("Killed", self.asker(*names, ("kills_7", ())).ask(self.mutant()))

    def test_a_kill_of_a_test_that_always_fails_is_void(self):
        asker, mutant = self.asker("kills_always", "passes"), self.mutant()
        with self.assertRaises(Control):
            asker.ask(mutant)
        self.assertIsNone(asker.verdict_of(mutant))
        self.assertEqual("Survived", asker.ask(mutant))

    def test_the_end_of_a_process_counts_if_it_comes_again(self):
        self.assertEqual("Timeout", self.asker("dies_7").ask(self.mutant()))

    def test_the_end_of_a_process_that_comes_once_is_none(self):
        asker, mutant = self.asker("once_7", "passes"), self.mutant()
        self.assertEqual("Survived", asker.ask(mutant))
        self.assertFalse(asker.verdict_of(mutant)["again"])

    def test_silence_is_a_time_out_if_it_comes_again(self):
        self.patience = 0.1
        self.assertEqual("Timeout", self.asker("hangs_7").ask(self.mutant()))

    def test_one_kill_of_twenty_is_tried_again(self):
        asker, mutant = self.asker("kills_7"), self.mutant(key=f"{20:x}")
        self.assertEqual("Killed", asker.ask(mutant))
        self.assertTrue(asker.verdict_of(mutant)["again"])

    def test_lists_are_asked_last(self):
        name = "What_comes_of_fixed_walks_is_listed"
        self.assertTrue(is_list(f"Properties Holdfast.A {name}"))
        asker = self.asker(name, "passes")
        self.assertEqual(
            ["passes", name], [test.name for test in asker._asked(self.mutant())])

    def test_a_verdict_holds_as_long_as_what_it_rests_on(self):
        mutant = self.mutant()
        self.asker("kills_7").ask(mutant)
        again = self.asker("kills_7")
        self.assertEqual("Killed", again.verdict_of(mutant)["status"])
        mutant.source = "another"
        self.assertIsNone(again.verdict_of(mutant))


if __name__ == "__main__":
    unittest.main()
