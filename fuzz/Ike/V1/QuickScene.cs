using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.Fuzz.Ike.V1.ModeSamples;
using Initiator = Holdfast.StateMachines.Ikev1.QuickInitiator;
using Instant = Holdfast.StateMachines.Instant;
using Responder = Holdfast.StateMachines.Ikev1.QuickResponder;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>Quick mode with forward secrecy under an ISAKMP SA of both.</summary>
internal sealed class QuickScene : IModeScene
{
    private const int HashHeaderLength = 4;
    private static readonly MessageId Id = new(0x1234);
    private static readonly Octets NonceI = Octets.FromHex("a0a1a2a3a4a5a6a7");
    private static readonly Octets NonceR = Octets.FromHex("b0b1b2b3b4b5b6b7");

    private static readonly Items<ChildSuite> Suites =
        [Child with { KeyExchange = KeyExchangeMethod.Ecp256 }];

    private static readonly Initiator.Config Initiating =
        Initiator.Config.TryCreate(new(), out var initiating, out _)
            ? initiating
            : throw new InvalidOperationException("the usual settings are wrong");

    private static readonly Responder.Config Responding =
        Responder.Config.TryCreate(new(), out var responding, out _)
            ? responding
            : throw new InvalidOperationException("the usual settings are wrong");

    private static readonly QuickPeer Peer = new(
        [.. Suites, Child], [new([AtMars], [AtCarol])]);

    private readonly ModeStage _stage;
    private readonly IsakmpHandshakeKeys _ofCarol = new(Provider, Draws(1));
    private readonly IsakmpHandshakeKeys _ofMars = new(Provider, Draws(2));
    private readonly StandingIsakmp _atCarol;
    private readonly StandingIsakmp _atMars;
    private readonly IsakmpWork _carolWorks;
    private readonly IsakmpWork _marsWorks;
    private Initiator.State _carol = new Initiator.State.Idle();
    private Responder.State _mars = new Responder.State.Idle();
    private uint _drawn = 0x2000;

    /// <summary>Quick mode as far as a message.</summary>
    /// <param name="stage">Which one comes next.</param>
    public QuickScene(ModeStage stage)
    {
        (_carolWorks, _marsWorks) = (
            new(_ofCarol, (_, _) => null), new(_ofMars, (_, _) => null));
        (_atCarol, _atMars) = (Standing(_ofCarol), Standing(_ofMars));
        Initiate(new Initiator.Input.Begin(
            new(_atCarol, Suites, AtCarol, AtMars), Id, NonceI, new(0x1001)));
        for (_stage = ModeStage.QuickAsk; _stage < stage; _stage++)
        {
            Do(Read(Next)!);
        }
    }

    /// <inheritdoc/>
    public byte[] Next { get; private set; } = [];

    /// <inheritdoc/>
    public (byte First, byte[] Text) Open()
    {
        var (keys, isakmp) = IsOfCarol ? (_ofMars, _atMars) : (_ofCarol, _atCarol);
        keys.TryOpen(
            isakmp.Keys.Value, Next, Id, Kind, Nonces, ChainOf(Id), out var payloads, out _,
            out _);
        return Text(payloads);
    }

    /// <inheritdoc/>
    public Span<byte> Seal(Span<byte> buffer, MessageId id, byte first, ReadOnlySpan<byte> text)
    {
        var keys = _ofCarol.KeysOf(_atCarol.Keys.Value);
        var prf = new Prf(Provider, Suite.Prf);
        var rest = IsakmpPlaintext.TryParse(
            text, new IsakmpPayloadType(first), out var plaintext, out _)
            ? text[..^plaintext.Padding.Length]
            : text;
        var hash = Kind switch
        {
            PhaseTwoHash.One => IsakmpHashes.One(prf, keys.SkeyidA, id, rest),
            PhaseTwoHash.Two => IsakmpHashes.Two(
                prf, keys.SkeyidA, id, Nonces.Initiator, rest),
            PhaseTwoHash.Three => IsakmpHashes.Three(prf, keys.SkeyidA, id, Nonces),
        };
        var block = Suite.Encryption.BlockLength;
        var length = HashHeaderLength + hash.Length + text.Length;
        var whole = new byte[(length + block - 1) / block * block];
        (whole[0], whole[3]) = (first, (byte)(HashHeaderLength + hash.Length));
        hash.CopyTo(whole, HashHeaderLength);
        text.CopyTo(whole.AsSpan(HashHeaderLength + hash.Length));
        return ModeSamples.Seal(
            buffer, keys, ChainOf(id),
            PhaseOneMessages.Message(_atCarol.Cookies, IsakmpExchangeType.QuickMode, id, []),
            (byte)IsakmpPayloadType.Hash.Value, whole);
    }

