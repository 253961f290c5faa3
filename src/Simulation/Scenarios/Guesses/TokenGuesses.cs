using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using static Holdfast.StateMachines.Qcd.TokenTaker;

namespace Holdfast.Simulation.Scenarios.Guesses;

/// <summary>A step of a taker: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> TakerStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a taker is configured with.</summary>
/// <param name="Taker">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
public sealed record GuessConfig(Config Taker, TakerStep Step);

/// <summary>A taker, and when somebody guessed at its token.</summary>
/// <param name="Is">The shipped machine.</param>
/// <param name="AsPeer">Guesses from the peer's address that counted.</param>
/// <param name="AsOther">Guesses from any other address that counted.</param>
public sealed record GuessState(State Is, PacedEvents AsPeer, PacedEvents AsOther)
{
    /// <summary>Guesses that counted, from one of the two.</summary>
    public PacedEvents From(Source source) => source switch
    {
        Source.Peer => AsPeer,
        Source.Other => AsOther,
    };
}

/// <summary>
/// Whoever holds the token of a peer, by the shipped machine, and somebody who guesses at it as
/// often as he likes, in the name of the peer and in others; the peer may lose its state as well.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record TokenGuesses(string Name)
{
    private const int EveryUnits = 2;
    private const int Burst = 2;

    // So far back that a burst and one more for every period are seen.
    private const int HorizonUnits = 5;

    /// <summary>The step of the taker.</summary>
    public TakerStep Step { get; init; } = TokenTaker.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: it begins when the peer has given a token.</summary>
    public WorldModel<GuessConfig, GuessState, Input, Output> Model() => new(Name)
    {
        Machine = new(nameof(TokenGuesses))
        {
            Initial = static (config, now) => new(
                Initial(config.Taker, now), PacedEvents.None(HorizonUnits),
                PacedEvents.None(HorizonUnits)),
            Step = static (config, taker, _, input) => Take(config, taker, input),
            Deadline = static (config, taker) => TokenTaker.Deadline(config.Taker, taker.Is),
            Rebase = static (taker, by) => new(
                TokenTaker.Rebase(taker.Is, by),
                taker.AsPeer.Later((int)(-by / Unit)), taker.AsOther.Later((int)(-by / Unit))),
            Normalize = static (config, taker) => taker with
            {
                Is = TokenTaker.Normalize(config.Taker, taker.Is),
            },
            IsTerminal = static _ => false,
            Tick = new Input.Tick(),
            Alphabet = [],
            PhaseOf = static taker => Machine.PhaseOf(taker.Is),
        },
        Members = [new("carol", Configured())],
        Hear = static (_, _, _) => [],
        Ticks = [new Input.Tick()],
        Unit = Unit,
        Start = [new FaultEffect<Input>.Take(0, new Input.Given(new(1)))],
        Faults = new() { Rules = [.. Rules()] },
        Invariants =
        [
            GuessedTokens.Card.AtMost<GuessState>(
                Burst, static (in Look<GuessState> look) => Math.Max(
                    look[0].AsPeer.Burst(EveryUnits), look[0].AsOther.Burst(EveryUnits))),
        ],
        Gauges =
        [
            new("guesses", $"guesses that counted within {HorizonUnits} units",
                static (in Look<GuessState> look) => Math.Max(
                    look[0].AsPeer.Ages.Count, look[0].AsOther.Ages.Count)),
        ],
        NameOfInput = static input => input switch
        {
            Input.Shown(var isRight, var source) =>
                $"{(isRight ? "the token" : "a guess")}, as {source.ToString().ToLowerInvariant()}",
            Input.Given or Input.Traffic or Input.Ended or Input.Refused or Input.Tick =>
                input.GetType().Name,
        },
    };

    private static Next<GuessState, Output> Take(
        GuessConfig config, GuessState taker, Input input)
    {
        var next = config.Step(config.Taker, taker.Is, Instant.Zero, input);
        var after = taker with { Is = next.State };
        if (input is Input.Shown { IsRight: false } guess
            && GuessedTokens.Counts(config.Step(
                config.Taker, taker.Is, Instant.Zero, guess with { IsRight = true })))
        {
            after = guess.Source switch
            {
                Source.Peer => after with { AsPeer = after.AsPeer.Now() },
                Source.Other => after with { AsOther = after.AsOther.Now() },
            };
        }

        return new(after, next.Outputs, next.Reason);
    }

    private static IEnumerable<FaultRule<Input>> Rules()
    {
        foreach (var source in Enum.GetValues<Source>())
        {
            var who = source.ToString().ToLowerInvariant();
            yield return On($"somebody guesses as {who}", new Input.Shown(false, source));
            yield return On($"the peer shows its token as {who}", new Input.Shown(true, source));
        }

        yield return On("a token of another SA comes", new Input.Refused(Refusal.OtherSa));
        yield return On("somebody wants to send", new Input.Traffic());
        yield return On("the SA ends", new Input.Ended());
    }

    private static FaultRule<Input> On(string name, Input input) => new(name)
    {
        Effects = [new FaultEffect<Input>.Take(0, input)],
    };

    private GuessConfig Configured() => Config.TryCreate(
        new() { TokensEvery = EveryUnits * Unit, Burst = Burst, ReportEvery = Unit },
        out var config, out var error)
        ? new(config, Step)
        : throw new InvalidOperationException(error.ToString());
}
