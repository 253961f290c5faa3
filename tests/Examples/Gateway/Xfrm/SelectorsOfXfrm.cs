using Holdfast.Gateway.Xfrm;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>Traffic selectors of IKE as the kernel has them.</summary>
public sealed class SelectorsOfXfrm
{
    private static readonly Prefix Inside = Prefix.Parse("10.1.0.0/16");
    private static readonly Prefix Behind = Prefix.Parse("10.2.0.0/24");

    [Fact]
    public void Ranges_are_the_fewest_prefixes_and_each_meets_each()
    {
        var traffic = new TrafficPair(
            [Range("10.1.0.0", "10.1.255.255")],
            [Range("10.2.0.1", "10.2.0.3"), Range("10.3.0.0", "10.3.0.0")]);
        Assert.Equal(
            [
                new XfrmSelector(Inside, Prefix.Parse("10.2.0.1/32")),
                new XfrmSelector(Inside, Prefix.Parse("10.2.0.2/31")),
                new XfrmSelector(Inside, Prefix.Parse("10.3.0.0/32")),
            ],
            XfrmSelector.Of(traffic));
    }

    [Fact]
    public void Ports_are_masks_that_have_them_and_no_other()
    {
        var selectors = XfrmSelector.Of(Pair(17, new(1_000, 1_026), new(53, 53)));
        Assert.All(selectors, one => Assert.Equal(new XfrmPort(53, 0xFFFF), one.ToPort));
        for (var port = 0; port <= ushort.MaxValue; port++)
        {
            Assert.Equal(
                port is >= 1_000 and <= 1_026 ? 1 : 0,
                selectors.Count(one => (port & one.FromPort.Mask) == one.FromPort.Value));
        }

        Assert.Equal(6, XfrmSelector.Of(Pair(6, new(1, 7), new(0, 0xFFFE)))
            .Select(one => one.FromPort).Distinct().Count() * 2);
        Assert.Equal(
            [new XfrmSelector(Inside, Behind, 6, default, new(443, 0xFFFF))],
            XfrmSelector.Of(Pair(6, PortRange.Any, PortRange.Of(443))));
    }

    [Fact]
    public void Type_and_code_of_ICMP_stand_where_the_ports_do_in_both_directions()
    {
        var echo = Assert.Single(XfrmSelector.Of(Pair(1, new(0x0800, 0x08FF), PortRange.Any)));
        Assert.Equal(new(Inside, Behind, 1, new(8, 0xFFFF), default), echo);
        Assert.Equal(new(Behind, Inside, 1, new(8, 0xFFFF), default), echo.Turn());

        Assert.Contains("10.1.0.0/16", $"{echo}");

        var one = Assert.Single(XfrmSelector.Of(
            Pair(1, PortRange.Of(0x0304), PortRange.Of(0x0304))));
        Assert.Equal((new XfrmPort(3, 0xFFFF), new XfrmPort(4, 0xFFFF)), (one.FromPort, one.ToPort));
        var tcp = new XfrmSelector(Inside, Behind, 6, new(80, 0xFFFF), new(443, 0xFFFF));
        Assert.Equal(
            new XfrmSelector(Behind, Inside, 6, new(443, 0xFFFF), new(80, 0xFFFF)), tcp.Turn());
    }

    [Fact]
    public void What_the_kernel_cannot_be_told_is_nothing()
    {
        // Ports that can't be seen, ports of any protocol, several types, other families, too many.
        Assert.Empty(XfrmSelector.Of(Pair(6, PortRange.Opaque, PortRange.Any)));
        Assert.Empty(XfrmSelector.Of(Pair(0, PortRange.Of(80), PortRange.Any)));
        Assert.Empty(XfrmSelector.Of(Pair(1, new(0x0300, 0x04FF), PortRange.Any)));
        Assert.Empty(XfrmSelector.Of(Pair(1, new(0x0300, 0x0301), PortRange.Any)));
        Assert.Empty(XfrmSelector.Of(Pair(1, PortRange.Of(0x0300), PortRange.Of(0x0400))));
        Assert.Empty(XfrmSelector.Of(new([Range("10.1.0.0", "10.1.0.1")], [
            Range("2001:db8::", "2001:db8::1")])));
        Assert.Empty(XfrmSelector.Of(Pair(6, new(1, 0xFFFE), new(1, 0xFFFE))));
        Assert.Empty(XfrmSelector.Of(new([
            .. Enumerable.Range(0, 65).Select(at => Range($"10.1.{at}.0", $"10.1.{at}.0")),
        ], [Range("10.2.0.0", "10.2.0.0")])));
        Assert.Equal(64, XfrmSelector.Of(new([
            .. Enumerable.Range(0, 64).Select(at => Range($"10.1.{at}.0", $"10.1.{at}.0")),
        ], [Range("10.2.0.0", "10.2.0.0")])).Count);
    }

    [Fact]
    public void Families_do_not_mix()
    {
        var both = XfrmSelector.Of(new(
            [Range("10.1.0.0", "10.1.255.255"), Range("2001:db8::", "2001:db8::1")],
            [Range("10.2.0.0", "10.2.0.255"), Range("2001:db8:1::", "2001:db8:1::")]));
        Assert.Equal(
            [new(Inside, Behind), new(Prefix.Parse("2001:db8::/127"), Prefix.Parse("2001:db8:1::/128"))],
            both);
        Assert.Equal([false, true], both.Select(one => one.IsIpv6));
    }

    private static TrafficPair Pair(byte protocol, PortRange local, PortRange remote) => new(
        [Range("10.1.0.0", "10.1.255.255") with { Protocol = protocol, Ports = local }],
        [Range("10.2.0.0", "10.2.0.255") with { Protocol = protocol, Ports = remote }]);

    private static TrafficRange Range(string first, string last) =>
        TrafficRange.Between(HostAddress.Parse(first), HostAddress.Parse(last));
}
