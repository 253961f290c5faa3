using System.Net;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Loading;

/// <summary>
/// ESP of all peers over one socket: questions go in, each over the newest CHILD SA of its peer,
/// and answers come out. Nothing is allocated for a packet.
/// </summary>
internal sealed class LoadTunnels : IDisposable
{
    private const int WindowSize = 1_024;

    private readonly LoadSettings _settings;
    private readonly IkePort _port;
    private readonly Flow _flow;
    private readonly CryptoProvider _provider;
    private readonly Peer[] _peers;
    private readonly Dictionary<Spi, Child> _children = [];
    private readonly Arrivals _arrivals = new();
    private readonly Departures _departures = new();
    private readonly byte[] _question;
    private readonly byte[] _opened = new byte[70_000];
    private readonly byte[] _framed = new byte[70_000];
    private readonly ulong[] _refused = new ulong[Enum.GetValues<PacketFault>().Length];
    private Instant? _since;

    /// <param name="settings">Who asks whom.</param>
    /// <param name="port">The socket.</param>
    /// <param name="flow">Over which packets go.</param>
    /// <param name="provider">Who computes.</param>
    public LoadTunnels(
        LoadSettings settings, IkePort port, Flow flow, CryptoProvider provider)
    {
        (_settings, _port, _flow, _provider) = (settings, port, flow, provider);
        _question = new byte[EchoQuestion.HeadersLength + settings.Payload];
        for (var at = EchoQuestion.HeadersLength; at < _question.Length; at++)
        {
            _question[at] = (byte)at;
        }

        _peers = [.. Enumerable.Range(0, settings.Peers).Select(at => new Peer(
            settings.Behind(at), (ushort)at))];
    }

    /// <summary>What became of the questions of each peer.</summary>
    public IReadOnlyList<Peer> Peers => _peers;

    /// <summary>The longest time in which nobody had an answer, since the first question.
    /// </summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>How long answers took, all together.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>How long the slowest answer took.</summary>
    public TimeSpan WaitedMost { get; private set; }

    /// <summary>Datagrams that the kernel did not take.</summary>
    public ulong Unsent { get; private set; }

    /// <summary>Packets of no CHILD SA.</summary>
    public ulong Unknown { get; private set; }

    /// <summary>Packets that came out of a tunnel and answer nothing.</summary>
    public ulong Strange { get; private set; }

    /// <summary>Packets that ESP refused, by the reason.</summary>
    public ulong Refused(PacketFault why) => _refused[(int)why];

    /// <summary>A peer, and what it has.</summary>
    /// <param name="behind">What is behind it.</param>
    /// <param name="id">The identifier of its questions.</param>
    internal sealed class Peer(HostAddress behind, ushort id)
    {
        public HostAddress Behind => behind;

        public ushort Id => id;

        public AnswerLog Log { get; } = new();

        /// <summary>Its CHILD SAs, the newest last.</summary>
        public List<Child> Children { get; } = [];

        /// <summary>The one that sends; null: none does.</summary>
        public Child? Sends => Children.FindLast(static child => !child.IsQuiet);

        /// <summary>The SPIs of its first CHILD SA, ours and the gateway's.</summary>
        public (Spi In, Spi Out) First { get; set; }

        /// <summary>How many CHILD SAs it has had.</summary>
        public int Had { get; set; }

        /// <summary>Whether it has the SPIs that it had first.</summary>
        public bool IsKept => Had == 1 && Children.Count == 1;
    }

    /// <summary>A CHILD SA.</summary>
    internal sealed record Child(Peer Peer, Spi Inbound, EspOutbound Out, EspInbound In)
    {
        public bool IsQuiet { get; set; }
    }

    /// <summary>A peer has a CHILD SA.</summary>
    public void Up(int peer, EstablishedChild made, KeyMaterial keys)
    {
        var extended = made.Suite.Esn;
        var (ours, theirs) = (AddressOf(_flow.Path.Local), AddressOf(_flow.Path.Remote));
        var sealer = keys.CreateCipher(_provider, isOurs: true);
        var child = new Child(
            _peers[peer], made.Inbound,
            new(
                new(made.Outbound, IpsecMode.Tunnel, extended)
                {
                    Outer = new(ours, theirs),
                    Udp = new(_flow.LocalPort, _flow.RemotePort),
                },
                sealer,
                new IvSource(
                    sealer.Encryption, NoncePartition.Alone, RandomNumberGenerator.Fill),
                new OutboundSequence(extended)),
            new(
                new(made.Inbound, IpsecMode.Tunnel, extended)
                {
                    Outer = new(theirs, ours),
                    Udp = new(_flow.RemotePort, _flow.LocalPort),
                },
                keys.CreateCipher(_provider, isOurs: false),
                new ReplayWindow(WindowSize, extended)));
        _children.Add(made.Inbound, child);
        var owner = _peers[peer];
        owner.Children.Add(child);
        if (owner.Had++ == 0)
        {
            owner.First = (made.Inbound, made.Outbound);
        }
    }

