using Holdfast.Codec;

namespace Holdfast.StateMachines.Liveness;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class LivenessCheck
{
    private static readonly Octets SomeRequest = new([1]);

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(LivenessCheck))
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

    /// <summary>The IKE SA is there: its last message was a proof of life.</summary>
    public static State Initial(Config config, Instant now) => Proven(now, default);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Alive alive => alive with
        {
            LastProof = alive.LastProof + by,
            Notes = Shift(alive.Notes, by),
        },
        State.Idle idle => new State.Idle(Shift(idle.Notes, by)),
        State.Waiting waiting => waiting with
        {
            LastProof = waiting.LastProof + by,
            Notes = Shift(waiting.Notes, by),
        },
        State.Sealing ready => new State.Sealing(Shift(ready.Notes, by)),
        State.Checking checking => checking with
        {
            RetryAt = checking.RetryAt + by,
            FirstSent = checking.FirstSent + by,
            Notes = Shift(checking.Notes, by),
        },
        State.Syncing or State.Paused => state,
        State.Failed failed => failed with { Since = failed.Since + by },
    };

    /// <summary>
    /// With the origin as now: silence counts up to the quiet time, a request's age up to giving
    /// up, and a hint's as long as it holds the next one back.
    /// </summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Alive alive => alive with
        {
            LastProof = Instant.Latest(alive.LastProof, Instant.Zero - config.IdleAfter),
            Notes = Age(alive.Notes),
        },
        State.Idle idle => new State.Idle(Age(idle.Notes)),
        State.Waiting waiting => waiting with
        {
            LastProof = waiting.LastProof is { } last
                ? Instant.Latest(last, Instant.Zero - config.IdleAfter)
                : null,
            Notes = Age(waiting.Notes),
        },
        State.Sealing ready => new State.Sealing(Age(ready.Notes)),
        State.Checking checking => checking with
        {
            RetryAt = Instant.Latest(checking.RetryAt, Instant.Zero),
            FirstSent = config.GiveUpAfter is { } most
                ? Instant.Latest(checking.FirstSent, Instant.Zero - most)
                : Instant.Zero,
            Notes = Age(checking.Notes),
        },
        State.Syncing or State.Paused => state,
        State.Failed failed => failed with { Since = Instant.Zero },
    };

    private static Notes Shift(Notes notes, TimeSpan by) =>
        notes with { HintFrom = notes.HintFrom + by };

    private static Notes Age(Notes notes) =>
        notes.HintFrom <= Instant.Zero ? notes with { HintFrom = null } : notes;

    /// <summary>The message ID of the open request becomes 0.</summary>
    private static State Recount(State state) => state switch
    {
        State.Checking checking => checking with { MessageId = 0 },
        State.Alive or State.Idle or State.Waiting or State.Sealing or State.Syncing
            or State.Paused or State.Failed => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("heard", (_, _) => new Input.Heard()),
        new("asked by the peer", (_, _) => new Input.Asked(3)),
        new("answer", (_, state) => new Input.Answered(OpenId(state))),
        new("other answer", (_, state) => new Input.Answered(OpenId(state) + 1)),
        new("outbound", (_, _) => new Input.Outbound()),
        new("hint", (_, _) => new Input.Hint(Rumour.InvalidIkeSpi)),
        new("other request open", (_, _) => new Input.Occupied(true)),
        new("no other request", (_, _) => new Input.Occupied(false)),
        new("other given up", (_, _) => new Input.GivenUp()),
        new("granted", (_, _) => new Input.Granted()),
        new("denied", (_, _) => new Input.Denied()),
        new("sealed", (_, state) => new Input.Sealed(OpenId(state), SomeRequest)),
        new("other sealed", (_, state) => new Input.Sealed(OpenId(state) + 1, SomeRequest)),
        new("INITIAL_CONTACT", (_, _) => new Input.InitialContact()),
        new("token shown", (_, _) => new Input.TokenShown()),
        new("refused", (_, _) => new Input.Refused(Refusal.Unprotected)),
        new("demoted", (_, _) => new Input.Demoted()),
        new("promoted", (_, _) => new Input.Promoted(SyncsFirst: false)),
        new("promoted to sync", (_, _) => new Input.Promoted(SyncsFirst: true)),
        new("synced", (_, _) => new Input.Synced(true)),
        new("sync unanswered", (_, _) => new Input.Synced(false)),
    ];

    private static uint OpenId(State state) => state switch
    {
        State.Checking checking => checking.MessageId,
        State.Alive or State.Idle or State.Waiting or State.Sealing or State.Syncing
            or State.Paused or State.Failed => 0,
    };
}
