using System.Diagnostics;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>
/// An initiator and a gateway with real octets and keys, over a network that loses, doubles and
/// reorders. The gateway has a responder for each request, found as a shell finds it.
/// </summary>
internal sealed partial class HandshakeWorld : IDisposable
{
    private static readonly Octets Cookie = Octets.FromHex("c00c1e00c00c1e00");

    private readonly IkeInitiator.Config _initiating;
    private readonly IkeResponder.Config _responding;
    private readonly HandshakeWork _ofInitiator;
    private readonly HandshakeWork _ofResponder;
    private readonly List<(byte[] Octets, bool IsRequest)> _wire = [];
    private readonly List<IkeResponder.State> _responders = [];
    private readonly Dictionary<IkeSpi, Established> _made = [];
    private Instant _now;
    private ulong _drawn = 0x1000;
    private uint _random = 1;

    public HandshakeWorld(
        IkeInitiator.Config initiating, IkeResponder.Config responding, CryptoProvider provider,
        HandshakeCredentials ofPeer, HandshakeCredentials ofClient, int most = 60_000)
    {
        (_initiating, _responding) = (initiating, responding);
        InitiatorKeys = new(provider, NoncePartition.Alone, Fill, isRepeatable: true);
        ResponderKeys = new(provider, NoncePartition.Alone, Fill, isRepeatable: true);
        _ofInitiator = new(InitiatorKeys, (_, _) => ofPeer, most);
        _ofResponder = new(
            ResponderKeys,
            (identity, shown) =>
            {
                Shown = shown.Count > 0 ? shown : Shown;
                return identity == HandshakeSamples.Carol ? ofClient
                    : Others.GetValueOrDefault(identity);
            },
            most);
    }

    public HandshakeKeys InitiatorKeys { get; }

    public HandshakeKeys ResponderKeys { get; }

    /// <summary>What the initiator's shell makes of what was computed for it.</summary>
    public Func<IkeInitiator.Input, IkeInitiator.Input> Change { get; init; } = input => input;

    /// <summary>Whom the gateway knows besides carol.</summary>
    public IReadOnlyDictionary<Octets, HandshakeCredentials> Others { get; init; } =
        new Dictionary<Octets, HandshakeCredentials>();

    /// <summary>The certificates that the gateway was shown last.</summary>
    public Items<CertPayloadValue> Shown { get; private set; }

    /// <summary>Why the gateway believed nobody.</summary>
    public List<AuthError> Denials { get; } = [];

    /// <summary>How the gateway refused IKE_AUTH.</summary>
    public List<NotifyPayloadValue> Refusals { get; } = [];

    /// <summary>Whether the gateway wants cookies.</summary>
    public bool IsLoaded { get; init; }

    public IkeInitiator.State Initiator { get; private set; } = new IkeInitiator.State.Idle();

    /// <summary>What the initiator made.</summary>
    public Established? Made { get; private set; }

    /// <summary>What the gateway made, by the SPI of the initiator's SA.</summary>
    public Established? Answered => Made is null
        ? null
        : _made.GetValueOrDefault(Made.Id.Responder);

    /// <summary>What became facts at the gateway.</summary>
    public IReadOnlyCollection<Established> Facts => _made.Values;

    /// <summary>Why it was given up.</summary>
    public IkeInitiator.Output.GaveUp? GaveUp { get; private set; }

    /// <summary>Every message that was sent, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>How many responders there are that keep something.</summary>
    public int HalfOpen => _responders.Count(state => state is not IkeResponder.State.Idle);

