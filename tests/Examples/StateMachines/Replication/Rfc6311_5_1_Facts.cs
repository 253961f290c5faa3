using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>What all members know of synchronisations.</summary>
public sealed class Rfc6311_5_1_Facts
{
    private static readonly IkeSaId Id = new(new(1), new(2));

    private static readonly SaState Open = After(
        SaState.Empty,
        new Change.IkeUp(new(
            Id, new(3), Octets.FromHex("aa"), default, IkeTraits.MessageIdSync, 3, 3, 4, 5, [], [],
            0, 0, [], default, default)));

    [Fact]
    [Requirement("RFC6311-5.1-e")]
    public void A_synchronisation_of_the_peer_is_obeyed_by_one_member_alone()
    {
        var obeyed = After(Open, new Change.MessageIdsSynced(Id, 6, 7, Seen: 7));
        Assert.Equal(7u, obeyed.Ikes.Find(Id.Key)!.SyncSeen);
        Assert.Equal(Refusal.MessageIdUsed, Decide(obeyed, Seen(7)));
        Assert.Equal(Refusal.MessageIdUsed, Decide(obeyed, Seen(6)));
        Assert.Equal(Refusal.None, Decide(obeyed, Seen(8)));

        // One of ours names none of the peer's and forgets none.
        var ours = After(obeyed, new Change.MessageIdsSynced(Id, 9, 9, Seen: 0));
        Assert.Equal(Refusal.MessageIdUsed, Decide(ours, Seen(7)));

        static Change Seen(uint id) => new Change.MessageIdsSynced(Id, 20, 20, id);
    }

    [Fact]
    public void What_was_answered_beyond_the_agreed_ID_stays_known()
    {
        var answered = After(
            Open, new Change.ResponseSent(Id, new(7, [Octets.FromHex("bb")], default)));
        var same = After(answered, new Change.MessageIdsSynced(Id, 4, 5, Seen: 0));
        Assert.Equal(7u, Assert.Single(same.Ikes.Find(Id.Key)!.Responses).Id);
        var higher = After(answered, new Change.MessageIdsSynced(Id, 4, 8, Seen: 8));
        Assert.Empty(higher.Ikes.Find(Id.Key)!.Responses);
    }

    private static SaState After(SaState state, Change change)
    {
        Assert.Equal(Refusal.None, Decide(state, change));
        return Evolution.Evolve(state, new(default, [change]));
    }

    private static Refusal Decide(SaState state, Change change) =>
        Evolution.Decide(state, [change], default);
}
