using Holdfast.StateMachines;

namespace Holdfast.Simulation.Worlds;

/// <summary>Who sends and receives what the SAs protect.</summary>
/// <param name="Name">Its name.</param>
public sealed record HostPlan(string Name)
{
    /// <summary>The peer or spoke behind which it is; null: it is attached to a segment, and the
    /// gateway of that segment is its first hop.</summary>
    public string? Behind { get; init; }

    /// <summary>Its address; null: the next free one of its segment or its peer.</summary>
    public HostAddress? Address { get; init; }
}
