using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Holder = Holdfast.Gateway.Ike.IHandshakeHolder;

namespace Holdfast.Gateway.Ike;

/// <summary>What handshakes need of the member around them.</summary>
internal interface IHandshakeHolder
{
    /// <summary>A SPI for an IKE SA that none has.</summary>
    IkeSpi DrawIkeSpi();

    /// <summary>A SPI for a CHILD SA that none has.</summary>
    Spi DrawChildSpi();

    /// <summary>Sends datagrams of IKE.</summary>
    void Send(Items<Octets> octets, Flow flow);

    /// <summary>Hears why there will be no IKE SA with somebody: the peer hears less.</summary>
    void Complain(Octets identity, Flow flow, string what);

    /// <summary>Whether an IKE SA stands now, to be asked later.</summary>
    Func<IkeSaId, bool> Standing();

    /// <summary>Makes SAs a fact, and says later whether they are.</summary>
    /// <param name="made">The SAs.</param>
    /// <param name="flow">Where the peer is.</param>
    /// <param name="keys">Where their keys are.</param>
    /// <param name="stood">What stood when the first message left or came.</param>
    /// <param name="settled">Hears whether they are a fact.</param>
    void Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled);
}

/// <summary>
/// IKE SAs that are being made for peers that came: each in one <see cref="IkeResponder"/>, in the
/// memory of this member alone. From a number of them on a cookie has to come back first (RFC 7296
/// §2.6), and beyond another one nobody is answered.
/// </summary>
internal sealed class Handshakes : IDisposable
{
    /// <summary>So many are half-open, and cookies are wanted.</summary>
    public const int CookiesFrom = 32;

    /// <summary>More than these there never are.</summary>
    public const int Most = 1_024;

    /// <summary>Nor more than these from one address: it has none left for others.</summary>
    public const int MostOfOne = 64;

    private const int NonceLength = 32;
    private const int CookieSecretLength = 32;
    private const int StepsMax = 64;
    private const int DatagramMax = 1_280 - 28;

    private readonly IkeResponder.Config _config;
    private readonly CryptoProvider _provider;
    private readonly FillRandom _random;
    private readonly Holder _holder;
    private readonly HandshakeKeys _keys;
    private readonly HandshakeWork _work;
    private readonly HandshakeWork _whole;
    private readonly Secret _cookies = new(CookieSecretLength);
    private readonly Dictionary<Place, Entry> _open = [];

    /// <summary>An initiator's SPI alone is no name: another one may have drawn it.</summary>
    private readonly record struct Place(IkeSpi Initiator, HostAddress From);

    private sealed class Entry
    {
        public required Func<IkeSaId, bool> Stood { get; init; }

        public IkeResponder.State State { get; set; } = new IkeResponder.State.Idle();

        public Flow Flow { get; set; }
    }

    /// <param name="config">Suites and times.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="member">Whose nonces are used.</param>
    /// <param name="random">Where everything that is drawn comes from.</param>
    /// <param name="find">Who is known.</param>
    /// <param name="holder">The member.</param>
    public Handshakes(
        IkeResponder.Config config, CryptoProvider provider, byte member, FillRandom random,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?> find, Holder holder)
    {
        (_config, _provider, _random, _holder) = (config, provider, random, holder);
        _keys = new(
            provider,
            NoncePartition.TryCreate(member, 0, out var partition, out _)
                ? partition
                : throw new ArgumentOutOfRangeException(nameof(member)),
            random);
        (_work, _whole) = (new(_keys, find, DatagramMax), new(_keys, find, int.MaxValue));
        random(_cookies.Span);
    }

    /// <summary>When one of them is given up.</summary>
    public Instant? Deadline { get; private set; }

    /// <summary>A request of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi initiator, Flow flow, Instant now)
    {
        var place = new Place(initiator, flow.Path.Remote);
        var isNew = !_open.TryGetValue(place, out var entry);
        entry ??= new() { Stood = _holder.Standing() };
        if (isNew && (_open.Count >= Most || CountOf(place.From) >= MostOfOne))
        {
            return;
        }

        // RFC 7296 §2.23: the peer may go on from another port; it is answered where it is.
        entry.Flow = flow;
        var whole = new Octets(octets);
        var input = _work.Read(
            entry.State, octets, flow,
            (greeting, spi, nat) => Greeted(greeting, spi, nat, whole, flow));
        if (input is null)
        {
            return;
        }

        if (isNew)
        {
            _open.Add(place, entry);
        }

        Step(place, entry, input, now);
        Plan();
    }

    /// <summary>Those whose time is over are given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (place, entry) in _open.ToArray())
        {
            if (IkeResponder.Deadline(_config, entry.State) <= now)
            {
                Step(place, entry, new IkeResponder.Input.Tick(), now);
            }
        }

