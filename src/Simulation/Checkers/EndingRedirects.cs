using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I22: redirects end (RFC 5685 §7): no more than so many are followed within the period, and then
/// the client waits, is at the origin, or keeps the SA that it has.
/// </summary>
public static class EndingRedirects
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I22", nameof(EndingRedirects),
        "no more redirects are followed within the period than the RFC allows",
        "redirects followed within the period", ["RedirectsNotCounted"]);

    /// <summary>Whether a client goes on as it may when the redirects are used up.</summary>
    public static bool IsEnd(Config config, State after) => after switch
    {
        State.Waiting or State.Up or State.Idle => true,
        State.Greeting greeting => greeting.Trail.At == config.Origin && !greeting.Follows,
        State.Proving proving => proving.Trail.At == config.Origin,
    };
}
