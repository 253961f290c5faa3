using Holdfast.StateMachines;

namespace Holdfast.Simulation.Worlds;

/// <summary>A direction of a link.</summary>
public enum LinkWay
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>From who is attached into the segment.</summary>
    Out,

    /// <summary>From the segment to who is attached.</summary>
    In,
}

/// <summary>A link by who is attached to what.</summary>
/// <param name="Who">A member, peer, spoke or host.</param>
/// <param name="Segment">The segment.</param>
public readonly record struct LinkName(string Who, string Segment)
{
    /// <summary>Who, and to what.</summary>
    public override string ToString() => $"{Who}/{Segment}";
}

/// <summary>Somebody's link to a segment. What goes from one to another passes two of them.
/// </summary>
public sealed record LinkPlan
{
    /// <summary>A member, peer, spoke or host.</summary>
    public required string Who { get; init; }

    /// <summary>The segment.</summary>
    public required string Segment { get; init; }

    /// <summary>The least that a packet needs over it.</summary>
    public TimeSpan DelayMin { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>The most; each packet's own is drawn between the two.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Of a million packets so many are lost, in each direction; 0 to 1 000 000.</summary>
    public int LossPpm { get; init; }

    /// <summary>Which directions there are.</summary>
    public LinkWay Way { get; init; } = LinkWay.Both;

    /// <summary>The address on it; null: the next free one of the segment.</summary>
    public HostAddress? Address { get; init; }

    /// <summary>Its name.</summary>
    public LinkName Name => new(Who, Segment);
}
