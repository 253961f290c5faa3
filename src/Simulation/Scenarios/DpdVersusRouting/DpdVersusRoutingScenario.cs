using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Scenarios.DpdVersusRouting;

/// <summary>How alice is wrong: all but the first are canaries.</summary>
public enum PathFlaw : byte
{
    /// <summary>She is not.</summary>
    None,

    /// <summary>She asks once less than is configured.</summary>
    OneQueryFewer,

    /// <summary>She asks once more than is configured.</summary>
    OneQueryMore,

    /// <summary>Routes converge a unit later than was said.</summary>
    ConvergesTooLate,
}

/// <summary>
/// An idle IKE SA over two access links: alice asks, carol answers, a link fails at any moment, and
/// routes go around it after a while. What the timing budget says of it is what comes out.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record DpdVersusRoutingScenario(string Name)
{
    private const int NetworkAt = 2;

    /// <summary>Whether the SA is one of IKEv1: DPD, instead of liveness checks.</summary>
    public bool IsV1 { get; init; }

    /// <summary>Units until a failed link is noticed.</summary>
    public int Detection { get; init; } = 1;

    /// <summary>Units from there to routes around it.</summary>
    public int Convergence { get; init; } = 2;

    /// <summary>Units of silence before alice asks.</summary>
    public int IdleAfter { get; init; } = 3;

    /// <summary>Units that the first query waits for its answer.</summary>
    public int RetryAfter { get; init; } = 1;

    /// <summary>How often she asks.</summary>
    public int Queries { get; init; } = 4;

    /// <summary>How often a link may fail; it may work again at any time.</summary>
    public int Failures { get; init; }

    /// <summary>How often carol may die.</summary>
    public int Deaths { get; init; }

    /// <summary>How alice is wrong.</summary>
    public PathFlaw Flaw { get; init; }

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>What the timing budget finds wrong with these times.</summary>
    public Items<TimingBudget.Finding> Findings()
    {
        var figures = TimingBudget.Figures.None
            .With(TimingBudget.Setting.RoutingDetection, Detection * Unit)
            .With(TimingBudget.Setting.RoutingConvergence, Convergence * Unit);
        return TimingBudget.Evaluate(
            IsV1 ? figures.With(Dpd(Queries)) : figures.With(Liveness(Queries, isAsking: true)));
    }

    /// <summary>The model: it begins where both have just heard each other.</summary>
    public WorldModel<PathConfig, PathState, PathInput, PathOutput> Model()
    {
        var bound = DeadAfter;
        return new(Name)
        {
            Machine = PathNode.MachineOf(bound),
            Members =
            [
                new("alice", ConfigOf(0)), new("carol", ConfigOf(1)), new("routes", ConfigOf(2)),
            ],
            Hear = Heard,
            Ticks = [new PathInput.Tick()],
            Unit = Unit,
            Faults = Alphabet(),
            Label = static state => PathNode.DeclaresDeath(state) ? 1 : 0,
            Invariants =
            [
                LivePeers.Card.Never<PathState>(static (in Look<PathState> look) =>
                    LivePeers.Holds(
                        look.LabelOf(0) != 0, !look.IsUp(1), look.Damage.SpentOf(0) > 1) ? 0 : 1),
                DeadPeers.Card.AtMost<PathState>(
                    bound, static (in Look<PathState> look) =>
                        ((PathState.Between)look[NetworkAt])
                            .Dead.Undeclared(look.LabelOf(0) != 0)),
            ],
            NameOfInput = NameOf,
            NameOfOutput = static output => output switch
            {
                PathOutput.Say(var message) => $"{message}",
                PathOutput.Passes(_, var message) => $"{message} passes",
            },
        };
    }

    private int DeadAfter => IdleAfter + (int)((IsV1
        ? Dpd(Queries).DeathAfterFirstQuery
        : Liveness(Queries, isAsking: true).FailureAfterFirstSend) / Unit);

    private static Items<PathInput> Heard(int from, int to, PathOutput output) => output switch
    {
        PathOutput.Say(var message) =>
            to == NetworkAt ? [new PathInput.Carry(1 - from, message)] : [],
        PathOutput.Passes(var end, var message) =>
            to == end ? [new PathInput.Heard(message)] : [],
    };

    private FaultAlphabet<PathInput, PathOutput> Alphabet() => new()
    {
        Budgets = [new("link", Failures), new("death", Deaths)],
        Gone = [1, 2, 0],
        Rules =
        [
            .. Enumerable.Range(0, 2).SelectMany(Life),
            new("carol dies")
            {
                Budget = 1,
                Forbids = 2,
                Sets = 2,
                Effects = [Do(new PathInput.PeerDied())],
            },
        ],
    };

    private static IEnumerable<FaultRule<PathInput>> Life(int link)
    {
        var isDown = 4ul << link;
        yield return new($"link {link} fails")
        {
            Budget = 0,
            Forbids = isDown,
            Sets = isDown,
            Effects = [Do(new PathInput.Link(link, Works: false))],
        };
        yield return new($"link {link} works again")
        {
            Needs = isDown,
            Clears = isDown,
            Effects = [Do(new PathInput.Link(link, Works: true))],
        };
    }

    private static FaultEffect<PathInput> Do(PathInput input) =>
        new FaultEffect<PathInput>.Take(NetworkAt, input);

    private PathConfig ConfigOf(int self)
    {
        var queries = self > 0 ? Queries : Flaw switch
        {
            PathFlaw.None or PathFlaw.ConvergesTooLate => Queries,
            PathFlaw.OneQueryFewer => Queries - 1,
            PathFlaw.OneQueryMore => Queries + 1,
        };
        return new(
            self, IsV1 ? Dpd(queries, self == 0) : null,
            IsV1 ? null : Liveness(queries, self == 0), Links(), Detection,
            Convergence + (Flaw == PathFlaw.ConvergesTooLate ? 1 : 0), DeadAfter);
    }

    private DeadPeerDetection.Config Dpd(int queries, bool isAsking = true) =>
        DeadPeerDetection.Config.TryCreate(
            new()
            {
                Mode = isAsking
                    ? DeadPeerDetection.Mode.Periodic
                    : DeadPeerDetection.Mode.OnDemand,
                WorryAfter = IdleAfter * Unit,
                RetryAfter = RetryAfter * Unit,
                BackoffPercent = 100,
                ProbesMax = queries,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");

    private LivenessCheck.Config Liveness(int queries, bool isAsking) =>
        LivenessCheck.Config.TryCreate(
            new()
            {
                Mode = isAsking ? LivenessCheck.Mode.Periodic : LivenessCheck.Mode.OnDemand,
                IdleAfter = IdleAfter * Unit,
                RetryAfter = RetryAfter * Unit,
                BackoffPercent = 200,
                SendsMax = queries,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");

    private static LinkSelection.Config Links() => LinkSelection.Config.TryCreate(
        new() { HoldDown = TimeSpan.Zero, StableAfter = TimeSpan.Zero },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException($"{error}");

    private static string NameOf(PathInput input) => input switch
    {
        PathInput.Tick => "timer",
        PathInput.Heard(var message) => $"{message}",
        PathInput.Carry(_, var message) => $"{message} under way",
        PathInput.Link(var which, var works) => $"link {which} {(works ? "works" : "fails")}",
        PathInput.PeerDied => "carol is dead",
    };
}
