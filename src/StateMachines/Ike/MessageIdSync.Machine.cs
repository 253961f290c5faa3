using Holdfast.Codec;

namespace Holdfast.StateMachines.Ike;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class MessageIdSync
{
    /// <summary>Where IDs are put when they are counted anew.</summary>
    private const uint CountedFrom = 100;

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(MessageIdSync))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Failed,
            Tick = new Input.Tick(),
            Recount = Recount,
            Alphabet = Letters(),
        };

    /// <summary>Nobody has synchronised anything.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle(default);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Waiting waiting => waiting with { RetryAt = waiting.RetryAt + by },
        State.Idle or State.Drawing => state,
        State.Failed failed => new State.Failed(failed.Since + by),
    };

    /// <summary>With the origin as now: what is due is due now.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Waiting waiting => waiting with
        {
            RetryAt = Instant.Latest(waiting.RetryAt, Instant.Zero),
        },
        State.Idle or State.Drawing => state,
        State.Failed => new State.Failed(Instant.Zero),
    };

    /// <summary>Each mark becomes one number, and what is counted with it moves along.</summary>
    private static State Recount(State state) => state switch
    {
        State.Idle idle => new State.Idle(Counted(idle.Marks)),
        State.Drawing drawing => drawing with
        {
            Wish = Counted(drawing.Wish, drawing.Marks),
            Marks = Counted(drawing.Marks),
        },
        State.Waiting waiting => waiting with
        {
            M1 = waiting.M1 + Shift(waiting.Marks.Sent),
            P1 = CountedP1(waiting),
            Wish = Counted(waiting.Wish, waiting.Marks),
            Marks = Counted(waiting.Marks),
        },
        State.Failed => state,
    };

    /// <summary>How far behind the peer's last question it lies is of no use to any letter.
    /// </summary>
    private static uint CountedP1(State.Waiting waiting) => waiting.Marks.Seen is { } seen
        ? (uint)(CountedFrom - Math.Min((long)seen - waiting.P1, 2))
        : waiting.P1;

    private static Marks Counted(Marks marks) => new(
        marks.Sent is null ? null : CountedFrom, marks.Seen is null ? null : CountedFrom);

    private static Wish Counted(Wish wish, Marks marks) => wish with
    {
        Numbers = new(
            wish.Numbers.Send + Shift(marks.Sent), wish.Numbers.Receive + Shift(marks.Seen)),
    };

    private static uint Shift(uint? mark) => mark is { } at ? CountedFrom - at : 0;

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("taken over", (_, state) => Taken(state, Children.Extended, 1)),
        new("taken over, mixed", (_, state) => Taken(state, Children.Mixed, 1)),
        new("taken over, wide skip", (_, state) => Taken(state, Children.Plain, 1UL << 32)),
        new("counters owed", (_, _) => new Input.CountersOwed(Children.Extended, 1)),
        new("counters owed, mixed", (_, _) => new Input.CountersOwed(Children.Mixed, 1)),
        new("counters owed, none there", (_, _) => new Input.CountersOwed(Children.None, 1)),
        new("nonce", (_, _) => new Input.Drawn(7)),
        new("answer", (_, state) => Answer(state, nonce: 7, lower: 0)),
        new("answer, other nonce", (_, state) => Answer(state, nonce: 8, lower: 0)),
        new("answer, lower", (_, state) => Answer(state, nonce: 7, lower: 1)),
        new("asked", (_, state) => Asked(state, 1, null)),
        new("asked from above", (_, state) => Asked(state, 5, new(9, IsExtended: true))),
        new("asked with other delta", (_, state) => Asked(state, 1, new(9, IsExtended: false))),
        new("asked again", (_, state) => Asked(state, 0, null)),
        new("counters", (_, _) => new Input.CountersAsked(new(9, true), Children.Extended)),
        new("other counters", (_, _) => new Input.CountersAsked(new(9, false), Children.Mixed)),
        new("refused", (_, _) => new Input.Refused(Refusal.Unprotected)),
        new("demoted", (_, _) => new Input.Demoted()),
    ];

    private static Input.TakenOver Taken(State state, Children children, ulong skip) => new(
        new(MarksOf(state).Sent + 1 ?? CountedFrom, MarksOf(state).Seen + 1 ?? CountedFrom),
        2, children, skip, MarksOf(state));

    private static Input.Answered Answer(State state, uint nonce, uint lower) => state switch
    {
        State.Waiting waiting => new(
            nonce, waiting.Wish.Numbers.Receive, waiting.M1 - lower),
        State.Idle or State.Drawing or State.Failed => new(nonce, CountedFrom, CountedFrom),
    };

    private static Input.Asked Asked(State state, uint above, Delta? delta)
    {
        var (sent, seen) = (MarksOf(state).Sent ?? CountedFrom, MarksOf(state).Seen ?? CountedFrom);
        return new(
            3, seen + above, sent + above, delta, new(sent + 1, seen + 1), Children.Extended);
    }

    private static Marks MarksOf(State state) => state switch
    {
        State.Idle idle => idle.Marks,
        State.Drawing drawing => drawing.Marks,
        State.Waiting waiting => waiting.Marks,
        State.Failed => default,
    };
}
