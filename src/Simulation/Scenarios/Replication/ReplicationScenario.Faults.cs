using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <content>What may happen.</content>
public sealed partial record ReplicationScenario
{
    private const ulong Nowhere = 1 << 4;
    private const ulong AtBoth = 1 << 5;
    private const ulong CutBoth = (1 << 6) | (1 << 7);
    private const int PeerAt = 2;

    private static Items<string> Names => ["alice", "moon"];

    private FaultAlphabet<NodeInput, NodeOutput> Alphabet()
    {
        var isFenced = Solo == SoloPolicy.SafetyFirst;
        return new()
        {
            Budgets =
            [
                new("crash", Crashes), new("cut", Cuts), new("move", Moves),
                new("loss", Losses), new("doubling", Doublings),
                new("skew", Skews), new("slackening", Slackenings),
            ],
            Gone = IsReduced ? [Gone(0), Gone(1), 0] : [],
            Start = HopAt(0) | (BeginsParted ? HopAt(1) | AtBoth | CutBoth : 0),
            Disturbing = Nowhere | AtBoth | CutBoth | (isFenced ? MayRun(0) | MayRun(1) : 0),
            Blocks = static (from, to, output) =>
                output is NodeOutput.Say ? CutFrom(from) | Gone(to) : 0,
            Rules = [.. All(isFenced).Where(rule => Allows(rule.Name))],
        };
    }

    private IEnumerable<FaultRule<NodeInput>> All(bool isFenced) =>
    [
        .. Names.SelectMany((_, member) => Crash(member)),
        .. Names.SelectMany((_, member) => Start(member)),
        .. Names.SelectMany((_, member) => Hop(member)),
        .. isFenced ? Names.Select((_, member) => Fence(member)) : [],
        .. Cuts > 0 || BeginsParted ? Cutting() : [],
        .. Skews > 0 ? Names.Select((_, member) => Skew(member)) : [],
        .. Names.SelectMany((_, member) => Traffic(member)),
    ];

    private static ulong Gone(int member) => 1ul << member;

    private static ulong HopAt(int member) => 4ul << member;

    private static ulong CutFrom(int member) => 64ul << member;

    private static ulong MayRun(int member) => 256ul << member;

    private static FaultEffect<NodeInput> Do(int member, NodeInput input, ulong unless = 0) =>
        new FaultEffect<NodeInput>.Take(member, input, unless);

    private static IEnumerable<FaultRule<NodeInput>> Crash(int member)
    {
        var crash = new FaultRule<NodeInput>($"{Names[member]} crashes")
        {
            Budget = Budget.Crashes,
            Forbids = Gone(member),
            Sets = Gone(member) | MayRun(member),
            Effects = [Do(member, new NodeInput.Crash())],
        };
        yield return crash with { Forbids = crash.Forbids | HopAt(member) };
        yield return crash with
        {
            Needs = HopAt(member),
            Forbids = crash.Forbids | AtBoth,
            Sets = crash.Sets | Nowhere,
            Clears = HopAt(member),
        };
        yield return crash with
        {
            Needs = HopAt(member) | AtBoth,
            Clears = HopAt(member) | AtBoth,
        };
    }

    private IEnumerable<FaultRule<NodeInput>> Start(int member) =>
        from fate in LosesStores ? Enum.GetValues<StoreFate>() : [StoreFate.Kept]
        select new FaultRule<NodeInput>(
            $"{Names[member]} starts, store {fate.ToString().ToLowerInvariant()}")
        {
            Needs = Gone(member),
            Clears = Gone(member) | MayRun(member),
            Effects =
            [
                Do(member, new NodeInput.Start(fate)),
                Do(member, new NodeInput.Connected((byte)(2 - member)), Gone(1 - member)),
                Do(1 - member, new NodeInput.Connected((byte)(member + 1)), Gone(1 - member)),
            ],
        };

