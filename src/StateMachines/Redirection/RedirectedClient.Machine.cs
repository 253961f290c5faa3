using Holdfast.Codec;

namespace Holdfast.StateMachines.Redirection;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class RedirectedClient
{
    private static readonly Octets SomeNonce = Octets.FromHex("0123456789abcdef0123456789abcdef");

    private static readonly GatewayName Other =
        GatewayName.From(HostAddress.From([192, 0, 2, 2]));

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(RedirectedClient))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nobody wants an SA, and no redirect was followed.</summary>
    public static State Initial(Config config, Instant now) =>
        new State.Idle(new(config.Origin, null, null, []));

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by)
    {
        var moved = Map(state, trail => trail with
        {
            Followed = [.. trail.Followed.Select(at => at + by)],
        });
        return moved is State.Waiting waiting
            ? waiting with { Until = waiting.Until + by }
            : moved;
    }

    /// <summary>With the origin as now: redirects count for the period.</summary>
    public static State Normalize(Config config, State state)
    {
        var aged = Map(state, trail => trail with
        {
            Followed = Recent(config, trail.Followed, Instant.Zero),
        });
        return aged is State.Waiting waiting
            ? waiting with
            {
                Until = Instant.Latest(waiting.Until, Instant.Zero),

                // What happened before the wait is forgotten with its end.
                Trail = waiting.Trail with { Followed = [] },
            }
            : aged;
    }

    private static State Map(State state, Func<Trail, Trail> change) => state switch
    {
        State.Idle idle => new State.Idle(change(idle.Trail)),
        State.Greeting greeting => greeting with { Trail = change(greeting.Trail) },
        State.Proving proving => proving with { Trail = change(proving.Trail) },
        State.Up up => up with { Trail = change(up.Trail) },
        State.Waiting waiting => waiting with { Trail = change(waiting.Trail) },
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("start", (_, _) => new Input.Start()),
        new("sent", (_, _) => new Input.Sent(SomeNonce)),
        new("greeted", (_, _) => new Input.Greeted()),
        new("established", (_, _) => new Input.Established()),
        new("redirect in init", (_, _) => new Input.RedirectedInInit(Other, SomeNonce)),
        new("with other nonce", (_, _) => new Input.RedirectedInInit(Other, default)),
        new("redirect in AUTH", (_, _) => new Input.RedirectedInAuth(Other, Turn.Last, true)),
        new("without AUTH", (_, _) => new Input.RedirectedInAuth(Other, Turn.First, false)),
        new("in the middle", (_, _) => new Input.RedirectedInAuth(Other, Turn.Middle, true)),
        new("redirect while up", (_, _) => new Input.RedirectedByGateway(Other)),
        new("failed", (_, _) => new Input.Failed()),
        new("old SA ended", (_, _) => new Input.OldEnded()),
        new("refused", (_, _) => new Input.Refused(Refusal.Unprotected)),
    ];
}
