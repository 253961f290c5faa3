using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Which CHILD SAs of a peer are there: each is the one of its own place.</summary>
public sealed class PlacesOfChildren
{
    private static readonly Items<TrafficRange> Local = [Range("10.1.0.0", "10.1.255.255")];
    private static readonly TrafficPolicy Host = Towards("10.2.0.9", "10.2.0.9");
    private static readonly TrafficPolicy Net = Towards("10.2.0.0", "10.2.255.255");

    [Fact]
    public void One_inside_another_one_is_not_the_other_one()
    {
        Assert.Equal([0, 1], Missing([Host, Net]));
        Assert.Equal([1], Missing([Host, Net], Host));
        Assert.Equal([0], Missing([Host, Net], Net));
        Assert.Equal([0], Missing([Net, Host], Host));
        Assert.Equal([1], Missing([Net, Host], Net));
        Assert.Empty(Missing([Net, Host], Net, Host));
    }

    [Fact]
    public void What_the_peer_has_narrowed_is_there()
    {
        var half = Towards("10.2.0.0", "10.2.127.255");
        Assert.Empty(Missing([Net], half));
        Assert.Equal([0], Missing([Host, Net], half));
        Assert.Equal([0, 1], Missing([Host, Net], Towards("10.3.0.0", "10.3.0.255")));
    }

    [Fact]
    public void Towards_the_same_traffic_two_are_told_apart_by_our_end()
    {
        var other = Net with { Local = [Range("10.9.0.0", "10.9.255.255")] };
        Assert.Equal([0], Missing([Net, other], other));
        Assert.Equal([1], Missing([Net, other], Net));

        // An address that we were given is at neither, and then the first one is.
        Assert.Equal([1], Missing(
            [Net, other], Net with { Local = [Range("172.16.0.1", "172.16.0.1")] }));
    }

    [Fact]
    public void One_without_a_remote_end_is_not_missed() =>
        Assert.Equal([1], Missing([Net with { Remote = [] }, Host]));

    private static Items<int> Missing(Items<TrafficPolicy> wanted, params TrafficPolicy[] there) =>
        ChildPlaces.Missing(
            wanted, there.Select(one => new TrafficPair(one.Local, one.Remote)));

    private static TrafficPolicy Towards(string first, string last) =>
        new(Local, [Range(first, last)]);

    private static TrafficRange Range(string first, string last) => TrafficRange.Between(
        HostAddress.Parse(first), HostAddress.Parse(last));
}
