using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>
/// The two ends of a tunnel, each with the shipped machine of routes, its kernel and its SAs: new
/// SAs, rekeys and deletes of both ends in any order, lost messages, an end that loses its power,
/// an IKE daemon that dies and finds its routes again. Each instant between two things that an end
/// does is a state.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record RriOrderScenario(string Name)
{
    private const int Leaks = 1;
    private const int Flaps = 2;
    private const int IsWrong = 4;
    private const int IsHole = 1;
    private const int IsLong = 2;
    private const int WitnessAt = 2;

    /// <summary>How often somebody wants an SA rekeyed, deleted or made.</summary>
    public int Wishes { get; init; }

    /// <summary>How many messages may be lost.</summary>
    public int Losses { get; init; }

    /// <summary>How often an end may lose its power, or its daemon; it may start at any time.
    /// </summary>
    public int Crashes { get; init; }

    /// <summary>Units for which an SA outlives its route.</summary>
    public int Drain { get; init; }

    /// <summary>Whether all SAs are behind one interface, or each behind its own.</summary>
    public bool IsShared { get; init; }

    /// <summary>How the ends are wrong.</summary>
    public TunnelFlaw Flaw { get; init; }

    // Longer than a lost message delays its answer.
    private int Patience => Math.Max(2, Losses + 1);

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private static Items<string> Names => ["alice", "carol"];

    /// <summary>The model: it begins where both ends start, and carol makes the tunnel.</summary>
    public WorldModel<TunnelConfig, TunnelState, TunnelInput, TunnelOutput> Model() => new(Name)
    {
        Machine = TunnelNode.Machine,
        Members =
        [
            new("alice", ConfigOf(0)), new("carol", ConfigOf(1)), new("traffic", ConfigOf(2)),
        ],
        Hear = Heard,
        Ticks = [new TunnelInput.Tick()],
        Unit = Unit,
        Delivery = new Delivery.Ways(Capacity: 4)
        {
            DelayMax = 0,
            Loss = Losses > 0 ? new(1) : Allowance.Never,
        },
        IsAtOnce = static (from, to) => from == WitnessAt || to == WitnessAt,
        Faults = Alphabet(),
        Start = [Do(0, new TunnelInput.Start()), Do(1, new TunnelInput.Start())],
        Label = LabelOf,
        Invariants =
        [
            NothingInClear.Card.Never<TunnelState>(
                static (in Look<TunnelState> look) => HowMany(look, Leaks)),
            RightRoutes.Card.Never<TunnelState>(
                static (in Look<TunnelState> look) => HowMany(look, IsWrong)),
            SteadyRoutes.Card.Never<TunnelState>(
                static (in Look<TunnelState> look) => HowMany(look, Flaps)),
            ShortHoles.Card.Never<TunnelState>(static (in Look<TunnelState> look) =>
                (look.LabelOf(WitnessAt)
                    & (look.Damage.SpentOf(2) == 0 ? IsHole : IsLong)) == 0 ? 0 : 1),
        ],
        Gauges =
        [
            new("packets for nowhere", "units in which what an end sends is lost at the other one",
                static (in Look<TunnelState> look) =>
                    ((TunnelState.Witness)look[WitnessAt]).Holes.Max(hole => hole.For)),
        ],
        Goals =
        [
            new("Agree", "in the end both have the same SAs, and a route if and only if they do",
                static (in Look<TunnelState> look) => IsSettled(look))
            {
                Stays = true,
            },
        ],
        NameOfInput = NameOf,
        NameOfOutput = NameOf,
    };

    private TunnelConfig ConfigOf(int self) => ReverseRouteInjection.Config.TryCreate(
        new() { Prefix = Prefix.Parse("10.9.0.0/24"), DrainFor = Drain * Unit },
        out var routes, out var error)
        ? new(self, routes, IsShared, Patience, Flaw)
        : throw new InvalidOperationException($"{error}");

    private static Items<TunnelInput> Heard(int from, int to, TunnelOutput output) => output switch
    {
        TunnelOutput.Say(var message) => to < 2 ? [new TunnelInput.Heard(message)] : [],
        TunnelOutput.Shows(var view) => to == WitnessAt ? [new TunnelInput.Seen(from, view)] : [],
        TunnelOutput.Carries(var end, var sa) => to == end ? [new TunnelInput.Packet(sa)] : [],
        TunnelOutput.Declares(var end) => to == end ? [new TunnelInput.PeerIsDead()] : [],
    };

    private FaultAlphabet<TunnelInput, TunnelOutput> Alphabet() => new()
    {
        Budgets = [new("wish", Wishes), new("loss", Losses), new("crash", Crashes)],
        Disturbing = Off(0) | Off(1) | NoDaemon(0) | NoDaemon(1),
        Blocks = static (_, to, output) =>
            output is TunnelOutput.Say ? Off(to) | NoDaemon(to) : 0,
        Rules = [.. Lives(0), .. Lives(1), .. Wants(0), .. Wants(1)],
    };

    private static ulong Off(int end) => 1ul << end;

    private static ulong NoDaemon(int end) => 4ul << end;

    private static FaultEffect<TunnelInput> Do(int end, TunnelInput input) =>
        new FaultEffect<TunnelInput>.Take(end, input);

    private static IEnumerable<FaultRule<TunnelInput>> Lives(int end)
    {
        FaultRule<TunnelInput> starts = new($"{Names[end]} starts")
        {
            Effects = [Do(end, new TunnelInput.Start())],
        };
        yield return starts with { Needs = Off(end), Clears = Off(end) };
        yield return starts with { Needs = NoDaemon(end), Clears = NoDaemon(end) };
        FaultRule<TunnelInput> dies = new($"{Names[end]} loses its power")
        {
            Budget = 2,
            Forbids = Off(end) | NoDaemon(end),
            Sets = Off(end),
            Effects = [Do(end, new TunnelInput.PowerLost())],
        };
        yield return dies;
        yield return dies with
        {
            Name = $"the daemon of {Names[end]} dies",
            Sets = NoDaemon(end),
            Effects = [Do(end, new TunnelInput.DaemonDies())],
        };
    }

    private static IEnumerable<FaultRule<TunnelInput>> Wants(int end) =>
        from wish in end == TunnelShell.Maker
            ? Enum.GetValues<TunnelWish>()
            : [TunnelWish.Rekey, TunnelWish.Delete]
        select new FaultRule<TunnelInput>(
            $"{Names[end]} wants a {wish.ToString().ToLowerInvariant()}")
        {
            Budget = 0,
            Forbids = Off(end) | NoDaemon(end),
            Effects = [Do(end, new TunnelInput.Want(wish))],
        };

    private static int HowMany(in Look<TunnelState> look, int label) =>
        ((look.LabelOf(0) & label) != 0 ? 1 : 0) + ((look.LabelOf(1) & label) != 0 ? 1 : 0);

    private static int LabelOf(TunnelState state) => state switch
    {
        TunnelState.End end =>
            (end.Kernel.Leaks ? Leaks : 0)
            | (end.Steady.Without > 0 ? Flaps : 0)
            | (end.Table is null || end.ToDo.Count > 0
                || RightRoutes.Holds(end.Kernel.Route is null ? 0 : 1, IsCalledFor(end))
                ? 0 : IsWrong),
        TunnelState.Witness witness =>
            (TunnelWitness.IsHole(witness, 0) || TunnelWitness.IsHole(witness, 1) ? IsHole : 0)
            | (witness.Holes.Any(hole => hole.For > witness.Patience) ? IsLong : 0),
    };

    // An SA that is to go carries traffic until the one that is there already can.
    private static bool IsCalledFor(TunnelState.End end) =>
        end.Talk.Sas.Any(sa => sa is { IsReady: true, Fate: TunnelFate.Stays })
        || (end.Talk.Sas.Any(sa => sa is { IsReady: false, Fate: TunnelFate.Stays })
            && end.Talk.Sas.Any(sa => sa is { IsReady: true, Fate: TunnelFate.Leaves }));

    private static bool IsSettled(in Look<TunnelState> look)
    {
        var (one, other) = ((TunnelState.End)look[0], (TunnelState.End)look[1]);
        return IsAtRest(one) && IsAtRest(other)
            && one.Talk.Sas.Select(sa => sa.Id).Order()
                .SequenceEqual(other.Talk.Sas.Select(sa => sa.Id).Order());

        static bool IsAtRest(TunnelState.End end) =>
            end is { Table: not null, ToDo.Count: 0, Talk: { Asked: null, Restarts: false } talk }
            && talk.Sas.All(sa => sa is { IsReady: true, Fate: TunnelFate.Stays })
            && end.Kernel.Route is null == (talk.Sas.Count == 0);
    }

    private static string NameOf(TunnelInput input) => input switch
    {
        TunnelInput.Tick => "goes on",
        TunnelInput.Heard(var message) => NameOf(message),
        TunnelInput.Packet(var sa) => $"a packet over SA {sa}",
        TunnelInput.PeerIsDead => "nobody answers",
        TunnelInput.Want(var wish) => $"wants a {wish.ToString().ToLowerInvariant()}",
        TunnelInput.PowerLost => "loses its power",
        TunnelInput.DaemonDies => "its daemon dies",
        TunnelInput.Start => "starts",
        TunnelInput.Seen => "is seen",
    };

    private static string NameOf(TunnelOutput output) => output switch
    {
        TunnelOutput.Say(var message) => NameOf(message),
        TunnelOutput.Shows(var view) => view.Uses == 0 ? "sends nowhere" : $"sends by {view.Uses}",
        TunnelOutput.Carries(_, var sa) => $"a packet over SA {sa}",
        TunnelOutput.Declares => "nobody answers",
    };

    private static string NameOf(TunnelMessage message)
    {
        var (_, wish, sa, made) = message.Request;
        var what = wish switch
        {
            TunnelWish.Create => $"IKE_AUTH {{ SA {made} }}",
            TunnelWish.Rekey => $"CREATE_CHILD_SA {{ N(REKEY_SA {sa}), SA {made} }}",
            TunnelWish.Delete => $"INFORMATIONAL {{ D(SA {sa}) }}",
        };
        return !message.IsAnswer ? what
            : message.IsAccepted ? $"{what} done" : $"{what} N(TEMPORARY_FAILURE)";
    }
}
