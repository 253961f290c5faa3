using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.Fuzz.Ike.V1.ModeSamples;
using Initiator = Holdfast.StateMachines.Ikev1.PhaseOneInitiator;
using Instant = Holdfast.StateMachines.Instant;
using Responder = Holdfast.StateMachines.Ikev1.PhaseOneResponder;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>Main or aggressive mode with real octets and keys.</summary>
internal sealed class PhaseOneScene : IModeScene
{
    private static readonly Initiator.Config Initiating =
        Initiator.Config.TryCreate(new() { Suites = [Suite] }, out var initiating, out _)
            ? initiating
            : throw new InvalidOperationException("the usual settings are wrong");

    private static readonly Responder.Config Responding =
        Responder.Config.TryCreate(
            new() { Suites = [Suite], TakesAggressive = true }, out var responding, out _)
            ? responding
            : throw new InvalidOperationException("the usual settings are wrong");

    private readonly ModeStage _stage;
    private readonly Secret _shared = new("a key of both"u8);
    private readonly IsakmpHandshakeKeys _ofCarol = new(Provider, Draws(1));
    private readonly IsakmpHandshakeKeys _ofMars = new(Provider, Draws(2));
    private readonly IsakmpWork _carolWorks;
    private readonly IsakmpWork _marsWorks;
    private readonly PhaseOneMessage? _honest;
    private Initiator.State _carol = new Initiator.State.Idle();
    private Responder.State _mars = new Responder.State.Idle();
    private PhaseOneMessage? _heard;
    private uint _drawn = 0x1000;

    /// <summary>Phase 1 as far as a message.</summary>
    /// <param name="stage">Which one comes next.</param>
    public PhaseOneScene(ModeStage stage)
    {
        _carolWorks = new(_ofCarol, (_, _) => new(new(Carol, Mars), _shared));
        _marsWorks = new(
            _ofMars,
            (identity, _) => identity is { } said && said != Carol
                ? null
                : new(new(Mars, Carol), _shared));
        var mode = stage >= ModeStage.AggressiveOffer ? PhaseOneMode.Aggressive : PhaseOneMode.Main;
        var first = mode == PhaseOneMode.Main ? ModeStage.MainOffer : ModeStage.AggressiveOffer;
        Initiate(new Initiator.Input.Begin(new(mode, Carol, Mars), new(0xca), Nonce(1)));
        for (_stage = first; _stage < stage; _stage++)
        {
            Do(Read(Next)!);
        }

        // What was said honestly is what alone is believed.
        _honest = MessageOf(Read(Next));
    }

    /// <inheritdoc/>
    public byte[] Next { get; private set; } = [];

    /// <inheritdoc/>
    public (byte First, byte[] Text) Open()
    {
        var (keys, half) = Receiver;
        keys.TryOpen(half.Keys.Value, Next, half.Chain, out var payloads, out _, out _);
        return Text(payloads);
    }

    /// <inheritdoc/>
    public Span<byte> Seal(Span<byte> buffer, MessageId id, byte first, ReadOnlySpan<byte> text)
    {
        var (keys, half) = Receiver;
        return ModeSamples.Seal(
            buffer, keys.KeysOf(half.Keys.Value), half.Chain,
            PhaseOneMessages.Message(
                half.Cookies, PhaseOneMessages.ExchangeOf(half.Mode), id, []),
            first, text);
    }

    /// <inheritdoc/>
    public object? Read(ReadOnlySpan<byte> octets)
    {
        var whole = new Octets(octets);
        return IsOfCarol
            ? _marsWorks.Read(
                _mars, octets, FromMars, (mode, message, cookie) => new Responder.Input.Offered(
                    mode, message, cookie, whole, new(0x3a), Nonce(2)))
            : _carolWorks.Read(_carol, octets, FromCarol);
    }

    /// <inheritdoc/>
    public void Do(object input)
    {
        _heard = MessageOf(input);
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
        _shared.Dispose();
    }

    private bool IsOfCarol => _stage is ModeStage.MainOffer or ModeStage.MainShare
        or ModeStage.MainProof or ModeStage.AggressiveOffer or ModeStage.AggressiveProof;

    private (IsakmpHandshakeKeys Keys, PhaseOneHalf Half) Receiver => IsOfCarol
        ? (_ofMars, Responder.HalfOf(_mars)!)
        : (_ofCarol, Initiator.HalfOf(_carol)!);

    private static PhaseOneMessage? MessageOf(object? input) => input switch
    {
        Responder.Input.Proved proved => proved.Message,
        Initiator.Input.Proved proved => proved.Message,
        Initiator.Input.Answered answered => answered.Message,
        _ => null,
    };

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
            var tick = Initiator.Step(
                Initiating, _carol, Instant.Zero, new Initiator.Input.Tick());
            ClaimBrokenException.Unless(
                Initiator.Deadline(Initiating, _carol) <= Instant.Zero
                    || (tick.Outputs.IsEmpty && tick.State == _carol),
                "a tick before the deadline changes nothing");
            foreach (var output in next.Outputs)
            {
                if (_carolWorks.Do(output, FromCarol) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is Initiator.Output.Send(var octets, _))
                {
                    Next = octets.ToArray();
                }
                else if (output is Initiator.Output.Establish(var sa))
                {
                    Believe(sa, Mars);
                    inputs.Enqueue(new Initiator.Input.Committed());
                }
                else if (output is Initiator.Output.Inform(var isakmp, var information))
                {
                    CanSay(_carolWorks, isakmp, information);
                }
            }
        }

        ClaimBrokenException.Unless(
            _carol is not Initiator.State.Gone || _ofCarol.Count == 0,
            "who is gone has no secret left", $"{_ofCarol}");
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
            var tick = Responder.Step(
                Responding, _mars, Instant.Zero, new Responder.Input.Tick());
            ClaimBrokenException.Unless(
                Responder.Deadline(Responding, _mars) <= Instant.Zero
                    || (tick.Outputs.IsEmpty && tick.State == _mars),
                "a tick before the deadline changes nothing");
            foreach (var output in next.Outputs)
            {
                if (_marsWorks.Do(output, FromMars) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is Responder.Output.Send(var octets))
                {
                    Next = octets.ToArray();
                }
                else if (output is Responder.Output.Establish(var sa))
                {
                    Believe(sa, Carol);
                    inputs.Enqueue(new Responder.Input.Committed());
                }
                else if (output is Responder.Output.Inform(var isakmp, var information))
                {
                    CanSay(_marsWorks, isakmp, information);
                }
            }
        }

        ClaimBrokenException.Unless(
            _mars is not (Responder.State.Gone or Responder.State.Idle or Responder.State.Open)
                || _ofMars.Count == 0,
            "who is gone has no secret left", $"{_ofMars}");
    }

    // Nobody else has the key of both, so no proof is good but the one that was made with it.
    private void Believe(PhaseOneSa made, Octets peer) => ClaimBrokenException.Unless(
        made.Peer == peer && (_honest is null || _heard is null
            || (_heard.Identity == _honest.Identity && _heard.Proof == _honest.Proof)),
        "nobody is believed who has no key", $"{made.Peer}");

    private void CanSay(IsakmpWork work, StandingIsakmp isakmp, Information information) =>
        ClaimBrokenException.Unless(
            work.Say(isakmp, new(++_drawn), information) is not null,
            "what is to be said can be sealed", $"{information}");

    private static Octets Nonce(uint of)
    {
        Span<byte> nonce = stackalloc byte[32];
        Draws(of)(nonce);
        return new(nonce);
    }
}
