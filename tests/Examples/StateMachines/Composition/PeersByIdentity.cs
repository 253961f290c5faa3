using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>A peer is known by the identity that it proved.</summary>
public sealed class PeersByIdentity
{
    private const int Peers = 1_000;

    [Fact]
    public void Each_peer_is_found_at_its_place_and_nobody_else_is()
    {
        var config = Of(Peers);

        Assert.All(
            Enumerable.Range(0, Peers),
            at => Assert.Equal(at, config.PeerOf(IdentityOf(at))));
        Assert.Null(config.PeerOf(IdentityOf(Peers)));
        Assert.Null(config.PeerOf(new("peer"u8)));
    }

    [Fact]
    public void An_empty_identity_is_nobodys_also_where_peers_have_none()
    {
        var config = ClusterMemberConfig.Of(ClusterSettings.Of(1) with
        {
            Peers = [new() { Name = "one" }, new() { Name = "other" }],
        });

        Assert.Null(config.PeerOf(default));
    }

    [Fact]
    public void Equal_settings_make_equal_configurations_and_a_start_keeps_the_peers()
    {
        var (one, other) = (Of(3), Of(3));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Of(2));
        Assert.Equal(
            2,
            one.Started(new(new(9), 1, Epoch.None, StoreCondition.Kept)).PeerOf(IdentityOf(2)));
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var config = Of(Peers);
        var last = IdentityOf(Peers - 1);
        int? found = null;

        Assert.Equal(0, HeapCost.Least(() => found = config.PeerOf(last)));
        Assert.Equal(Peers - 1, found);
    }

    private static ClusterMemberConfig Of(int peers) =>
        ClusterMemberConfig.Of(ClusterSettings.Of(1) with
        {
            Peers =
            [
                .. Enumerable.Range(0, peers).Select(at => new ClusterMemberConfig.Peer
                {
                    Name = $"peer {at}",
                    Identity = IdentityOf(at),
                }),
            ],
        });

    private static Octets IdentityOf(int at) =>
        new(System.Text.Encoding.ASCII.GetBytes($"peer {at}"));
}
