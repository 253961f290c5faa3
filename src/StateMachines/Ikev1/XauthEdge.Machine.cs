using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class XauthEdge
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How often something is asked in a login: again, or something else.</summary>
        public int RequestsMax { get; init; } = 3;

        /// <summary>How long a verdict is waited for.</summary>
        public TimeSpan JudgedWithin { get; init; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            RequestsMax = settings.RequestsMax;
            JudgedWithin = settings.JudgedWithin;
        }

        /// <inheritdoc cref="Settings.RequestsMax"/>
        public int RequestsMax { get; }

        /// <inheritdoc cref="Settings.JudgedWithin"/>
        public TimeSpan JudgedWithin { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(RequestsMax), settings.RequestsMax, 1, 100)
                ?? ConfigError.Outside(
                    nameof(JudgedWithin), settings.JudgedWithin, TimeSpan.FromTicks(1),
                    TimeSpan.FromHours(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(XauthEdge))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.LoggedIn or State.Refused,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nothing is asked.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which a verdict is waited for no longer.</summary>
    public static State Rebase(State state, TimeSpan by) => WithUntil(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithUntil(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithUntil(State state, Func<Instant, Instant> change) => state switch
    {
        State.Judging judging => judging with { Until = change(judging.Until) },
        State.Idle or State.Asking or State.Committing or State.Telling or State.LoggedIn
            or State.Refused => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => new Input.Begin(SampleIsakmp.Awaiting, 7, new())),
        new("begin with a challenge of no type", (_, _) => new Input.Begin(
            SampleIsakmp.Awaiting, 7, new() { Challenge = SampleIsakmp.NonceR })),
        new("answered", (_, _) => Answered(SampleIsakmp.Login(0x61))),
        new("answered without a password", (_, _) => Answered(
            SampleIsakmp.Login(0x62) with { Secrets = [] })),
        new("answered with another secret", (_, _) => Answered(
            SampleIsakmp.Login(0x63) with
            {
                Secrets = SampleIsakmp.Password(0x63).Add(
                    new(IsakmpConfigAttributeType.XauthPasscode, new(0x64))),
            })),
        new("answered by success", (_, _) => Answered(
            SampleIsakmp.Login(0x65) with
            {
                Attributes = SampleIsakmp.Login(0x65).Attributes.Add(
                    SampleIsakmp.Set.Attributes[0]),
            })),
        new("answered by failure", (_, _) =>
            Answered(XauthMessages.NoReply(SampleIsakmp.Request))),
        new("unanswered", (_, _) => new Input.Unanswered()),
        new("granted", (_, _) => new Input.Granted(SampleIsakmp.User)),
        new("denied", (_, _) => new Input.Denied()),
        new("more is asked", (_, _) => new Input.AskMore(new()
        {
            Type = XauthType.RadiusChap,
            Challenge = SampleIsakmp.NonceR,
        })),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
        new("failed", (_, _) => new Input.Failed()),
    ];

    private static Input.Answered Answered(TransactionMessage reply) => new(reply);
}