    /// <inheritdoc/>
    public object? Read(ReadOnlySpan<byte> octets) => IsOfCarol
        ? _marsWorks.Read(_mars, _atMars, octets, FromMars, (new(0x2001), NonceR), Peer)
        : _carolWorks.Read(_carol, octets, FromCarol);

    /// <inheritdoc/>
    public void Do(object input)
    {
        if (input is Responder.Input theirs)
        {
            Respond(theirs);
        }
        else
        {
            Initiate((Initiator.Input)input);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ofCarol.Dispose();
        _ofMars.Dispose();
    }

    private bool IsOfCarol => _stage != ModeStage.QuickAnswer;

    private PhaseTwoHash Kind => _stage switch
    {
        ModeStage.QuickAnswer => PhaseTwoHash.Two,
        ModeStage.QuickConfirm => PhaseTwoHash.Three,
        _ => PhaseTwoHash.One,
    };

    private ExchangeNonces Nonces => _stage == ModeStage.QuickAsk ? default : new(NonceI, NonceR);

    private IvChain ChainOf(MessageId id) => _stage switch
    {
        ModeStage.QuickAnswer => Initiator.HalfOf(_carol)!.Chain,
        ModeStage.QuickConfirm => Responder.HalfOf(_mars)!.Chain,
        _ => _ofMars.ChainOf(_atMars.Keys.Value, _atMars.Last, id),
    };

    private static StandingIsakmp Standing(IsakmpHandshakeKeys keys)
    {
        using var secret = new Secret("a secret of both"u8);
        var exchange = new PhaseOneExchange(new(new(0xca), new(0x3a)), NonceI, NonceR, NonceI);
        var sa = keys.Adopt(Suite, exchange, new(NonceI, NonceR), secret, secret);
        return new(exchange.Cookies, new(sa), keys.FirstChainOf(sa, exchange));
    }

    private void Initiate(Initiator.Input first)
    {
        var inputs = new Queue<Initiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            var next = Initiator.Step(Initiating, _carol, Instant.Zero, input);
            ClaimBrokenException.Unless(
                steps < StepsMax
                    && next == Initiator.Step(Initiating, _carol, Instant.Zero, input),
                "a step is a function, and a mode comes to an end");
            _carol = next.State;
            foreach (var output in next.Outputs)
            {
                if (_carolWorks.Do(output) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is Initiator.Output.Send(var octets))
                {
                    Next = octets.ToArray();
                }
                else if (output is Initiator.Output.Establish(var sa))
                {
                    CanStand(sa);
                    inputs.Enqueue(new Initiator.Input.Committed());
                }
                else if (output is Initiator.Output.Inform(var isakmp, var information))
                {
                    CanSay(_carolWorks, isakmp, information);
                }
            }
        }

        CheckSecrets(
            _ofCarol, _carol is Initiator.State.Gone, _carol is Initiator.State.Up);
    }

    private void Respond(Responder.Input first)
    {
        var inputs = new Queue<Responder.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            var next = Responder.Step(Responding, _mars, Instant.Zero, input);
            ClaimBrokenException.Unless(
                steps < StepsMax
                    && next == Responder.Step(Responding, _mars, Instant.Zero, input),
                "a step is a function, and a mode comes to an end");
            _mars = next.State;
            foreach (var output in next.Outputs)
            {
                if (_marsWorks.Do(output) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is Responder.Output.Send(var octets))
                {
                    Next = octets.ToArray();
                }
                else if (output is Responder.Output.Establish(var sa))
                {
                    CanStand(sa);
                    inputs.Enqueue(new Responder.Input.Committed());
                }
                else if (output is Responder.Output.Inform(var isakmp, var information))
                {
                    CanSay(_marsWorks, isakmp, information);
                }
            }
        }

        CheckSecrets(
            _ofMars, _mars is Responder.State.Gone or Responder.State.Idle,
            _mars is Responder.State.Waiting or Responder.State.Up);
    }

    private static void CheckSecrets(IsakmpHandshakeKeys keys, bool isGone, bool isMade) =>
        ClaimBrokenException.Unless(
            (!isGone || keys.Count == 1) && (!isMade || keys.Count == 2),
            "every secret is that of an SA", $"{keys}");

    private static void CanStand(QuickSa made) => ClaimBrokenException.Unless(
        made.Child is { IsTransport: false, Outbound.Value: > byte.MaxValue }
            && (Suites.Contains(made.Child.Suite) || made.Child.Suite == Child)
            && made.Life.Seconds is > 0 and <= 28_800,
        "a CHILD SA is one that was asked for", $"{made.Child} {made.Life}");

    private void CanSay(IsakmpWork work, StandingIsakmp isakmp, Information information) =>
        ClaimBrokenException.Unless(
            work.Say(isakmp, new(++_drawn), information) is not null,
            "what is to be said can be sealed", $"{information}");
}
