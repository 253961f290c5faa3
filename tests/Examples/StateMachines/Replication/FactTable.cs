using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// Every kind of fact about an SA, right, about nothing, and just beyond what it may say: whether
/// it is one, and what is known after it. Whoever folds one that is none knows what it knew before.
/// </summary>
public sealed class FactTable
{
    private const uint Max = uint.MaxValue;

    private static readonly IkeSaId Ike = new(new(1), new(2));
    private static readonly IkeSaId Other = new(new(3), new(4));
    private static readonly Spi Inbound = new(0x301);
    private static readonly Spi Unknown = new(0x999);
    private static readonly Position Here = new(new(new(7, 2), new(5)), 40);

    /// <summary>Four requests may be open, and two are; of the peer's three are awaited.</summary>
    private static readonly IkeSa Sa = new(
        Ike, new(11), new("carol"u8), default, IkeTraits.MessageIdSync, 4, 3, 12, 20,
        [Message(10, 21), Message(11, 22)], [Message(19, 0)], 0, 5, [Inbound], default, default);

    private static readonly ChildSa Child = new(
        Inbound, new(0x401), Ike, new(12), default, ChildTraits.None, 100, 50, 1_000, 9_000,
        default);

    private static readonly SaState Known = SaState.Empty with
    {
        Ikes = SaState.Empty.Ikes.With(Sa),
        Children = SaState.Empty.Children.With(Child),
    };

