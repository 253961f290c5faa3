using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Holdfast.Gateway;
using Holdfast.Gateway.FirstHop;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Frames to a virtual MAC address go on once more, between two ends of one cable (ADR
/// 72).</summary>
[Collection(Lab.First)]
public sealed class LateFrameTests : IDisposable
{
    private const ushort Ipv4 = 0x0800;
    private const byte Udp = 17;
    private const byte Esp = 50;
    private const byte Icmp = 1;
    private const int HeaderOctets = 14;
    private const int AddressOctets = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly MacAddress Shared = new(0x0000_0C9F_F001);
    private static readonly MacAddress Other = new(0x0000_0C9F_F002);
    private static readonly MacAddress Own = new(0x0200_0000_0001);
    private static readonly MacAddress Host = new(0x0200_0000_0002);

    private readonly string _near = $"hfn{Environment.ProcessId}";
    private readonly string _far = $"hff{Environment.ProcessId}";
    private Socket? _wire;

    [LiveFact]
    public void What_comes_to_the_address_goes_on_from_our_own_and_nothing_else_does()
    {
        var card = Plug();
        using var late = new LateFrames(card, Shared, Own, ofIpsec: false);
        Send(Frame(Shared, Icmp, 1));
        Send(Frame(Other, Icmp, 2));
        Send(Frame(Shared, Udp, 3));
        Assert.Equal(2, Handed(late, 2));
        Assert.Equal([Frame(Shared, Icmp, 1, Own), Frame(Shared, Udp, 3, Own)], Received(2));

        // What went on is not heard as late once more.
        Assert.Equal(0, late.HandOn());
    }

    [LiveFact]
    public void Where_all_else_is_served_still_only_ESP_and_IKE_go_on()
    {
        var card = Plug();
        using var late = new LateFrames(card, Shared, Own, ofIpsec: true);
        Send(Frame(Shared, Icmp, 1));
        Send(Frame(Shared, Esp, 2));
        Send(Frame(Shared, Udp, 3, port: 53));
        Send(Frame(Shared, Udp, 4, port: 500));
        Send(Frame(Shared, Udp, 5, port: 4_500));
        Assert.Equal(3, Handed(late, 3));
        Assert.Equal([2, 4, 5], Received(3).Select(frame => (int)frame[^1]));
    }

    [LiveFact]
    public void One_that_the_card_refuses_keeps_no_other()
    {
        var card = Plug();
        using var late = new LateFrames(card, Shared, Own, ofIpsec: false);
        Send(Frame(Shared, Icmp, 1));
        Send(Frame(Shared, Icmp, 2, length: 1_400));
        Send(Frame(Shared, Icmp, 3));
        Run("ip", "link", "set", _near, "mtu", "1000");
        Thread.Sleep(200);

        // In one turn.
        Assert.Equal(2, late.HandOn());
        Assert.Equal([1, 3], Received(2).Select(frame => (int)frame[^1]));
    }

    /// <summary>What is held for the wire takes the room of the socket, and a card that has none
    /// for a minute must not keep the loop, which says Hellos, for as long.</summary>
    [LiveFact]
    public async Task A_card_without_room_keeps_no_loop_and_costs_no_frame()
    {
        const int count = 300;
        var card = Plug();
        using var late = new LateFrames(card, Shared, Own, ofIpsec: false);
        Run(
            "tc", "qdisc", "add", "dev", _near, "root", "tbf", "rate", "8kbit", "burst", "1600",
            "limit", "10000000");
        for (var at = 0; at < count; at++)
        {
            Send(Frame(Shared, Icmp, 1, length: 1_400));
        }

        await Task.Delay(200);
        var first = await Task.Run(late.HandOn).WaitAsync(Patience);
        Assert.InRange(first, 1, count - 1);
        Assert.True(late.IsBehind);

        // The rest goes on once there is room.
        Run("tc", "qdisc", "del", "dev", _near, "root");
        Assert.Equal(count - first, late.HandOn());
        Assert.False(late.IsBehind);
        Assert.Equal(0, late.KeptOctets);
    }

    /// <summary>Whoever floods the address keeps no Hello waiting, and what is beyond a turn has
    /// the next one.</summary>
    [LiveFact]
    public void A_turn_reads_and_hands_on_no_more_than_is_one_turn()
    {
        const int more = 100;
        const int length = OffloadHeader.Length + 60;
        var card = Plug();
        using var late = new LateFrames(card, Shared, Own, ofIpsec: false);
        for (var at = 0; at < (2 * LateFrames.FramesOfTurn) + more; at++)
        {
            Send(Frame(Shared, Icmp, (byte)at));
        }

        Thread.Sleep(200);
        late.Sift();
        Assert.Equal((LateFrames.FramesOfTurn * length, true), (late.KeptOctets, late.HasMore));
        late.Sift();
        Assert.Equal(
            (2 * LateFrames.FramesOfTurn * length, true), (late.KeptOctets, late.HasMore));

        foreach (var (count, hasMore) in (ReadOnlySpan<(int, bool)>)[
            (LateFrames.FramesOfTurn, true), (LateFrames.FramesOfTurn, true), (more, false)])
        {
            Assert.Equal((count, hasMore), (late.HandOn(), late.HasMore));
            Assert.Equal(
                Enumerable.Range(0, count).Select(at => (byte)at).Take(10),
                Received(10).Take(10).Select(frame => frame[^1]));
        }

        Assert.Equal(0, late.KeptOctets);
    }

    /// <summary>Hundreds of Mbit/s fill the room with what was accepted, before what was not comes.
    /// </summary>
    [LiveFact]
    public void What_was_accepted_takes_no_room_of_what_comes_late()
    {
        const uint count = 8_000;
        var accepted = 0u;
        var card = Plug();
        using var late = new LateFrames(
            card, Shared, Own, ofIpsec: true,
            (spi, number) => spi.Value == 0x101 && number.Value <= accepted);
        for (accepted = 1; accepted < count; accepted++)
        {
            Send(EspFrame(0x101, accepted));
            if (accepted % 100 == 0)
            {
                late.Sift();
            }
        }

        accepted = count - 1;

        // Nobody has accepted these, nor any of an SA that is not known.
        Send(EspFrame(0x101, count));
        Send(EspFrame(0x201, 7));
        Assert.Equal(2, Handed(late, 2));
        Assert.Equal(0, late.KeptOctets);
    }

    [LiveFact]
    public void What_is_accepted_later_makes_room_for_what_is_not()
    {
        var accepted = 0u;
        var card = Plug();
        using var late = new LateFrames(
            card, Shared, Own, ofIpsec: true, (_, number) => number.Value <= accepted);
        var sent = 0u;
        while (late.KeptOctets + 1_500 < LateFrames.RoomOctets)
        {
            for (var at = 0; at < 50; at++)
            {
                Send(EspFrame(0x101, ++sent));
            }

            Thread.Sleep(1);
            late.Sift();
        }

        var full = late.KeptOctets;
        Send(EspFrame(0x101, sent + 1));
        Sift();
        Assert.InRange(late.KeptOctets, full, LateFrames.RoomOctets);
        accepted = sent;
        for (var at = 2u; at <= 100; at++)
        {
            Send(EspFrame(0x101, sent + at));
        }

        Sift();
        Assert.InRange(late.KeptOctets, 90 * 1_400, 100 * 1_500);

        void Sift()
        {
            Thread.Sleep(100);
            late.Sift();
        }
    }

    /// <summary>What is not told by SPI and number is kept.</summary>
    [LiveFact]
    public void Only_packets_that_are_past_as_a_whole_are_dropped()
    {
        var card = Plug();
        using var late = new LateFrames(
            card, Shared, Own, ofIpsec: true, (_, number) => number.Value <= 5);
        Send(InUdp(EspFrame(0x101, 5)));
        Send(InUdp(EspFrame(0x101, 6)));

        // IKE, whatever is where a number would be; a piece behind the first; nothing but a header.
        Send(InUdp(EspFrame(0, 1)));
        var piece = EspFrame(0x101, 1);
        piece[HeaderOctets + 7] = 1;
        Send(piece);
        Send(Frame(Shared, Esp, 0)[..(HeaderOctets + AddressOctets)]);
        Send(Frame(Shared, Udp, 0, port: 4_500)[..(HeaderOctets + AddressOctets + 8)]);
        Assert.Equal(5, Handed(late, 5));
    }

    public void Dispose()
    {
        _wire?.Dispose();
        Run("ip", "link", "del", _near);
    }

    /// <summary>A cable: the index of the card of the member, and a socket at the other end.
    /// </summary>
    private int Plug()
    {
        Run("ip", "link", "add", _near, "type", "veth", "peer", "name", _far);
        foreach (var card in (string[])[_near, _far])
        {
            // Nobody else says a word here.
            Run("sysctl", "-qw", $"net.ipv6.conf.{card}.disable_ipv6=1");
            Run("ip", "link", "set", card, "arp", "off", "up");
        }

        _wire = new(new SafeSocketHandle(
            LibC.OpenSocket(17, 3 | 0x800 | 0x80000, 0), ownsHandle: true));
        LibC.BindPacket((int)_wire.Handle, IndexOf(_far), Ipv4);

        // A card that is up takes frames, and drops them until its queue is there.
        for (var since = Stopwatch.StartNew(); Received(1).Count == 0;)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(10), "the cable passes nothing");
            LibC.SendPacket((int)_wire.Handle, IndexOf(_near), Frame(Other, Icmp, 0));
        }

        return IndexOf(_near);
    }

    private void Send(byte[] frame) =>
        LibC.SendPacket((int)_wire!.Handle, IndexOf(_far), frame);

    /// <summary>How many went on, within a second.</summary>
    private static int Handed(LateFrames late, int wanted)
    {
        var (count, since) = (0, Stopwatch.StartNew());
        while (count < wanted && since.Elapsed < Patience)
        {
            count += late.HandOn();
            Thread.Sleep(5);
        }

        return count + late.HandOn();
    }

    /// <summary>What has come back to the other end, within a second and a moment more.</summary>
    private List<byte[]> Received(int wanted)
    {
        List<byte[]> frames = [];
        var octets = new byte[2_000];
        for (var since = Stopwatch.StartNew();
            frames.Count < wanted && since.Elapsed < Patience;)
        {
            Take();
        }

        Take();
        return frames;

        void Take()
        {
            Thread.Sleep(20);
            while (LibC.Receive((int)_wire!.Handle, octets, waits: false) is > 0 and var length)
            {
                frames.Add(octets[..length]);
            }
        }
    }

    private static byte[] Frame(
        MacAddress to, byte protocol, byte mark, MacAddress? from = null, int length = 60,
        ushort port = 0)
    {
        var frame = new byte[length];
        Write(to, frame);
        Write(from ?? Host, frame.AsSpan(6));
        frame[12] = Ipv4 >> 8;
        frame[HeaderOctets] = 0x45;
        frame[HeaderOctets + 2] = (byte)((length - HeaderOctets) >> 8);
        frame[HeaderOctets + 3] = (byte)(length - HeaderOctets);
        frame[HeaderOctets + 8] = 64;
        frame[HeaderOctets + 9] = protocol;
        frame[HeaderOctets + AddressOctets + 2] = (byte)(port >> 8);
        frame[HeaderOctets + AddressOctets + 3] = (byte)port;
        frame[^1] = mark;
        return frame;
    }

    private static byte[] EspFrame(uint spi, uint number)
    {
        var frame = Frame(Shared, Esp, 1, length: 1_414);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(HeaderOctets + AddressOctets), spi);
        BinaryPrimitives.WriteUInt32BigEndian(
            frame.AsSpan(HeaderOctets + AddressOctets + 4), number);
        return frame;
    }

    /// <summary>The same in a datagram to port 4500, RFC 3948.</summary>
    private static byte[] InUdp(byte[] esp)
    {
        var frame = Frame(Shared, Udp, 1, length: esp.Length + 8, port: 4_500);
        esp.AsSpan(HeaderOctets + AddressOctets).CopyTo(
            frame.AsSpan(HeaderOctets + AddressOctets + 8));
        return frame;
    }

    private static void Write(MacAddress address, Span<byte> to)
    {
        for (var at = 0; at < 6; at++)
        {
            to[at] = (byte)(address.Value >> (8 * (5 - at)));
        }
    }

    private static int IndexOf(string card) => LibC.InterfaceOf(card)
        ?? throw new InvalidOperationException($"there is no {card}");

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
        })!;
        var told = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {told}");
    }
}
