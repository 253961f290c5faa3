using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>Routes as people write them.</summary>
public sealed class RouteWords
{
    [Theory]
    [InlineData("192.0.2.7", 0, "via 192.0.2.7")]
    [InlineData("192.0.2.7", 3, "via 192.0.2.7 dev 3")]
    [InlineData(null, 3, "dev 3")]
    [InlineData(null, 0, "")]
    public void A_next_hop_is_a_gateway_an_interface_or_both(
        string? gateway, int index, string says)
    {
        var hop = new NextHop(gateway is null ? null : HostAddress.Parse(gateway), index);
        Assert.Equal(says, $"{hop}");
        Assert.Equal(
            $"10.0.0.0/8 {says} distance 9 tag 77 vrf 1",
            $"{new Route(Prefix.Parse("10.0.0.0/8"), hop, 9, 77, 1)}");
    }
}
