using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Redirection;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class RedirectGateway
{
    private static readonly Octets SomeNonce = Octets.FromHex("0123456789abcdef0123456789abcdef");

    private static readonly GatewayName Other =
        GatewayName.From(HostAddress.From([192, 0, 2, 2]));

    private static readonly GatewayName Former =
        GatewayName.From(HostAddress.From([192, 0, 2, 3]));

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How long a redirected client keeps its SA here, RFC 5685 §5.</summary>
        public TimeSpan DeleteAfter { get; init; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings) => DeleteAfter = settings.DeleteAfter;

        /// <inheritdoc cref="Settings.DeleteAfter"/>
        public TimeSpan DeleteAfter { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                nameof(DeleteAfter), settings.DeleteAfter, TimeSpan.FromTicks(1),
                TimeSpan.FromHours(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(RedirectGateway))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Gone,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>No request came yet.</summary>
    public static State Initial(Config config, Instant now) => new State.New();

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Leaving { Until: { } until } leaving => leaving with { Until = until + by },
        State.Leaving or State.New or State.Proving or State.Up or State.Gone => state,
    };

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Leaving { Until: { } until } leaving => leaving with
        {
            Until = Instant.Latest(until, Instant.Zero),
        },
        State.Leaving or State.New or State.Proving or State.Up or State.Gone => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("client that belongs here", (_, _) => Greeting(true, null, null)),
        new("client that belongs elsewhere", (_, _) => Greeting(true, null, Other)),
        new("client that came from there", (_, _) => Greeting(true, Former, Former)),
        new("client without redirects", (_, _) => Greeting(false, null, Other)),
        new("identity of one that stays", (_, _) => new Input.Identified(null)),
        new("identity of one that goes", (_, _) => new Input.Identified(Other)),
        new("established", (_, _) => new Input.Established()),
        new("unwanted", (_, _) => new Input.Unwanted(Other)),
        new("acknowledged", (_, _) => new Input.Acknowledged()),
        new("ended", (_, _) => new Input.Ended()),
    ];

    private static Input.Greeted Greeting(bool follows, GatewayName? from, GatewayName? to) =>
        new(new(follows, from), SomeNonce, to);
}
