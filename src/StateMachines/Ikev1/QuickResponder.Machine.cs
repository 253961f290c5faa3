using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration, the machine as a value, and what exploration needs.</content>
public static partial class QuickResponder
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
        new(nameof(QuickResponder))
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

    /// <summary>Nobody has asked.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which the answer is due again.</summary>
    public static State Rebase(State state, TimeSpan by) => WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change) => state switch
    {
        State.Waiting one => one with { Open = one.Open with { At = change(one.Open.At) } },
        State.Idle or State.Answering or State.Committing or State.Up or State.Gone => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("asked", (_, _) => Asked(SampleIsakmp.Suite)),
        new("asked with forward secrecy", (_, _) =>
            Asked(SampleIsakmp.Suite with { KeyExchange = KeyExchangeMethod.Modp2048 })),
        new("asked before a login", (_, _) =>
        {
            var asked = Asked(SampleIsakmp.Suite);
            return asked with { Half = asked.Half with { Isakmp = SampleIsakmp.Awaiting } };
        }),
        new("asked for more time", (_, _) => Asked(SampleIsakmp.Suite, 1_000_000)),
        new("asked with another suite", (_, _) =>
            Asked(SampleIsakmp.Suite with { Esn = true })),
        new("asked with a SPI that is kept", (_, _) =>
        {
            var asked = Asked(SampleIsakmp.Suite);
            return asked with
            {
                Message = asked.Message with { Proposals = Proposals(SampleIsakmp.Suite, 0xff) },
            };
        }),
        new("asked for transport through a NAT", (_, _) =>
        {
            var asked = Asked(SampleIsakmp.Suite);
            return asked with
            {
                Message = asked.Message with
                {
                    Proposals = QuickOffers.Offer(
                        [SampleIsakmp.Suite], new(0x301), new(3_600), isTransport: true,
                        isEncapsulated: true),
                    Originals = SampleIsakmp.Originals,
                },
                Peer = asked.Peer with { MayTransport = true, IsEncapsulated = true },
            };
        }),
        new("asked for other traffic", (_, _) =>
        {
            var asked = Asked(SampleIsakmp.Suite);
            return asked with
            {
                Message = asked.Message with { Initiator = SampleIsakmp.Here },
            };
        }),
        new("asked without a share", (_, _) =>
        {
            var asked = Asked(
                SampleIsakmp.Suite with { KeyExchange = KeyExchangeMethod.Modp2048 });
            return asked with { Message = asked.Message with { Share = default } };
        }),
        new("keyed", (_, _) =>
            new Input.Keyed(new(2), SampleIsakmp.Second, SampleIsakmp.Chain)),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("confirmed", (_, _) => new Input.Confirmed()),
        new("used", (_, _) => new Input.Used()),
        new("repeated", (_, _) => new Input.Repeated()),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
    ];

    private static IsakmpSaPayloadValue Proposals(
        ChildSuite suite, uint spi, uint seconds = 3_600) => QuickOffers.Offer(
            [suite], new(spi), new(seconds), isTransport: false, isEncapsulated: false);

    private static Input.Asked Asked(ChildSuite suite, uint seconds = 3_600) => new(
        new()
        {
            Proposals = Proposals(suite, 0x301, seconds),
            Nonce = SampleIsakmp.NonceI,
            Share = SampleIsakmp.Share,
            Initiator = SampleIsakmp.There,
            Responder = SampleIsakmp.Here,
        },
        new(SampleIsakmp.Isakmp, SampleIsakmp.Id, new(0x101), new(default, SampleIsakmp.NonceR))
        {
            Chain = SampleIsakmp.Chain,
            Taken = SampleIsakmp.First,
            Seen = new(HostAddress.From([192, 0, 2, 1]), HostAddress.From([198, 51, 100, 1])),
        },
        new(
            [
                SampleIsakmp.Suite,
                SampleIsakmp.Suite with { KeyExchange = KeyExchangeMethod.Modp2048 },
            ],
            [new([SampleIsakmp.Here], [SampleIsakmp.There])]));
}
