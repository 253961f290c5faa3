using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;

namespace Holdfast.Gateway.FirstHop;

/// <summary>
/// What comes to a virtual MAC address while it moves on purpose: frames that this member may not
/// accept any more, and those that switches sent here still. They go on the wire once more, for the
/// member that serves then (docs/adr/0072). Law: nobody opens or answers them here, and the frames
/// of no other address are among them.
/// </summary>
internal sealed class LateFrames : IDisposable
{
    /// <summary>Octets of frames that wait at most.</summary>
    public const int RoomOctets = 4 << 20;

    /// <summary>Frames that are read in one turn at most, and that go on: whoever floods the
    /// address stops neither Hellos nor the clock.</summary>
    public const int FramesOfTurn = 1_024;

    private const int PacketFamily = 17;
    private const int RawPackets = 3 | 0x800 | 0x80000;
    private const ushort Ipv4 = 0x0800;
    private const int RefusedMax = 64;
    private const int FrameMax = OffloadHeader.Length + 18 + (64 << 10);
    private const int MacOctets = 6;
    private const int HeaderOctets = 14;

    // Man 7 packet, and man 7 socket.
    private const int PacketLevel = 263;
    private const int AddMembership = 1;
    private const int WithOffloadHeader = 15;
    private const ushort OfOneAddress = 3;
    private const int SocketLevel = 1;
    private const int ReceiveBufferForced = 33;

    // Man 3 errno.
    private const int NotNow = 11;
    private const int NoBuffers = 105;

    private const int LengthAt = 2;
    private const int PieceAt = 6;
    private const int PieceMask = 0x1FFF;
    private const int ProtocolAt = 9;
    private const int UdpOctets = 8;
    private const byte OfUdp = 17;
    private const byte OfEsp = 50;
    private readonly int _card;
    private readonly bool _ofIpsec;
    private readonly byte[] _to;
    private readonly byte[] _from;
    private readonly Socket _frames;
    private readonly byte[] _frame = new byte[FrameMax];
    private readonly Queue<byte[]> _kept = new();
    private readonly Func<Spi, SequenceNumber, bool>? _isPast;
    private bool _isPruned;

    /// <summary>From now on they are kept.</summary>
    /// <param name="card">The card of the side, by its index.</param>
    /// <param name="shared">The virtual MAC address.</param>
    /// <param name="ofIpsec">Whether only ESP and IKE are kept: all else is served here still.
    /// </param>
    /// <param name="own">The MAC address of the card, from which they go on: switches learn the
    /// virtual one from its member alone.</param>
    /// <param name="isPast">Whether a packet of ESP is none that whoever serves next accepts; null:
    /// nobody knows.</param>
    /// <exception cref="Win32Exception">The kernel lets us not.</exception>
    public LateFrames(
        int card, MacAddress shared, MacAddress own, bool ofIpsec,
        Func<Spi, SequenceNumber, bool>? isPast = null)
    {
        _isPast = isPast;
        (_card, _to, _from, _ofIpsec) = (card, Octets(shared), Octets(own), ofIpsec);
        _frames = new(new SafeSocketHandle(
            LibC.OpenSocket(PacketFamily, RawPackets, 0), ownsHandle: true));
        try
        {
            _frames.SetRawSocketOption(PacketLevel, WithOffloadHeader, BitConverter.GetBytes(1));
            _frames.SetRawSocketOption(
                SocketLevel, ReceiveBufferForced, BitConverter.GetBytes(RoomOctets));

            // A card passes over addresses that no link upon it has.
            _frames.SetRawSocketOption(
                PacketLevel, AddMembership,
                [
                    .. BitConverter.GetBytes(card), .. BitConverter.GetBytes(OfOneAddress),
                    MacOctets, 0, .. _to, 0, 0,
                ]);
            LibC.BindPacket((int)_frames.Handle, card, Ipv4);
        }
        catch
        {
            _frames.Dispose();
            throw;
        }
    }

    /// <summary>How many octets are kept of what has come.</summary>
    public int KeptOctets { get; private set; }

    /// <summary>Whether the card had no room for all that was to go on.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Whether more has come, or is to go on, than is one's turn.</summary>
    public bool HasMore { get; private set; }

    /// <summary>What has come is looked at: what this member has accepted takes no room of what
    /// nobody has.</summary>
    public void Sift()
    {
        (_isPruned, HasMore) = (false, false);
        var read = 0;
        while (read < FramesOfTurn && Take() is { } length)
        {
            Keep(length);
            read++;
        }

        HasMore = read == FramesOfTurn;
    }

