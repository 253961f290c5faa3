using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Maker = Holdfast.StateMachines.Qcd.TokenMaker;
using Taker = Holdfast.StateMachines.Qcd.TokenTaker;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290 §4: a token from IKE_AUTH to the end of its SA, as octets.</summary>
public sealed class Rfc6290_Messages : IDisposable
{
    private static readonly IkeSaId Sa = new(new(0x1122334455667788), new(0x99aabbccddeeff00));
    private static readonly HostAddress Peer = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Gateway = HostAddress.Parse("203.0.113.1");
    private static readonly Maker.Sender From = new(Peer, 4500, Gateway);

    private readonly CryptoProvider _provider = CryptoProviders.Managed();
    private readonly Dictionary<KeyHandle, Secret> _secrets = [];
    private readonly List<Secret> _tokens = [];

    public Rfc6290_Messages()
    {
        for (byte i = 1; i <= 5; i++)
        {
            _secrets.Add(new(i), new(Enumerable.Repeat(i, CrashTokens.SecretLength).ToArray()));
        }
    }

    [Theory]
    [InlineData(Maker.Method.BySpis)]
    [InlineData(Maker.Method.ByAddress)]
    [Requirement("RFC6290-4.1-b")]
    [Requirement("RFC6290-4.5-a")]
    [Requirement("RFC6290-4.5-d")]
    [Requirement("RFC6290-4.5-f")]
    [Requirement("RFC6290-5-b")]
    public void A_token_given_in_IKE_AUTH_ends_the_SA_when_a_restarted_maker_shows_it(
        Maker.Method method)
    {
        var config = Made(new Maker.Settings { Method = method });
        var before = Restarted(config, 1);
        var (taker, state) = Given(config, before, new(1));

        // Whatever it knew is gone; the secret has outlived the restart.
        var request = Travel(Protected(isResponse: false));
        var asked = TokenMessages.Classify(request, From, SpiKnowledge.Dead);
        var revealed = Maker.Step(config, Restarted(config, 1), default, asked).Outputs;
        var shown = Travel(Written(revealed[0]));
        Assert.Equal(
            (request.InitiatorSpi, request.ResponderSpi, request.MessageId),
            (shown.InitiatorSpi, shown.ResponderSpi, shown.MessageId));
        Assert.Equal(request.ExchangeType, shown.ExchangeType);
        Assert.True(shown.Flags.Response);
        Assert.NotEqual(request.Flags.Initiator, shown.Flags.Initiator);
        Assert.Equal(NotifyType.InvalidIkeSpi, ComplaintOf(shown));
        Assert.Equal(ProtocolId.Ike, NotifyOf(shown, 1).ProtocolId);
        Assert.Equal(0, NotifyOf(shown, 1).Spi.Length);

        var input = Judged(shown, Peer);
        Assert.Equal(new Taker.Input.Shown(true, Taker.Source.Peer), input);
        var done = Taker.Step(taker, state, default, input!);
        Assert.Equal(
            [new Taker.Output.Discard(), new Taker.Output.Forget(new(100))],
            done.Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [Requirement("RFC6290-4.5-b")]
    [Requirement("RFC6290-4.5-c")]
    public void Any_of_four_tokens_is_enough(byte newest, byte given)
    {
        var config = Made(new Maker.Settings());
        Given(config, Restarted(config, given), new(given));
        var lost = Restarted(
            config, [.. Enumerable.Range(0, 4).Select(i => (ulong)(newest - i))]);
        var shown = Travel(Written(Maker.Step(
            config, lost, default,
            TokenMessages.Classify(Protected(false), From, SpiKnowledge.Dead)).Outputs[0]));
        Assert.Equal(5, shown.Payloads.Count);
        Assert.Equal(new Taker.Input.Shown(true, Taker.Source.Peer), Judged(shown, Peer));

        // A peer that restarted may have another address, and anybody may guess.
        Assert.Equal(
            new Taker.Input.Shown(true, Taker.Source.Other),
            Judged(shown, HostAddress.Parse("198.51.100.7")));
        Assert.Equal(
            new Taker.Input.Shown(false, Taker.Source.Peer),
            Judged(Tokens(4, Octets.FromHex(new string('a', 64))), Peer));
    }

    [Fact]
    [Requirement("RFC6290-4.5-b")]
    public void More_than_four_tokens_are_no_better_than_a_guess()
    {
        var config = Made(new Maker.Settings());
        Given(config, Restarted(config, 1), new(1));
        var right = new Octets(_tokens[0].Span);
        var wrong = Octets.FromHex(new string('a', 64));
        Assert.True(IsRight(wrong, wrong, wrong, right));
        Assert.False(IsRight(wrong, wrong, wrong, wrong, right));

        bool IsRight(params Octets[] shown) => Assert.IsType<Taker.Input.Shown>(
            Judged(Message([.. shown.Select(TokenMessages.ToPayload)]), Peer)).IsRight;
    }

    [Fact]
    [Requirement("RFC6290-8.2-a")]
    [Requirement("RFC6290-8.2-b")]
    public void A_token_that_comes_with_the_SPI_of_a_child_counts_for_its_IKE_SA()
    {
        var config = Made(new Maker.Settings());
        Given(config, Restarted(config, 1), new(1));
        var packet = new Maker.Question.Packet(new(0x01020304), Sa, From);
        var shown = Travel(Written(Maker.Step(
            config, Restarted(config, 1), default,
            new Maker.Input.Asked(packet, SpiKnowledge.Dead)).Outputs[0]));
        Assert.Equal(0UL, shown.InitiatorSpi.Value);
        Assert.False(shown.Flags.Response);
        Assert.Equal(NotifyType.InvalidSpi, ComplaintOf(shown));
        Assert.Equal(
            new Taker.Input.Shown(true, Taker.Source.Peer), Judged(shown, Peer, 0x01020304));
        Assert.Equal(
            new Taker.Input.Refused(Taker.Refusal.OtherSa), Judged(shown, Peer, 0x01020305));
    }

    [Fact]
    [Requirement("RFC6290-4.5-f")]
    public void Without_a_token_it_is_the_complaint_that_every_peer_knows()
    {
        var config = Made(new Maker.Settings { Use = Maker.Use.Never });
        var shown = Travel(Written(Maker.Step(
            config, Restarted(config, 1), default,
            TokenMessages.Classify(Protected(false), From, SpiKnowledge.Dead)).Outputs[0]));
        Assert.Single(shown.Payloads);
        Assert.Equal(NotifyType.InvalidIkeSpi, ComplaintOf(shown));
        Assert.Null(Judged(shown, Peer));
    }

    [Fact]
    [Requirement("RFC6290-4.5-a")]
    public void What_is_no_protected_request_of_an_SA_is_not_answered()
    {
        Assert.Equal(Refused(Maker.Refusal.Response), Classified(Protected(isResponse: true)));
        Assert.Equal(Refused(Maker.Refusal.Unprotected), Classified(Message([])));
        Assert.Equal(
            Refused(Maker.Refusal.NoSa),
            Classified(Protected(false) with { ResponderSpi = default }));
        Assert.Equal(
            Refused(Maker.Refusal.NoSa),
            Classified(Protected(false) with { ExchangeType = ExchangeType.IkeSaInit }));
        var config = Made(new Maker.Settings());
        Assert.All(
            Enum.GetValues<Maker.Refusal>(),
            why => Assert.Empty(
                Maker.Step(config, Restarted(config, 1), default, Refused(why)).Outputs));

        static Maker.Input Refused(Maker.Refusal why) => new Maker.Input.Refused(why);

        static Maker.Input Classified(IkeHeaderValue message) =>
            TokenMessages.Classify(message, From, SpiKnowledge.Dead);
    }

    [Fact]
    [Requirement("RFC6290-4.1-a")]
    [Requirement("RFC6290-5-a")]
    public void Only_16_to_128_octets_are_a_token()
    {
        Assert.False(TokenMessages.TryGetToken(Notify(15), out _));
        Assert.True(TokenMessages.TryGetToken(Notify(16), out _));
        Assert.True(TokenMessages.TryGetToken(Notify(128), out var token));
        Assert.Equal(128, token.Length);
        Assert.False(TokenMessages.TryGetToken(Notify(129), out _));
        Assert.False(TokenMessages.TryGetToken(
            new() { Data = new NotifyPayloadData.InitialContact(new()) }, out _));

        static NotifyPayloadValue Notify(int length) =>
            TokenMessages.ToPayload(new(new byte[length]));
    }

    [Fact]
    [Requirement("RFC6290-9.1-b")]
    public void Neither_states_nor_inputs_nor_outputs_print_a_token_or_a_secret()
    {
        var config = Made(new Maker.Settings());
        var before = Restarted(config, 1);
        var (_, state) = Given(config, before, new(1));
        var asked = TokenMessages.Classify(Protected(false), From, SpiKnowledge.Dead);
        var next = Maker.Step(config, before, default, asked);
        string[] hidden =
        [
            Convert.ToHexStringLower(_tokens[0].Span)[..8],
            Convert.ToHexStringLower(_secrets[new(1)].Span)[..8],
        ];
        object[] printed =
            [before, next.State, next.Outputs[0], asked, state, _tokens[0], _secrets[new(1)]];
        Assert.All(printed, one => Assert.All(
            hidden,
            secret => Assert.DoesNotContain(secret, one.ToString(), StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        foreach (var secret in _secrets.Values.Concat(_tokens))
        {
            secret.Dispose();
        }
    }

    private static Maker.State Restarted(Maker.Config config, params ulong[] secrets)
    {
        var loaded = Maker.Step(
            config, Maker.Initial(config, default), default,
            new Maker.Input.Loaded([.. secrets.Select(secret => new KeyHandle(secret))])).State;
        return Maker.Step(config, loaded, default, new Maker.Input.Promoted()).State;
    }

    /// <summary>IKE_AUTH: the maker gives a token, and the taker keeps it as key 100.</summary>
    private (Taker.Config Config, Taker.State State) Given(
        Maker.Config config, Maker.State maker, KeyHandle secret)
    {
        var given = Assert.IsType<Maker.Output.Give>(Maker.Step(
            config, maker, default,
            new Maker.Input.Born(Sa, Peer, Maker.Birth.Auth, IsInitiator: false)).Outputs[0]);
        Assert.Equal(secret, given.Secret);
        var payload = TokenMessages.ToPayload(Token(given.Secret, given.Taker));
        Assert.True(NotifyPayload.TryParse(payload.ToArray(), out var view, out _));
        Assert.True(view.TryToValue(out var travelled, out _));
        Assert.True(TokenMessages.TryGetToken(travelled, out var token));
        _tokens.Add(new(token.Span));

        Assert.True(Taker.Config.TryCreate(new(), out var taker, out _));
        var untold = Taker.Initial(taker, default);
        return (
            taker,
            Taker.Step(taker, untold, default, new Taker.Input.Given(new(100))).State);
    }

    /// <summary>What the shell does with an output: it alone has secrets.</summary>
    private IkeHeaderValue Written(Maker.Output output) => TokenMessages.ToMessage(
        output,
        output is Maker.Output.Reveal reveal
            ? [.. reveal.Secrets.Select(secret => Token(secret, reveal.Taker))]
            : default)!;

    private Octets Token(KeyHandle secret, HostAddress? taker)
    {
        var address = new byte[taker?.Length ?? 0];
        taker?.Write(address);
        using var token = CrashTokens.Make(
            _provider, _secrets[secret], new(Sa.Initiator, Sa.Responder), address);
        return new(token.Span);
    }

    private Taker.Input? Judged(IkeHeaderValue message, HostAddress from, uint outbound = 1) =>
        TokenMessages.Classify(
            message, from, new(Sa, [new(outbound)], Peer), _tokens.ToArray());

    private static Maker.Config Made(Maker.Settings settings) =>
        Maker.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static IkeHeaderValue Protected(bool isResponse) => new()
    {
        InitiatorSpi = Sa.Initiator,
        ResponderSpi = Sa.Responder,
        ExchangeType = ExchangeType.Informational,
        Flags = new((byte)(0x08 | (isResponse ? 0x20 : 0))),
        MessageId = new(7),
        Payloads =
        [
            new IkePayloadValue
            {
                Body = new IkePayloadBody.Sk(new() { EncryptedData = new(new byte[32]) }),
            },
        ],
    };

    private static IkeHeaderValue Tokens(int count, Octets token) =>
        Message([.. Enumerable.Repeat(TokenMessages.ToPayload(token), count)]);

    private static IkeHeaderValue Message(Items<NotifyPayloadValue> notifies) => new()
    {
        InitiatorSpi = Sa.Initiator,
        ResponderSpi = Sa.Responder,
        ExchangeType = ExchangeType.Informational,
        Payloads =
        [
            .. notifies.Select(notify => new IkePayloadValue
            {
                Body = new IkePayloadBody.Notify(notify),
            }),
        ],
    };

    private static NotifyPayloadValue NotifyOf(IkeHeaderValue message, int at) =>
        Assert.IsType<IkePayloadBody.Notify>(message.Payloads[at].Body).Value;

    private static NotifyType ComplaintOf(IkeHeaderValue message) =>
        Assert.IsType<NotifyPayloadData.Unknown>(NotifyOf(message, 0).Data).Tag;

    private static IkeHeaderValue Travel(IkeHeaderValue message)
    {
        Assert.True(
            IkeHeaderValue.TryParse(message.ToArray(), out var read, out var error), $"{error}");
        return read;
    }
}
