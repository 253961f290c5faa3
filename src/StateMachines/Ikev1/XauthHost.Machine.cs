using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class XauthHost
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How long the edge device is waited for: to ask, or to say how it has ended.
        /// </summary>
        public TimeSpan AskedWithin { get; init; } = TimeSpan.FromMinutes(1);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings) => AskedWithin = settings.AskedWithin;

        /// <inheritdoc cref="Settings.AskedWithin"/>
        public TimeSpan AskedWithin { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                nameof(AskedWithin), settings.AskedWithin, TimeSpan.FromTicks(1),
                TimeSpan.FromHours(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(XauthHost))
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

    /// <summary>There is no ISAKMP SA.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which the edge device is waited for no longer.</summary>
    public static State Rebase(State state, TimeSpan by) => WithUntil(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithUntil(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithUntil(State state, Func<Instant, Instant> change) => state switch
    {
        State.Waiting waiting => waiting with { Until = change(waiting.Until) },
        State.Idle or State.Prompting or State.LoggedIn or State.Refused => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => new Input.Begin(SampleIsakmp.Awaiting)),
        new("asked", (_, _) => new Input.Asked(
            SampleIsakmp.Id, XauthMessages.Request(new(), 7))),
        new("asked twice for one thing", (_, _) => new Input.Asked(
            SampleIsakmp.Id,
            XauthMessages.Request(
                new()
                {
                    Asks =
                    [
                        IsakmpConfigAttributeType.XauthPasscode,
                        IsakmpConfigAttributeType.XauthPasscode,
                    ],
                },
                7))),
        new("told success", (_, _) => new Input.Asked(
            SampleIsakmp.Id, XauthMessages.Status(true, 7))),
        new("told failure", (_, _) => new Input.Asked(
            SampleIsakmp.Id, XauthMessages.Status(false, 7))),
        new("told a status that is none", (_, _) => new Input.Asked(
            SampleIsakmp.Id,
            SampleIsakmp.Set with
            {
                Attributes =
                    SampleIsakmp.Set.Attributes.Add(SampleIsakmp.Set.Attributes[0]),
            })),
        new("typed", (_, _) =>
            new Input.Typed(SampleIsakmp.User, SampleIsakmp.Password(0x71))),
        new("typed more than was asked", (_, _) => new Input.Typed(
            SampleIsakmp.User,
            SampleIsakmp.Password(0x72).Add(
                new(IsakmpConfigAttributeType.XauthPasscode, new(0x73))))),
        new("typed no name", (_, _) =>
            new Input.Typed(default, SampleIsakmp.Password(0x74))),
        new("not typed", (_, _) => new Input.NotTyped()),
        new("failed", (_, _) => new Input.Failed()),
    ];
}
