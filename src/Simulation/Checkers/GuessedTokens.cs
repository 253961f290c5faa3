using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I21: whoever guesses tokens gets no more guesses than the limits allow, from the address of the
/// peer or from all others together (RFC 6290 §8.1). A guess is what would end the SA if it were
/// right.
/// </summary>
public static class GuessedTokens
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I21", nameof(GuessedTokens),
        "nobody gets more guesses at a token than the limits allow",
        "guesses at once beyond the rate", ["GuessesNotCounted", "StrangersUnlimited"]);

    /// <summary>Whether a message would end the SA if its token were right.</summary>
    public static bool Counts<TState>(Next<TState, TokenTaker.Output> ifRight)
        where TState : notnull =>
        ifRight.Outputs.Any(output => output is TokenTaker.Output.Discard);
}
