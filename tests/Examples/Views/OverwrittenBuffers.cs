using Holdfast.Codec;
using Lighthouse;

namespace Holdfast.Tests.Examples.Views;

/// <summary>A view looks into its caller's buffer, which may be used again too early.</summary>
public sealed class OverwrittenBuffers
{
    private static byte[] TwoLamps => new BeaconValue
    {
        Lamps = [new LampValue { Name = new Octets("light"u8) }, new LampValue()],
    }.ToArray();

    [Fact]
    public void More_elements_than_were_checked_are_not_read()
    {
        var buffer = TwoLamps;
        Assert.True(Beacon.TryParse(buffer, out var view, out _));
        buffer.AsSpan(6).Clear();

        Assert.True(view.TryToValue(out var value, out _));
        Assert.Equal(2, value.Lamps.Count);
        Assert.All(value.Lamps, Assert.NotNull);
    }

    [Fact]
    public void Fewer_elements_than_were_checked_leave_no_gap()
    {
        var buffer = TwoLamps;
        Assert.True(Beacon.TryParse(buffer, out var view, out _));
        buffer[9] = 200;

        Assert.True(view.TryToValue(out var value, out _));
        Assert.All(value.Lamps, Assert.NotNull);
        Assert.Empty(value.Lamps);
    }
}
