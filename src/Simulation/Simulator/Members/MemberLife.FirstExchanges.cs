using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// IKE_SA_INIT to IKE_AUTH by the shipped machines. What is half open is in the memory of one
/// member and of one reign: who takes over knows nothing of it. An IKE SA stands by a fact, and its
/// answer leaves with that fact.
/// </content>
internal sealed partial class MemberLife : IHandshakeBox
{
    private readonly IkeResponses _responses;
    private readonly IkeAttempts _attempts;
    private readonly Dictionary<IkeSpi, Action<bool>> _reestablishing = [];
    private bool _wantsCookies;
    private const ushort PlainPort = 500;

    /// <inheritdoc/>
    Instant IHandshakeBox.Now => Now;

    /// <inheritdoc/>
    public void Fill(Span<byte> octets) => _box.Chance.Fill(octets);

    /// <inheritdoc/>
    Spi IHandshakeBox.DrawChildSpi() => DrawSpi();

    /// <inheritdoc/>
    IkeSpi IHandshakeBox.DrawIkeSpi() => DrawFree();

    /// <inheritdoc/>
    public int ExchangesOf(IkeSpi initiator) => _stage.ExchangesOf(initiator);

    /// <inheritdoc/>
    public HandshakeCredentials? CredentialsOf(IkeSpi initiator, Octets identity) =>
        _stage.Agreements.Of(initiator) is { } agreement
        && _stage.Peers.GetValueOrDefault(agreement.Peer) is { } peer
        && peer.Identity == identity && _connections.Contains(agreement.Peer)
            ? _stage.Policies.CredentialsOf(
                agreement.Sas, OwnIdentity(agreement.Sas), agreement.Peer)
            : null;

    /// <summary>MOBIKE is supported where the peer says so, RFC 4555 §3.3.</summary>
    public Items<NotifyPayloadValue> SaysTo(
        IkeSpiPair spis, IkeRole role, Items<NotifyPayloadValue> said) =>
        [
            .. said.Where(one => one.Data is NotifyPayloadData.MobikeSupported).Take(1),
            .. TokensFor(new(spis.Initiator, spis.Responder), role == IkeRole.Initiator),
        ];

    /// <inheritdoc/>
    void IHandshakeBox.Later(TimeSpan time, Action act) => Later(time, act);

    /// <inheritdoc/>
    public void Tell(IkeSpi initiator, string what, Reason why)
    {
        var peer = _stage.Agreements.Of(initiator)?.Peer;
        _stage.Tell(
            MomentKind.Peer, _box.Name,
            peer is not null && !_connections.Contains(peer)
                ? $"{what} {peer}, which it has no connection for: {why}"
                : $"{what} {peer ?? "nobody"}: {why}");
    }

    /// <summary>RFC 6027 §3.9: an SPI that no IKE SA has, half open or not.</summary>
    private IkeSpi DrawFree() => _stage.Options.Mischief.HasFlag(Mischief.SpiAgain)
        ? Spis.Make(ulong.MaxValue)
        : DrawIkeSpi();

    private Octets OwnIdentity(SaPlan sas) =>
        MemberSettings.IdentityOf(MemberSettings.NameOf(_box.Gateway, sas));

    private HandshakeKeys FirstKeys()
    {
        NoncePartition.TryCreate(_box.Number, 0, out var partition, out _);
        return new(_stage.Cryptography, partition, Fill, isRepeatable: true);
    }

    private void EndHandshakes()
    {
        _responses.Clear();
        _attempts.Clear();
        foreach (var (spi, then) in _reestablishing.ToArray())
        {
            _reestablishing.Remove(spi);
            Later(TimeSpan.Zero, () => then(false));
        }

        EndOldExchanges();
    }

    private bool IsHalfOpen(IkeSpi initiator) =>
        _responses.Has(initiator) || _attempts.Has(initiator);

    /// <summary>A message of IKE_SA_INIT.</summary>
    private void Greeted(Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (!MaySend)
        {
            return;
        }

        if (message.Flags.Response)
        {
            _attempts.Hear(octets, message.InitiatorSpi);
            return;
        }

        _responses.Hear(octets, message.InitiatorSpi, CallerOf(packet, message));
        if (_responses.WantsCookies && !_wantsCookies)
        {
            _stage.Tell(MomentKind.Peer, _box.Name, "wants cookies of who greets it");
        }

        _wantsCookies = _responses.WantsCookies;
        _stage.Watch.HalfOpen(_responses.Count);
    }

    /// <summary>A message of IKE_INTERMEDIATE or IKE_AUTH; false: it is of none that is half open
    /// here.</summary>
    private bool Proves(Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        var initiator = message.InitiatorSpi;
        if (message.Flags.Response)
        {
            var isOurs = _attempts.Has(initiator);
            if (isOurs && MaySend)
            {
                _attempts.Hear(octets, initiator);
            }

            return isOurs;
        }

        var isHalfOpen = _responses.Has(initiator);
        if (isHalfOpen && IsOpen)
        {
            _responses.Hear(octets, initiator, CallerOf(packet, message));
        }

        return isHalfOpen;
    }

