using System.Net;
using System.Net.Sockets;
using Holdfast.Gateway;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;
using static Holdfast.Tests.Examples.Gateway.Tunnels.TcpPackets;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>What leaves by one call and comes by one, through the kernel of this machine.</summary>
public sealed class Batches : IDisposable
{
    private const int Headers = 28;
    private static readonly HostAddress Here = HostAddress.Parse("127.0.0.1");

    private readonly Socket _from = Open();
    private readonly Socket _to = Open();
    private readonly Departures _departures = new();
    private readonly Arrivals _arrivals = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Datagrams_come_as_they_left(bool leavesJoined, bool comesJoined)
    {
        if (comesJoined)
        {
            _to.SetRawSocketOption(LibC.UdpLevel, LibC.UdpGro, BitConverter.GetBytes(1));
        }

        int[] lengths =
        [
            1_436, 1_436, 1_436, 700, 1_436, 1_436, 1_436, 1, 2, 2, 900, 900, 1_436,
            .. Enumerable.Repeat(1_200, 70), 33, 20_000, 20_000,
        ];
        var sent = lengths.Select((length, at) => Payload(length, at)).ToArray();
        foreach (var datagram in sent)
        {
            Add(datagram, leavesJoined);
        }

        _departures.Flush();
        Assert.Equal(((ulong)sent.Length, 0ul), (_departures.Sent, _departures.Refused));
        Assert.True(_departures.IsEmpty);
        Assert.Equal(sent, Take());
    }

    [Fact]
    public void More_than_there_is_room_for_leaves_at_once()
    {
        const int count = 1_100;
        List<byte[]> taken = [];
        for (var at = 0; at < count; at++)
        {
            Add(Payload(40, at), isUdp: true);
            if (at % 100 == 99)
            {
                taken.AddRange(Take());
            }
        }

        _departures.Flush();
        taken.AddRange(Take());
        Assert.Equal(Enumerable.Range(0, count).Select(at => Payload(40, at)), taken);
    }

    [Fact]
    public void What_is_dropped_never_leaves()
    {
        Add(Payload(100), isUdp: true);
        Add(Payload(100), isUdp: true);
        Assert.Equal(2, _departures.Drop());
        Add(Payload(7), isUdp: true);
        _departures.Flush();
        Assert.Equal(Payload(7), Assert.Single(Take()));
        Assert.Equal(1ul, _departures.Sent);
    }

    [Fact]
    public void What_the_kernel_refuses_is_counted_and_stops_no_other()
    {
        // A datagram of UDP has 65507 octets at most.
        Add(Payload(100), isUdp: true);
        Add(Payload(65_508), isUdp: true);
        Add(Payload(50), isUdp: true);
        _departures.Flush();
        Assert.Equal((2ul, 1ul), (_departures.Sent, _departures.Refused));
        Assert.Equal([100, 50], Take().Select(datagram => datagram.Length));

        // No such file: the group is tried one by one, and refused.
        for (var at = 0; at < 3; at++)
        {
            Add(Payload(100), isUdp: true, socket: -1);
        }

        _departures.Flush();
        Assert.Equal((2ul, 4ul), (_departures.Sent, _departures.Refused));
    }

    [Fact]
    public void Another_socket_lets_what_waits_leave_first()
    {
        using var other = Open();
        Add(Payload(9), isUdp: true);
        Add(Payload(8), isUdp: true, socket: (int)other.Handle);
        Assert.Equal(Payload(9), Assert.Single(Take()));
        _departures.Flush();
        Assert.Equal(Payload(8), Assert.Single(Take()));
    }

    [Fact]
    public void A_batch_there_and_back_allocates_nothing()
    {
        var datagram = Payload(1_400);
        var to = Port(_to);
        var (from, socket) = ((int)_from.Handle, (int)_to.Handle);
        var count = 0;
        Assert.Equal(0, HeapCost.Least(() =>
        {
            for (var at = 0; at < 40; at++)
            {
                datagram.CopyTo(_departures.Next(Headers + datagram.Length)[Headers..]);
                _departures.Add(
                    from, isUdp: true, Headers + datagram.Length, Headers, Here, to);
            }

            _departures.Flush();
            for (int messages; (messages = _arrivals.Receive(socket)) > 0;)
            {
                for (var at = 0; at < messages; at++)
                {
                    var datagrams = _arrivals.Of(at, Headers);
                    while (datagrams.MoveNext())
                    {
                        count++;
                    }
                }
            }
        }));
        Assert.Equal(HeapCost.Times * 40, count);
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private void Add(byte[] datagram, bool isUdp, int? socket = null)
    {
        var room = _departures.Next(Headers + datagram.Length + 100);
        datagram.CopyTo(room[Headers..]);
        _departures.Add(
            socket ?? (int)_from.Handle, isUdp, Headers + datagram.Length, Headers, Here,
            Port(_to));
    }

    private List<byte[]> Take()
    {
        List<byte[]> taken = [];
        for (int messages; (messages = _arrivals.Receive((int)_to.Handle)) > 0;)
        {
            for (var at = 0; at < messages; at++)
            {
                Assert.Equal(Here, _arrivals.From(at).Address);
                var datagrams = _arrivals.Of(at, Headers);
                while (datagrams.MoveNext())
                {
                    taken.Add(datagrams.Current[Headers..].ToArray());

                    // The room before a datagram is the end of the one before.
                    datagrams.Current[..Headers].Clear();
                }
            }
        }

        return taken;
    }

    private static ushort Port(Socket socket) => (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
        };
        SocketRoom.Set(socket);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
