using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>What the cards of the table are made of.</summary>
internal static class TableParts
{
    /// <summary>What is asked of every run: the simulator watches these.</summary>
    public static Items<string> Watched =>
    [
        "I1a", "I1b", "I3", "I4", "I5", "I6", "I9", "I10", "I12", "I14", "I19", "I24", "I27", "I30",
        "I31", "I35", "Clear", "Synced", "Flows",
    ];

    /// <summary>The simulator shows it.</summary>
    public static Evidence Played => new Evidence.Played();

    /// <summary>The preferred member's links.</summary>
    public static LinkName Outside => new("alice", "outside");

    /// <inheritdoc cref="Outside"/>
    public static LinkName Inside => new("alice", "inside");

    /// <inheritdoc cref="Outside"/>
    public static LinkName Sync => new("alice", "sync");

    /// <summary>The preferred member crashes at a point of a message, and is fenced later.
    /// </summary>
    public static FaultPlan CrashAt(
        CrashPoint point, MessageKind about, FaultPlan? before = null) =>
        (before ?? FaultPlan.None).At(30, new Fault.CrashAt("alice", point, about))
            .At(43, new Fault.Fence("alice"));

    /// <summary>The explorer shows it.</summary>
    public static Evidence Explored(string scenario) => new Evidence.Explored(scenario);

    /// <summary>A test shows it.</summary>
    public static Evidence Tested(string file, string claim) =>
        new Evidence.Tested($"tests/{file}.cs", claim);

    /// <summary>Nothing shows it yet.</summary>
    public static Evidence NotYet(string why) => new Evidence.NotYet(why);

    /// <summary>A stateful pair, an attacker before it, two SAs.</summary>
    public static WorldBuilder Pair() => new WorldBuilder(Topologies.StatefulPair with
    {
        Sas = [new() { Peer = "carol", Count = 2 }],
        Oracles = Watched,
    }).Attacker("backbone", "outside", "inside", "sync");

    /// <summary>A case in the pair as it is.</summary>
    public static ScenarioCase Case(
        string name, FaultPlan faults, Func<WorldBuilder, WorldBuilder>? set = null) =>
        new(name, () => (set is null ? Pair() : set(Pair())).Plan, faults);

    /// <summary>The same under both policies; the default one is availability first.</summary>
    public static Items<ScenarioCase> UnderBoth(
        string name, FaultPlan faults, Func<WorldBuilder, WorldBuilder>? set = null) =>
        UnderBoth(name, () => set is null ? Pair() : set(Pair()), faults);

    /// <summary>The same in another world than the pair.</summary>
    public static Items<ScenarioCase> UnderBoth(
        string name, Func<WorldBuilder> world, FaultPlan faults) =>
    [
        new(name, () => world().Plan, faults),
        new(
            $"{name}-safety-first",
            () => world().Policy(policy => policy with { Solo = SoloPolicy.SafetyFirst }).Plan,
            faults),
    ];

    /// <summary>Alice crashes, and a fence says so a second later.</summary>
    public static FaultPlan CrashAlice(double at, FaultPlan? before = null) =>
        (before ?? FaultPlan.None).At(at, new Fault.Crash("alice"))
            .At(at + 1, new Fault.Fence("alice"));

    /// <summary>The sync channel is down, so that the other one is stale, and alice crashes.
    /// </summary>
    public static FaultPlan StaleTakeover(FaultPlan? before = null) => CrashAlice(
        40, (before ?? FaultPlan.None).At(30, new Fault.SyncCut(Seconds(20))));

    /// <summary>Messages of a kind, so many, for so long.</summary>
    public static MessageChoice Some(MessageKind kind, int count, double seconds = 20) => new()
    {
        Kind = kind,
        Count = count,
        For = Seconds(seconds),
    };

    /// <summary>A word as it stands in names of cases.</summary>
    public static string NameOf<T>(T word)
        where T : struct, Enum => JsonName.Of($"{word}").Replace('_', '-');

    /// <summary>So many seconds.</summary>
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