    /// <summary>
    /// Where the first hop is: it goes to a member if it is nowhere, and leaves one if it is at
    /// both; any other move is a fault.
    /// </summary>
    private IEnumerable<FaultRule<NodeInput>> Hop(int member)
    {
        var comes = new FaultRule<NodeInput>($"the first hop comes to {Names[member]}")
        {
            Forbids = HopAt(member) | Gone(member),
            Sets = HopAt(member),
            Effects = [Do(member, new NodeInput.Authority(true))],
        };
        yield return comes with
        {
            Needs = Nowhere,
            Forbids = comes.Forbids | Gone(1 - member),
            Clears = Nowhere,
        };

        // Whoever wants to reign asks anew whether the other one is off.
        yield return comes with
        {
            Needs = Nowhere | Gone(1 - member),
            Sets = comes.Sets | MayRun(1 - member),
            Clears = Nowhere,
        };
        if (!BeginsParted)
        {
            yield return comes with
            {
                Budget = Budget.Moves,
                Needs = HopAt(1 - member),
                Sets = HopAt(member) | AtBoth,
            };
        }

        var leaves = new FaultRule<NodeInput>($"the first hop leaves {Names[member]}")
        {
            Effects = [Do(member, new NodeInput.Authority(false))],
        };
        yield return leaves with
        {
            Needs = HopAt(member) | AtBoth,
            Clears = HopAt(member) | AtBoth,
        };
        yield return leaves with
        {
            Budget = Budget.Moves,
            Needs = HopAt(member),
            Forbids = AtBoth,
            Sets = Nowhere,
            Clears = HopAt(member),
        };
    }

    private static FaultRule<NodeInput> Fence(int member) =>
        new($"{Names[1 - member]} is told that {Names[member]} is off")
        {
            Needs = Gone(member) | MayRun(member),
            Forbids = Gone(1 - member),
            Clears = MayRun(member),
            Effects = [Do(1 - member, new NodeInput.Fenced((byte)(member + 1)))],
        };

    private static FaultRule<NodeInput> Skew(int member) =>
        new($"the clock of {Names[member]} runs ahead")
        {
            Budget = Budget.Skews,
            Forbids = Gone(member),
            Effects = [Do(member, new NodeInput.Skewed())],
        };

    private static IEnumerable<FaultRule<NodeInput>> Cutting()
    {
        var cut = Do(PeerAt, new NodeInput.Separated(true));
        yield return Cut("alice ↔ moon", CutBoth);
        yield return Cut("alice → moon", CutFrom(0));
        yield return Cut("moon → alice", CutFrom(1));
        yield return new("heal")
        {
            NeedsAny = CutBoth,
            Clears = CutBoth,
            Effects =
            [
                Do(PeerAt, new NodeInput.Separated(false)),
                Do(0, new NodeInput.Connected(2), Gone(0) | Gone(1)),
                Do(1, new NodeInput.Connected(1), Gone(0) | Gone(1)),
            ],
        };

        FaultRule<NodeInput> Cut(string what, ulong bits) => new($"cut {what}")
        {
            Budget = Budget.Cuts,
            Forbids = CutBoth,
            Sets = bits,
            Effects = [cut],
        };
    }

    // What the members do anyway costs nothing: how often is bounded in each reign.
    private IEnumerable<FaultRule<NodeInput>> Traffic(int member)
    {
        if (Packets > 0)
        {
            yield return Of("sends a packet", new NodeInput.SendPacket());
        }

        if (Requests > 0)
        {
            yield return Of("sends a request", new NodeInput.Request());
            yield return Of("is answered", new NodeInput.Answered());
        }

        if (Believes is not null)
        {
            yield return Of("is asked for a token", new NodeInput.Fish());
        }

        for (var number = 1u; number <= Inbound; number++)
        {
            yield return Of($"is sent packet {number}", new NodeInput.Arrives(number));
        }

        if (Slackenings > 0)
        {
            yield return Of("lowers its floor", new NodeInput.Slackens()) with
            {
                Budget = Budget.Slackenings,
                IsTraffic = false,
            };
        }

        FaultRule<NodeInput> Of(string what, NodeInput input) => new($"{Names[member]} {what}")
        {
            IsTraffic = true,
            Forbids = Gone(member),
            Effects = [Do(member, input)],
        };
    }

    private static class Budget
    {
        public const int Crashes = 0;
        public const int Cuts = 1;
        public const int Moves = 2;
        public const int Losses = 3;
        public const int Doublings = 4;
        public const int Skews = 5;
        public const int Slackenings = 6;
    }
}
