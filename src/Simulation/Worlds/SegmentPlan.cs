using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Worlds;

/// <summary>What a segment is for.</summary>
public enum SegmentKind
{
    /// <summary>Hosts, and the back-end groups.</summary>
    Inside,

    /// <summary>The front-end groups, and what leads to peers.</summary>
    Outside,

    /// <summary>Members alone: the sync channel.</summary>
    Sync,

    /// <summary>The network of others between gateways and peers.</summary>
    Backbone,

    /// <summary>Between a member and one provider.</summary>
    Access,
}

/// <summary>A network on which everybody who is attached reaches everybody else.</summary>
public sealed record SegmentPlan
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required SegmentKind Kind { get; init; }

    /// <summary>Its addresses, of 4 host bits at least; null: a network of 16 bits of its own, by
    /// its place in the plan.</summary>
    public Prefix? Prefix { get; init; }

    /// <summary>Octets of the largest IP packet that it carries, 576 to 65 535.</summary>
    public int MtuOctets { get; init; } = 1_500;
}
