namespace Holdfast.Simulation.Checkers;

/// <summary>
/// No session of BFD is up at an end that has heard nothing for the Detection Time (RFC 5880
/// §6.8.4).
/// </summary>
/// <param name="Left">
/// For how many units more silence is allowed by what was heard last; -1: it is too long.
/// </param>
public readonly record struct HeardNeighbours(int Left)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Heard", nameof(HeardNeighbours),
        "no session is up where nothing was heard for the Detection Time",
        "ends that are up beyond the Detection Time", ["HeardForLonger"]);

    /// <summary>Nothing was heard yet.</summary>
    public static HeardNeighbours Never => new(-1);

    /// <summary>A unit of time later.</summary>
    public HeardNeighbours Later() => new(Math.Max(Left - 1, -1));

    /// <summary>Whether it holds.</summary>
    public bool Holds(bool isUp) => !isUp || Left >= 0;
}
