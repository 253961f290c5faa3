using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Simulator;

/// <summary>Words of a timeline that are read off it again.</summary>
internal static class MomentWords
{
    /// <summary>Whom a peer of a gateway calls so.</summary>
    public const string Gateway = "the gateway";

    /// <summary>Somebody does not believe any more that another one lives.</summary>
    public static string TakesForDead(string? who) => $"takes {who} for dead";

    /// <summary>What a session of BFD says of the way to its other end.</summary>
    public static string Session(string with, BfdSession.Verdict verdict) => verdict switch
    {
        BfdSession.Verdict.Works => $"hears {with} by BFD",
        BfdSession.Verdict.Fails => $"does not hear {with} by BFD",
        BfdSession.Verdict.Unknown => $"knows nothing of {with} by BFD",
    };
}
