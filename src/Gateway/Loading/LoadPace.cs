using Holdfast.StateMachines;

namespace Holdfast.Gateway.Loading;

/// <summary>When questions are due, at one rate. Law: never more than the rate allows since it
/// began, and whoever comes late asks what it missed, but for what lies too far back: that is not
/// asked any more, for a flood would be another load than was wanted.</summary>
/// <param name="Rate">Questions in a second.</param>
/// <param name="Began">Since when.</param>
internal readonly record struct LoadPace(double Rate, Instant Began)
{
    /// <summary>What was due before that is not asked any more.</summary>
    public static readonly TimeSpan LateMost = TimeSpan.FromMilliseconds(100);

    /// <summary>How many were asked, or passed over.</summary>
    public ulong Done { get; init; }

    /// <summary>How many were passed over.</summary>
    public ulong Missed { get; init; }

    /// <summary>When the next one is due.</summary>
    public Instant Next => Began + TimeSpan.FromSeconds((Done + 1) / Rate);

    /// <summary>What is due now, and the pace behind it.</summary>
    /// <param name="now">When.</param>
    /// <param name="then">The pace once those are asked.</param>
    public int Due(Instant now, out LoadPace then)
    {
        var all = UpTo(now);
        var old = UpTo(now - LateMost);
        var missed = old > Done ? old - Done : 0;
        var from = Done + missed;
        then = this with { Done = Math.Max(all, Done), Missed = Missed + missed };
        return all > from ? (int)(all - from) : 0;
    }

    private ulong UpTo(Instant now) =>
        now <= Began ? 0 : (ulong)((now - Began).TotalSeconds * Rate);
}
