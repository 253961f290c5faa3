using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Fuzz.Ike;

/// <summary>Which message of a handshake comes next, RFC 7296 §1.2.</summary>
internal enum HandshakeStage
{
    /// <summary>The request of IKE_SA_INIT.</summary>
    Greeting,

    /// <summary>Its response.</summary>
    Welcome,

    /// <summary>The request of IKE_AUTH.</summary>
    Auth,

    /// <summary>Its response.</summary>
    Granted,

    /// <summary>The request of IKE_INTERMEDIATE, where there is one.</summary>
    Exchange,

    /// <summary>Its response.</summary>
    Exchanged,
}

/// <summary>
/// carol and mars with real octets and keys, up to a message that comes next: what is put in its
/// place is heard by the other side, and all that follows is done. The same in each process.
/// </summary>
internal sealed class HandshakeScene : IDisposable
{
    private const int StepsMax = 64;
    private const int DatagramMax = 1_252;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);
    private static readonly Octets Carol = Named("carol");
    private static readonly Octets Mars = Named("mars");

    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None, Esn: true);

    private static readonly Items<TrafficRange> AtCarol =
        [TrafficRange.Between(HostAddress.Parse("10.3.0.0"), HostAddress.Parse("10.3.0.255"))];

    private static readonly Items<TrafficRange> AtMars =
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.0.255"))];

    private static readonly Flow FromCarol = new(
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("203.0.113.1")), 500, 500);

    private static readonly Flow FromMars = new(
        new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse("192.0.2.1")), 500, 500);

    private static readonly Items<IkeSuite> Hybrid =
    [
        HandshakeSuites.Default[0] with { Additional = [KeyExchangeMethod.MlKem512] },
    ];

    private readonly IkeInitiator.Config _initiating;
    private readonly IkeResponder.Config _responding;
    private readonly Secret _shared = new("a key of both"u8);
    private readonly HandshakeKeys _ofCarol;
    private readonly HandshakeKeys _ofMars;
    private readonly HandshakeWork _carolWorks;
    private readonly HandshakeWork _marsWorks;
    private IkeInitiator.State _carol = new IkeInitiator.State.Idle();
    private IkeResponder.State _mars = new IkeResponder.State.Idle();
    private readonly AuthMessage? _honest;
    private AuthMessage? _heard;
    private KeyHandle _marsKeys;
    private uint _random = 1;
    private ulong _drawn = 0x1000;

    /// <summary>A handshake as far as a message.</summary>
    /// <param name="stage">Which one comes next.</param>
    public HandshakeScene(HandshakeStage stage)
    {
        Stage = stage;
        var isHybrid = stage >= HandshakeStage.Exchange;
        var suites = isHybrid ? Hybrid : HandshakeSuites.Default;
        _initiating = IkeInitiator.Config.TryCreate(
            new() { Suites = suites, FollowsRedirects = true }, out var initiating, out _)
            ? initiating
            : throw new InvalidOperationException("the usual settings are wrong");
        _responding = IkeResponder.Config.TryCreate(
            new() { Suites = suites }, out var responding, out _)
            ? responding
            : throw new InvalidOperationException("the usual settings are wrong");
        _ofCarol = new(Provider, NoncePartition.Alone, Fill, isRepeatable: true);
        _ofMars = new(Provider, NoncePartition.Alone, Fill, isRepeatable: true);
        _carolWorks = new(
            _ofCarol,
            (_, _) => new(new(Carol, [Child], [new(AtCarol, AtMars)])) { Shared = _shared },
            DatagramMax);
        _marsWorks = new(
            _ofMars,
            (identity, _) => identity == Carol
                ? new(new(Mars, [Child], [new(AtMars, AtCarol)])) { Shared = _shared }
                : null,
            DatagramMax);
        Initiate(new IkeInitiator.Input.Begin(
            new(Carol, Mars, [Child], new(AtCarol, AtMars)), new(++_drawn), Nonce(),
            new((uint)++_drawn)));
        for (var before = HandshakeStage.Greeting; before < stage; before++)
        {
            if (!isHybrid || before is not (HandshakeStage.Auth or HandshakeStage.Granted))
            {
                Hear(Next, before);
            }
        }

        // What was said honestly is what alone is believed.
        _honest = Read(Next, stage) switch
        {
            IkeResponder.Input.Asked(_, var asked) => asked,
            IkeInitiator.Input.Answered(var answer) => answer,
            _ => null,
        };
    }

    /// <summary>The message that comes next.</summary>
    public HandshakeStage Stage { get; }

    /// <summary>As it was sent.</summary>
    public byte[] Next { get; private set; } = [];

    /// <summary>Where whoever hears it has got to.</summary>
    public object State => IsOfCarol(Stage) ? _mars : _carol;

    /// <summary>What was read last of IKE_AUTH; null: nothing, or another message.</summary>
    public AuthMessage? Heard => _heard;

    /// <summary>The SPIs of both sides.</summary>
    public IkeSpiPair Spis => HalfOfCarol.Spis;

    /// <summary>What the sender of the next message seals with; the caller disposes it.</summary>
    public PacketCipher CreateSealer() => IsOfCarol(Stage)
        ? _ofCarol.KeysOf(HalfOfCarol.Keys.Value).CreateCipher(
            Provider, HalfOfCarol.Suite, IkeRole.Initiator)
        : _ofMars.KeysOf(KeysOfMars.Value).CreateCipher(
            Provider, HalfOfCarol.Suite, IkeRole.Responder);

    /// <summary>What is inside the next message, with the type of its first payload.</summary>
    public InnerText Open()
    {
        var (keys, handle) = IsOfCarol(Stage)
            ? (_ofMars, IkeResponder.KeysOf(_mars).Value)
            : (_ofCarol, HalfOfCarol.Keys.Value);
        keys.TryOpen(handle, Next, out _, out var text, out _);
        return text;
    }

    /// <summary>Whether something else than null is made of a datagram; nothing is done.</summary>
    public bool IsHeard(ReadOnlySpan<byte> octets) => Read(octets, Stage) is not null;

    /// <summary>Hears what is put in the place of the next message.</summary>
    /// <returns>Whether anything may have changed.</returns>
    public bool Hear(ReadOnlySpan<byte> octets) => Hear(octets, Stage);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ofCarol.Dispose();
        _ofMars.Dispose();
        _shared.Dispose();
    }

    private HalfOpen HalfOfCarol => _carol is IkeInitiator.State.Exchanging open
        ? open.Half
        : ((IkeInitiator.State.Authenticating)_carol).Half;

    // The answer to IKE_INTERMEDIATE is under the keys before it.
    private KeyHandle KeysOfMars => Stage == HandshakeStage.Exchanged
        ? IkeResponder.KeysOf(_mars, 1)
        : _marsKeys;

    /// <summary>Whether it is a request.</summary>
    public static bool IsOfCarol(HandshakeStage stage) =>
        stage is HandshakeStage.Greeting or HandshakeStage.Auth or HandshakeStage.Exchange;

    private object? Read(ReadOnlySpan<byte> octets, HandshakeStage stage)
    {
        var whole = new Octets(octets);
        return IsOfCarol(stage)
            ? _marsWorks.Read(
                _mars, octets, FromMars, (greeting, spi, nat) => new IkeResponder.Input.Greeted(
                    greeting,
                    new(spi, whole, nat, IkeResponder.CookieCheck.None, IsLoaded: false),
                    new(0x3a), Nonce()))
            : _carolWorks.Read(_carol, octets, FromCarol);
    }

    private bool Hear(ReadOnlySpan<byte> octets, HandshakeStage stage)
    {
        switch (Read(octets, stage))
        {
            case IkeResponder.Input input:
                _heard = (input as IkeResponder.Input.Asked)?.Message;
                Respond(input);
                return true;
            case IkeInitiator.Input input:
                _heard = (input as IkeInitiator.Input.Answered)?.Message;
                Initiate(input);
                return true;
            default:
                return false;
        }
    }

    private void Initiate(IkeInitiator.Input first)
    {
        var inputs = new Queue<IkeInitiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            var next = IkeInitiator.Step(_initiating, _carol, Instant.Zero, input);
            ClaimBrokenException.Unless(
                steps < StepsMax && next == IkeInitiator.Step(
                    _initiating, _carol, Instant.Zero, input),
                "a step is a function, and a handshake comes to an end");
            _carol = next.State;
            var tick = IkeInitiator.Step(
                _initiating, _carol, Instant.Zero, new IkeInitiator.Input.Tick());
            ClaimBrokenException.Unless(
                IkeInitiator.Deadline(_initiating, _carol) <= Instant.Zero
                    || (tick.Outputs.IsEmpty && tick.State == _carol),
                "a tick before the deadline changes nothing");
            foreach (var output in next.Outputs)
            {
                if (_carolWorks.Do(output, FromCarol) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is IkeInitiator.Output.Send(var octets))
                {
                    Next = octets[^1].ToArray();
                }
                else if (output is IkeInitiator.Output.Establish(var sa))
                {
                    Believe(sa, Mars);
                    inputs.Enqueue(new IkeInitiator.Input.Committed());
                }
            }
        }

        ClaimBrokenException.Unless(
            _carol is not IkeInitiator.State.Gone || _ofCarol.Count == 0,
            "who is gone has no secret left", $"{_ofCarol}");
    }

    private void Respond(IkeResponder.Input first)
    {
        var inputs = new Queue<IkeResponder.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            var next = IkeResponder.Step(_responding, _mars, Instant.Zero, input);
            ClaimBrokenException.Unless(
                steps < StepsMax && next == IkeResponder.Step(
                    _responding, _mars, Instant.Zero, input),
                "a step is a function, and a handshake comes to an end");
            _mars = next.State;
            _marsKeys = IkeResponder.KeysOf(_mars) is { IsSome: true } keys ? keys : _marsKeys;
            var tick = IkeResponder.Step(
                _responding, _mars, Instant.Zero, new IkeResponder.Input.Tick());
            ClaimBrokenException.Unless(
                IkeResponder.Deadline(_responding, _mars) <= Instant.Zero
                    || (tick.Outputs.IsEmpty && tick.State == _mars),
                "a tick before the deadline changes nothing");
            foreach (var output in next.Outputs)
            {
                if (_marsWorks.Do(output, FromMars, new((uint)++_drawn)) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is IkeResponder.Output.Send(var octets))
                {
                    Next = octets[^1].ToArray();
                }
                else if (output is IkeResponder.Output.Establish(var sa))
                {
                    Believe(sa, Carol);
                    inputs.Enqueue(new IkeResponder.Input.Committed());
                }
            }
        }

        ClaimBrokenException.Unless(
            _mars is not (IkeResponder.State.Gone or IkeResponder.State.Idle)
                || _ofMars.Count == 0,
            "who is gone has no secret left", $"{_ofMars}");
    }

    // Nobody else has the key of both, so no proof is good but the one that was made with it.
    private void Believe(Established made, Octets peer) => ClaimBrokenException.Unless(
        made.Peer == peer && (_honest is null
            || (_heard!.Covered == _honest.Covered && _heard.Auth == _honest.Auth)),
        "nobody is believed who has no key", $"{made.Peer}");

    private Octets Nonce()
    {
        Span<byte> nonce = stackalloc byte[32];
        Fill(nonce);
        return new(nonce);
    }

    // Nobody has to be unable to guess it here.
    private void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets)
        {
            _random = (_random * 1_664_525) + 1_013_904_223;
            octet = (byte)(_random >> 24);
        }
    }

    private static Octets Named(string name) => new(new IdPayloadValue
    {
        IdType = IdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());
}