    /// <summary>A CHILD SA is gone.</summary>
    public void Down(Spi inbound)
    {
        if (_children.Remove(inbound, out var child))
        {
            child.Peer.Children.Remove(child);
            child.Out.Dispose();
            child.In.Dispose();
        }
    }

    /// <summary>Nothing is sent over it any more.</summary>
    public void Quiet(Spi inbound)
    {
        if (_children.TryGetValue(inbound, out var child))
        {
            child.IsQuiet = true;
        }
    }

    /// <summary>Asks a question of a peer; it leaves with <see cref="Flush"/>. False: the peer has
    /// no CHILD SA.</summary>
    public bool Ask(int peer, Instant now)
    {
        var asks = _peers[peer];
        if (asks.Sends is not { } child)
        {
            return false;
        }

        _since ??= now;
        new EchoQuestion(asks.Log.Ask(now), now).Write(
            _question, asks.Behind, _settings.To, asks.Id);
        var room = _departures.Next(child.Out.OutputLengthMax(_question.Length));
        if (child.Out.TryEncapsulate(_question, room, out var written, out var refusal))
        {
            _departures.Add(
                _port.File, isUdp: true, written, OuterPacket.UdpRoom, _flow.Path.Remote,
                _flow.RemotePort);
        }
        else
        {
            _refused[(int)refusal.Fault]++;
        }

        return true;
    }

    /// <summary>What was asked leaves.</summary>
    public void Flush()
    {
        var refused = _departures.Refused;
        _departures.Flush();
        Unsent += _departures.Refused - refused;
    }

    /// <summary>Sends datagrams of IKE.</summary>
    public void Send(Items<Octets> octets)
    {
        foreach (var one in octets)
        {
            // RFC 3948 §2.2: four zeroes tell IKE from ESP.
            var framed = _framed.AsSpan(0, IkePort.MarkerLength + one.Length);
            framed[..IkePort.MarkerLength].Clear();
            one.Span.CopyTo(framed[IkePort.MarkerLength..]);
            Unsent += _port.Send(framed, _flow) == 0 ? 0u : 1u;
        }
    }

    /// <summary>Hears a message of IKE.</summary>
    internal delegate void IkeHearer(ReadOnlySpan<byte> octets, Instant now);

    /// <summary>Takes what has come; false: there may be more.</summary>
    public bool Hear(Instant now, IkeHearer ike)
    {
        var messages = _arrivals.Receive(_port.File);
        for (var at = 0; at < messages; at++)
        {
            var datagrams = _arrivals.Of(at, OuterPacket.UdpRoom);
            var (address, port) = _arrivals.From(at);
            while (datagrams.MoveNext())
            {
                var datagram = datagrams.Current[OuterPacket.UdpRoom..];
                if (address != _flow.Path.Remote || port != _flow.RemotePort
                    || datagram.Length <= 1)
                {
                    continue;
                }

                if (datagram.StartsWith("\0\0\0\0"u8))
                {
                    ike(datagram[IkePort.MarkerLength..], now);
                }
                else
                {
                    OuterPacket.WriteUdp(datagrams.Current, _flow);
                    HearEsp(datagrams.Current, now);
                }
            }
        }

        return messages < Arrivals.MessagesMax;
    }

    /// <summary>There are no questions any more.</summary>
    public void End(Instant now)
    {
        foreach (var peer in _peers)
        {
            peer.Log.End(now);
        }

        Hush(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var child in _children.Values)
        {
            child.Out.Dispose();
            child.In.Dispose();
        }

        _children.Clear();
    }

    private void HearEsp(ReadOnlySpan<byte> packet, Instant now)
    {
        if (!EspPacket.TryParse(packet[OuterPacket.UdpRoom..], out var esp, out _)
            || !_children.TryGetValue(esp.Spi, out var child))
        {
            Unknown++;
            return;
        }

        if (!child.In.TryDecapsulate(packet, _opened, out var opened, out var refusal))
        {
            _refused[(int)refusal.Fault]++;
            return;
        }

        var peer = child.Peer;
        if (!EchoQuestion.TryReadAnswer(
            _opened.AsSpan(0, opened.Written), _settings.To, peer.Behind, peer.Id,
            out var question))
        {
            Strange++;
            return;
        }

        if (peer.Log.Answer(question.Number, now))
        {
            var took = now > question.At ? now - question.At : TimeSpan.Zero;
            Waited += took;
            WaitedMost = took > WaitedMost ? took : WaitedMost;
            Hush(now);
            _since = now;
        }
    }

    private void Hush(Instant now)
    {
        var silence = _since is { } since ? now - since : TimeSpan.Zero;
        Silence = silence > Silence ? silence : Silence;
    }

    private static IPAddress AddressOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);
        return new(octets);
    }
}
