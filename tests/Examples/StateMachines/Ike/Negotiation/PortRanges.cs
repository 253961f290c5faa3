using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Negotiation;

/// <summary>Ranges of ports, RFC 7296 §3.13.1.</summary>
public sealed class PortRanges
{
    [Fact]
    public void A_range_is_written_as_people_do()
    {
        Assert.Equal("any", PortRange.Any.ToString());
        Assert.Equal("opaque", PortRange.Opaque.ToString());
        Assert.Equal("443", PortRange.Of(443).ToString());
        Assert.Equal("1-1024", new PortRange(1, 1_024).ToString());
    }

    [Fact]
    public void What_ends_before_it_begins_is_no_range_unless_it_is_opaque()
    {
        Assert.True(PortRange.Any.IsValid);
        Assert.True(PortRange.Opaque.IsValid);
        Assert.True(new PortRange(7, 7).IsValid);
        Assert.False(new PortRange(8, 7).IsValid);
        Assert.False(new PortRange(ushort.MaxValue, 1).IsValid);
    }

    [Fact]
    public void Two_ranges_have_in_common_what_lies_in_both()
    {
        PortRange low = new(1, 1_024);
        Assert.Equal(new PortRange(1_024, 1_024), low.Meet(new(1_024, 2_000)));
        Assert.Null(low.Meet(new(1_025, 2_000)));
        Assert.Equal(low, low.Meet(PortRange.Any));
        Assert.Equal(low, PortRange.Any.Meet(low));
        Assert.Equal(PortRange.Opaque, PortRange.Any.Meet(PortRange.Opaque));
        Assert.Equal(PortRange.Opaque, PortRange.Opaque.Meet(PortRange.Any));
        Assert.Equal(PortRange.Opaque, PortRange.Opaque.Meet(PortRange.Opaque));
        Assert.Null(low.Meet(PortRange.Opaque));
        Assert.Null(PortRange.Opaque.Meet(low));
    }
}
