using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.Codec.Streams;

namespace Holdfast.Protocol.Capture;

/// <summary>The formats of capture files.</summary>
public enum CaptureFormat : byte
{
    /// <summary>pcap: one link type, one resolution.</summary>
    Pcap,

    /// <summary>pcapng: blocks, several interfaces.</summary>
    Pcapng,
}

/// <summary>
/// One packet of a capture; a view over what the reader holds, valid until the next call on the
/// reader.
/// </summary>
public readonly ref struct CapturedPacket
{
    private readonly TimeResolution _resolution;
    private readonly long _seconds;
    private readonly ulong _units;

    // Field by field, and the time as it was counted: the least that a reader can do for a packet.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CapturedPacket(
        ReadOnlySpan<byte> octets, uint originalLength, LinkType linkType,
        TimeResolution resolution, uint seconds, ulong units, int number, long fileOffset)
    {
        Octets = octets;
        OriginalLength = originalLength;
        LinkType = linkType;
        HasTime = true;
        _resolution = resolution;
        _seconds = seconds;
        _units = units;
        Interface = number;
        FileOffset = fileOffset;
    }

    /// <summary>The packet as captured, from its link header on.</summary>
    public ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>Octets that it had on the wire.</summary>
    public uint OriginalLength { get; init; }

    /// <summary>What it begins with.</summary>
    public LinkType LinkType { get; init; }

    /// <summary>Whether the capture says when it was seen.</summary>
    public bool HasTime { get; init; }

    /// <summary>When it was seen.</summary>
    public CaptureTime Time
    {
        get
        {
            var rest = _resolution.At(_units);
            return rest with { Seconds = rest.Seconds + _seconds };
        }

        init
        {
            _resolution = TimeResolution.Nanoseconds;
            _seconds = value.Seconds;
            _units = value.Nanoseconds;
        }
    }

    /// <summary>Whether the capture counts time finer than in microseconds.</summary>
    public bool IsFine => _resolution.IsFinerThanMicroseconds;

    /// <summary>The interface in its section, from 0; 0 in pcap.</summary>
    public int Interface { get; init; }

    /// <summary>Octets of the file before its record or block.</summary>
    public long FileOffset { get; init; }
}

/// <summary>What a reader accepts.</summary>
/// <param name="LargestRecord">Octets of a record or packet block, its headers included.</param>
/// <param name="MostInterfaces">Interfaces of one section.</param>
public sealed record CaptureLimits(int LargestRecord = 260 * 1024, int MostInterfaces = 4096)
{
    /// <summary>256 KiB of packet, 4 KiB around it, 4096 interfaces.</summary>
    public static CaptureLimits Default { get; } = new();
}

/// <summary>Why a capture cannot be read on.</summary>
/// <param name="Where">What stands there: "file header", "record", "section header", ...</param>
/// <param name="Packets">Packets read before.</param>
/// <param name="Error">What is wrong, and at which octet of the file.</param>
public readonly record struct CaptureError(string Where, long Packets, StreamError Error)
{
    /// <summary>For example "record behind packet 17: Truncated in Packet at octet 1234".</summary>
    public override string ToString() => $"{Where} behind packet {Packets}: {Error}";
}
