using Holdfast.Codec;

namespace Holdfast.StateMachines.Dpd;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class DeadPeerDetection
{
    /// <summary>Where the awaited number is put when numbers are counted anew.</summary>
    private const uint AwaitedAt = 1_000;

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(DeadPeerDetection))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Dead,
            Tick = new Input.Tick(),
            Recount = Recount,
            Alphabet = Letters(),
        };

    /// <summary>Nothing is known of the peer, and nothing was announced.</summary>
    public static State Initial(Config config, Instant now) =>
        new State.Unsupported(Announced: false, Offered: false, default);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Unsupported unsupported => With(unsupported, Shift(unsupported.Numbers, by)),
        State.Fresh fresh => fresh with
        {
            LastHeard = fresh.LastHeard + by,
            Numbers = Shift(fresh.Numbers, by),
        },
        State.Worried worried => With(worried, Shift(worried.Numbers, by)),
        State.Probing probing => probing with
        {
            RetryAt = probing.RetryAt + by,
            Numbers = Shift(probing.Numbers, by),
        },
        State.Paused paused => With(paused, Shift(paused.Numbers, by)),
        State.Dead dead => new State.Dead(dead.Since + by),
    };

    /// <summary>
    /// With the origin as now: silence counts up to the worry period, a repeated answer as long as
    /// it holds the next one back.
    /// </summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Unsupported unsupported => With(unsupported, Age(config, unsupported.Numbers)),
        State.Fresh fresh => fresh with
        {
            LastHeard = Instant.Latest(fresh.LastHeard, Instant.Zero - config.WorryAfter),
            Numbers = Age(config, fresh.Numbers),
        },
        State.Worried worried => With(worried, Age(config, worried.Numbers)),
        State.Probing probing => probing with
        {
            RetryAt = Instant.Latest(probing.RetryAt, Instant.Zero),
            Numbers = Age(config, probing.Numbers),
        },
        State.Paused paused => With(paused, Age(config, paused.Numbers)),
        State.Dead => new State.Dead(Instant.Zero),
    };

    private static Numbers Shift(Numbers numbers, TimeSpan by) =>
        numbers.AnsweredAgain is { } again
            ? numbers with { AnsweredAgain = again + by }
            : numbers;

    private static Numbers Age(Config config, Numbers numbers) =>
        numbers.AnsweredAgain is { } again && Instant.Zero - again >= config.ReanswerAfter
            ? numbers with { AnsweredAgain = null }
            : numbers;

    /// <summary>Our next number becomes 0, the awaited one a fixed number.</summary>
    private static State Recount(State state) => state switch
    {
        State.Unsupported unsupported => With(unsupported, Counted(unsupported.Numbers)),
        State.Fresh fresh => With(fresh, Counted(fresh.Numbers)),
        State.Worried worried => With(worried, Counted(worried.Numbers)),
        State.Probing probing => probing with
        {
            First = probing.First - probing.Numbers.Next,
            Last = probing.Last - probing.Numbers.Next,
            Numbers = Counted(probing.Numbers),
        },
        State.Paused paused => With(paused, Counted(paused.Numbers)),
        State.Dead => state,
    };

    private static Numbers Counted(Numbers numbers) => numbers with
    {
        Next = 0,
        Awaited = numbers.Awaited is null ? null : AwaitedAt,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("vendor ID sent", (_, _) => new Input.Announced(7)),
        new("vendor ID received", (_, _) => new Input.Offered()),
        new("heard", (_, _) => new Input.Heard()),
        new("outbound", (_, _) => new Input.Outbound()),
        new("R-U-THERE awaited", (_, state) => new Input.RUThere(Awaited(state))),
        new("R-U-THERE ahead", (_, state) => new Input.RUThere(Awaited(state) + 1)),
        new("R-U-THERE again", (_, state) => new Input.RUThere(Awaited(state) - 1)),
        new("R-U-THERE old", (_, state) => new Input.RUThere(Awaited(state) - 2)),
        new("R-U-THERE-ACK last", (_, state) => new Input.RUThereAck(NumbersOf(state).Next - 1)),
        new("R-U-THERE-ACK other", (_, state) => new Input.RUThereAck(NumbersOf(state).Next)),
        new("unprotected", (_, _) => new Input.Refused(Refusal.Unprotected)),
        new("of another SA", (_, _) => new Input.Refused(Refusal.OtherSa)),
        new("malformed", (_, _) => new Input.Refused(Refusal.Malformed)),
        new("demoted", (_, _) => new Input.Demoted()),
        new("promoted", (_, _) => new Input.Promoted(2)),
    ];

    private static uint Awaited(State state) => NumbersOf(state).Awaited ?? AwaitedAt;

    private static Numbers NumbersOf(State state) => state switch
    {
        State.Unsupported unsupported => unsupported.Numbers,
        State.Fresh fresh => fresh.Numbers,
        State.Worried worried => worried.Numbers,
        State.Probing probing => probing.Numbers,
        State.Paused paused => paused.Numbers,
        State.Dead => default,
    };
}
