namespace Holdfast.Simulation.Simulator;

/// <summary>Words of a timeline that are read off it again.</summary>
internal static class MomentWords
{
    /// <summary>Whom a peer of a gateway calls so.</summary>
    public const string Gateway = "the gateway";

    /// <summary>Somebody does not believe any more that another one lives.</summary>
    public static string TakesForDead(string? who) => $"takes {who} for dead";
}
