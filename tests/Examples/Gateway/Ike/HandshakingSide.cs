using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Gateway.Isakmp;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>One side of first exchanges as the gateway has it, without sockets: what it says and
/// what is to be a fact waits for whoever takes it on.</summary>
internal sealed class HandshakingSide : IHandshakeHolder, IDisposable
{
    private const string Peer = "peer";

    private readonly byte _member;
    private readonly Flow _flow;
    private readonly Secret _shared = new([1, 2, 3, 4, 5, 6, 7, 8]);
    private readonly Handshakes _handshakes;
    private readonly Initiations _initiations;
    private readonly Octets _ours;
    private readonly Octets _theirs;
    private readonly TrafficPair _traffic;
    private uint _drawn;

    /// <param name="member">Its number, which is in what it draws.</param>
    /// <param name="isGateway">Whether it is the cluster.</param>
    public HandshakingSide(byte member, bool isGateway)
    {
        _member = member;
        var (mars, carol) = (
            IdentityText.Read("fqdn:mars.example")!.Value,
            IdentityText.Read("fqdn:carol.example")!.Value);
        var (here, there) = (HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2"));
        (_ours, _theirs) = isGateway ? (mars, carol) : (carol, mars);
        _flow = new(isGateway ? new Path(here, there) : new Path(there, here), 500, 500);
        _traffic = isGateway
            ? new([IsakmpSide.Inside], [IsakmpSide.Behind])
            : new([IsakmpSide.Behind], [IsakmpSide.Inside]);
        Assert.True(IkeResponder.Config.TryCreate(new(), out var answering, out _));
        Assert.True(IkeInitiator.Config.TryCreate(new(), out var beginning, out _));
        _handshakes = new(
            answering, IsakmpSide.Provider, member, RandomNumberGenerator.Fill, Find, this);
        _initiations = new(
            beginning, IsakmpSide.Provider, member, RandomNumberGenerator.Fill, Find, this);
    }

    public Instant Now { get; private set; } = Instant.FromMilliseconds(1);

    public List<Octets> Said { get; } = [];

    public Queue<Action> Facts { get; } = new();

    public List<(IkeSaId Id, IkeRole Role)> Stand { get; } = [];

    public List<bool> Ends { get; } = [];

    public List<string> Complaints { get; } = [];

    public bool IsUnderWay => _initiations.IsUnderWay(Peer);

    public void Begin() => _initiations.Begin(
        Peer,
        new HandshakeWish(_ours, _theirs, EspSuites.Plain, _traffic) { IsInitialContact = true },
        _flow, Now, Ends.Add);

    public void Hear(Octets octets)
    {
        Assert.True(IkeFixedHeader.TryParse(octets.Span, out var header, out _));
        var id = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
        if (Stand.Any(one => one.Id == id))
        {
            return;
        }

        if (header.Flags.Response)
        {
            _initiations.Hear(octets.Span, header.InitiatorSpi, _flow, Now);
        }
        else
        {
            _handshakes.Hear(octets.Span, header.InitiatorSpi, _flow, Now);
        }
    }

    public void Pass(TimeSpan time)
    {
        Now += time;
        _handshakes.Tick(Now);
        _initiations.Tick(Now);
    }

    public void Dispose()
    {
        _handshakes.Dispose();
        _initiations.Dispose();
        _shared.Dispose();
    }

    IkeSpi IHandshakeHolder.DrawIkeSpi() => new(((ulong)_member << 56) | ++_drawn);

    Spi IHandshakeHolder.DrawChildSpi() => new(((uint)_member << 24) | ++_drawn);

    void IHandshakeHolder.Send(Items<Octets> octets, Flow flow) => Said.AddRange(octets);

    void IHandshakeHolder.Complain(Octets identity, Flow flow, string what) =>
        Complaints.Add(what);

    Func<IkeSaId, bool> IHandshakeHolder.Standing()
    {
        HashSet<IkeSaId> there = [.. Stand.Select(one => one.Id)];
        return there.Contains;
    }

    void IHandshakeHolder.Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled)
    {
        var replaced = FirstContacts.Replaced(
            made, [.. Stand], [.. Stand.Select(one => one.Id).Where(stood)]);
        Facts.Enqueue(() =>
        {
            Stand.RemoveAll(one => replaced.Contains(one.Id));
            Stand.Add((made.Id, made.Role));
            settled(true);
            if (made.Response is { } answer)
            {
                Said.AddRange(answer.Octets);
            }

            if (made.Role == IkeRole.Responder)
            {
                _initiations.Yield(Peer, Now);
            }
        });
    }

    private HandshakeCredentials? Find(Octets identity, Items<CertPayloadValue> certificates) =>
        identity == _theirs
            ? new(new(_ours, EspSuites.Default, [new(_traffic.Local, _traffic.Remote)]))
            {
                Shared = _shared,
            }
            : null;
}