    public static TheoryData<string, Change, Refusal> Facts => new()
    {
        { "an IKE SA", new Change.IkeUp(Fresh(Other)), Refusal.None },
        { "the same", new Change.IkeUp(Fresh(Ike)), Refusal.SpiTaken },
        {
            "of nobody", new Change.IkeUp(Fresh(Other) with { Peer = default }),
            Refusal.PeerNotAuthenticated
        },
        {
            "with a request", new Change.IkeUp(Fresh(Other) with { Requests = [Message(0, 0)] }),
            Refusal.HasMessages
        },
        {
            "with a response", new Change.IkeUp(Fresh(Other) with { Responses = [Message(0, 0)] }),
            Refusal.HasMessages
        },
        { "gone", new Change.IkeDown(Ike), Refusal.None },
        { "gone, none", new Change.IkeDown(Other), Refusal.UnknownSa },
        { "rekeyed", new Change.IkeRekeyed(Ike, Fresh(Other)), Refusal.None },
        { "rekeyed, none", new Change.IkeRekeyed(Other, Fresh(Other)), Refusal.UnknownSa },
        { "rekeyed to itself", new Change.IkeRekeyed(Ike, Fresh(Ike)), Refusal.SpiTaken },
        { "described", new Change.IkeDescribed(Ike, Octets.FromHex("aa")), Refusal.None },
        { "described, none", new Change.IkeDescribed(Other, default), Refusal.UnknownSa },

        { "next request", new Change.RequestSent(Ike, Message(12, 0)), Refusal.None },
        { "request, again", new Change.RequestSent(Ike, Message(11, 0)), Refusal.MessageIdUsed },
        { "request, ahead", new Change.RequestSent(Ike, Message(13, 0)), Refusal.MessageIdUsed },
        { "request of none", new Change.RequestSent(Other, Message(12, 0)), Refusal.UnknownSa },
        { "answered", new Change.RequestAnswered(Ike, 10), Refusal.None },
        { "answered, closed", new Change.RequestAnswered(Ike, 9), Refusal.MessageIdUsed },
        { "answered, none", new Change.RequestAnswered(Other, 10), Refusal.UnknownSa },
        { "response", new Change.ResponseSent(Ike, Message(20, 0)), Refusal.None },
        { "response, last of window", new Change.ResponseSent(Ike, Message(22, 0)), Refusal.None },
        {
            "response, beyond it", new Change.ResponseSent(Ike, Message(23, 0)),
            Refusal.MessageIdUsed
        },
        { "response, given", new Change.ResponseSent(Ike, Message(19, 0)), Refusal.MessageIdUsed },
        { "response of none", new Change.ResponseSent(Other, Message(20, 0)), Refusal.UnknownSa },
        { "synchronisation", new Change.SyncSent(Ike, 12), Refusal.None },
        { "synchronisation, used", new Change.SyncSent(Ike, 11), Refusal.MessageIdUsed },
        { "synchronisation of none", new Change.SyncSent(Other, 12), Refusal.UnknownSa },
        { "agreed", new Change.MessageIdsSynced(Ike, 12, 20, 6), Refusal.None },
        { "agreed, ours", new Change.MessageIdsSynced(Ike, 30, 40, 0), Refusal.None },
        { "agreed, obeyed", new Change.MessageIdsSynced(Ike, 12, 20, 5), Refusal.MessageIdUsed },
        { "agreed, back", new Change.MessageIdsSynced(Ike, 11, 20, 6), Refusal.NumberOutOfRange },
        {
            "agreed, theirs back", new Change.MessageIdsSynced(Ike, 12, 19, 6),
            Refusal.NumberOutOfRange
        },
        { "agreed, none", new Change.MessageIdsSynced(Other, 12, 20, 6), Refusal.UnknownSa },

        { "a CHILD SA", new Change.ChildUp(Child with { Inbound = Unknown }), Refusal.None },
        { "a CHILD SA, again", new Change.ChildUp(Child), Refusal.SpiTaken },
        {
            "a CHILD SA of none", new Change.ChildUp(Child with { Inbound = Unknown, Ike = Other }),
            Refusal.UnknownSa
        },
        { "ended", new Change.ChildDown(Inbound), Refusal.None },
        { "ended, none", new Change.ChildDown(Unknown), Refusal.UnknownSa },
        { "lease", new Change.Leased(Inbound, Max, 9_000), Refusal.None },
        {
            "lease, beyond the last", new Change.Leased(Inbound, 1UL + Max, 9_000),
            Refusal.NumberOutOfRange
        },
        { "lease, octets", new Change.Leased(Inbound, Max, 9_001), Refusal.NumberOutOfRange },
        { "lease of none", new Change.Leased(Unknown, 1, 1), Refusal.UnknownSa },
        { "floor", new Change.FloorRaised(Inbound, Max), Refusal.None },
        {
            "floor, beyond the last", new Change.FloorRaised(Inbound, 1UL + Max),
            Refusal.NumberOutOfRange
        },
        { "floor of none", new Change.FloorRaised(Unknown, 1), Refusal.UnknownSa },
        { "floor, down", new Change.FloorLowered(Inbound, 49), Refusal.None },
        { "floor, down to more", new Change.FloorLowered(Inbound, 51), Refusal.NumberOutOfRange },
        { "floor, down, none", new Change.FloorLowered(Unknown, 1), Refusal.UnknownSa },
        { "of a newer version", new Change.Unknown(0x7000, default), Refusal.None },
        { "a member", new Change.MemberJoined(3, new(8), 2, 9), Refusal.None },
        { "an epoch", new Change.EpochBegan(Here.Term, 2), Refusal.None },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_change_is_a_fact_or_changes_nothing(string what, Change change, Refusal refusal)
    {
        Assert.Equal((what, refusal), (what, Evolution.Decide(Known, [change], Here)));
        var next = Evolution.Evolve(Known, new(Here, [change]));
        Assert.Equal(refusal != Refusal.None, Known == next);

        // One of several does not fit: whoever decides refuses all of them.
        Assert.Equal(
            refusal,
            Evolution.Decide(Known, [new Change.Unknown(1, default), change], Here));
    }

    [Fact]
    public void A_window_counts_from_the_oldest_request_without_an_answer()
    {
        var full = After(
            new Change.RequestSent(Ike, Message(12, 0)),
            new Change.RequestSent(Ike, Message(13, 0)));
        var more = new Change.RequestSent(Ike, Message(14, 0));
        Assert.Equal(Refusal.WindowFull, Evolution.Decide(full, [more], Here));

        var later = new Change.RequestAnswered(Ike, 11);
        Assert.Equal(Refusal.WindowFull, Evolution.Decide(full, [later, more], Here));
        var oldest = new Change.RequestAnswered(Ike, 10);
        Assert.Equal(Refusal.None, Evolution.Decide(full, [oldest, more], Here));
    }

    [Fact]
    public void The_last_message_ID_is_never_used()
    {
        var known = Known with
        {
            Ikes = Known.Ikes.With(
                Sa with { NextRequest = Max, NextExpected = Max - 1, Requests = [] }),
        };
        foreach (var (change, refusal) in new (Change, Refusal)[]
        {
            (new Change.RequestSent(Ike, Message(Max, 0)), Refusal.MessageIdUsed),
            (new Change.ResponseSent(Ike, Message(Max, 0)), Refusal.MessageIdUsed),
            (new Change.ResponseSent(Ike, Message(Max - 1, 0)), Refusal.None),
        })
        {
            Assert.Equal(refusal, Evolution.Decide(known, [change], Here));
        }
    }

    [Fact]
    public void Responses_are_kept_as_far_back_as_the_window_of_the_peer()
    {
        // 21 and 22 are there before 20: then 23 is awaited, and 20 may be asked for again.
        var known = After(
            new Change.ResponseSent(Ike, Message(22, 0)),
            new Change.ResponseSent(Ike, Message(21, 0)));
        Assert.Equal(20u, known.Ikes.Find(Ike.Key)!.NextExpected);
        Assert.Equal([19u, 22u, 21u], Responses(known));

        known = Evolution.Evolve(
            known, new(Here, [new Change.ResponseSent(Ike, Message(20, 0))]));
        Assert.Equal(23u, known.Ikes.Find(Ike.Key)!.NextExpected);
        Assert.Equal([22u, 21u, 20u], Responses(known));

        static IEnumerable<uint> Responses(SaState known) =>
            known.Ikes.Find(Ike.Key)!.Responses.Select(response => response.Id);
    }

    [Fact]
    public void Rekeyed_the_children_move_and_the_old_SA_waits_for_its_Delete()
    {
        var known = After(new Change.IkeRekeyed(Ike, Fresh(Other)));
        var (old, made) = (known.Ikes.Find(Ike.Key)!, known.Ikes.Find(Other.Key)!);
        Assert.Equal((true, false), (old.IsReplaced, made.IsReplaced));
        Assert.Empty(old.Children);
        Assert.Equal([Inbound], made.Children);
        Assert.Equal((Here, Here), (old.Touched, made.Born));
        Assert.Equal(Other, known.Children.Find(Inbound.Value)!.Ike);

        var gone = Evolution.Evolve(known, new(Here, [new Change.IkeDown(Other)]));
        Assert.Equal((1, 0), (gone.Ikes.Count, gone.Children.Count));
    }

    [Fact]
    public void Leases_and_floors_only_grow_until_a_floor_is_lowered()
    {
        var known = After(
            new Change.Leased(Inbound, 99, 1_001), new Change.FloorRaised(Inbound, 49));
        Assert.Equal(
            Child with { OctetsThrough = 1_001 }, known.Children.Find(Inbound.Value));

        known = After(new Change.Leased(Inbound, 101, 999), new Change.FloorRaised(Inbound, 51));
        Assert.Equal(
            Child with { SentThrough = 101, Floor = 51 }, known.Children.Find(Inbound.Value));

        Assert.Equal(Known, After(new Change.FloorLowered(Inbound, 50)));
        known = After(new Change.FloorLowered(Inbound, 7));
        Assert.Equal(Child with { Floor = 7 }, known.Children.Find(Inbound.Value));
    }

    [Fact]
    public void What_a_fact_changes_says_which_one_it_was()
    {
        foreach (var change in new Change[]
        {
            new Change.IkeDescribed(Ike, Octets.FromHex("bb")), new Change.ChildDown(Inbound),
            new Change.RequestSent(Ike, Message(12, 0)), new Change.RequestAnswered(Ike, 10),
            new Change.ResponseSent(Ike, Message(20, 0)), new Change.SyncSent(Ike, 12),
            new Change.MessageIdsSynced(Ike, 12, 20, 6),
            new Change.ChildUp(Child with { Inbound = Unknown }),
        })
        {
            Assert.Equal(Here, After(change).Ikes.Find(Ike.Key)!.Touched);
        }

        Assert.Equal(
            Here,
            After(new Change.ChildUp(Child with { Inbound = Unknown }))
                .Children.Find(Unknown.Value)!.Born);
    }

    [Fact]
    public void Reigns_that_are_taken_are_those_of_the_highest_fact_and_it_is_known_which()
    {
        foreach (var (change, reigns) in new (Change, uint)[]
        {
            (new Change.EpochBegan(Here.Term, 2), 7), (new Change.MemberJoined(2, new(5), 2, 6), 6),
        })
        {
            foreach (var before in (uint[])[0, 6, 7, 9])
            {
                var known = Evolution.Evolve(
                    Known with { ReignBase = before }, new(Here, [change]));
                Assert.Equal(
                    (Math.Max(before, reigns), Here.Index), (known.ReignBase, known.ReignBaseAt));
                Assert.Equal(new MemberRecord(2, new(5), 2), known.Members.Find(2));
            }
        }
    }

    [Fact]
    public void Changes_of_newer_versions_are_kept_each_in_its_place()
    {
        var known = After(new Change.Unknown(9, default), new Change.Unknown(9, default));
        Assert.Equal(
            [Here.Index << 16, (Here.Index << 16) + 1],
            known.Kept.Select(kept => kept.Number));
    }

    [Fact]
    public void Keys_are_forgotten_with_what_needed_them_each_change_behind_those_before_it()
    {
        var second = Child with { Inbound = Unknown, Keys = new(13) };
        foreach (var (changes, keys) in new (Change[], ulong[])[]
        {
            ([new Change.IkeDown(Ike)], [11, 21, 22, 12]),
            ([new Change.IkeDown(Other)], []),
            ([new Change.ChildDown(Inbound)], [12]),
            ([new Change.ChildDown(Unknown)], []),
            ([new Change.RequestAnswered(Ike, 10)], [21]),
            ([new Change.RequestAnswered(Ike, 9)], []),
            ([new Change.MessageIdsSynced(Ike, 12, 20, 6)], [21, 22]),
            ([new Change.ChildUp(second), new Change.ChildDown(Unknown)], [13]),
            ([new Change.ChildUp(second), new Change.IkeDown(Ike)], [11, 21, 22, 12, 13]),
            ([new Change.RequestAnswered(Ike, 10), new Change.IkeDown(Ike)], [21, 11, 22, 12]),
            ([new Change.ChildDown(Inbound), new Change.ChildDown(Inbound)], [12]),
            ([new Change.IkeRekeyed(Ike, Fresh(Other)), new Change.IkeDown(Other)], [31, 12]),
        })
        {
            Assert.Equal(
                keys, Evolution.Forgotten(Known, new(Here, [.. changes])).Select(key => key.Value));
        }
    }

    private static SaState After(params Change[] changes)
    {
        Assert.Equal(Refusal.None, Evolution.Decide(Known, [.. changes], Here));
        return Evolution.Evolve(Known, new(Here, [.. changes]));
    }

    private static IkeSa Fresh(IkeSaId id) => Sa with
    {
        Id = id,
        Keys = new(31),
        Requests = [],
        Responses = [],
        Children = [],
    };

    private static SealedMessage Message(uint id, ulong secrets) =>
        new(id, [Octets.FromHex("cc")], new(secrets));
}
