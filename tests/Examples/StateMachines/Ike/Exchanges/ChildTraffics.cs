using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>What stands in the description of a CHILD SA.</summary>
public sealed class ChildTraffics
{
    private static readonly TrafficPair Pair = new(
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"))],
        [TrafficRange.Between(HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"))]);

    [Theory]
    [InlineData(0u)]
    [InlineData(1_700_000_000u)]
    [InlineData(0x6900_0001u)]
    public void It_is_read_as_it_was_written(uint made)
    {
        var origin = new SaOrigin(IsOurs: true, new([1, 2, 3]), new(0x101), null);
        var description = ChildTraffic.ToOctets(Pair, made, origin)!.Value;
        Assert.Equal(Pair, ChildTraffic.Read(description));
        Assert.Equal(made, ChildTraffic.MadeIn(description));
        Assert.Equal(origin, ChildTraffic.OriginIn(description));
    }

    [Fact]
    public void What_the_version_before_wrote_is_selectors_alone()
    {
        Assert.True(ChildRoutes.TryDescribe(
            TrafficRange.ToPayload(Pair.Remote),
            new(((IWireValue)TrafficRange.ToPayload(Pair.Local)).ToArray()), out var description,
            out _));
        Assert.Equal(Pair, ChildTraffic.Read(description));
        Assert.Equal(0u, ChildTraffic.MadeIn(description));
        Assert.Null(ChildTraffic.OriginIn(description));

        // No time is taken for their number.
        var now = ChildTraffic.ToOctets(Pair, 0x0100_0000u)!.Value;
        Assert.Equal(Pair, ChildTraffic.Read(now));
        Assert.Equal(0x0100_0001u, ChildTraffic.MadeIn(now));
    }
}
