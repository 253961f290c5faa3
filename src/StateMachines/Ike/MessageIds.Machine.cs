using Holdfast.Codec;

namespace Holdfast.StateMachines.Ike;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class MessageIds
{
    /// <summary>Where IDs are put when they are counted anew.</summary>
    private const uint CountedFrom = 1_000;

    /// <summary>From here on IDs are not counted anew: they are about to run out.</summary>
    private const uint NearTheEnd = 1u << 31;

    private static readonly Items<Octets> SomeMessage = [new([1])];
    private static readonly Facts SomeFacts = new(
        6, 1, [new(5, SomeMessage)], 9, [new(8, SomeMessage)]);

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(MessageIds))
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

    /// <summary>A new IKE SA: both sides count from 0, and take one request at a time.</summary>
    public static State Initial(Config config, Instant now) =>
        new State.Open(new(0, 1, [], false, false), new(0, [], [], null));

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Open open => new State.Open(
            open.Ours with
            {
                Requests =
                [
                    .. open.Ours.Requests.Select(request => request.Sent == 0
                        ? request
                        : request with { RetryAt = request.RetryAt + by }),
                ],
            },
            open.Theirs with { ComplainFrom = open.Theirs.ComplainFrom + by }),
        State.Standby => state,
        State.Failed failed => new State.Failed(failed.Since + by),
    };

    /// <summary>With the origin as now: what is due is due now, a complaint's age is its limit.
    /// </summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Open open => new State.Open(
            open.Ours with
            {
                Requests =
                [
                    .. open.Ours.Requests.Select(request => request.Sent == 0
                        ? request
                        : request with
                        {
                            RetryAt = Instant.Latest(request.RetryAt, Instant.Zero),
                        }),
                ],
            },
            open.Theirs.ComplainFrom <= Instant.Zero
                ? open.Theirs with { ComplainFrom = null }
                : open.Theirs),
        State.Standby => state,
        State.Failed => new State.Failed(Instant.Zero),
    };

    private static State Recount(State state) => state switch
    {
        State.Open open => new State.Open(Counted(open.Ours), Counted(open.Theirs)),
        State.Standby or State.Failed => state,
    };

    private static Ours Counted(Ours ours)
    {
        if (ours.Next >= NearTheEnd)
        {
            return ours;
        }

        var by = CountedFrom - ours.Next;
        return ours with
        {
            Next = CountedFrom,
            Requests = [.. ours.Requests.Select(one => one with { Id = one.Id + by })],
        };
    }

    private static Theirs Counted(Theirs theirs)
    {
        // At the beginning there are no older IDs that could come again.
        if (theirs.Lowest is < 4 or >= NearTheEnd)
        {
            return theirs;
        }

        var by = CountedFrom - theirs.Lowest;
        return theirs with
        {
            Lowest = CountedFrom,
            Taken = [.. theirs.Taken.Select(id => id + by)],
            Responses = [.. theirs.Responses.Select(one => one with { Id = one.Id + by })],
        };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("request wanted", (_, _) => new Input.Wanted()),
        new("sealed", (_, state) => new Input.Sealed(OfOurs(state, first: true), SomeMessage)),
        new("last sealed", (_, state) =>
            new Input.Sealed(OfOurs(state, first: false), SomeMessage)),
        new("response", (_, state) => new Input.Answered(OfOurs(state, first: true))),
        new("last response", (_, state) => new Input.Answered(OfOurs(state, first: false))),
        new("request awaited", (_, state) => new Input.Requested(Lowest(state))),
        new("request ahead", (_, state) => new Input.Requested(Lowest(state) + 1)),
        new("request beyond", (config, state) =>
            new Input.Requested(Lowest(state) + (uint)config.Window)),
        new("request again", (_, state) => new Input.Requested(Older(state, 1))),
        new("request of old", (_, state) => new Input.Requested(Older(state, 4))),
        new("responded", (_, state) => new Input.Responded(Lowest(state), SomeMessage)),
        new("responded ahead", (_, state) => new Input.Responded(Lowest(state) + 1, SomeMessage)),
        new("window of 2", (_, _) => new Input.WindowSet(2)),
        new("window of 0", (_, _) => new Input.WindowSet(0)),
        new("synced", (_, state) => new Input.Synced(Next(state), Lowest(state))),
        new("synced to the end", (_, state) =>
            new Input.Synced(uint.MaxValue - 1, Lowest(state))),
        new("refused", (_, _) => new Input.Refused(Refusal.Unprotected)),
        new("demoted", (_, _) => new Input.Demoted()),
        new("promoted", (_, _) => new Input.Promoted(SomeFacts)),
    ];

    private static uint Next(State state) => state switch
    {
        State.Open open => open.Ours.Next,
        State.Standby or State.Failed => 0,
    };

    private static uint Lowest(State state) => state switch
    {
        State.Open open => open.Theirs.Lowest,
        State.Standby or State.Failed => 0,
    };

    private static uint Older(State state, uint by) => Lowest(state) - Math.Min(Lowest(state), by);

    /// <summary>Without one, the next ID: nobody has used it.</summary>
    private static uint OfOurs(State state, bool first) => state switch
    {
        State.Open { Ours: { Requests.Count: > 0 } ours } =>
            ours.Requests[first ? 0 : ours.Requests.Count - 1].Id,
        State.Open or State.Standby or State.Failed => Next(state),
    };
}
