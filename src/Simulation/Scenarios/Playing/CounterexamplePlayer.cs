using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Plays counter-examples of the explorer with real octets. Law: whatever has a world in the
/// simulator is played there, and of everything else it is said why it is not.
/// </summary>
public static class CounterexamplePlayer
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(1);

    private const string Loop = "redirect-loop";

    private static Items<string> Elections => ["hsrp-literal", "hsrp-repaired"];

    private static Items<string> Clusters =>
    [
        "hsrp-pair", "stateful-pair", "drain", "front-back-split", "periodic-sync-baseline",
        "rekey-crash-points", "replication",
    ];

    private static Items<(string Family, string Why)> NotPlayed =>
    [
        ("reference-election", "its routers are none of this library: it is a yardstick"),
        ("rri-order", "each instant between two things that an end does is a state there; a member "
            + "of the simulator does them in one"),
        ("dpd-vs-routing", "of timers that are due together any is first there, and links fail one "
            + "by one"),
        ("message-id-sync", "messages of one exchange are lost and doubled one by one there"),
        ("dpd-forged", "what is acknowledged wrongly is under keys there, and peers of the "
            + "simulator are as they are shipped"),
        ("esp-forged", "its packets are real octets already"),
        ("stream-cuts", "its streams are real octets already"),
        ("request-crash-points", "a member dies between two steps of one exchange there"),
        ("token-guesses", "nobody guesses at tokens in the simulator yet"),
        ("ticket-reuse", "resumption is played by no shell yet"),
        ("spi-choice", "SPIs are drawn one by one there"),
        ("paced-takeover", "answers are given and withheld one by one there"),
        ("load-shared", "it asks who of seven serves whom, and nobody sends"),
        ("dmvpn-shortcuts", "what one end forgets and the other keeps is chosen there"),
        ("bfd-neighbours", "BFD is not played yet"),
        ("liveness-forged", "hints are chosen one by one there"),
    ];

    /// <summary>The run of a counter-example; null: it is not played, and why says why.</summary>
    /// <param name="scenario">The name of its scenario.</param>
    /// <param name="trace">The counter-example.</param>
    /// <param name="shell">What is wrong in it; null: what is known of that scenario.</param>
    /// <param name="why">Why it is not played.</param>
    public static PlayedTrace? TryOf(
        string scenario, Counterexample trace, PlayedShell? shell, out string why)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return !IsPlayed(scenario, out why) && shell is null ? null
            : Elections.Any(family => Is(scenario, family)) ? Routers(scenario, trace, shell)
            : Is(scenario, Loop) ? Gateways(trace, shell ?? PlayedShell.Shipped)
            : Pair(trace, shell ?? ShellOf(scenario));
    }

    /// <summary>Whether the simulator has a world like a scenario.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="why">Why not; empty: it has.</param>
    public static bool IsPlayed(string scenario, out string why)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var isPlayed = Elections.Concat(Clusters).Append(Loop).Any(family => Is(scenario, family));
        why = isPlayed ? "" : NotPlayed.FirstOrDefault(one => Is(scenario, one.Family)).Why
            ?? "nothing of the simulator is like it";
        return isPlayed;
    }

    /// <summary>What is wrong with the members of a scenario that is known to be bad.</summary>
    public static PlayedShell ShellOf(string scenario) => scenario switch
    {
        "periodic-sync-baseline" => PlayedCanaries.Of("PeriodicCounters")!,
        "front-back-split-unbound" => PlayedCanaries.Of("GroupsUnbound")!,
        _ => PlayedShell.Shipped,
    };

    private static bool Is(string scenario, string family) =>
        scenario == family || scenario.StartsWith($"{family}-", StringComparison.Ordinal);

    private static PlayedTrace Pair(Counterexample trace, PlayedShell shell)
    {
        var world = shell.In(TraceWorlds.Pair);
        return new(new TraceScore(world, Settled, Unit).Of(trace, shell.IsLate), shell);
    }

    private static PlayedTrace Gateways(Counterexample trace, PlayedShell shell) => new(
        new GatewayScore(shell.In(TraceWorlds.Gateways), Settled, Unit).Of(trace), shell);

    private static PlayedTrace Routers(string scenario, Counterexample trace, PlayedShell? shell)
    {
        var world = TraceWorlds.Routers(
            trace.Columns,
            scenario.Contains("literal", StringComparison.Ordinal)
                ? HsrpGroup.Dialect.Rfc2281Literal
                : HsrpGroup.Dialect.Repaired,
            scenario.Contains("preempt", StringComparison.Ordinal));
        shell ??= PlayedCanaries.OfGroups(HsrpGroup.Step);
        world = shell.In(world);

        // Timers that are due together have one order here: an election may take as long again.
        var (played, faults) = new TraceScore(world, Soon, shell.Pace).Of(trace, isLate: false);

        // None runs in the beginning, and nothing is mended but what the trace mends.
        return new(
            new(
                played with { HealAt = played.Duration },
                new(
                [
                    .. world.Members.Select(member =>
                        new TimedFault(TimeSpan.Zero, new Fault.Crash(member.Name))),
                    .. faults.Faults,
                ])),
            shell);
    }
}
