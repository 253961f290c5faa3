using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>Peers of a load answer what a gateway asks, RFC 7296 §1.3 and §1.4.</summary>
public sealed class LoadedPeers
{
    [Fact]
    public void Each_proves_itself_by_its_own_secret_and_both_ends_have_the_same_keys()
    {
        using var gateway = new LoadedGateway();
        for (var peer = 0; peer < 3; peer++)
        {
            gateway.Begin(peer);
        }

        Assert.Equal(
            ["0 up", "0 True", "1 up", "1 True", "2 up", "2 True"], gateway.Told);
        Assert.Equal(gateway.GatewayKeys, gateway.PeerKeys);
        Assert.Equal((3, 0, 0),
            (gateway.Peers.Standing, gateway.Peers.InFlight, gateway.Peers.Counts.Failed));
    }

    [Fact]
    public void Who_is_not_believed_has_no_tunnel_and_says_why()
    {
        using var gateway = new LoadedGateway(spoils: 2);
        gateway.Begin(0);
        gateway.Begin(1);
        Assert.Contains("1 False", gateway.Told);
        Assert.DoesNotContain("1 up", gateway.Told);
        Assert.Equal((1, 1), (gateway.Peers.Standing, gateway.Peers.Counts.Failed));
        Assert.Contains("refuses it: AUTHENTICATION_FAILED", gateway.Peers.Counts.Failure);
    }

    [Fact]
    public void A_check_of_liveness_is_answered_each_time_in_the_same_octets()
    {
        using var gateway = new LoadedGateway();
        gateway.Begin(0);
        var sa = Assert.Single(gateway.Sas);
        Assert.True(gateway.Want(sa, new ExchangeWish.Inform([])));
        Assert.True(gateway.Want(sa, new ExchangeWish.Inform([])));
        Assert.Equal(2UL, gateway.Peers.Counts.Requests);
        Assert.Equal(["0 up", "0 True"], gateway.Told);
    }

    [Fact]
    public void A_CHILD_SA_is_rekeyed_and_the_old_one_goes()
    {
        using var gateway = new LoadedGateway();
        gateway.Begin(0);
        var sa = Assert.Single(gateway.Sas);
        var child = ((IkeExchanges.State.Standing)sa.Exchanges).Children[0];
        Assert.True(gateway.Want(sa, new ExchangeWish.RekeyChild(child.Sa.Inbound)));
        Assert.Equal(["0 up", "0 True", "0 up", "0 down"], gateway.Told);
        Assert.Equal(gateway.GatewayKeys, gateway.PeerKeys);
        Assert.Equal(1UL, gateway.Peers.Counts.ChildRekeys);
    }

    [Fact]
    public void An_IKE_SA_is_rekeyed_and_its_CHILD_SAs_stay()
    {
        using var gateway = new LoadedGateway();
        gateway.Begin(0);
        var first = Assert.Single(gateway.Sas);
        Assert.True(gateway.Want(first, new ExchangeWish.RekeyIke()));
        var next = Assert.Single(gateway.Sas);
        Assert.NotEqual(first.Standing.Id, next.Standing.Id);
        Assert.Equal(["0 up", "0 True"], gateway.Told);
        Assert.Equal((1UL, 1), (gateway.Peers.Counts.IkeRekeys, gateway.Peers.Standing));

        // The new one is as good as the old one.
        var child = ((IkeExchanges.State.Standing)next.Exchanges).Children[0];
        Assert.True(gateway.Want(next, new ExchangeWish.RekeyChild(child.Sa.Inbound)));
        Assert.Equal(gateway.GatewayKeys, gateway.PeerKeys);
    }

    [Fact]
    public void Who_is_deleted_has_nothing_left_and_is_told_of()
    {
        using var gateway = new LoadedGateway();
        gateway.Begin(0);
        gateway.Begin(1);
        Assert.True(gateway.Want(gateway.Sas.First(), new ExchangeWish.DeleteIke()));
        Assert.Equal(["0 down", "0 gone"], gateway.Told[4..]);
        Assert.Equal((1, 1), (gateway.Peers.Standing, gateway.Peers.Counts.Ended));
    }
}
