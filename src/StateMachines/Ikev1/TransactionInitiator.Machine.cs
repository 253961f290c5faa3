using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class TransactionInitiator
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>When messages are sent again.</summary>
        public IsakmpRetries Retries { get; init; } = new();
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings) => Retries = settings.Retries;

        /// <inheritdoc cref="Settings.Retries"/>
        public IsakmpRetries Retries { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = settings.Retries.Check();
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(TransactionInitiator))
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

    /// <summary>Nothing is asked.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which the question is due again.</summary>
    public static State Rebase(State state, TimeSpan by) => WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change) => state switch
    {
        State.Waiting one => one with { Open = one.Open with { At = change(one.Open.At) } },
        State.Idle or State.Asking or State.Answered or State.Gone => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => Begin(SampleIsakmp.Request)),
        new("begin a set", (_, _) => Begin(SampleIsakmp.Set)),
        new("begin with an answer", (_, _) => Begin(SampleIsakmp.Request.Answer([]))),
        new("begin with a secret", (_, _) =>
            Begin(SampleIsakmp.Request with { Secrets = SampleIsakmp.Password(0x51) })),
        new("begin without a message ID", (_, _) =>
            Begin(SampleIsakmp.Request) with { Id = default }),
        new("sealed", (_, _) => new Input.Sealed(SampleIsakmp.First, SampleIsakmp.Chain)),
        new("replied", (_, _) => new Input.Heard(
            SampleIsakmp.Request.Answer([], SampleIsakmp.Password(0x52)))),
        new("acknowledged", (_, _) => new Input.Heard(SampleIsakmp.Set.Answer([]))),
        new("replied in another transaction", (_, _) => new Input.Heard(
            (SampleIsakmp.Request with { Identifier = 8 })
                .Answer([], SampleIsakmp.Password(0x53)))),
        new("asked back", (_, _) => new Input.Heard(SampleIsakmp.Request)),
        new("failed", (_, _) => new Input.Failed()),
    ];

    private static Input.Begin Begin(TransactionMessage question) =>
        new(SampleIsakmp.Isakmp, SampleIsakmp.Id, question);
}
