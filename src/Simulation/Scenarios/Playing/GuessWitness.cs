using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Qcd;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside a peer that believes tokens: nobody gets more guesses than the limits allow. A guess is
/// what would end the SA if it were right.
/// </summary>
internal sealed class GuessWitness : RunWitness
{
    private readonly Dictionary<TokenTaker.Source, List<Instant>> _guesses = [];

    public override RunOptions Beside(RunOptions options)
    {
        var step = options.PeerTokens;
        return options with
        {
            PeerTokens = (config, state, now, input) =>
            {
                if (input is TokenTaker.Input.Shown { IsRight: false } guess
                    && GuessedTokens.Counts(
                        step(config, state, now, guess with { IsRight = true })))
                {
                    Count(config, guess.Source, now);
                }

                return step(config, state, now, input);
            },
        };
    }

    private void Count(TokenTaker.Config limits, TokenTaker.Source source, Instant now)
    {
        if (!_guesses.TryGetValue(source, out var guesses))
        {
            _guesses[source] = guesses = [];
        }

        guesses.Add(now);
        for (var first = 0; first < guesses.Count; first++)
        {
            if (guesses.Count - first
                > limits.Burst + ((now - guesses[first]) / limits.TokensEvery))
            {
                Break(GuessedTokens.Card.Invariant);
            }
        }
    }
}
