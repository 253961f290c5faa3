using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol.Encapsulation;

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

    /// <summary>Frames in a turn at most that a card refuses: those behind them wait.</summary>
    public const int RefusedMax = 64;

    private const int PacketFamily = 17;
    private const int RawPackets = 3 | 0x800 | 0x80000;
    private const ushort Ipv4 = 0x0800;
    private const int FramesMax = 16_384;
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

    private const int ProtocolAt = 9;
    private const byte OfUdp = 17;
    private const byte OfEsp = 50;
    private readonly int _card;
    private readonly bool _ofIpsec;
    private readonly byte[] _to;
    private readonly byte[] _from;
    private readonly Socket _frames;
    private readonly byte[] _frame = new byte[FrameMax];

    /// <summary>From now on they are kept.</summary>
    /// <param name="card">The card of the side, by its index.</param>
    /// <param name="shared">The virtual MAC address.</param>
    /// <param name="ofIpsec">Whether only ESP and IKE are kept: all else is served here still.
    /// </param>
    /// <param name="own">The MAC address of the card, from which they go on: switches learn the
    /// virtual one from its member alone.</param>
    /// <exception cref="Win32Exception">The kernel lets us not.</exception>
    public LateFrames(int card, MacAddress shared, MacAddress own, bool ofIpsec)
    {
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

    /// <summary>What has come goes on, as far as the card takes it at once.</summary>
    /// <returns>How many frames that are.</returns>
    /// <exception cref="Win32Exception">The card is down.</exception>
    public int HandOn()
    {
        var (count, refused) = (0, 0);
        for (var read = 0; read < FramesMax && refused < RefusedMax; read++)
        {
            var length = LibC.Receive((int)_frames.Handle, _frame, waits: false);
            if (length == 0)
            {
                break;
            }

            if (TryTurn(_frame.AsSpan(0, Math.Max(length, 0))))
            {
                try
                {
                    LibC.SendPacket((int)_frames.Handle, _card, _frame.AsSpan(0, length));
                    count++;
                }
                catch (Win32Exception)
                {
                    // One that is too long, or for which there is no room, keeps no other.
                    refused++;
                }
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();

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

    private static byte[] Octets(MacAddress address)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, address.Value);
        return octets[^MacOctets..].ToArray();
    }
}
