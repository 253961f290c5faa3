using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.FrontBackSplit;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// The explorer's canaries as members of the simulator: the same wrong machine, or the shell that
/// makes the same mistake in octets.
/// </summary>
public static partial class PlayedCanaries
{
    private const ulong BoundedLife = 24_000;

    /// <summary>The members of a canary; null: they are not played.</summary>
    public static PlayedShell? Of(string canary) =>
        OfReplication(canary) ?? OfShell(canary) ?? OfMachine(canary) ?? OfExchanges(canary)
            ?? OfKnowledge(canary) ?? OfProofs(canary) ?? OfSpokes(canary) ?? OfPaths(canary)
            ?? OfStreams(canary) ?? OfSessions(canary) ?? OfRoutes(canary) ?? OfTickets(canary);

    /// <summary>Members whose replication is wrong.</summary>
    private static PlayedShell? OfReplication(string canary) => canary switch
    {
        "PeriodicCounters" => Wrong(Mischief.NonceOfFirstReign, PeriodicCounters) with
        {
            IsLate = true,
        },
        "LeaseNotAwaited" => Wrong(Mischief.None, ReplicationCanaries.LeaseNotAwaited),
        "FloorNotAwaited" => Wrong(Mischief.None, FloorsNotAwaited),
        "EpochRestoredFromSnapshot" =>
            Wrong(Mischief.None, ReplicationCanaries.EpochRestoredFromSnapshot),
        "StandbyThatRequests" => Wrong(Mischief.None, ReplicationCanaries.StandbyThatRequests),
        "NothingIsRepaired" => Wrong(Mischief.None, ReplicaCanaries.NothingIsRepaired) with
        {
            // What a standby lacks shows once it serves.
            As = "Flows",
        },
        "LifeCountedAnew" => Wrong(Mischief.None, ReplicaCanaries.LifeCountedAnew) with
        {
            In = Bounded,
        },
        "UnknownsForgotten" => Wrong(Mischief.None, ReplicaCanaries.UnknownsForgotten) with
        {
            In = static world => world with
            {
                Members =
                [
                    .. world.Members.Select(member =>
                        member with { SpeaksNext = member.Name == "alice" }),
                ],
            },
        },
        _ => null,
    };

    /// <summary>Members whose shell makes the mistake.</summary>
    private static PlayedShell? OfShell(string canary) => canary switch
    {
        "NoncesAnew" => Wrong(Mischief.NonceOfFirstReign | Mischief.NumbersAnew),
        "IvWithoutReign" => Wrong(Mischief.NonceOfFirstReign | Mischief.NumbersAnew) with
        {
            As = "I1a",
        },
        "NumberComesRound" => Wrong(Mischief.NumbersWrap),
        "WindowForgotten" => Wrong(Mischief.WindowForgotten),
        "StandbyWithRoutes" or "RouteKept" => Wrong(Mischief.RouteKept),
        "WindowBeforeIcv" => Wrong(Mischief.WindowBeforeIcv),
        "LifeBeforeWindow" => Wrong(Mischief.LifeBeforeWindow) with { In = Bounded },
        "ForwardsBeforeGuard" => Wrong(Mischief.SendsInClear) with
        {
            // Traffic is there before SAs are.
            In = static world => world with
            {
                Sas = [.. world.Sas.Select(sas => sas with { At = TimeSpan.FromSeconds(28) })],
            },
        },
        "NobodyYields" => Wrong(Mischief.OldChildKept),
        "DrainedStillOpen" => Wrong(Mischief.DeafToFences),
        "SpiTakenAgain" => Wrong(Mischief.SpiAgain),
        "RedirectsNotCounted" => Wrong(Mischief.RedirectsForgotten),
        "NobodyIsPaced" => Wrong(Mischief.Unpaced) with { In = Many },
        "OwnerByCount" => Wrong(Mischief.PlacedByCount) with
        {
            In = static _ => Topologies.LoadShared,
        },
        _ => null,
    };

    /// <summary>Members another machine of whom is wrong.</summary>
    private static PlayedShell? OfMachine(string canary) => canary switch
    {
        "HintIsDeath" => Machine(new() { Liveness = LifeCanaries.HintIsDeath }) with
        {
            Finds = static run => IsTakenForDead(run) ? ["I18"] : [],
        },
        "GateOpensFirst" => OfPairs(Reversed) with
        {
            RightWitness = static () => FirstHopWitness.OfPairs(HsrpPair.Step),
        },
        "GroupsUnbound" => OfPairs(UnboundGroups.Step),
        _ => null,
    };

