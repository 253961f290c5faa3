using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>Where the peer of an IKE SA is, as all members know it (docs/adr/0030).</summary>
public sealed class Rfc7296_2_23_Places
{
    private static readonly IkeSaId Id = new(new(1), new(2));

    private static readonly IkeSa Sa = new(
        Id, new(3), Octets.FromHex("aa"), Octets.FromHex("0a0000017530"), IkeTraits.None, 1, 1, 0,
        0, [], [], 0, 0, [], default, default);

    [Fact]
    public void Another_place_is_what_all_members_know_and_nothing_else_changes()
    {
        var before = Evolution.Evolve(SaState.Empty, new(default, [new Change.IkeUp(Sa)]));
        var there = Octets.FromHex("0a0000017531");
        var moved = new Change.IkeDescribed(Id, there);

        Assert.Equal(Refusal.None, Evolution.Decide(before, [moved], default));
        var after = Evolution.Evolve(before, new(default, [moved]));
        Assert.Equal(
            before.Ikes.Find(Id.Key)! with { Description = there }, after.Ikes.Find(Id.Key));
        Assert.NotEqual(before.Ikes.Find(Id.Key)!.Digest, after.Ikes.Find(Id.Key)!.Digest);
    }

    [Fact]
    public void Of_an_IKE_SA_that_is_gone_nothing_is_described() => Assert.Equal(
        Refusal.UnknownSa,
        Evolution.Decide(SaState.Empty, [new Change.IkeDescribed(Id, default)], default));
}
