using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>Who sends and receives what the SAs protect: on a segment, or behind a peer.</summary>
internal sealed class HostBox(
    string name, HostAddress address, LanPort? port, PeerBox? peer, SpokeBox? spoke)
{
    public string Name => name;

    public HostAddress Address => address;

    public LanPort? Port => port;

    public PeerBox? Peer => spoke is null ? peer : null;

    /// <summary>The spoke behind which it is; null: it is behind none.</summary>
    public SpokeBox? Spoke => spoke;

    /// <summary>The gateway through which it is reached; null: through none.</summary>
    public GatewayPlan? Gateway => spoke is null ? peer?.Gateway : spoke.HubInUse;
}

/// <summary>Packets from one host to another: each has a number, and is received once.</summary>
internal sealed class Flow
{
    private const int HeadersLength = 28;
    private const int ContentLength = 12;
    private const ushort Port = 4_000;

    private readonly byte[] _template;
    private readonly Watching.NumberSet _received = new();

    public Flow(int index, FlowPlan plan, HostBox from, HostBox to)
    {
        (Index, Plan, From, To) = (index, plan, from, to);
        var payload = new byte[Math.Max(ContentLength, plan.SizeOctets - HeadersLength)];
        BinaryPrimitives.WriteInt32BigEndian(payload, index);
        _template = Ether.Udp(from.Address, to.Address, Port, Port, 64, payload);
    }

    public int Index { get; }

    public FlowPlan Plan { get; }

    public HostBox From { get; }

    public HostBox To { get; }

    public long Sent { get; private set; }

    public long Received => (long)_received.Count;

    /// <summary>Packets that came again.</summary>
    public long Again { get; private set; }

    public Instant LastReceived { get; private set; }

    public Instant FirstSent { get; private set; }

    public Instant LastSent { get; private set; }

    public TimeSpan LongestGap { get; private set; }

    /// <summary>Whether nothing has arrived for so long that it is said.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The next packet; the same memory each time.</summary>
    public ReadOnlySpan<byte> Next(Instant now)
    {
        FirstSent = Sent == 0 ? now : FirstSent;
        LastReceived = Sent == 0 ? now : LastReceived;
        LastSent = now;
        BinaryPrimitives.WriteInt64BigEndian(_template.AsSpan(HeadersLength + 4), Sent++);
        return _template;
    }

    /// <summary>The flow of a packet, and its number; false: it is of none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out int index, out long number)
    {
        (index, number) = (0, 0);
        if (!Ipv4Packet.TryParse(packet, out var ip, out _) || ip.Protocol != IpProtocol.Udp
            || !UdpDatagram.TryParse(ip.Payload, out var datagram, out _)
            || datagram.DestinationPort != Port || datagram.Payload.Length < ContentLength)
        {
            return false;
        }

        index = BinaryPrimitives.ReadInt32BigEndian(datagram.Payload);
        number = BinaryPrimitives.ReadInt64BigEndian(datagram.Payload[4..]);
        return true;
    }

    public void Take(long number, Instant now)
    {
        if (!_received.Add((ulong)number))
        {
            Again++;
            return;
        }

        LongestGap = now - LastReceived > LongestGap ? now - LastReceived : LongestGap;
        LastReceived = now;
    }
}