    private Caller CallerOf(Ipv4Packet packet, IkeHeaderValue message)
    {
        var (back, place, stream) = (WayBack(packet), UdpCarried.SourceOf(packet), _reading);
        return new(
            FlowOf(packet),
            answer =>
            {
                if (back is { } way)
                {
                    SendIke(way, answer.Span, kind: null);
                }
            },
            () => Elsewhere(message),
            (made, keys, settled) =>
            {
                if (back is { } way)
                {
                    _waysBack[(made.Id, made.Response!.Id)] = way;
                }

                Establish(made, keys, place, isFact =>
                {
                    if (isFact && stream is not null
                        && _stage.Agreements.Of(made.Id.Initiator) is { } agreement)
                    {
                        Follow(agreement, stream);
                    }

                    settled(isFact);
                });
            });
    }

    private static UdpFlow FlowOf(Ipv4Packet packet)
    {
        var path = new StateMachines.Mobike.Path(
            HostAddress.From(packet.DestinationAddress), HostAddress.From(packet.SourceAddress));
        return UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            ? new(path, datagram.DestinationPort, datagram.SourcePort)
            : new(path, PlainPort, PlainPort);
    }

    /// <summary>SAs whose peer is authenticated become a fact; those that the peer had before go
    /// with it.</summary>
    private void Establish(
        Established made, HandshakeKeys keys, Place place, Action<bool> then)
    {
        if (_stage.Agreements.Of(made.Id.Initiator) is not { } agreement)
        {
            then(false);
            return;
        }

        agreement.Ike = made.Id;
        agreement.IsMobile = made.Says.Any(one => one.Data is NotifyPayloadData.MobikeSupported);
        agreement.Material = KeyRing.Of(keys.KeysOf(made.Keys.Value), made.Role);
        Made(agreement.Keys, agreement.Material);
        List<KeyHandle> kept = [agreement.Keys];
        var plan = _stage.Peers[agreement.Peer].Plan;
        var child = made.Child is { } first ? Kept(first, agreement, keys, kept) : null;
        var changes = (made with { Keys = agreement.Keys, Child = child }).ToChanges(
            plan.Agreed, ((byte)plan.Window, (byte)_config.MessageIds.Window),
            Encoded(agreement, place),
            child is null ? default : ChildTraffic.ToOctets(child.Selectors)!.Value,
            FirstLeases(agreement.Sas));
        var recorded = RowsOf(agreement);
        Stand(
            agreement,
            [
                .. changes.Where(change => change is not Change.ResponseSent), .. recorded,
            ],
            [.. changes.Where(change => change is Change.ResponseSent)],
            isFact =>
            {
                if (!isFact)
                {
                    kept.ForEach(Forget);
                }

                then(isFact);
            });
    }

    /// <summary>A new IKE SA with the peer of an old one; this member begins.</summary>
    private void Reestablish(IkeSaId old, Action<bool> then)
    {
        if (_stage.PeerOf(old) is not { } peer || !_connections.Contains(peer.Plan.Name)
            || _stage.Agreements.Of(old.Initiator) is not { } before)
        {
            then(false);
            return;
        }

        var place = Known(old) is null ? AgreedPlace(before) : PlaceOf(old);
        if (peer.IsOld)
        {
            ReestablishOld(before, place, then);
            return;
        }

        var agreement = _stage.Offer(
            peer, _box.Gateway, before.Sas, DrawIkeSpi(), ref _box.Chance, isOfMember: true);
        foreach (var child in agreement.Children)
        {
            child.MemberSpi = child.Recorded is null ? DrawSpi() : child.MemberSpi;
            _stage.Agreements.Add(child, agreement.Sas);
        }

        var spi = agreement.Initiator;
        _reestablishing[spi] = then;
        var (remote, port) = (place.Address, place.Port == 0 ? PlainPort : place.Port);
        _attempts.Begin(
            spi,
            new HandshakeWish(
                OwnIdentity(before.Sas), peer.Identity,
                agreement.Children.Count > 0 ? [] : _stage.Policies.SuitesOf(before.Sas),
                new(
                    ExchangePolicies.Any,
                    ExchangePolicies.RangeOf(peer.RemoteOf(before.Sas, 0))))
            {
                IsTransport = before.Sas.IsOfTunnel,
            },
            new(
                new(EndOf(agreement), remote),
                place.Port == 0 ? PlainPort : UdpCarried.Port, port),
            new(
                octets =>
                {
                    if (MaySend && WayOf(agreement, place) is { } way)
                    {
                        SendIke(way, octets.Span, kind: null);
                    }
                },
                () => { },
                _ => Reestablished(spi, isDone: false),
                (made, keys, settled) =>
                {
                    _stage.Watch.Reestablished();
                    Establish(made, keys, place, isFact =>
                    {
                        settled(isFact);
                        Reestablished(spi, isFact);
                    });
                },
                _ => Reestablished(spi, isDone: false)),
            DrawSpi());
    }

    private void Reestablished(IkeSpi spi, bool isDone)
    {
        if (_reestablishing.Remove(spi, out var then))
        {
            then(isDone);
        }
    }
}
