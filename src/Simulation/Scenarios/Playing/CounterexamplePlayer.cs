using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Scenarios.RriOrder;
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
    private const string Tickets = "ticket-reuse";

    private const string OnePlan =
        "what stands is what a plan says: nobody makes a CHILD SA beside it, or ends it for good";

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(1);

    /// <summary>The families that have a world of their own.</summary>
    private static Items<(string Family, Func<Counterexample, PlayedShell, WorldScenario> Play)>
        Families =>
        [
            ("rri-order", static (trace, shell) =>
                new TunnelScore(shell.In(TraceWorlds.Pair), Settled, shell).Of(trace)),
            ("redirect-loop", static (trace, shell) =>
                new GatewayScore(shell.In(TraceWorlds.Gateways), Settled, Unit).Of(trace)),
            ("ike-exchanges", Asking),
            ("ike-followups", static (trace, shell) =>
                new ExchangeScore(shell.In(TraceWorlds.Several), Settled).Of(trace)),
            ("request-crash-points", Asking),
            ("message-id-sync", static (trace, shell) =>
                new SyncScore(shell.In(TraceWorlds.Syncing), Settled).Of(trace)),
            ("dpd-forged", static (trace, shell) =>
                new LifeScore(shell.In(TraceWorlds.Old), 2 * Settled).Of(trace)),
            ("token-guesses", static (trace, shell) =>
                new GuessScore(shell.In(TraceWorlds.Tokens), Settled).Of(trace)),
            ("dpd-vs-routing", static (trace, shell) =>
                new PathScore(shell.In(TraceWorlds.Paths), Settled).Of(trace)),
            ("stream-cuts", static (trace, shell) =>
                new StreamScore(shell.In(TraceWorlds.Streams), Settled).Of(trace)),
            ("bfd-neighbours", static (trace, shell) =>
                new BfdScore(shell.In(TraceWorlds.Sessions), Settled).Of(trace)),
            ("dmvpn-shortcuts", static (trace, shell) =>
                new ShortcutScore(shell.In(TraceWorlds.Spokes), Settled).Of(trace)),
        ];

    private static Items<string> Elections => ["hsrp-literal", "hsrp-repaired", "hsrp-healed"];

    private static Items<string> Clusters =>
    [
        "hsrp-pair", "stateful-pair", "drain", "front-back-split", "periodic-sync-baseline",
        "rekey-crash-points", "replication",
    ];

    /// <summary>Families that look at one thing, and of whose canaries which one has the world in
    /// which it shows.</summary>
    private static Items<(string Family, string Canary)> Glimpses =>
    [
        ("esp-forged", "LifeBeforeWindow"),
        ("liveness-forged", "HintIsDeath"),
        ("load-shared", "OwnerByCount"),
    ];

    private const string Floods =
        "each draw of an SPI would be the same flood there, whatever the trace says";

    private static Items<(string Family, string Why)> NotPlayed =>
    [
        ("reference-election", "its routers are none of this library: it is a yardstick"),
        ("ike-first-exchanges", "the SAs of a plan replace those before them, whoever begins"),
        ("ike-children", OnePlan),
        ("ike-deletes", OnePlan),
        ("paced-takeover", "each of its words comes of itself there, whatever the trace says"),
        ("spi-choice", Floods),
        ("spis-of-four", Floods),
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
        if (!IsPlayed(scenario, out why) && shell is null)
        {
            return null;
        }

        if (Elections.Any(family => Is(scenario, family)))
        {
            return Routers(scenario, trace, shell);
        }

        trace = FromCut(scenario, trace);
        shell ??= ShellOf(scenario);
        if (Is(scenario, Tickets))
        {
            var world = shell.In(TraceWorlds.Tickets);
            return new(new(world, FaultPlan.None), shell, shell.Seed)
            {
                Tickets = TicketScore.Of(trace),
            };
        }

        var played = Families.FirstOrDefault(one => Is(scenario, one.Family)).Play is { } play
            ? play(trace, shell)
            : new TraceScore(
                TraceWorlds.As(scenario, shell.In(TraceWorlds.Pair)), Settled, Unit)
                .Of(trace, shell);
        return new(
            played with { Faults = new([.. shell.Before, .. played.Faults.Faults]) }, shell,
            shell.Seed);
    }

    /// <summary>Whether the simulator has a world like a scenario.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="why">Why not; empty: it has.</param>
    public static bool IsPlayed(string scenario, out string why)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var isPlayed = Elections.Concat(Clusters).Append(Tickets)
            .Concat(Families.Select(one => one.Family))
            .Concat(Glimpses.Select(one => one.Family))
            .Any(family => Is(scenario, family));
        why = isPlayed ? "" : NotPlayed.FirstOrDefault(one => Is(scenario, one.Family)).Why
            ?? "nothing of the simulator is like it";
        return isPlayed;
    }

    /// <summary>What is known of a scenario: what is wrong with its members where it is known to be
    /// bad, and who looks on.</summary>
    public static PlayedShell ShellOf(string scenario) => scenario switch
    {
        "dpd-vs-routing-slow" => PlayedCanaries.SlowRoutes,
        _ when Is(scenario, "rri-order") => PlayedCanaries.Tunnel(TunnelFlaw.None),
        _ when Is(scenario, "periodic-sync-baseline") => PlayedCanaries.Of("PeriodicCounters")!,
        "front-back-split-unbound" => PlayedCanaries.Of("GroupsUnbound")!,
        _ => Glimpses.FirstOrDefault(one => Is(scenario, one.Family)).Canary is { } canary
            ? PlayedCanaries.Of(canary)!.AsShipped()
            : PlayedShell.Shipped,
    };

    private static bool Is(string scenario, string family) =>
        scenario == family || scenario.StartsWith($"{family}-", StringComparison.Ordinal);

    /// <summary>A trace that begins behind a cut, with the way there.</summary>
    private static Counterexample FromCut(string scenario, Counterexample trace)
    {
        return scenario.Contains("-parted-stores", StringComparison.Ordinal)
            ? trace with
            {
                Stem =
                [
                    Of(EventKind.Fault, "cut alice ↔ moon"),
                    Of(EventKind.Fault, "the first hop comes to moon"),
                    .. Enumerable.Repeat(
                        Of(EventKind.Time, ""), ReplicationScenario.UnitsApart),
                    .. trace.Stem,
                ],
            }
            : trace;

        static TraceEvent Of(EventKind kind, string what) =>
            new(0, new(kind, What: what), "", [], [], 0);
    }

    private static WorldScenario Asking(Counterexample trace, PlayedShell shell) =>
        new ExchangeScore(shell.In(TraceWorlds.Asking), Settled).Of(trace);

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
        var (played, faults) = new TraceScore(world, Soon, shell.Pace).Of(trace, shell);

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
