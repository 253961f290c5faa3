namespace Holdfast.Simulation.Worlds;

/// <summary>Packets from one host to another, evenly in time.</summary>
public sealed record FlowPlan
{
    /// <summary>The host that sends.</summary>
    public required string From { get; init; }

    /// <summary>The host that receives.</summary>
    public required string To { get; init; }

    /// <summary>Packets in a second, 1 to 1 000 000.</summary>
    public int PacketsPerSecond { get; init; } = 10;

    /// <summary>Octets of each inner IP packet, 28 to 65 535.</summary>
    public int SizeOctets { get; init; } = 100;

    /// <summary>When the first one is sent.</summary>
    public TimeSpan StartsAt { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>When it ends; null: with the world.</summary>
    public TimeSpan? EndsAt { get; init; }
}