        Plan();
    }

    /// <summary>This member serves no more: nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _keys.Dispose();
        Plan();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Clear();
        _keys.Dispose();
        _cookies.Dispose();
    }

    private IkeResponder.Input Greeted(
        Greeting greeting, IkeSpi spi, NatSides nat, Octets octets, Flow flow)
    {
        Span<byte> address = stackalloc byte[16];
        address = address[..flow.Path.Remote.Length];
        flow.Path.Remote.Write(address);
        var cookie = greeting.Cookie.Length == 0 ? IkeResponder.CookieCheck.None
            : CookieMaker.IsAuthentic(
                _provider, _cookies, greeting.Nonce.Span, address, spi, greeting.Cookie.Span)
                ? IkeResponder.CookieCheck.Good
                : IkeResponder.CookieCheck.Bad;
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        return new IkeResponder.Input.Greeted(
            greeting,
            new(spi, octets, nat, cookie, IsLoaded: _open.Count >= CookiesFrom),
            _holder.DrawIkeSpi(), new(nonce));
    }

    private void Step(Place place, Entry entry, IkeResponder.Input first, Instant now)
    {
        var inputs = new Queue<IkeResponder.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new GatewayException("a handshake goes on without an end");
            }

            Complain(entry, input);
            var next = IkeResponder.Step(_config, entry.State, now, input);
            entry.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (WorkOf(entry.Flow).Do(output, entry.Flow, _holder.DrawChildSpi())
                    is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(place, entry, input, output);
                }
            }
        }

        if (entry.State is IkeResponder.State.Idle or IkeResponder.State.Up
            or IkeResponder.State.Gone)
        {
            _open.Remove(place);
        }
    }

    private void Complain(Entry entry, IkeResponder.Input input)
    {
        switch (entry.State, input)
        {
            case (IkeResponder.State.Verifying(_, var request), IkeResponder.Input.Denied(var why)):
                _holder.Complain(request.Identity, entry.Flow, $"is not believed: {why}");
                break;
            case (IkeResponder.State.Proving(_, var made, _), IkeResponder.Input.Failed):
                _holder.Complain(made.Peer, entry.Flow, "takes no signature of our key");
                break;
            default:
                break;
        }
    }

    private void Carry(
        Place place, Entry entry, IkeResponder.Input input, IkeResponder.Output output)
    {
        switch (output)
        {
            case IkeResponder.Output.DemandCookie
                when input is IkeResponder.Input.Greeted(var greeting, _, _, _):
                Span<byte> address = stackalloc byte[16];
                address = address[..place.From.Length];
                place.From.Write(address);
                Reply(entry.Flow, place.Initiator, new()
                {
                    Data = new NotifyPayloadData.Cookie(new()
                    {
                        Data = new(CookieMaker.Make(
                            _provider, 1, _cookies, greeting.Nonce.Span, address,
                            place.Initiator)),
                    }),
                });
                break;
            case IkeResponder.Output.Reply(var notify):
                Reply(entry.Flow, place.Initiator, notify);
                break;
            // The answer that makes an SA leaves with the fact that makes it.
            case IkeResponder.Output.Send when input is IkeResponder.Input.Committed:
                break;
            case IkeResponder.Output.Send(var octets):
                _holder.Send(octets, entry.Flow);
                break;
            case IkeResponder.Output.Establish(var made):
                _holder.Establish(
                    made, entry.Flow, _keys, entry.Stood,
                    isFact => Settle(place, entry, isFact));
                break;
            default:
                break;
        }
    }

    private void Settle(Place place, Entry entry, bool isFact)
    {
        if (!_open.ContainsValue(entry))
        {
            return;
        }

        var made = (entry.State as IkeResponder.State.Committing)?.Made;
        Step(
            place, entry,
            isFact ? new IkeResponder.Input.Committed() : new IkeResponder.Input.NotCommitted(),
            Instant.Zero);

        // Whoever goes on with the keys has copies.
        if (isFact && made is not null)
        {
            _keys.Forget(made.Keys.Value);
            _keys.Forget(made.Child?.Keys.Value ?? 0);
        }

        Plan();
    }

    private int CountOf(HostAddress from)
    {
        var count = 0;
        foreach (var place in _open.Keys)
        {
            count += place.From == from ? 1 : 0;
        }

        return count;
    }

    private void Reply(Flow flow, IkeSpi initiator, NotifyPayloadValue notify) => _holder.Send(
        [
            new Octets(HandshakeMessages.Message(
                new(initiator, default), IkeRole.Responder, ExchangeType.IkeSaInit, 0,
                HandshakeMessages.ToPayloads(notify).Payloads).ToArray()),
        ],
        flow);

    /// <summary>Over TCP messages stay whole, RFC 9329 §7.</summary>
    private HandshakeWork WorkOf(Flow flow) => flow.IsOverTcp ? _whole : _work;

    private void Plan() => Deadline = _open.Count == 0
        ? null
        : _open.Values.Select(entry => IkeResponder.Deadline(_config, entry.State))
            .Aggregate(Instant.Earliest);
}
