using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>
/// A spoke's end of an IKE SA with another one, and of the CHILD SA under it: IKE_SA_INIT and
/// IKE_AUTH as octets, the shipped machines of message IDs and liveness, ESP in transport mode.
/// </summary>
internal sealed partial class SpokeLink
{
    // All spokes of a world share one key.
    private const string Group = "spokes";
    private const int AttemptsMax = 5;
    private const int WindowLength = 64;
    private const int NamedFrom = 4;
    private static readonly TimeSpan AttemptEvery = TimeSpan.FromSeconds(1);

    private readonly Stage _stage;
    private readonly SpokeBox _box;
    private readonly IkeRole _role;
    private readonly SpokeHandshake _shake;
    private MessageSealer? _sealer;
    private PacketCipher? _opener;
    private EspOutbound? _out;
    private EspInbound? _in;
    private Place _there;

    public SpokeLink(
        Stage stage, SpokeBox box, LinkAgreement agreement, IkeRole role, Place there)
    {
        (_stage, _box, _role, _there) = (stage, box, role, there);
        Agreement = agreement;
        _shake = new(
            stage.Cryptography, role, agreement.Initiator, NoncePartition.Alone, box.Fill);
    }

    public LinkAgreement Agreement { get; }

    /// <summary>The other spoke, once it has proved who it is; null: it has not.</summary>
    public SpokeBox? Remote { get; private set; }

    /// <summary>Where the other one is.</summary>
    public HostAddress There => _there.Address;

    public bool IsUp { get; private set; }

    public bool IsGone { get; private set; }

    private int Side => _role == IkeRole.Initiator ? 0 : 1;

    private KeyRing Keys => _box.KeysOf(_role);

    private LivenessCheck.Sa Sa => new(
        _shake.Spis.Initiator, _shake.Spis.Responder, _role == IkeRole.Initiator);

    /// <summary>Begins it.</summary>
    public void Begin()
    {
        _shake.Greet();
        Attempt();
    }