    /// <summary>The path, from the initiator's side.</summary>
    public Flow Path { get; init; } = new(
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("203.0.113.1")), 500, 500);

    /// <summary>The path as the gateway sees it: a NAT changes it.</summary>
    public Flow Seen { get; init; } = new(
        new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse("192.0.2.1")), 500, 500);

    public void Begin(HandshakeWish wish) => Initiate(new IkeInitiator.Input.Begin(
        wish, new(++_drawn), Nonce(), new((uint)++_drawn)));

    /// <summary>Does what was drawn to what is on the wire.</summary>
    public void Break(int what, int which)
    {
        Answer();
        if (_wire.Count == 0)
        {
            Elapse();
            return;
        }

        var at = which % _wire.Count;
        var message = _wire[at];
        if (what != 1)
        {
            _wire.RemoveAt(at);
        }

        if (what != 2)
        {
            Deliver(message.Octets, message.IsRequest);
        }
    }

    /// <summary>Loses what is on the wire.</summary>
    public void Drop() => _wire.Clear();

    /// <summary>The number of the keys under which the gateway said or was said this.</summary>
    public ulong LastKeysOfResponder(byte[] octets) =>
        IkeFixedHeader.TryParse(octets, out var header, out _)
            ? IkeResponder.KeysOf(_responders[Find(octets)], header.MessageId.Value).Value
            : 0;

    /// <summary>From now on everything arrives, until one side or both have ended.</summary>
    public void Heal()
    {
        for (var round = 0; round < 1_000; round++)
        {
            if (Initiator is IkeInitiator.State.Up or IkeInitiator.State.Gone)
            {
                return;
            }

            Break(0, 0);
        }

        Assert.Fail($"{Initiator}");
    }

    /// <summary>Something that nobody of these sides sent.</summary>
    public void Deliver(byte[] octets, bool isRequest)
    {
        if (isRequest)
        {
            Hear(octets);
        }
        else if (_ofInitiator.Read(Initiator, octets, Path) is { } input)
        {
            Initiate(input);
        }
    }

    /// <summary>Time goes to where something is due.</summary>
    public void Elapse()
    {
        var due = IkeInitiator.Deadline(_initiating, Initiator);
        foreach (var state in _responders)
        {
            due = IkeResponder.Deadline(_responding, state) is { } at && (due is null || at < due)
                ? at
                : due;
        }

        _now = due is { } then && then > _now ? then : _now;
        Initiate(new IkeInitiator.Input.Tick());
        for (var at = 0; at < _responders.Count; at++)
        {
            Respond(at, new IkeResponder.Input.Tick());
        }
    }

    public void Dispose()
    {
        InitiatorKeys.Dispose();
        ResponderKeys.Dispose();
    }

    private void Hear(byte[] octets)
    {
        var at = Find(octets);
        if (at < 0)
        {
            return;
        }

        // RFC 7296 §2.1: once the SA stands, MessageIds repeats its response.
        if (_responders[at] is IkeResponder.State.Up(var id))
        {
            Send(_made[id.Responder].Response!.Octets, isRequest: false);
            return;
        }

        if (_ofResponder.Read(_responders[at], octets, Seen, Greet) is { } input)
        {
            Respond(at, input, octets);
        }

        IkeResponder.Input Greet(Greeting greeting, IkeSpi spi, NatSides nat) =>
            new IkeResponder.Input.Greeted(
                greeting,
                new(
                    spi, new(octets), nat,
                    greeting.Cookie == Cookie
                        ? IkeResponder.CookieCheck.Good
                        : IkeResponder.CookieCheck.None,
                    IsLoaded),
                new(++_drawn), Nonce());
    }

    /// <summary>By the whole request, or by the SPI that a responder chose.</summary>
    private int Find(byte[] octets)
    {
        if (!IkeFixedHeader.TryParse(octets, out var header, out _))
        {
            return -1;
        }

        var (request, spi) = (new Octets(octets), header.ResponderSpi);
        if (spi.Value != 0)
        {
            return _responders.FindIndex(state => SpiOf(state) == spi);
        }

        var at = _responders.FindIndex(state =>
            state is IkeResponder.State.Open open && open.Half.Request == request);
        if (at < 0)
        {
            at = _responders.Count;
            _responders.Add(new IkeResponder.State.Idle());
        }

        return at;
    }

    private static IkeSpi? SpiOf(IkeResponder.State state) => state switch
    {
        IkeResponder.State.Open one => one.Half.Spis.Responder,
        IkeResponder.State.Consulting one => one.Half.Spis.Responder,
        IkeResponder.State.Conversing one => one.Half.Spis.Responder,
        IkeResponder.State.Refused one => one.Half.Spis.Responder,
        IkeResponder.State.Up one => one.Id.Responder,
        _ => null,
    };

    private void Initiate(IkeInitiator.Input input)
    {
        var next = IkeInitiator.Step(_initiating, Initiator, _now, input);
        Initiator = next.State;
        foreach (var output in next.Outputs)
        {
            if (_ofInitiator.Do(output, Path) is { } then)
            {
                Initiate(Change(then));
            }
            else if (output is IkeInitiator.Output.Send(var octets))
            {
                Send(octets, isRequest: true);
            }
            else if (output is IkeInitiator.Output.Establish(var made))
            {
                Made = made;
                Initiate(new IkeInitiator.Input.Committed());
            }
            else if (output is IkeInitiator.Output.AskMethod(var heard))
            {
                Initiate(new IkeInitiator.Input.Replied(Reply(heard)));
            }
            else if (output is IkeInitiator.Output.GaveUp gaveUp)
            {
                GaveUp = gaveUp;
            }
        }
    }

    private void Respond(int at, IkeResponder.Input input, byte[]? request = null)
    {
        var next = IkeResponder.Step(_responding, _responders[at], _now, input);
        _responders[at] = next.State;
        foreach (var output in next.Outputs)
        {
            if (output is IkeResponder.Output.SealRefusal(_, _, _, _, var refusal))
            {
                Refusals.Add(refusal);
            }

            if (_ofResponder.Do(output, Seen, new((uint)++_drawn)) is { } then)
            {
                if (then is IkeResponder.Input.Denied(var why))
                {
                    Denials.Add(why);
                }

                Respond(at, then, request);
                continue;
            }

            switch (output)
            {
                case IkeResponder.Output.Send(var octets):
                    Send(octets, isRequest: false);
                    break;
                case IkeResponder.Output.AskServer(var identity, var heard):
                    Conversing.Add(identity);
                    _asked.Enqueue((at, heard));
                    break;
                case IkeResponder.Output.DemandCookie:
                    Reply(request!, new()
                    {
                        Data = new NotifyPayloadData.Cookie(new() { Data = Cookie }),
                    });
                    break;
                case IkeResponder.Output.Reply(var notify):
                    Reply(request!, notify);
                    break;
                case IkeResponder.Output.Establish(var made):
                    _made.Add(made.Id.Responder, made);
                    Respond(at, new IkeResponder.Input.Committed());
                    break;
                default:
                    break;
            }
        }
    }

    private void Reply(byte[] request, NotifyPayloadValue notify)
    {
        if (!IkeFixedHeader.TryParse(request, out var header, out _))
        {
            throw new UnreachableException();
        }

        Send(
            [
                new(HandshakeMessages.Message(
                    new(header.InitiatorSpi, default), IkeRole.Responder,
                    ExchangeType.IkeSaInit, 0,
                    HandshakeMessages.ToPayloads(notify).Payloads).ToArray()),
            ],
            isRequest: false);
    }

    private void Send(Items<Octets> octets, bool isRequest)
    {
        foreach (var datagram in octets)
        {
            _wire.Add((datagram.ToArray(), isRequest));
            Sent.Add(datagram.ToArray());
        }
    }

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
}
