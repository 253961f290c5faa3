namespace Holdfast.Simulation.Worlds;

/// <summary>The channel over which members keep state in common: a reliable stream between each
/// two of them, whose records are lost only with a connection.</summary>
/// <param name="Segment">The segment over which it goes.</param>
public sealed record SyncPlan(string Segment)
{
    /// <summary>Octets in a second in each direction of each two members; 0: without a bound.
    /// </summary>
    public long OctetsPerSecond { get; init; }

    /// <summary>How long a record that does not arrive keeps a connection up.</summary>
    public TimeSpan GivenUpAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after the end of a connection another one is tried.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
