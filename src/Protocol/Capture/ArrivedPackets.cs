using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// The packets of a capture that have arrived, for <c>foreach</c>. Records of pcap that lie in one
/// piece are gone over without asking the reader, which learns what was taken when they end or the
/// loop is left.
/// </summary>
/// <remarks>
/// The reader is not to be used within the loop; a packet is valid until the next.
/// </remarks>
public ref struct ArrivedPackets
{
    private readonly CaptureReader _reader;
    private CapturedPacket _current;
    private ReadOnlySpan<byte> _rest;
    private CaptureOrder _order;
    private long _start;
    private int _taken;
    private int _packets;

    internal ArrivedPackets(CaptureReader reader) => _reader = reader;

    /// <summary>The packet.</summary>
    public readonly CapturedPacket Current => _current;

    /// <summary>Itself.</summary>
    public readonly ArrivedPackets GetEnumerator() => this;

    /// <summary>Goes to the next packet, as far as it has arrived.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (PcapRecord.TryParse(_rest, in _order, out var record, out _))
        {
            var octets = record.Octets.Length;
            _current = _reader.Packet(in record, _start + _taken);
            _rest = _rest[octets..];
            _taken += octets;
            _packets++;
            return true;
        }

        var isThere = _reader.TryGoOn(_taken, _packets, out var packet, out var rest);
        _current = packet;
        _rest = rest;
        _order = _reader.Order;
        _start = _reader.Position;
        _taken = 0;
        _packets = 0;
        return isThere;
    }

    /// <summary>Tells the reader what was taken.</summary>
    public readonly void Dispose() => _reader.Leave(_taken, _packets);
}
