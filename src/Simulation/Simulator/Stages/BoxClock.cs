using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>The monotonic clock of a box: it may run faster or slower than the world's.</summary>
internal sealed class BoxClock
{
    private const long Million = 1_000_000;
    private Instant _worldFrom;
    private Instant _localFrom;
    private long _perMillion = Million;

    /// <summary>What it shows.</summary>
    public Instant Local(Instant world) => _perMillion == Million
        ? _localFrom + (world - _worldFrom)
        : _localFrom + Scale(world - _worldFrom, _perMillion, Million, roundsUp: false);

    /// <summary>When it shows that, or is just beyond it.</summary>
    public Instant World(Instant local) => _perMillion == Million
        ? _worldFrom + (local - _localFrom)
        : _worldFrom + Scale(local - _localFrom, Million, _perMillion, roundsUp: true);

    /// <summary>It runs at another rate from now on.</summary>
    /// <param name="world">Now.</param>
    /// <param name="ppm">By how many millionths it is faster.</param>
    public void SetRate(Instant world, int ppm)
    {
        _localFrom = Local(world);
        _worldFrom = world;
        _perMillion = Million + ppm;
    }

    private static TimeSpan Scale(TimeSpan time, long by, long over, bool roundsUp)
    {
        var product = (Int128)time.Ticks * by;
        var quotient = product / over;
        return TimeSpan.FromTicks(
            (long)(roundsUp && product > 0 && product % over != 0 ? quotient + 1 : quotient));
    }
}
