using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.Fuzz.Ike.V1.ModeSamples;
using Asking = Holdfast.StateMachines.Ikev1.TransactionInitiator;
using Answering = Holdfast.StateMachines.Ikev1.TransactionResponder;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>
/// Carol logs in by XAUTH at mars, and gets an address by mode config, under an ISAKMP SA of both:
/// three transactions, of which the one that comes next has the message ID of all scenes.
/// </summary>
internal sealed class LoginScene : IModeScene
{
    private const uint CommonId = 0x1234;
    private const int HashHeaderLength = 4;
    private static readonly Octets Nonce = Octets.FromHex("a0a1a2a3a4a5a6a7");
    private static readonly Octets Name = new("carol"u8.ToArray());

    private static readonly ModeConfigGrant Grant = new()
    {
        Address = HostAddress.Parse("10.3.0.33"),
        NameServers = [HostAddress.Parse("10.1.0.53")],
        Version = Octets.FromHex("48"),
    };

    private static readonly Asking.Config OfAsking = Asking.Config.TryCreate(
        new(), out var asking, out _) ? asking : throw Wrong();

    private static readonly Answering.Config OfAnswering = Answering.Config.TryCreate(
        new(), out var answering, out _) ? answering : throw Wrong();

    private static readonly XauthEdge.Config OfEdge = XauthEdge.Config.TryCreate(
        new(), out var edge, out _) ? edge : throw Wrong();

    private static readonly XauthHost.Config OfHost = XauthHost.Config.TryCreate(
        new(), out var host, out _) ? host : throw Wrong();

    private readonly ModeStage _stage;
    private readonly IsakmpHandshakeKeys _ofCarol = new(Provider, Draws(1));
    private readonly IsakmpHandshakeKeys _ofMars = new(Provider, Draws(2));
    private readonly IsakmpWork _carolWorks;
    private readonly IsakmpWork _marsWorks;
    private StandingIsakmp _atCarol;
    private StandingIsakmp _atMars;
    private XauthEdge.State _edge = new XauthEdge.State.Idle();
    private XauthHost.State _host = new XauthHost.State.Idle();
    private Asking.State _asks = new Asking.State.Idle();
    private Answering.State _answers = new Answering.State.Idle();
    private TransactionHalf? _half;
    private uint _drawn = 0x3000;
    private bool _isRight;
    private int _steps;

    /// <summary>A login as far as a message.</summary>
    /// <param name="stage">Which one comes next.</param>
    public LoginScene(ModeStage stage)
    {
        (_carolWorks, _marsWorks) = (
            new(_ofCarol, (_, _) => null), new(_ofMars, (_, _) => null));
        (_atCarol, _atMars) = (Standing(_ofCarol), Standing(_ofMars));
        Host(new XauthHost.Input.Begin(_atCarol));
        for (_stage = ModeStage.LoginAsk; ; _stage++)
        {
            if (IsFirst)
            {
                _drawn = _stage + 1 >= stage ? CommonId - 1 : _drawn;
                (_asks, _answers) = (new Asking.State.Idle(), new Answering.State.Idle());
                Begin();
                _drawn = 0x3000 + (uint)_stage;
            }

            if (_stage >= stage)
            {
                break;
            }

            Do(Read(Next)!);
        }
    }

    /// <inheritdoc/>
    public byte[] Next { get; private set; } = [];

    /// <inheritdoc/>
    public (byte First, byte[] Text) Open()
    {
        var (keys, isakmp) = IsToMars ? (_ofMars, _atMars) : (_ofCarol, _atCarol);
        keys.TryOpen(
            isakmp.Keys.Value, Next, new(CommonId), PhaseTwoHash.One, default,
            ChainOf(new(CommonId)), out var payloads, out _, out _);
        return Text(payloads);
    }

    /// <inheritdoc/>
    public Span<byte> Seal(Span<byte> buffer, MessageId id, byte first, ReadOnlySpan<byte> text)
    {
        var keys = _ofCarol.KeysOf(_atCarol.Keys.Value);
        var rest = IsakmpPlaintext.TryParse(
            text, new IsakmpPayloadType(first), out var plaintext, out _)
            ? text[..^plaintext.Padding.Length]
            : text;
        var hash = IsakmpHashes.One(new Prf(Provider, Suite.Prf), keys.SkeyidA, id, rest);
        var block = Suite.Encryption.BlockLength;
        var length = HashHeaderLength + hash.Length + text.Length;
        var whole = new byte[(length + block - 1) / block * block];
        (whole[0], whole[3]) = (first, (byte)(HashHeaderLength + hash.Length));
        hash.CopyTo(whole, HashHeaderLength);
        text.CopyTo(whole.AsSpan(HashHeaderLength + hash.Length));
        return ModeSamples.Seal(
            buffer, keys, ChainOf(id),
            PhaseOneMessages.Message(
                _atCarol.Cookies, IsakmpExchangeType.Transaction, id, []),
            (byte)IsakmpPayloadType.Hash.Value, whole);
    }

