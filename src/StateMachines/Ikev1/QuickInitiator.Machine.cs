using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class QuickInitiator
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
        new(nameof(QuickInitiator))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Up or State.Gone,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nothing is wanted.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which the first message is due again.</summary>
    public static State Rebase(State state, TimeSpan by) => WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change)
    {
        return state switch
        {
            State.Waiting one => Changed(one),
            State.Completing one => one with { Before = Changed(one.Before) },
            State.Idle or State.Asking or State.Committing or State.Up or State.Gone => state,
        };

        State.Waiting Changed(State.Waiting waiting) => waiting with
        {
            Open = waiting.Open with { At = change(waiting.Open.At) },
        };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => Begin(SampleIsakmp.Suite)),
        new("begin with forward secrecy", (_, _) =>
            Begin(SampleIsakmp.Suite with { KeyExchange = KeyExchangeMethod.Modp2048 })),
        new("begin before a login", (_, _) => Begin(SampleIsakmp.Suite) with
        {
            Wish = new(
                SampleIsakmp.Awaiting, [SampleIsakmp.Suite], SampleIsakmp.Here,
                SampleIsakmp.There),
        }),
        new("begin without a message ID", (_, _) =>
            Begin(SampleIsakmp.Suite) with { Id = default }),
        new("sealed", (_, state) => new Input.Sealed(
            SampleIsakmp.First, SampleIsakmp.Chain,
            state is State.Asking { Wish: var wish } && GroupOf(wish).Value != 0
                ? new(3)
                : default)),
        new("answered", (_, state) => Answered(state)),
        new("answered for less time", (_, state) =>
        {
            var answered = Answered(state);
            return answered with { Message = answered.Message with { Life = new(60) } };
        }),
        new("answered by what was not offered", (_, state) =>
        {
            var answered = Answered(state);
            return answered with { Message = answered.Message with { Proposals = null } };
        }),
        new("answered by what was changed", (_, state) =>
        {
            var answered = Answered(state);
            return answered with
            {
                Message = answered.Message with { Proposals = Proposals(state, new(60)) },
            };
        }),
        new("answered with a SPI that is kept", (_, state) =>
        {
            var answered = Answered(state);
            return answered with
            {
                Message = answered.Message with
                {
                    Proposals = Proposals(state, SaLife.Default, 0xff),
                },
            };
        }),
        new("answered with our own nonce", (_, state) =>
        {
            var answered = Answered(state);
            return answered with
            {
                Message = answered.Message with { Nonce = SampleIsakmp.NonceI },
            };
        }),
        new("answered for other traffic", (_, state) =>
        {
            var answered = Answered(state);
            return answered with
            {
                Message = answered.Message with { Responder = SampleIsakmp.Here },
            };
        }),
        new("answered without a share", (_, state) =>
        {
            var answered = Answered(state);
            return answered with { Message = answered.Message with { Share = default } };
        }),
        new("refused", (_, _) => new Input.Refused(SampleIsakmp.Refusal)),
        new("keyed", (_, _) => new Input.Keyed(new(2), SampleIsakmp.Second)),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("repeated", (_, _) => new Input.Repeated()),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
    ];

    private static Input.Begin Begin(ChildSuite suite) => new(
        new(SampleIsakmp.Isakmp, [suite], SampleIsakmp.Here, SampleIsakmp.There),
        SampleIsakmp.Id, SampleIsakmp.NonceI, new(0x101));

    private static IsakmpSaPayloadValue Proposals(State state, SaLife life, uint spi = 0x301) =>
        QuickOffers.Offer(
            [state is State.Waiting { Wish: var wish } ? wish.Suites[0] : SampleIsakmp.Suite],
            new(spi), life, isTransport: false, isEncapsulated: false);

    private static Input.Answered Answered(State state) => new(
        new()
        {
            Proposals = Proposals(state, SaLife.Default),
            Nonce = SampleIsakmp.NonceR,
            Share = SampleIsakmp.Share,
            Initiator = SampleIsakmp.Here,
            Responder = SampleIsakmp.There,
        },
        SampleIsakmp.Second, SampleIsakmp.Chain);
}
