using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <summary>
/// Two members with the shipped machine of replication, and a peer that rekeys too: CHILD SAs and
/// IKE SAs are rekeyed, and a member crashes before or after any step of it: while a message is
/// under way, before a fact has taken effect, before the standby has acknowledged it.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed partial record RekeyCrashPointsScenario(string Name)
{
    private const int PeerAt = 2;
    private const ulong Nowhere = 1 << 4;

    /// <summary>How often an SA is rekeyed: a CHILD SA by either side, the IKE SA by the cluster.
    /// </summary>
    public int Rekeys { get; init; }

    /// <summary>How often a member may crash; it may start again at any time.</summary>
    public int Crashes { get; init; }

    /// <summary>Whether facts and acknowledgements take a way, so that a crash may come between.
    /// </summary>
    public bool IsSyncSlow { get; init; }

    /// <summary>How the members are wrong.</summary>
    public RekeyFlaw Flaw { get; init; }

    private static TimeSpan Unit => TimeSpan.FromTicks(1);

    private static Items<string> Names => ["alice", "moon"];

    /// <summary>The model: it begins where alice reigns over an IKE SA with a CHILD SA.</summary>
    public WorldModel<RekeyConfig, RekeyState, RekeyInput, RekeyOutput> Model()
    {
        var configs = Prepared();
        return new(Name)
        {
            Machine = Machine,
            Members =
            [
                new("alice", configs[0]), new("moon", configs[1]),
                new("peer", configs[0] with
                {
                    Initial = new RekeyState.Peer(1, [1], 0, [], 0, null, false),
                }),
            ],
            Hear = Heard,
            Ticks = [new RekeyInput.Tick()],
            Unit = Unit,
            Delivery = new Delivery.Ways(Capacity: 8) { DelayMax = 0 },
            IsAtOnce = (from, to) => !IsSyncSlow && from != PeerAt && to != PeerAt,
            Counters = RekeyCounters.All,
            Faults = Alphabet(),
            Invariants =
            [
                OpenChildren.Card.Never<RekeyState>(static (in Look<RekeyState> look) =>
                    LackingOf(look, 0) + LackingOf(look, 1)),
                MovedChildren.Card.Never<RekeyState>(static (in Look<RekeyState> look) =>
                    LeftOf(look, 0) + LeftOf(look, 1)),
            ],
            Goals =
            [
                new(OneChildPair.Card.Invariant, OneChildPair.Card.Claim,
                    static (in Look<RekeyState> look) => Agrees(look, 0) && Agrees(look, 1))
                {
                    Stays = true,
                },
            ],
            NameOfInput = NameOf,
            NameOfOutput = static output => output switch
            {
                RekeyOutput.Shares(var message) => message.GetType().Name,
                RekeyOutput.Sends(var message) => NameOf(message),
            },
        };
    }

    private static Items<RekeyInput> Heard(int from, int to, RekeyOutput output) => output switch
    {
        RekeyOutput.Shares(var message) =>
            to < PeerAt ? [new RekeyInput.Heard((byte)(from + 1), message)] : [],
        RekeyOutput.Sends(var message) =>
            from == PeerAt || to == PeerAt ? [new RekeyInput.Arrives(message)] : [],
    };

    private FaultAlphabet<RekeyInput, RekeyOutput> Alphabet() => new()
    {
        Budgets = [new("crash", Crashes), new("rekey", Rekeys)],
        Gone = [Gone(0), Gone(1), 0],
        Start = HopAt(0),
        Disturbing = Nowhere,
        Blocks = static (_, to, _) => to < PeerAt ? Gone(to) : 0,
        Rules =
        [
            .. Life(0), .. Life(1),
            Wants("the cluster rekeys the CHILD SA", RekeyWish.Child, 0, 1),
            Wants("the cluster rekeys the IKE SA", RekeyWish.Ike, 0, 1),
            Wants("the peer rekeys the CHILD SA", RekeyWish.Child, PeerAt),
        ],
    };

    private static ulong Gone(int member) => 1ul << member;

    private static ulong HopAt(int member) => 4ul << member;

    private static FaultEffect<RekeyInput> Do(int member, RekeyInput input, ulong unless = 0) =>
        new FaultEffect<RekeyInput>.Take(member, input, unless);

    private static FaultRule<RekeyInput> Wants(
        string name, RekeyWish wish, params ReadOnlySpan<int> who)
    {
        List<FaultEffect<RekeyInput>> effects = [];
        foreach (var member in who)
        {
            effects.Add(Do(
                member, new RekeyInput.Want(wish), member < PeerAt ? Gone(member) : 0));
        }

        return new(name) { Budget = 1, Effects = [.. effects] };
    }

    private static IEnumerable<FaultRule<RekeyInput>> Life(int member)
    {
        var crash = new FaultRule<RekeyInput>($"{Names[member]} crashes")
        {
            Budget = 0,
            Forbids = Gone(member),
            Sets = Gone(member),
            Effects = [Do(member, new RekeyInput.Crash())],
        };
        yield return crash with { Forbids = Gone(member) | HopAt(member) };
        yield return crash with
        {
            Needs = HopAt(member),
            Sets = Gone(member) | Nowhere,
            Clears = HopAt(member),
        };
        yield return new($"{Names[member]} starts")
        {
            Needs = Gone(member),
            Clears = Gone(member),
            Effects =
            [
                Do(member, new RekeyInput.Start()),
                Do(member, new RekeyInput.Connected((byte)(2 - member)), Gone(1 - member)),
                Do(1 - member, new RekeyInput.Connected((byte)(member + 1)), Gone(1 - member)),
            ],
        };
        yield return new($"the first hop comes to {Names[member]}")
        {
            Needs = Nowhere,
            Forbids = Gone(member),
            Sets = HopAt(member),
            Clears = Nowhere,
            Effects = [Do(member, new RekeyInput.Authority(true))],
        };
    }

    private static string NameOf(RekeyInput input) => input switch
    {
        RekeyInput.Tick => "timer",
        RekeyInput.Heard(_, var message) => message.GetType().Name,
        RekeyInput.Arrives(var message) => NameOf(message),
        RekeyInput.Connected => "connected",
        RekeyInput.Authority => "the first hop is here",
        RekeyInput.Crash => "crash",
        RekeyInput.Start => "start",
        RekeyInput.Want(var wish) => $"wants {wish}",
        RekeyInput.Establish => "SAs are made",
    };

    private static string NameOf(RekeyMessage message)
    {
        var (ike, id, wish, old, made, isAnswer, isAccepted) = message;
        var what = wish switch
        {
            RekeyWish.Child => $"CREATE_CHILD_SA {{ N(REKEY_SA {old}), SA {made} }}",
            RekeyWish.Ike => $"CREATE_CHILD_SA {{ IKE SA {made} }}",
            RekeyWish.Delete => $"INFORMATIONAL {{ D(SA {old}) }}",
        };
        var how = !isAnswer ? "" : isAccepted ? " done" : " N(TEMPORARY_FAILURE)";
        return $"{what} {ike}.{id}{how}";
    }
}