    /// <summary>A message of it.</summary>
    public void Take(Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (IsGone)
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.IkeSaInit
            || message.ExchangeType == ExchangeType.IkeAuth)
        {
            if (_role == IkeRole.Responder && !message.Flags.Response)
            {
                _there = UdpCarried.SourceOf(packet);
                Respond(octets, message);
            }
            else if (_role == IkeRole.Initiator && message.Flags.Response && !IsUp)
            {
                GoOn(octets, message);
            }
        }
        else if (_opener is not null && IkeContent.Open(_opener, octets) is { } inner)
        {
            Take(message, inner);
        }
    }

    /// <summary>Sends something through the tunnel; false: it is not up.</summary>
    public bool TrySend(EtherType kind, ReadOnlySpan<byte> payload)
    {
        if (!IsUp || _out is null)
        {
            return false;
        }

        var packet = TunnelPackets.Wrap(_box.Here, _there.Address, kind, payload);
        if (!_out.TryEncapsulate(packet, _box.Room, out var written, out _))
        {
            return false;
        }

        Live(new LivenessCheck.Input.Outbound());
        _box.Put(_there.Address, _box.Room.AsSpan(0, written), MessageKind.Esp);
        return true;
    }

    /// <summary>What a packet of its CHILD SA holds; null: it is not authentic, or not new.
    /// </summary>
    public byte[]? Open(ReadOnlySpan<byte> octets, Ipv4Packet packet)
    {
        var right = _in?.Window.Right;
        if (_in is null || IsGone
            || !_in.TryDecapsulate(octets, _box.Room, out var opened, out _))
        {
            return null;
        }

        var inner = _box.Room.AsSpan(0, opened.Written).ToArray();
        if (opened.Number > right)
        {
            Follow(UdpCarried.SourceOf(packet));
        }

        Live(new LivenessCheck.Input.Heard());
        return inner;
    }

    /// <summary>It is gone at this end.</summary>
    public void End()
    {
        if (IsGone)
        {
            return;
        }

        IsGone = true;
        _shake.Dispose();
        if (IsUp)
        {
            IsUp = false;
            Agreement.Set(Side, isUp: false, _stage.Agenda.Now);
        }

        _box.Ended(this);
    }

    private void Attempt()
    {
        if (IsGone || IsUp)
        {
            return;
        }

        if (++_shake.Tries > AttemptsMax || _shake.IsRefused)
        {
            End();
            return;
        }

        SendIke(_shake.Sent);
        _stage.Agenda.After(AttemptEvery, Attempt);
    }

    private void GoOn(ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (message.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (_shake.TakeWelcome(octets, message))
            {
                SendIke(_shake.GoOn(MemberSettings.IdentityOf(_box.Name), Group));
            }
        }
        else if (_shake.IsKeyed && message.MessageId.Value == _shake.Step
            && message.ResponderSpi == _shake.Spis.Responder
            && _shake.Open(octets) is { } inner)
        {
            if (Proved(inner) is { } remote)
            {
                Stand(remote);
            }
            else
            {
                _shake.IsRefused = true;
            }
        }
    }

    private void Respond(ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        var id = message.MessageId.Value;
        if (_shake.Answers.TryGetValue(id, out var before))
        {
            SendIke(before);
        }
        else if (message.ExchangeType == ExchangeType.IkeSaInit && !_shake.IsKeyed)
        {
            if (_shake.Welcome(octets, message, _box.DrawSpi()) is { } welcome)
            {
                SendIke(welcome);
            }
        }
        else if (_shake.IsKeyed && !IsUp && id == _shake.Step
            && _shake.Open(octets) is { } inner && Proved(inner) is { } remote)
        {
            _shake.Answers[id] = _shake.Say(
                ExchangeType.IkeAuth, id, isResponse: true,
                _shake.Proof(MemberSettings.IdentityOf(_box.Name), Group));
            SendIke(_shake.Answers[id]);
            Stand(remote);
        }
    }

    /// <summary>The spoke that the other side has proved to be; null: none.</summary>
    private SpokeBox? Proved(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            var named = payload.Body switch
            {
                IkePayloadBody.IdInitiator(var one) => new Octets(one.ToArray()),
                IkePayloadBody.IdResponder(var other) => new Octets(other.ToArray()),
                _ => default,
            };
            if (named.Length > NamedFrom && _shake.IsProved(inner, named, Group))
            {
                return _stage.Spokes.GetValueOrDefault(
                    Encoding.UTF8.GetString(named.Span[NamedFrom..]));
            }
        }

        return null;
    }

    /// <summary>Both sides have proved who they are: the SAs stand here.</summary>
    private void Stand(SpokeBox remote)
    {
        Remote = remote;
        Keys.TryAdd(Agreement.IkeKeys, _shake.Material(isOfMember: false));
        Keys.TryAdd(Agreement.Keys, Agreement.Material);
        var cipher = Keys.Sealer(Agreement.IkeKeys);
        _sealer = new(
            cipher, new IvSource(cipher.Encryption, NoncePartition.Alone, _box.Fill));
        _opener = Keys.Opener(Agreement.IkeKeys);
        var isOurs = _role == IkeRole.Initiator;
        var own = isOurs ? Agreement.InitiatorSpi : Agreement.ResponderSpi;
        var outer = new TunnelEndpoints(
            MemberLife.Network(_box.Here), MemberLife.Network(_there.Address));
        _out = Leaving(1, 0);
        _in = DataPath.Inbound(
            DataPath.Named(own, isExtended: false, outer, IpsecMode.Transport, Udp),
            Keys.Opener(Agreement.Keys), WindowLength, 0);
        IsUp = true;
        Agreement.Set(Side, isUp: true, _stage.Agenda.Now);
        const uint behind = 2;
        Ids(new MessageIds.Input.Promoted(
            isOurs ? new(behind, 1, [], 0, []) : new(0, 1, [], behind, [])));
        Live(new LivenessCheck.Input.Promoted(SyncsFirst: false));
        _stage.Tell(MomentKind.Sa, _box.Name, $"has an SA with {remote.Name}");
        _box.Up(this);
    }

    /// <summary>RFC 7296 §2.23: one behind a NAT is followed by the newest authentic packet alone.
    /// </summary>
    private void Follow(Place place)
    {
        if (_box.Nat is null && place.Port != 0 && place != _there
            && _out?.Sequence.Next is { } next)
        {
            _there = place;
            _out = Leaving(next, next);
        }
    }

    private EspOutbound Leaving(ulong next, ulong counter) => DataPath.Outbound(
        DataPath.Named(
            _role == IkeRole.Initiator ? Agreement.ResponderSpi : Agreement.InitiatorSpi,
            isExtended: false,
            new(MemberLife.Network(_box.Here), MemberLife.Network(_there.Address)),
            IpsecMode.Transport, Udp),
        Keys.Sealer(Agreement.Keys), NoncePartition.Alone, _box.Fill, next, counter);

    // RFC 3948: where one of both is behind a NAT, IKE and ESP are in UDP 4500.
    private UdpPorts? Udp => _box.Nat is not null ? UdpPorts.Standard
        : _there.Port == 0 ? null
        : new(UdpCarried.Port, _there.Port);

    private void SendIke(ReadOnlySpan<byte> octets) => _box.Put(
        _there.Address,
        UdpCarried.Ike(
            _box.Here, UdpCarried.Port,
            _box.Nat is not null ? new(_there.Address, UdpCarried.Port) : _there, octets),
        _stage.Sealed.KindOf(octets));
}
