using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>
/// Members that are wrong on purpose: each is found by the invariant that it breaks, by a trace
/// whose length is pinned, in a world in which the shipped step breaks none.
/// </summary>
public sealed class TheInvariantsBite
{
    private static readonly Budget Crash =
        new(Crashes: 1, Losses: 1, Delays: 1, Moves: 1, Packets: 3, Requests: 1, Ticks: 4);

    private static readonly Budget Partition =
        new(Cuts: 1, Heals: 1, Moves: 1, Packets: 2, Requests: 1, Ticks: 8);

    private static readonly Budget Channel =
        new(Losses: 1, Duplicates: 1, Delays: 1, Packets: 4, Requests: 1, Ticks: 3);

    private static readonly Budget TakenOver =
        new(Crashes: 1, Moves: 1, Packets: 4, Requests: 2, Ticks: 3);

    private static readonly Budget Restarted = new(Crashes: 1, Moves: 1, Packets: 2, Ticks: 2);

    private static readonly Dictionary<string, Mutant> Mutants = new()
    {
        ["the lease is not awaited"] =
            new("I1b", Crash, Step: ReplicationMutants.LeaseNotAwaited),
        ["the floor is not awaited"] = new(
            "I3", new(Crashes: 1, Losses: 1, Moves: 1, Inbound: 2, Ticks: 3),
            Step: ReplicationMutants.FloorNotAwaited),
        ["sent before it is replicated"] = new(
            "I6", Crash with { Requests = 2, Packets = 0 },
            Step: ReplicationMutants.SentBeforeReplicated),
        ["alone too early"] = new("Synced", Partition, But: settings => settings with
        {
            SyncedFor = TimeSpan.FromTicks(settings.Member == 1 ? 5 : 9),
        }),
        ["synced by what is heard"] =
            new("Synced", Partition, Step: ReplicationMutants.SyncedByWhatIsHeard),
        ["an older epoch is believed"] = new(
            "I27", Partition, Step: ReplicationMutants.OlderEpochBelieved,
            Start: ReplicationSearch.LateFact),
        ["a counter goes back"] =
            new("Fold", Channel, Step: ReplicationMutants.CounterGoesBack),
        ["a fact is applied twice"] =
            new("I26", Channel, Step: ReplicationMutants.AppliedTwice),
        ["a delete is lost, and the SA is back"] =
            new("Fold", Channel, Step: ReplicationMutants.DeleteLost, Start: Deleting),
        ["a snapshot that was cut counts as whole"] = new(
            "Fold", new(Crashes: 1, Restarts: 1, Ticks: 3), Step: ReplicationMutants.WholeWhenCut,
            But: settings => settings with { PartMax = 1, TailMax = 1, OpenMax = 1 }),
        ["message IDs begin anew"] =
            new("I6", TakenOver, Step: ReplicationMutants.MessageIdsAnew),
        ["half of a record"] = new(
            "Fold", Channel, Step: ReplicationMutants.HalfOfARecord, Start: TwoInOneRecord),
        ["a CHILD SA before its exchange ends"] = new(
            "I24", new(Requests: 1, Exchanges: 1), Step: ReplicationMutants.ChildPushedEarly),
        ["the epoch is restored from the snapshot, the store is lost"] = new(
            "I1a", Restarted, Step: ReplicationMutants.EpochRestoredFromSnapshot,
            Start: (rules, left) => UnseenReign(rules, left, Store.Lost)),
        ["the epoch is restored from the snapshot, the store is older"] = new(
            "I1a", Restarted, Step: ReplicationMutants.EpochRestoredFromSnapshot,
            Start: (rules, left) => UnseenReign(rules, left, Store.Older)),
        ["both winners go on after a partition"] = new(
            "One", Partition with { Packets = 0 }, Step: ReplicationMutants.BothWinnersGoOn),
        ["a takeover from the last number that was used"] = new(
            "I1b", TakenOver, Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Outbound = SequenceLease.TakenOver(child.SentThrough - 2, extended: false),
            })),
        ["a skip that is smaller than the lease"] = new(
            "I1b", TakenOver, Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Outbound = SequenceLease.TakenOver(child.SentThrough - 1, extended: false),
            })),
        ["a number that goes round"] = new(
            "I5", TakenOver with { Packets = 8 },
            Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Outbound = plan.Outbound.IsSpent
                    ? SequenceLease.New(extended: false)
                    : plan.Outbound,
            }),
            Start: (rules, left) => ReplicationSearch.Synced(
                rules, left, sentThrough: uint.MaxValue - 2UL)),
        ["octets begin anew"] = new(
            "I33", TakenOver, Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Octets = OctetLease.New(child.OctetsLast),
            }),
            Start: (rules, left) => ReplicationSearch.Synced(rules, left, octetsLast: 2)),
        ["numbers that were accepted are accepted anew"] = new(
            "I3", new(Crashes: 1, Moves: 1, Inbound: 2, Ticks: 3),
            Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Floor = InboundFloor.New(0).Raise(child.Floor),
            })),
        ["a stale takeover without a jump"] = new(
            "I1b", new(Moves: 1, Crashes: 1, Cuts: 1, Packets: 14, Ticks: 14),
            Step: ReplicationMutants.Planned((plan, child) => plan with
            {
                Outbound = SequenceLease.TakenOver(child.SentThrough, extended: false),
            }),
            Start: StaleBeside),
        ["a late word of an earlier start is believed"] = new(
            "Synced", new(Requests: 1, Ticks: 2), Step: ReplicationMutants.LateStartBelieved,
            Start: LateWord),
        ["who lost a vote is taken for switched off"] = new(
            "Reigns", new(Cuts: 1, Fences: 1, Moves: 4, Ticks: 4),
            Step: ReplicationMutants.VoteTakenForPower),
        ["an epoch that was begun twice is told for ever"] = new(
            "Rest", new(Crashes: 1, Restarts: 1),
            Step: ReplicationMutants.SameEpochToldForEver),
    };

    public static TheoryData<string, int> Traces => new()
    {
        { "the lease is not awaited", 7 },
        { "the floor is not awaited", 8 },
        { "sent before it is replicated", 5 },
        { "alone too early", 7 },
        { "synced by what is heard", 7 },
        { "an older epoch is believed", 1 },
        { "a counter goes back", 1 },
        { "a fact is applied twice", 1 },
        { "a delete is lost, and the SA is back", 1 },
        { "a snapshot that was cut counts as whole", 1 },
        { "message IDs begin anew", 6 },
        { "half of a record", 1 },
        { "a CHILD SA before its exchange ends", 2 },
        { "the epoch is restored from the snapshot, the store is lost", 6 },
        { "the epoch is restored from the snapshot, the store is older", 6 },
        { "both winners go on after a partition", 5 },
        { "a takeover from the last number that was used", 8 },
        { "a skip that is smaller than the lease", 10 },
        { "a number that goes round", 8 },
        { "octets begin anew", 10 },
        { "numbers that were accepted are accepted anew", 7 },
        { "a stale takeover without a jump", 6 },
        { "a late word of an earlier start is believed", 1 },
        { "who lost a vote is taken for switched off", 3 },
        { "an epoch that was begun twice is told for ever", 2 },
    };

    [Theory]
    [MemberData(nameof(Traces))]
    public void Each_wrong_member_is_found_by_the_invariant_that_it_breaks(string name, int acts)
    {
        var mutant = Mutants[name];
        var found = Search(name, isWrong: true);
        Assert.True(
            (found.Violation?.Name, found.Trace.Count) == (mutant.FoundBy, acts), $"{found}");
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void The_shipped_step_breaks_nothing_there(string name, int acts)
    {
        var found = Search(name, isWrong: false, acts);
        Assert.True(found.Violation is null, $"{found}");
        Assert.True(found.States > acts, $"{found.States} states are few");
    }

    [Fact]
    public void Every_wrong_member_is_in_the_table() =>
        Assert.Equal(Mutants.Keys.Order(), Traces.Select(row => (string)row[0]).Order());

    [Fact]
    public void Two_members_that_choose_SPIs_by_themselves_are_found()
    {
        // I23, the property of RFC 6027 §3.9: the number of the member keeps them apart.
        var one = new SpiPartition(1);
        var other = new SpiPartition(2);
        Assert.NotEqual(one.Make(0x1234_5678u), other.Make(0x1234_5678u));
        Assert.Equal(Wrong(one.Make(0x1234_5678u)), Wrong(other.Make(0x1234_5678u)));

        // And an SPI that is there is taken by no other SA, whoever chose it.
        var world = ReplicationSearch.Synced(ReplicationSearch.Shipped(), default);
        var child = ReplicationSearch.ChildOf(ReplicationWorld.Child, 1);
        Assert.Equal(Refusal.SpiTaken, SaReplication.Decide(
            world[0].State!, [new Change.ChildUp(child)]));

        static uint Wrong(Protocol.Spi spi) => spi.Value & ~0xFFu;
    }

    [Fact]
    public void A_window_that_moves_before_the_ICV_is_found()
    {
        // I4: all histories of four packets, each forged or not: what is accepted does not depend
        // on the forged ones.
        Assert.True(Histories().All(history => Accepted(history, checksFirst: true)
            .SequenceEqual(Accepted(history.Where(packet => packet < 10), checksFirst: true))));
        Assert.Contains(Histories(), history => !Accepted(history, checksFirst: false)
            .SequenceEqual(Accepted(history.Where(packet => packet < 10), checksFirst: false)));

        static IEnumerable<ulong[]> Histories() => Enumerable.Range(0, 8 * 8 * 8 * 8).Select(
            code => Enumerable.Range(0, 4)
                .Select(at => (ulong)((code >> (3 * at)) % 8))
                .Select(digit => (digit % 4) + 1 + (digit < 4 ? 0u : 10u))
                .ToArray());

        static List<ulong> Accepted(IEnumerable<ulong> packets, bool checksFirst)
        {
            // A floor that is asked for as soon as it is wanted, and acknowledged at once.
            var floor = InboundFloor.New(0).Raise(2);
            var seen = new HashSet<ulong>();
            List<ulong> accepted = [];
            foreach (var packet in packets)
            {
                var isForged = packet > 10;
                var number = packet % 10;
                if (floor.Judge(number) != FloorVerdict.Open || (checksFirst && isForged)
                    || !seen.Add(number))
                {
                    continue;
                }

                floor = floor.Accept(number);
                floor = floor.Raise(floor.Wanted(2, uint.MaxValue) ?? 0);
                if (!isForged)
                {
                    accepted.Add(number);
                }
            }

            return accepted;
        }
    }

    /// <summary>The world of a wrong member, with it or without.</summary>
    internal static Found Search(string name, bool isWrong, int depth = 16)
    {
        var mutant = Mutants[name];
        return Search(
            mutant,
            isWrong
                ? mutant.Rules()
                : ReplicationSearch.Shipped(mutant.Step is null ? null : mutant.But),
            depth);
    }

    /// <summary>As many acts as the shortest trace of a wrong member has.</summary>
    internal static int ActsOf(string name) =>
        (int)Traces.Single(row => (string)row[0] == name)[1];

    private static Found Search(Mutant mutant, Rules rules, int depth) =>
        ReplicationSearch.Search(
            rules,
            (mutant.Start ?? ((of, left) => ReplicationSearch.Synced(of, left)))(
                rules, mutant.Budget),
            depth);

    /// <summary>A CHILD SA is gone, and moon is about to hear of it.</summary>
    private static ReplicationWorld Deleting(Rules rules, Budget budget)
    {
        var world = ReplicationSearch.Synced(rules, budget);
        var second = ReplicationSearch.ChildOf(ReplicationWorld.Second, ulong.MaxValue);
        world = world.Do(rules, 0, Propose(new Change.ChildUp(second))).Drain(rules);
        return (world with { Ghost = world.Ghost with { PeerHasChild = true } })
            .Do(rules, 0, Propose(new Change.ChildDown(ReplicationWorld.Second)));
    }

    /// <summary>A CHILD SA and its lease are in one record, and moon is about to hear of it.
    /// </summary>
    private static ReplicationWorld TwoInOneRecord(Rules rules, Budget budget)
    {
        var world = ReplicationSearch.Synced(rules, budget);
        world = world with { Ghost = world.Ghost with { PeerHasChild = true } };
        return world.Do(rules, 0, new Input.Propose(
            5,
            [
                new Change.ChildUp(
                    ReplicationSearch.ChildOf(ReplicationWorld.Second, ulong.MaxValue)),
                new Change.Leased(ReplicationWorld.Second, 2, 2),
            ],
            null, KeyHandle.None));
    }

    /// <summary>While nobody hears it, moon reigns, sends, and crashes; then it starts anew.
    /// </summary>
    private static ReplicationWorld UnseenReign(Rules rules, Budget budget, Store store)
    {
        var world = ReplicationSearch.Synced(rules, budget) with { Cut = 3 };
        world = world.Pass(rules).Pass(rules).Do(rules, 1, new Input.Authority(true));
        Assert.True(world[1].Acts);
        world = world with { Ghost = world.Ghost with { WereTwo = true } };
        world = world.Do(rules, 1, Lease(world[1].Outbound.Taken + 2));
        world = world.SendPacket(1).Crash(1) with { Cut = 0 };
        world = world.Restart(rules, 1, store).Drain(rules).Later(rules, 4);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);
        return world;
    }

    /// <summary>Alice has gone on alone, and moon is stale.</summary>
    private static ReplicationWorld StaleBeside(Rules rules, Budget budget)
    {
        var world = ReplicationSearch.Synced(rules, budget) with { Cut = 3 };
        for (var i = 0; i < 7; i++)
        {
            world = world.Pass(rules);
        }

        return world.Do(rules, 0, Lease(4));
    }

    /// <summary>What moon said before it started anew arrives when it is synced again.</summary>
    private static ReplicationWorld LateWord(Rules rules, Budget budget)
    {
        var world = ReplicationSearch.Synced(rules, budget).Pass(rules);
        while (world.To1.Count == 0)
        {
            world = world.Deliver(rules);
        }

        return (world with { To2 = [] }).Hold().Drain(rules).Crash(1)
            .Restart(rules, 1, Store.Kept).Later(rules, 8);
    }

    private static Input.Propose Lease(ulong through) =>
        Propose(new Change.Leased(ReplicationWorld.Child, through, through));

    private static Input.Propose Propose(Change change) =>
        new(5, [change], null, KeyHandle.None);

    /// <summary>A wrong member.</summary>
    /// <param name="FoundBy">The invariant that it breaks.</param>
    /// <param name="Budget">What happens to it.</param>
    /// <param name="Step">Its step; null where its settings are wrong.</param>
    /// <param name="But">Its settings.</param>
    /// <param name="Start">Where it begins; null: synced.</param>
    private sealed record Mutant(
        string FoundBy, Budget Budget, WrongStep? Step = null,
        Func<SaReplication.Settings, SaReplication.Settings>? But = null,
        Func<Rules, Budget, ReplicationWorld>? Start = null)
    {
        public Rules Rules() => Step is not { } step
            ? ReplicationSearch.Shipped(But)
            : new(
                boot => But is null
                    ? ReplicationSearch.Small(boot)
                    : But(ReplicationSearch.Small(boot)),
                (config, state, _, input) => step(config, state, input));
    }
}
