namespace Holdfast.Simulation.Worlds;

/// <summary>BFD between members and the routers of their access links, over one hop, RFC 5881.
/// </summary>
public sealed record BfdPlan
{
    /// <summary>How often both ends would like to send, and can receive.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many packets in a row may be missed, 1 to 255.</summary>
    public int Multiplier { get; init; } = 3;
}