    /// <inheritdoc/>
    public object? Read(ReadOnlySpan<byte> octets)
    {
        var (work, isakmp) = IsToMars ? (_marsWorks, _atMars) : (_carolWorks, _atCarol);
        return IsFirst ? work.Read(_answers, isakmp, octets) : work.Read(_asks, octets);
    }

    /// <inheritdoc/>
    public void Do(object input)
    {
        _steps = 0;
        if (input is Answering.Input question)
        {
            Answer(question);
        }
        else
        {
            Ask((Asking.Input)input);
        }

        ClaimBrokenException.Unless(
            _ofCarol.Count <= 1 && _ofMars.Count <= 1,
            "no secret of a user stays", $"{_ofCarol} {_ofMars}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ofCarol.Dispose();
        _ofMars.Dispose();
    }

    private bool IsFirst =>
        _stage is ModeStage.LoginAsk or ModeStage.LoginTell or ModeStage.ConfigAsk;

    private bool IsToMars =>
        _stage is ModeStage.LoginReply or ModeStage.LoginTold or ModeStage.ConfigAsk;

    /// <summary>Whether mars asks in the transaction that is on the way.</summary>
    private bool IsOfMars => _stage < ModeStage.ConfigAsk;

    private IvChain ChainOf(MessageId id) => IsFirst
        ? _ofMars.ChainOf(_atMars.Keys.Value, _atMars.Last, id)
        : ((Asking.State.Waiting)_asks).Half.Chain;

    private static InvalidOperationException Wrong() => new("the usual settings are wrong");

    private static StandingIsakmp Standing(IsakmpHandshakeKeys keys)
    {
        using var secret = new Secret("a secret of both"u8);
        var exchange = new PhaseOneExchange(new(new(0xca), new(0x3a)), Nonce, Nonce, Nonce);
        var sa = keys.Adopt(Suite, exchange, new(Nonce, Nonce), secret, secret);
        return new(exchange.Cookies, new(sa), keys.FirstChainOf(sa, exchange))
        {
            Awaits = IkeRole.Initiator,
        };
    }

    private void Begin()
    {
        switch (_stage)
        {
            case ModeStage.LoginAsk:
                Edge(new XauthEdge.Input.Begin(_atMars, 7, new()));
                break;
            case ModeStage.LoginTell:
                Edge(new XauthEdge.Input.Committed());
                break;
            default:
                Begin(_atCarol, ModeConfig.Request(
                    9,
                    [
                        IsakmpConfigAttributeType.InternalIp4Address,
                        IsakmpConfigAttributeType.InternalIp4Dns,
                    ]));
                break;
        }
    }

    private void Begin(StandingIsakmp isakmp, TransactionMessage question)
    {
        _asks = new Asking.State.Idle();
        Ask(new Asking.Input.Begin(isakmp, new(++_drawn), question));
    }

    private void Ask(Asking.Input input)
    {
        var next = Asking.Step(OfAsking, _asks, Instant.Zero, input);
        Check(next == Asking.Step(OfAsking, _asks, Instant.Zero, input));
        _asks = next.State;
        foreach (var output in next.Outputs)
        {
            var work = IsOfMars ? _marsWorks : _carolWorks;
            if (work.Do(output) is { } made)
            {
                Ask(made);
            }
            else if (output is Asking.Output.Send(var octets))
            {
                Next = octets.ToArray();
            }
            else if (output is Asking.Output.Tell(var answer))
            {
                Tell(answer);
            }
        }
    }

    private void Tell(TransactionMessage answer)
    {
        if (IsOfMars)
        {
            Edge(new XauthEdge.Input.Answered(answer));
            return;
        }

        // What is no secret of a user's login is none of an address.
        foreach (var secret in answer.Secrets)
        {
            _ofCarol.Forget(secret.Value.Value);
        }

        ClaimBrokenException.Unless(
            !ModeConfig.TryRead(answer, out var given)
                || given.Address is not { IsUnspecified: true },
            "an address that is given is one", $"{given}");
    }

    private void Answer(Answering.Input input)
    {
        var next = Answering.Step(OfAnswering, _answers, Instant.Zero, input);
        Check(next == Answering.Step(OfAnswering, _answers, Instant.Zero, input));
        _answers = next.State;
        foreach (var output in next.Outputs)
        {
            var work = IsOfMars ? _carolWorks : _marsWorks;
            if (work.Do(output) is { } made)
            {
                Answer(made);
            }
            else if (output is Answering.Output.Send(var octets))
            {
                Next = octets.ToArray();
            }
            else if (output is Answering.Output.Decide(var half, var question))
            {
                _half = half;
                Decide(question);
            }
        }
    }

    private void Decide(TransactionMessage question)
    {
        var party = IsOfMars
            ? new TransactionParty(IkeRole.Initiator, _atCarol.Awaits) { TakesSets = true }
            : new TransactionParty(IkeRole.Responder, _atMars.Awaits) { Grant = Grant };
        switch (TransactionRoute.Of(question, party))
        {
            case TransactionRoute.ByHost:
                Host(new XauthHost.Input.Asked(_half!.Id, question));
                break;
            case TransactionRoute.Answer(var message, _):
                Answer(new Answering.Input.Decided(message));
                break;
            default:
                Answer(new Answering.Input.PassedOver());
                break;
        }
    }

    private void Edge(XauthEdge.Input input)
    {
        var next = XauthEdge.Step(OfEdge, _edge, Instant.Zero, input);
        Check(next == XauthEdge.Step(OfEdge, _edge, Instant.Zero, input));
        _edge = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case XauthEdge.Output.Ask(var isakmp, var question):
                    Begin(isakmp, question);
                    break;
                case XauthEdge.Output.Judge(var claim):
                    _isRight = claim.Name == Name && claim.Secrets.Count == 1
                        && _ofMars.SecretOf(claim.Secrets[0].Value.Value)!
                            .FixedTimeEquals("4iChxLT3"u8);
                    Edge(_isRight
                        ? new XauthEdge.Input.Granted(claim.Name)
                        : new XauthEdge.Input.Denied());
                    break;
                case XauthEdge.Output.Open(var isakmp, _):
                    ClaimBrokenException.Unless(
                        _isRight, "nobody is logged in but by name and password");
                    _atMars = isakmp;
                    break;
                case XauthEdge.Output.Inform(var isakmp, var information):
                    CanSay(_marsWorks, isakmp, information);
                    break;
                case XauthEdge.Output.Forget(var secret):
                    _ofMars.Forget(secret.Value);
                    break;
                default:
                    break;
            }
        }
    }

    private void Host(XauthHost.Input input)
    {
        var next = XauthHost.Step(OfHost, _host, Instant.Zero, input);
        Check(next == XauthHost.Step(OfHost, _host, Instant.Zero, input));
        _host = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case XauthHost.Output.Prompt:
                    Host(new XauthHost.Input.Typed(
                        Name,
                        [
                            new(
                                IsakmpConfigAttributeType.XauthUserPassword,
                                new(_ofCarol.Keep("4iChxLT3"u8))),
                        ]));
                    break;
                case XauthHost.Output.Answer(_, var message):
                    Answer(new Answering.Input.Decided(message));
                    break;
                case XauthHost.Output.PassOver:
                    Answer(new Answering.Input.PassedOver());
                    break;
                case XauthHost.Output.Open(var isakmp):
                    _atCarol = isakmp;
                    break;
                case XauthHost.Output.Inform(var isakmp, var information):
                    CanSay(_carolWorks, isakmp, information);
                    break;
                case XauthHost.Output.Forget(var secret):
                    _ofCarol.Forget(secret.Value);
                    break;
                default:
                    break;
            }
        }
    }

    private void Check(bool isFunction) => ClaimBrokenException.Unless(
        isFunction && ++_steps < StepsMax, "a step is a function, and a login comes to an end");

    private void CanSay(IsakmpWork work, StandingIsakmp isakmp, Information information) =>
        ClaimBrokenException.Unless(
            work.Say(isakmp, new(++_drawn), information) is not null,
            "what is to be said can be sealed", $"{information}");
}
