using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>Over which tunnel a packet goes, and what a tunnel asks for.</summary>
public sealed class TunnelTables : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress There = HostAddress.Parse("192.0.2.2");

    private static readonly PacketFlow Flow = new(
        HostAddress.Parse("10.1.0.1"), HostAddress.Parse("10.2.0.1"), 17, 1, 2);

    private readonly TunnelTable _table = new();

    [Fact]
    public void The_newest_that_the_peer_is_known_to_have_carries_a_packet()
    {
        Assert.Null(_table.For(Flow));
        var old = Put(0x101);
        Assert.Same(old, _table.For(Flow));
        var next = Put(0x201);
        next.IsConfirmed = false;
        Assert.Same(old, _table.For(Flow));

        // A packet of the peer shows that it has it.
        next.Accept(1, Instant.Zero);
        Assert.Same(next, _table.For(Flow));
        next.IsConfirmed = false;
        _table.Remove(new(0x101));
        Assert.Same(next, _table.For(Flow));
        next.IsReady = false;
        Assert.Null(_table.For(Flow));
    }

    [Fact]
    public void What_is_for_somewhere_else_goes_nowhere()
    {
        var tunnel = Put(0x101);
        Assert.Same(tunnel, _table.Of(new(0x101)));
        Assert.Null(_table.For(Flow with { Destination = HostAddress.Parse("10.3.0.1") }));
        Assert.Null(_table.For(Flow with { Source = HostAddress.Parse("10.9.0.1") }));
        Assert.Same(tunnel, _table.For(Flow));
        _table.Clear();
        Assert.Null(_table.For(Flow));
        Assert.Null(_table.Of(new(0x101)));
    }

    [Fact]
    public void A_tunnel_with_the_SPI_of_another_takes_its_place()
    {
        Put(0x101);
        var next = Put(0x101);
        Assert.Same(next, Assert.Single(_table.All));
        Assert.Same(next, _table.For(Flow));
    }

    [Fact]
    public void Numbers_are_asked_for_before_they_are_used_up_and_once()
    {
        var tunnel = Put(0x101);
        Assert.Equal(64u, tunnel.LeaseWanted(64));
        tunnel.AskedLease = 64;
        Assert.Null(tunnel.LeaseWanted(64));
        tunnel.Grant(64, 64_000);
        for (var sent = 0; sent < 32; sent++)
        {
            Assert.Null(tunnel.LeaseWanted(64));
            tunnel.Sent(100);
        }

        tunnel.Sent(100);
        Assert.Equal(33u + 64, tunnel.LeaseWanted(64));
        Assert.Equal(3_300u, tunnel.Octets.Used);
    }

    [Fact]
    public void A_packet_above_the_floor_waits_until_it_rises()
    {
        var tunnel = Put(0x101);
        byte[] packet = [1, 2, 3];
        Assert.Null(tunnel.FloorWanted(64));
        tunnel.TryWait(9, packet);
        Assert.Equal(9u, tunnel.FloorWanted(64));

        // One is asked for at a time, whatever comes meanwhile.
        tunnel.AskFloor(9);
        tunnel.TryWait(19, packet);
        Assert.Null(tunnel.FloorWanted(64));
        tunnel.Raise(8);
        Assert.Empty(Released(tunnel));
        tunnel.Raise(9);
        Assert.Equal(packet, Assert.Single(Released(tunnel)));
        Assert.Empty(Released(tunnel));
        Assert.Equal(19u, tunnel.FloorWanted(64));
    }

    [Fact]
    public void A_floor_comes_down_with_the_rate_and_never_below_what_was_accepted()
    {
        var tunnel = Put(0x101);
        var now = Instant.Zero + TimeSpan.FromMinutes(1);
        for (var number = 1UL; number <= 2_000; number++)
        {
            tunnel.Accept(number, now);
        }

        tunnel.Accept(2_001, now + TimeSpan.FromSeconds(1));
        tunnel.AskFloor(2_101);
        Assert.Equal(2_101u, tunnel.Floor.Top + InboundFloor.Ahead(2_000, 1 << 16));
        Assert.Null(tunnel.FloorInExcess(now + TimeSpan.FromSeconds(9), 1 << 16));
        tunnel.Raise(2_101);

        // At that rate it is as it should be, and not once it is over.
        Assert.Null(tunnel.FloorInExcess(now + TimeSpan.FromSeconds(1), 1 << 16));
        Assert.Equal(2_001u, tunnel.FloorInExcess(now + TimeSpan.FromSeconds(1), 0));
        Assert.Equal(2_001u, tunnel.FloorInExcess(now + TimeSpan.FromSeconds(9), 1 << 16));
        var before = tunnel.Lower(2_003);
        Assert.Equal(2_003u, tunnel.Floor.Floor);
        Assert.Equal(2_003u, tunnel.In!.AcceptedThrough);
        Assert.Equal(FloorVerdict.Beyond, tunnel.Floor.Judge(2_004));
        tunnel.Lower(0);
        Assert.Equal(2_001u, tunnel.Floor.Floor);
        Assert.Null(tunnel.FloorInExcess(now + TimeSpan.FromSeconds(9), 1 << 16));

        // Where it does not become a fact it is as before; and it rises again.
        tunnel.TryWait(2_002, [1]);
        Assert.Null(tunnel.FloorInExcess(now + TimeSpan.FromSeconds(9), 0));
        Assert.Equal(2_102u, tunnel.FloorWanted(1 << 16));
        tunnel.Raise(before.Floor);
        Assert.Equal(2_101u, tunnel.In.AcceptedThrough);
    }

    [Fact]
    public void Many_packets_wait_and_what_has_no_room_is_lost_alone()
    {
        var tunnel = Put(0x101);
        byte[] packet = [1, 2, 3];
        const int most = WaitingRoom.PacketsMax / 2;
        for (var number = 1UL; number <= most + 9; number++)
        {
            tunnel.TryWait(number + 2, packet);
            tunnel.TryWait(3, packet);
        }

        Assert.Equal(most, _table.Room.Packets);
        tunnel.Raise(5);
        Assert.Equal(3, Released(tunnel).Count);
        Assert.Equal(most - 3, _table.Room.Packets);
        _table.Remove(new(0x101));
        Assert.Equal((0, 0L), (_table.Room.Packets, _table.Room.Octets));
    }

    [Fact]
    public void An_SA_that_ends_takes_what_waits_for_its_floor_and_hands_on_what_it_held()
    {
        var tunnel = Put(0x101);
        tunnel.Grant(64, 64_000);
        tunnel.Raise(1);
        byte[][] packets = [Sealed(tunnel), Sealed(tunnel), Sealed(tunnel)];
        Assert.Equal(PacketFault.None, Opened(tunnel, packets[0]));
        for (var number = 2; number <= 3; number++)
        {
            Assert.Equal(PacketFault.AwaitsFloor, Opened(tunnel, packets[number - 1]));
            tunnel.TryWait((ulong)number, packets[number - 1]);
        }

        // Its end is proposed, and no fact: another member may have accepted what waits.
        byte[] clear = [1, 2, 3];
        tunnel.Held.Enqueue(clear);
        Assert.Same(clear, Assert.Single(tunnel.Leave()));
        Assert.Empty(tunnel.Held);
        Assert.True(tunnel.IsEnding);
        Assert.Empty(Released(tunnel));
        Assert.Equal(PacketFault.AwaitsFloor, Opened(tunnel, packets[1]));

        // A fact is its end, and nobody else accepts anything of it any more.
        tunnel.End();
        var rest = Released(tunnel);
        Assert.Equal([packets[1], packets[2]], rest);
        Assert.All(rest, packet => Assert.Equal(PacketFault.None, Opened(tunnel, packet)));
        Assert.All(packets, packet => Assert.Equal(PacketFault.Duplicate, Opened(tunnel, packet)));
        Assert.Equal(0, _table.Room.Octets);
    }

    private static byte[] Sealed(Tunnel tunnel)
    {
        // RFC 791 §3.1: a header alone, from inside to outside.
        byte[] clear =
            [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 10, 1, 0, 1, 10, 2, 0, 1];
        var room = new byte[200];
        Assert.True(tunnel.Out!.TryEncapsulate(clear, room, out var length, out _));
        return room[..length];
    }

    private static PacketFault Opened(Tunnel tunnel, ReadOnlySpan<byte> packet) =>
        tunnel.In!.TryDecapsulate(packet, new byte[200], out _, out var refusal)
            ? PacketFault.None
            : refusal.Fault;

    public void Dispose() => _table.Dispose();

    private Tunnel Put(uint spi) => Put(_table, spi);

    /// <summary>Puts a tunnel in that may be used.</summary>
    internal static Tunnel Put(TunnelTable table, uint spi)
    {
        var encryption = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
        var key = new byte[encryption.KeyMaterialLength];
        PacketCipher Cipher() => Provider.CreateCipher(encryption, IntegritySpec.None, key, []);
        var sa = new IpsecSa(new(spi), IpsecMode.Tunnel)
        {
            Outer = new(new(0x010200C0), new(0x020200C0)),
        };
        var tunnel = new Tunnel
        {
            Sa = new(
                new(spi), new(spi), new(new(1), new(2)), new(7), default, default, 0, 0, 0,
                ulong.MaxValue, default),
            Traffic = new(
                [TrafficRange.Between(
                    HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"))],
                [TrafficRange.Between(
                    HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"))]),
            Room = table.Room,
            Place = new(new(new(Here, There), 4500, 4500), IsEncapsulated: true),
            Out = new EspOutbound(
                sa, Cipher(),
                new IvSource(encryption, NoncePartition.Alone, octets => octets.Clear()),
                new OutboundSequence(extended: false)),
            In = new EspInbound(sa, Cipher(), new ReplayWindow(64, extended: false, 0)),
            Lease = SequenceLease.New(extended: false),
            Octets = OctetLease.New(ulong.MaxValue),
            Floor = InboundFloor.New(0),
            IsReady = true,
        };
        table.Put(tunnel);
        return tunnel;
    }

    private static List<byte[]> Released(Tunnel tunnel)
    {
        List<byte[]> released = [];
        tunnel.Release(released, (all, packet) => all.Add(packet.ToArray()));
        return released;
    }
}
