using System.Runtime.InteropServices;
using Holdfast.StateMachines;
using static Holdfast.Gateway.LibC;

namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// Packets of ESP on their way to peers: those of a turn leave by one call. Datagrams of UDP to one
/// peer that have one length (the last may be shorter) are one message, which the kernel or the
/// card cuts (<see cref="UdpSegment"/>). Law: what waits here is sent before the turn ends, or
/// dropped when traffic is closed; it never waits for anything else.
/// </summary>
internal sealed unsafe class Departures
{
    private const int Room = 512 << 10;
    private const int PacketsMax = 512;

    // What one message of UDP may be cut into, and its octets (RFC 768).
    private const int SegmentsMax = 64;
    private const int MessageMax = 65_507;
    private const int InputOutputError = 5, TryAgain = 11, InvalidArgument = 22, NoRoom = 105;

    // A path that takes no segments is asked again after so many messages.
    private const int RestFor = 1_024;

    private readonly byte[] _octets = Pinned<byte>(Room);
    private readonly Message[] _messages = Pinned<Message>(PacketsMax);
    private readonly Vector[] _vectors = Pinned<Vector>(PacketsMax);
    private readonly Ipv4Endpoint[] _to = Pinned<Ipv4Endpoint>(PacketsMax);
    private readonly Beside[] _beside = Pinned<Beside>(PacketsMax);
    private int _used;
    private int _count;
    private int _socket = -1;
    private bool _isUdp;
    private int _rest;

    /// <summary>Packets that the kernel took.</summary>
    public ulong Sent { get; private set; }

    /// <summary>Packets that it did not take.</summary>
    public ulong Refused { get; private set; }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Where the next packet is made; what waits leaves where there is no room.</summary>
    public Span<byte> Next(int length)
    {
        if (_used + length > Room || _count == PacketsMax)
        {
            Flush();
        }

        return _octets.AsSpan(_used, length);
    }

    /// <summary>The packet that was made at <see cref="Next"/> is to leave.</summary>
    /// <param name="socket">From where; another one than before, and what waits leaves.</param>
    /// <param name="isUdp">Whether it is of UDP.</param>
    /// <param name="packet">Octets of it with its headers, which the kernel writes.</param>
    /// <param name="headers">Octets of those.</param>
    /// <param name="to">Where to.</param>
    /// <param name="port">The port of UDP; 0: none.</param>
    public void Add(
        int socket, bool isUdp, int packet, int headers, HostAddress to, ushort port)
    {
        var at = _used;
        if (socket != _socket && _count > 0)
        {
            // What was made stays where it is.
            Flush();
        }

        (_socket, _isUdp) = (socket, isUdp);
        _vectors[_count] = new()
        {
            Octets = (byte*)At(_octets, at + headers),
            Length = (nuint)(packet - headers),
        };
        _to[_count] = Ipv4Endpoint.Of(to, port);
        _count++;
        _used = at + packet;
    }

    /// <summary>All that waits leaves.</summary>
    public void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        for (var at = 0; at < _count;)
        {
            at += Send(at);
        }

        (_used, _count) = (0, 0);
    }

    /// <summary>All that waits is dropped; how many packets that were.</summary>
    public int Drop()
    {
        var dropped = _count;
        (_used, _count) = (0, 0);
        return dropped;
    }

    /// <summary>Sends packets from one on; how many are done with.</summary>
    private int Send(int first)
    {
        var joins = _isUdp && _rest == 0;
        var count = Group(first, joins);
        var sent = SendMessages(_socket, At(_messages, 0), count);
        if (sent > 0)
        {
            var packets = PacketsOf(sent);
            Sent += (ulong)packets;
            _rest = Math.Max(0, _rest - sent);
            return packets;
        }

        var refused = PacketsOf(1);
        if (refused > 1 && -sent is InputOutputError or InvalidArgument)
        {
            // A segment is longer than the path, or the card can't: each goes by itself.
            _rest = RestFor;
            return 0;
        }

        // A full socket is full for those behind it too.
        refused = -sent is TryAgain or NoRoom ? _count - first : refused;
        Refused += (ulong)refused;
        return refused;
    }

    private int PacketsOf(int messages)
    {
        var packets = 0;
        for (var at = 0; at < messages; at++)
        {
            packets += (int)_messages[at].VectorCount;
        }

        return packets;
    }

    /// <summary>Makes messages of the packets from one on; how many.</summary>
    private int Group(int at, bool joins)
    {
        var count = 0;
        while (at < _count)
        {
            var first = at;
            var length = _vectors[at++].Length;
            var whole = length;
            while (joins && at < _count && at - first < SegmentsMax
                && _vectors[at - 1].Length == length && _vectors[at].Length <= length
                && whole + _vectors[at].Length <= MessageMax
                && _to[at].Address == _to[first].Address && _to[at].Port == _to[first].Port)
            {
                whole += _vectors[at++].Length;
            }

            _messages[count] = new()
            {
                Name = At(_to, first),
                NameLength = (uint)sizeof(Ipv4Endpoint),
                Vectors = At(_vectors, first),
                VectorCount = (nuint)(at - first),
            };
            if (at - first > 1)
            {
                WriteSegment(count, (ushort)length);
            }

            count++;
        }

        return count;
    }

    private void WriteSegment(int message, ushort length)
    {
        _beside[message] = new()
        {
            Length = 16 + sizeof(ushort),
            Level = UdpLevel,
            Type = UdpSegment,
            Value = BitConverter.IsLittleEndian ? length : length << 16,
        };
        _messages[message].Control = (byte*)At(_beside, message);
        _messages[message].ControlLength = (nuint)sizeof(Beside);
    }

    private static T[] Pinned<T>(int count)
        where T : unmanaged => GC.AllocateArray<T>(count, pinned: true);

    private static T* At<T>(T[] pinned, int at)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, at);
}
