using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class TransactionResponder
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How long the caller may take to decide: a user may have to type.</summary>
        public TimeSpan DecidedWithin { get; init; } = TimeSpan.FromMinutes(5);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings) => DecidedWithin = settings.DecidedWithin;

        /// <inheritdoc cref="Settings.DecidedWithin"/>
        public TimeSpan DecidedWithin { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                nameof(DecidedWithin), settings.DecidedWithin, TimeSpan.FromTicks(1),
                TimeSpan.FromHours(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(TransactionResponder))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Answered or State.Gone,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nobody has asked.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which the caller is waited for no longer.</summary>
    public static State Rebase(State state, TimeSpan by) => WithUntil(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithUntil(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithUntil(State state, Func<Instant, Instant> change) => state switch
    {
        State.Deciding one => one with { Until = change(one.Until) },
        State.Idle or State.Answering or State.Answered or State.Gone => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("asked", (_, _) => Asked(SampleIsakmp.Request)),
        new("asked with a secret", (_, _) =>
            Asked(SampleIsakmp.Request with { Secrets = SampleIsakmp.Password(0x54) })),
        new("asked to take", (_, _) => Asked(SampleIsakmp.Set)),
        new("asked by an answer", (_, _) => Asked(
            SampleIsakmp.Request.Answer([], SampleIsakmp.Password(0x55)))),
        new("decided", (_, _) => new Input.Decided(
            SampleIsakmp.Request.Answer([], SampleIsakmp.Password(0x56)))),
        new("decided to acknowledge", (_, _) =>
            new Input.Decided(SampleIsakmp.Set.Answer([]))),
        new("passed over", (_, _) => new Input.PassedOver()),
        new("sealed", (_, _) => new Input.Sealed(SampleIsakmp.Second)),
        new("repeated", (_, _) => new Input.Repeated()),
        new("failed", (_, _) => new Input.Failed()),
    ];

    private static Input.Asked Asked(TransactionMessage question) => new(
        question,
        new(SampleIsakmp.Isakmp, SampleIsakmp.Id)
        {
            Chain = SampleIsakmp.Chain,
            Taken = SampleIsakmp.First,
        });
}
