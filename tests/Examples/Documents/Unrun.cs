namespace Holdfast.Tests.Examples.Documents;

/// <summary>A command of a page that is not run as it stands, and why.</summary>
/// <param name="Command">The command, as <see cref="CommandLine.Text"/> has it.</param>
/// <param name="Why">Why it cannot be run by a test, or not here.</param>
/// <param name="Instead">What is run in its place; null: nothing is.</param>
/// <param name="ShownBy">A source that does the same, and what stands in it.</param>
internal sealed record Unrun(
    string Command, string Why, string? Instead = null, (string File, string Words)? ShownBy = null)
{
    private const string Hours = "hours: the same world over few seeds";
    private const string Deep = "minutes: to its end it is compared with docs/machines/worlds.md";
    private const string NoMember = "asks a member, which runs as root";
    private const string Commands = "tests/Properties/Fuzzing/CommandsDoWhatTheySay.cs";
    private const string Option = "names an option in a sentence, and no file";

    /// <summary>Whatever is not run as it stands. Short, and nothing that is not needed.</summary>
    public static IReadOnlyList<Unrun> All { get; } =
    [
        new("holdfast prove", Deep, ShownBy: (
            "tests/Properties/Simulation/Scenarios/WorldsThatProveShips.cs",
            "ProvenWorlds.IsAsOnItsPage")),
        new("holdfast prove hsrp-repaired", Deep, "holdfast prove hsrp-repaired --depth 5"),
        new(
            "holdfast prove hsrp-repaired-3 --faults crash=2,cut=0", Deep,
            "holdfast prove hsrp-repaired-3 --faults crash=2,cut=0 --depth 5"),
        new(
            "holdfast prove simultaneous-timers", Deep,
            "holdfast prove simultaneous-timers --depth 5"),
        new(
            "holdfast prove --schedules 3", "minutes: one world of all",
            "holdfast prove hsrp-repaired-1 --schedules 3"),
        new("holdfast decode --json", Option),
        new("holdfast replay --engine simulator", Option),
        new(
            "holdfast campaign stateful-pair", Hours,
            "holdfast campaign stateful-pair --seeds 1..1"),
        new(
            "holdfast campaign stateful-pair --seeds 1..1000", Hours,
            "holdfast campaign my.scenario.json --seeds 1..3"),
        new(
            "holdfast campaign stateful-pair --seeds 1..10000 --resume pair.jsonl", Hours,
            "holdfast campaign my.scenario.json --seeds 1..3 --resume pair.jsonl"),
        new(
            "holdfast campaign stateful-pair --seeds 1..10000 --shard 3/8 --resume shard-3.jsonl",
            Hours,
            "holdfast campaign my.scenario.json --seeds 1..8 --shard 3/8 --resume shard-3.jsonl"),
        new(
            "holdfast campaign my.scenario.json --junit out.xml --json out.json", Hours,
            "holdfast campaign my.scenario.json --seeds 1..3 --junit out.xml --json out.json"),
        new(
            "holdfast campaign merge /results/shard-*.jsonl --junit all.xml",
            "the folder is that of a container",
            "holdfast campaign merge shard-*.jsonl --junit all.xml"),
        new("holdfast gateway run alice.gateway.json", "needs root, and runs until it is ended",
            ShownBy: ("tests/Interop/Live/LiveMember.cs", "\"gateway\", \"run\"")),
        new("holdfast gateway status alice.gateway.json", NoMember, ShownBy: (
            "tests/Interop/Live/LiveMember.cs",
            "AskAsync(ControlRequest request = ControlRequest.Status)")),
        new("holdfast gateway drain alice.gateway.json", NoMember, ShownBy: (
            "tests/Interop/Live/TakeoverTests.cs", "ControlRequest.Drain")),
        new("holdfast gateway stay alice.gateway.json", NoMember, ShownBy: (
            "tests/Interop/Live/FailoverTests.cs", "alice.Told(\"stay\")")),
        new(
            "holdfast load 192.0.2.5 --psk load.psk --from 10.2.0.1 --to 10.1.0.100 --peers 1000 "
                + "--rate 10000 --time 60",
            "needs a gateway to load, and root",
            ShownBy: ("tests/Interop/Live/LiveLoad.cs", "\"load\", \"192.168.0.5\", \"--psk\"")),
        new(
            "podman build -f deploy/Containerfile --build-arg SDK_IMAGE=... "
                + "--build-arg RUNTIME_IMAGE=... -t holdfast .",
            "asks a registry for images that the reader names"),
        new("kubectl apply -f deploy/campaign-job.yaml", "needs a cluster of Kubernetes"),
        new(
            "cd out && spin -a hsrp-repaired-2.pml && gcc -O2 -DSAFETY -o pan pan.c && "
                + "./pan -m1000000",
            "needs Spin, which is not everywhere",
            ShownBy: ("tests/Interop/ModelCheckers/Spin.cs", "\"-a\", model")),
    ];

    /// <summary>What a member starts by itself, and no help tells of.</summary>
    public const string Hidden = "holdfast gateway guard";

    /// <summary>Pages whose commands a test takes from the page and runs, step by step.</summary>
    public static IReadOnlyDictionary<string, (string File, string Words)> Pages { get; } =
        new Dictionary<string, (string, string)>
        {
            ["docs/testing.md"] = ("tests/Interop/Packages/FromNothing.cs", "docs/testing.md"),
        };

    /// <summary>Scripts and commands of the fuzzer, of which this test only looks at the options:
    /// who runs each of them, or what of it; they take minutes, or a build of their own.</summary>
    public static IReadOnlyDictionary<string, (string File, string Words)> Elsewhere { get; } =
        new Dictionary<string, (string, string)>
        {
            ["fuzz list"] = (Commands, "Run(\"list\""),
            ["fuzz run"] = (Commands, "[\"run\", target"),
            ["fuzz reproduce"] = (Commands, "Run(\"reproduce\""),
            ["fuzz minimise"] = (Commands, "Run(\"minimise\""),
            ["fuzz sums"] = (Commands, "Run(\"sums\""),
            ["fuzz/campaign"] = ("tests/Properties/Fuzzing/CampaignsGoOn.cs", "StartCampaign("),
            ["fuzz/afl"] = ("tests/Properties/Fuzzing/AflPlusPlusGoesOn.cs", "StartAfl("),
            ["fuzz/planted"] = ("tests/Interop/Fuzzing/PlantedBugs.cs", "\"planted\""),
            // Builds for minutes, then asks for hours: what it makes of the answers is tested.
            ["tests/mutation/ask"] = (
                "tests/Interop/Mutation/AskingTests.cs", "\"asking_test.py\""),
        };

    /// <summary>Scripts that no test runs: they call a tool, or measure for minutes or hours what
    /// tests ask once.</summary>
    public static IReadOnlyDictionary<string, string> Nowhere { get; } =
        new Dictionary<string, string>
        {
            ["tests/mutation/run"] = "Stryker.NET itself, nine seconds for each mutant",
        };

    /// <summary>Exit codes other than 0 that a page tells of.</summary>
    public static IReadOnlyDictionary<string, int> Exits { get; } = new Dictionary<string, int>
    {
        ["holdfast prove hsrp-literal"] = 1,
    };
}
