using Holdfast.Protocol;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>Deletes of what nobody knows are few, whatever comes.</summary>
public sealed class ComplaintRates
{
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(1);

    private readonly Complaints _complaints = new();

    [Fact]
    public void An_SPI_is_told_of_once_in_a_second()
    {
        Assert.True(Tell(0x101, Start));
        Assert.False(Tell(0x101, Start + Complaints.Every - TimeSpan.FromTicks(1)));
        Assert.True(Tell(0x101, Start + Complaints.Every));
    }

    [Fact]
    public void Of_many_SPIs_few_are_told_of_and_none_is_remembered_for_longer()
    {
        var told = 0;
        for (var spi = 0x100u; spi < 0x1100; spi++)
        {
            told += Tell(spi, Start) ? 1 : 0;
        }

        Assert.Equal((Complaints.Max, Complaints.Max), (told, _complaints.Count));
        Assert.True(Tell(0x5000, Start + Complaints.Every));
        Assert.Equal(1, _complaints.Count);
    }

    private bool Tell(uint spi, Instant now)
    {
        if (!_complaints.MayTell(new(spi), now))
        {
            return false;
        }

        _complaints.Told(new(spi), now);
        return true;
    }
}