    /// <summary>What has come goes on, as much as is one's turn and as far as the card takes it at
    /// once; the rest waits for another turn.</summary>
    /// <returns>How many frames went.</returns>
    /// <exception cref="Win32Exception">The card is down.</exception>
    public int HandOn()
    {
        Sift();
        var (count, refused) = (0, 0);
        IsBehind = false;
        for (var left = FramesOfTurn; left > 0 && refused < RefusedMax
            && _kept.TryPeek(out var frame); left--)
        {
            // What was accepted since it came is refused by whoever serves now.
            if (!IsPast(frame))
            {
                try
                {
                    LibC.SendPacket((int)_frames.Handle, _card, frame);
                    count++;
                }
                catch (Win32Exception full) when (full.NativeErrorCode is NotNow or NoBuffers)
                {
                    (IsBehind, HasMore) = (true, false);
                    return count;
                }
                catch (Win32Exception)
                {
                    // One that is too long keeps no other.
                    refused++;
                }
            }

            Drop();
        }

        HasMore |= _kept.Count > 0;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Dispose();
        _kept.Clear();
    }

    /// <summary>A frame to the address, from us now; 0: it is none. Null: no other has come.
    /// </summary>
    private int? Take()
    {
        var length = LibC.Receive((int)_frames.Handle, _frame, waits: false);
        return length == 0 ? null
            : length > 0 && TryTurn(_frame.AsSpan(0, length)) ? length
            : 0;
    }

    private void Keep(int length)
    {
        if (length == 0 || IsPast(_frame.AsSpan(0, length)))
        {
            return;
        }

        if (KeptOctets + length > RoomOctets)
        {
            Prune();
        }

        if (KeptOctets + length <= RoomOctets)
        {
            _kept.Enqueue(_frame[..length]);
            KeptOctets += length;
        }
    }

    /// <summary>What was accepted since it came makes room.</summary>
    private void Prune()
    {
        for (var left = _isPruned ? 0 : _kept.Count; left > 0; left--)
        {
            var frame = Drop();
            if (!IsPast(frame))
            {
                _kept.Enqueue(frame);
                KeptOctets += frame.Length;
            }
        }

        // Nothing is accepted in the middle of a turn.
        _isPruned = true;
    }

    private byte[] Drop()
    {
        var frame = _kept.Dequeue();
        KeptOctets -= frame.Length;
        return frame;
    }

    /// <summary>From us now, where it is to the address.</summary>
    private bool TryTurn(Span<byte> octets)
    {
        if (octets.Length < OffloadHeader.Length + HeaderOctets
            || !octets[OffloadHeader.Length..].StartsWith(_to)
            || (_ofIpsec && !IsIpsec(octets[(OffloadHeader.Length + HeaderOctets)..])))
        {
            return false;
        }

        _from.CopyTo(octets[(OffloadHeader.Length + MacOctets)..]);
        return true;
    }

    /// <summary>ESP, or UDP to a port of IKE; pieces of a packet (RFC 791) are not told apart.
    /// </summary>
    private static bool IsIpsec(ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= ProtocolAt)
        {
            return false;
        }

        var udp = packet[Math.Min((packet[0] & 0x0F) * 4, packet.Length)..];
        return packet[ProtocolAt] == OfEsp
            || (packet[ProtocolAt] == OfUdp && udp.Length >= 4
                && BinaryPrimitives.ReadUInt16BigEndian(udp[2..])
                    is IkePort.Plain or IkePort.Encapsulated);
    }

    /// <summary>Whether all ESP in a frame is such that whoever serves next refuses it, told by its
    /// SPI and its number alone: who makes them up is refused by everybody. A card joins datagrams
    /// of UDP, each as long as the first; later pieces of a packet (RFC 791) have neither.
    /// </summary>
    private bool IsPast(ReadOnlySpan<byte> octets)
    {
        var packet = octets[(OffloadHeader.Length + HeaderOctets)..];
        if (_isPast is null || !IsIpsec(packet) || packet.Length < UdpOctets
            || (BinaryPrimitives.ReadUInt16BigEndian(packet[PieceAt..]) & PieceMask) != 0)
        {
            return false;
        }

        // Behind a short packet a frame is filled up.
        var length = Math.Min(
            BinaryPrimitives.ReadUInt16BigEndian(packet[LengthAt..]), packet.Length);
        var from = Math.Min((packet[0] & 0x0F) * 4, length);
        if (packet[ProtocolAt] == OfEsp)
        {
            return IsPastEsp(packet[from..length]);
        }

        // Without the marker of RFC 3948 that is IKE.
        if (length < from + 4 || BinaryPrimitives.ReadUInt16BigEndian(packet[(from + 2)..])
            != IkePort.Encapsulated)
        {
            return false;
        }

        var datagrams = packet[Math.Min(from + UdpOctets, length)..length];
        var each = OffloadHeader.Read(octets).SegmentLength is > 0 and var segment
            ? segment
            : datagrams.Length;
        while (datagrams.Length > 0)
        {
            var one = datagrams[..Math.Min(each, datagrams.Length)];
            if (!IsPastEsp(one))
            {
                return false;
            }

            datagrams = datagrams[one.Length..];
        }

        return length > from + UdpOctets;
    }

    // RFC 3948 §2.2: no SPI is 0, which marks IKE.
    private bool IsPastEsp(ReadOnlySpan<byte> packet) =>
        EspPacket.TryParse(packet, out var esp, out _) && _isPast!(esp.Spi, esp.SequenceNumber);

    private static byte[] Octets(MacAddress address)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, address.Value);
        return octets[^MacOctets..].ToArray();
    }
}
