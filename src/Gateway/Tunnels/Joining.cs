using System.Buffers.Binary;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Takes a packet with an <see cref="OffloadHeader"/> before it; false: it was not taken.
/// </summary>
internal delegate bool DeliverPacket(ReadOnlySpan<byte> packet);

/// <summary>
/// Clear packets on their way into a TUN device: segments of TCP that follow each other become one
/// long packet, which the kernel carries as it carries one, and cuts again where it leaves. What
/// is waiting here goes in order at the end of a batch, or at once where something else of its
/// connection follows. Joined is only what is intact: its checksums are made anew.
/// </summary>
internal sealed class Joining(DeliverPacket deliver)
{
    /// <summary>Octets of a packet at most.</summary>
    public const int PacketMax = 65_535;

    // So many connections are joined at a time; for one more, one of them goes.
    private const int PilesMax = 8;
    private const int Head = OffloadHeader.Length;
    private readonly Pile[] _piles = [.. Enumerable.Range(0, PilesMax).Select(_ => new Pile())];
    private int _used;
    private int _turn;

    private sealed class Pile
    {
        public readonly byte[] Octets =
            GC.AllocateUninitializedArray<byte>(Head + PacketMax);

        public TcpSegment First;
        public int Count;
        public int Length;
        public byte Flags;
        public bool IsClosed;

        public bool IsUsed => Count > 0;

        public Span<byte> Packet => Octets.AsSpan(Head, Length);

        public uint Next => First.Sequence + (uint)(Length - First.PayloadAt);
    }

    /// <summary>Packets that were delivered, and those of them that were joined of several.
    /// </summary>
    public ulong Delivered { get; private set; }

    /// <summary>Packets that the device did not take.</summary>
    public ulong Refused { get; private set; }

    /// <summary>A packet, with room for an <see cref="OffloadHeader"/> before it.</summary>
    public void Add(Span<byte> headAndPacket)
    {
        var packet = headAndPacket[Head..];
        switch (TcpSegment.Read(packet, out var segment))
        {
            case JoinKind.Other:
                DeliverWhole(headAndPacket, count: 1);
                return;
            case JoinKind.Hidden:
                Flush();
                DeliverWhole(headAndPacket, count: 1);
                return;
        }

        var pile = Of(segment, packet);
        if (!segment.MayJoin || !segment.IsIntact(packet))
        {
            Flush(pile);
            DeliverWhole(headAndPacket, count: 1);
            return;
        }

        if (pile is not null && TryJoin(pile, segment, packet))
        {
            return;
        }

        Flush(pile);
        if (segment.EndsJoining)
        {
            DeliverWhole(headAndPacket, count: 1);
            return;
        }

        Begin(segment, packet);
    }

    /// <summary>All that waits goes.</summary>
    public void Flush()
    {
        for (var at = 0; _used > 0; at++)
        {
            Flush(_piles[at]);
        }
    }

    /// <summary>What waits is dropped; how many packets that were.</summary>
    public int Drop()
    {
        var dropped = 0;
        foreach (var pile in _piles)
        {
            dropped += pile.Count;
            pile.Count = 0;
        }

        _used = 0;
        return dropped;
    }

    private Pile? Of(in TcpSegment segment, ReadOnlySpan<byte> packet)
    {
        if (_used == 0)
        {
            return null;
        }

        foreach (var pile in _piles)
        {
            if (pile.IsUsed && pile.First.IsIpv6 == segment.IsIpv6
                && segment.IsOfOne(packet, pile.Packet))
            {
                return pile;
            }
        }

        return null;
    }

    private static bool TryJoin(Pile pile, in TcpSegment segment, ReadOnlySpan<byte> packet)
    {
        // IPv6 counts its payload alone; one rule for both is simpler and loses nothing.
        if (pile.IsClosed || segment.Sequence != pile.Next
            || segment.Length > pile.First.Length || pile.Length + segment.Length > PacketMax
            || !segment.GoesOnFrom(packet, pile.Packet, pile.Count))
        {
            return false;
        }

        packet[segment.PayloadAt..].CopyTo(pile.Octets.AsSpan(Head + pile.Length));
        pile.Length += segment.Length;
        pile.Count++;
        pile.Flags |= segment.Flags;
        pile.IsClosed = segment.EndsJoining || segment.Length < pile.First.Length;
        return true;
    }

    private void Begin(in TcpSegment segment, ReadOnlySpan<byte> packet)
    {
        var pile = Free();
        packet.CopyTo(pile.Octets.AsSpan(Head));
        (pile.First, pile.Count, pile.Length) = (segment, 1, packet.Length);
        (pile.Flags, pile.IsClosed) = (segment.Flags, false);
        _used++;
    }

    private Pile Free()
    {
        foreach (var pile in _piles)
        {
            if (!pile.IsUsed)
            {
                return pile;
            }
        }

        var next = _piles[_turn];
        _turn = (_turn + 1) % PilesMax;
        Flush(next);
        return next;
    }

    private void Flush(Pile? pile)
    {
        if (pile is not { IsUsed: true })
        {
            return;
        }

        var whole = pile.Octets.AsSpan(0, Head + pile.Length);
        if (pile.Count > 1)
        {
            WriteHeaders(pile, whole);
            Deliver(whole, pile.Count);
        }
        else
        {
            DeliverWhole(whole, count: 1);
        }

        pile.Count = 0;
        _used--;
    }

    private static void WriteHeaders(Pile pile, Span<byte> whole)
    {
        var packet = whole[Head..];
        var first = pile.First;
        if (first.IsIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - 40));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
            packet.Slice(10, 2).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(
                packet[10..], PacketSum.Checksum(PacketSum.Of(packet[..first.TcpAt])));
        }

        const byte tcp = 6;
        packet[first.TcpAt + 13] = pile.Flags;

        // The sum over the pseudo-header stands there until somebody finishes it.
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[(first.TcpAt + 16)..], PacketSum.Folded(
                PacketSum.OfPseudoHeader(packet, tcp, packet.Length - first.TcpAt)));
        var kind = first.IsIpv6 ? OffloadHeader.Tcp6 : OffloadHeader.Tcp4;
        new OffloadHeader(
            OffloadHeader.NeedsChecksum,
            (byte)(kind | ((pile.Flags & TcpSegment.Cwr) == 0 ? 0 : OffloadHeader.HasCwr)),
            (ushort)first.PayloadAt, (ushort)first.Length, (ushort)first.TcpAt, 16).Write(whole);
    }

    private void DeliverWhole(Span<byte> whole, int count)
    {
        whole[..Head].Clear();
        Deliver(whole, count);
    }

    private void Deliver(ReadOnlySpan<byte> whole, int count)
    {
        if (deliver(whole))
        {
            Delivered += (ulong)count;
        }
        else
        {
            Refused += (ulong)count;
        }
    }
}
