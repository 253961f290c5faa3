using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// What peers see as one gateway: one member, or several with the first hop between them. A member
/// may be in several gateways: so members share load.
/// </summary>
public sealed record GatewayPlan
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its members; 1 to 16.</summary>
    public Items<string> Members { get; init; }

    /// <summary>Whether the order of its members is that in which they are preferred; else their
    /// own priorities say that.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>The segment on which peers reach it: that of the front-end group.</summary>
    public required string Front { get; init; }

    /// <summary>The segment on which hosts reach it: that of the back-end group.</summary>
    public required string Back { get; init; }

    /// <summary>The standby group on both sides, RFC 2281 §5.1; 0 to 255.</summary>
    public int Group { get; init; }
}