    /// <summary>Members whose groups each decide alone, by such a step.</summary>
    public static PlayedShell OfGroups(
        Func<HsrpGroup.Config, HsrpGroup.State, Instant, HsrpGroup.Input,
            Next<HsrpGroup.State, HsrpGroup.Output>> step) => new()
            {
                Witness = () => FirstHopWitness.OfGroups(step),
                IsWitnessAlone = true,
            };

    /// <summary>Members that are bound, of whom nobody hears a Resign; or everybody does.</summary>
    internal static PlayedShell OfResigns(bool areHeard) => new()
    {
        Witness = () => FirstHopWitness.OfPairs(areHeard ? HsrpPair.Step : ResignUnheard),
        IsWitnessAlone = true,
        In = TraceWorlds.Together,
    };

    private static Next<HsrpPair.State, HsrpPair.Output> ResignUnheard(
        HsrpPair.Config config, HsrpPair.State state, Instant now, HsrpPair.Input input) =>
        input is HsrpPair.Input.At(_, HsrpGroup.Input.Resign)
            ? new(state, default, default)
            : HsrpPair.Step(config, state, now, input);

    /// <summary>Counters are told, and nobody waits for an answer.</summary>
    private static Next<State, Output> PeriodicCounters(
        Config config, State state, Instant now, Input input) =>
        NotAwaited(config, state, now, input, isOutward: true);

    /// <summary>Floors are told, and nobody waits for an answer.</summary>
    private static Next<State, Output> FloorsNotAwaited(
        Config config, State state, Instant now, Input input) =>
        NotAwaited(config, state, now, input, isOutward: false);

    private static Next<State, Output> NotAwaited(
        Config config, State state, Instant now, Input input, bool isOutward)
    {
        var next = Step(config, state, now, input);
        if (state.Role is not Role.Active || input is not Input.Propose { Changes: var changes })
        {
            return next;
        }

        var outputs = next.Outputs;
        foreach (var change in changes)
        {
            outputs = change switch
            {
                Change.Leased leased when isOutward => outputs.Add(new Output.SendThrough(
                    leased.Inbound, leased.Through, leased.OctetsThrough)),
                Change.FloorRaised raised => outputs.Add(new Output.AcceptThrough(
                    raised.Inbound, raised.Floor)),
                _ => outputs,
            };
        }

        return next with { Outputs = outputs };
    }

    private static PlayedShell Wrong(
        Mischief mischief,
        ClusterMember.PartStep<Config, State, Input, Output>? replication = null) => new()
        {
            Options = new()
            {
                Mischief = mischief,
                Machines = replication is null
                    ? ClusterMember.Machines.Shipped
                    : new() { Replication = replication },
            },
        };

    private static PlayedShell Machine(ClusterMember.Machines machines) =>
        new() { Options = new() { Machines = machines } };

    /// <summary>Many SAs that are to be rekeyed at once, and few may be. Under one IKE SA they are
    /// made one after the other, and so their lives end.</summary>
    private static WorldPlan Many(WorldPlan world) => world with
    {
        Sas =
        [
            .. from sas in world.Sas
               from at in Enumerable.Range(0, 24)
               select sas with
               {
                   Count = 5,
                   RekeyAfter = TimeSpan.FromSeconds(40),
                   At = sas.At + (TimeSpan.FromMilliseconds(10) * at),
               },
        ],
        Peers = [.. world.Peers.Select(peer => peer with { Window = 64 })],
    };

    /// <summary>SAs whose life in octets is mostly over when something breaks.</summary>
    private static WorldPlan Bounded(WorldPlan world) => world with
    {
        Sas = [.. world.Sas.Select(sas => sas with { LifeOctets = BoundedLife })],
    };

    /// <summary>Whether a member takes the peer for dead.</summary>
    private static bool IsTakenForDead(RunResult run) => run.Timeline.Any(IsTakingForDead);

    private static bool IsTakingForDead(Moment one) => one.Kind == MomentKind.Peer
        && one.Says.StartsWith(MomentWords.TakesForDead("carol"), StringComparison.Ordinal);

    private static PlayedShell OfPairs(
        ClusterMember.PartStep<HsrpPair.Config, HsrpPair.State, HsrpPair.Input, HsrpPair.Output>
            step) => new() { Witness = () => FirstHopWitness.OfPairs(step) };

    private static Next<HsrpPair.State, HsrpPair.Output> Reversed(
        HsrpPair.Config config, HsrpPair.State state, Instant now, HsrpPair.Input input)
    {
        var next = HsrpPair.Step(config, state, now, input);
        return next with { Outputs = [.. next.Outputs.AsEnumerable().Reverse()] };
    }
}
