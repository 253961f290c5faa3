"""worlds.py: the tests of the repository beside all changes that Stryker.NET makes of a project (in a
copy of the repository), written into one build of it. tests/mutation/ask makes it and asks in it."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
SUITES = ("Examples", "Properties")
# Stryker.NET asks `dotnet --info`, by itself for ten seconds at most, and a busy machine takes longer.
QUIET = dict(os.environ, HoldfastMutation="true", DOTNET_INFO_WAIT_TIME="120000",
             DOTNET_CLI_TELEMETRY_OPTOUT="true",
             DOTNET_NOLOGO="true")
# A change may make a loop that takes all memory there is: what it takes is bounded, and so is what
# the same tests take without it.
WORKERS = dict(QUIET, DOTNET_GCHeapHardLimit="0x80000000", DOTNET_TieredPGO="0",
               DOTNET_gcConcurrent="0", HOLDFAST_PROPERTY_SHRINK="0")
WORKER = "tests/mutation/Worker"
SINCE = "Removed by since filter"


def digest(*texts):
    whole = hashlib.sha256()
    for text in texts:
        whole.update(text if isinstance(text, bytes) else text.encode())
        whole.update(b"\0")
    return whole.hexdigest()[:16]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def listed(*patterns):
    """The files of the repository that have such names, and that are there."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in set(out.split("\0"))
                  if name and os.path.isfile(os.path.join(ROOT, name)))


def digest_of(*patterns):
    names = listed(*patterns)
    return digest(*(part for name in names for part in (name, read(os.path.join(ROOT, name)))))


def extent(mutant):
    return tuple((mutant["location"][end]["line"], mutant["location"][end]["column"])
                 for end in ("start", "end"))


def is_covered(mutant, compiled):
    """Stryker leaves out the removal of a block in which there are other mutants."""
    first, last = extent(mutant)
    return mutant["mutatorName"] == "Block removal mutation" and sum(
        first <= begin and end <= last for begin, end in compiled) > 1


class World:
    """A project, all its changes in one assembly, and the tests beside it."""

    def __init__(self, project, work, name=None):
        self.project, self.work = project, work
        self.assembly = f"Holdfast.{project}"
        self.own = os.path.join(work, name or project)
        self.rooms = ["src/Codec"]
        self.rooms += [] if project == "Codec" else ["src/Protocol", "src/StateMachines"]
        self.changes, self.more = f"src/{project}/", {}
        self.changing = os.path.join(self.own, "tree")
        self.tests = os.path.join(self.own, "tests")
        os.makedirs(self.own, exist_ok=True)

    def make(self, say):
        """Makes what is not there, or not of these sources."""
        changed = digest_of(*self.rooms, "tests/mutation/stryker-config.json")
        whole = digest_of("src", "fuzz", "samples", ":(glob)tests/*.cs", "tests/Examples",
                          "tests/Properties", WORKER, "*.props")
        if self._said("changes") != changed:
            say(f"{self.project}: Stryker.NET writes its changes, which takes some minutes")
            self._copy(self.changing)
            self.prepare()
            self._change()
            self._say("changes", changed)
            self._say("tests", "")
        if self._said("tests") != whole:
            say(f"{self.project}: the tests are built")
            self._gather()
            self._say("tests", whole)
        self.build = changed

    def prepare(self):
        """What has to be done to the copy before it is changed."""

    def mutants(self):
        """What was changed, as Stryker tells it, with the status that it would have to be asked
        about: "Pending"; those that it leaves out have another."""
        with open(os.path.join(self.own, "report.json"), encoding="utf-8-sig") as file:
            files = json.load(file)["files"]
        for path, one in files.items():
            path = path[path.rindex("/src/") + 1:] if "/src/" in path else path
            if not path.startswith(self.changes):
                continue
            compiled = [extent(mutant) for mutant in one["mutants"]
                        if mutant["status"] != "CompileError"]
            for mutant in one["mutants"]:
                if mutant.get("statusReason") == SINCE and not is_covered(mutant, compiled):
                    mutant["status"] = "Pending"
                mutant.update(file=path, source=one["source"])
                yield mutant

    def start(self, *arguments, runs=1.0):
        """A process beside the tests, in which nothing has run yet. Properties draw so many
        times as many cases as usual."""
        return subprocess.Popen(
            ["dotnet", os.path.join(self.tests, "Holdfast.Tests.Mutation.dll"), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=dict(WORKERS, HOLDFAST_PROPERTY_RUNS=str(runs), **self.more), cwd=self.tests,
            start_new_session=True)

    @staticmethod
    def _copy(tree):
        os.makedirs(tree, exist_ok=True)
        known = tree + ".files"
        before = set(read(known).decode().split("\0")) if os.path.exists(known) else set()
        names = listed(".")
        for name in names:
            source, target = os.path.join(ROOT, name), os.path.join(tree, name)
            # What did not change keeps its time, so that it is not built again.
            if not os.path.exists(target) or read(source) != read(target):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(source, target)
        for name in before - set(names):
            gone = os.path.join(tree, name)
            if os.path.exists(gone):
                os.remove(gone)
        with open(known, "w", encoding="utf-8") as file:
            file.write("\0".join(names))

    def _commit(self):
        """Nothing is others than in this commit: so Stryker writes its changes, and tries none."""
        shutil.rmtree(os.path.join(self.changing, ".git"), ignore_errors=True)
        for arguments in (["init", "--quiet", "--initial-branch", "main"], ["add", "--all"],
                          ["-c", "user.name=ask", "-c", "user.email=ask@localhost",
                           "commit", "--quiet", "--message", "What is changed"]):
            subprocess.run(["git", *arguments], cwd=self.changing, check=True,
                           stdout=subprocess.DEVNULL)

    def _change(self):
        self._commit()
        out = os.path.join(self.own, "stryker")
        shutil.rmtree(out, ignore_errors=True)
        caught = os.path.join(self.own, self.assembly + ".dll")
        if os.path.exists(caught):
            os.remove(caught)
        arguments = [
            "dotnet", "stryker", "--config-file",
            os.path.join(self.changing, "tests/mutation/stryker-config.json"),
            "--project", self.assembly + ".csproj", "--concurrency", "1", "--output", out,
            "--test-project",
            os.path.join(self.changing, WORKER, "Holdfast.Tests.Mutation.csproj"),
            "--since:main", "--skip-version-check"]
        changed = self._bin(self.changing, WORKER)
        where = os.path.join(self.changing, "src", self.project)
        subprocess.run(["dotnet", "tool", "restore"], cwd=where, env=QUIET, check=True,
                       stdout=subprocess.DEVNULL)
        with open(os.path.join(self.own, "stryker.log"), "wb") as log:
            stryker = subprocess.Popen(arguments, cwd=where, env=QUIET, stdout=log, stderr=log)
            # The build with the changes lies beside the tests while Stryker runs, and is put back
            # when it ends.
            while stryker.poll() is None:
                self._catch(os.path.join(changed, self.assembly + ".dll"), caught)
                time.sleep(0.2)
        report = os.path.join(out, "reports", "report.json")
        if not os.path.exists(report):
            raise SystemExit(f"Stryker.NET wrote no report, and says why: {self.own}/stryker.log")
        shutil.copy(report, self.own)
        if b"MutantControl" not in read(caught):
            raise SystemExit(f"no changed build was seen: {self.own}/stryker.log")

    @staticmethod
    def _catch(path, target):
        try:
            content = read(path)
            time.sleep(0.2)
            if b"MutantControl" in content and read(path) == content:
                with open(target, "wb") as file:
                    file.write(content)
        except OSError:
            pass

    def _gather(self):
        """The tests of all suites in one folder, beside the changed build."""
        for path in [*(f"tests/{suite}" for suite in SUITES), WORKER]:
            subprocess.run(["dotnet", "build", os.path.join(ROOT, path), "-v", "quiet"],
                           env=QUIET, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.tests, ignore_errors=True)
        for suite in SUITES:
            shutil.copytree(self._bin(ROOT, f"tests/{suite}"), self.tests, dirs_exist_ok=True)
        worker = self._bin(ROOT, WORKER)
        for name in os.listdir(worker):
            if name.startswith("Holdfast.Tests.Mutation.") and not name.endswith(".deps.json"):
                shutil.copy(os.path.join(worker, name), self.tests)
        shutil.copy(os.path.join(self.own, self.assembly + ".dll"), self.tests)

    @staticmethod
    def _bin(tree, path):
        return os.path.join(tree, path, "bin/Debug/net10.0")

    def _said(self, name):
        path = os.path.join(self.own, name + ".of")
        return read(path).decode() if os.path.exists(path) else None

    def _say(self, name, text):
        with open(os.path.join(self.own, name + ".of"), "w", encoding="utf-8") as file:
            file.write(text)


def files_by_class():
    """Where the classes of tests are written: suite and full name, without what is nested in it."""
    found = {}
    for name in listed(*(f"tests/{suite}/*.cs" for suite in SUITES)):
        text = read(os.path.join(ROOT, name)).decode()
        space = re.search(r"^namespace ([\w.]+);", text, re.M)
        for one in re.findall(r"^(?:[a-z]+ )*class (\w+)", text, re.M):
            key = (name.split("/")[1], f"{space.group(1)}.{one}" if space else one)
            found.setdefault(key, []).append(name)
    return found
