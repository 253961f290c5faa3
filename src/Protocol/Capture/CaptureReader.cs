using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Capture.Blocks;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// Reads the packets of a pcap or pcapng file from a pipe: both byte orders, every resolution of
/// time, several sections and interfaces; blocks that hold no packet are passed over. Nothing is
/// allocated for a packet, and a packet that lies in one segment of the pipe is viewed in place.
/// </summary>
/// <remarks>
/// <c>while (await reader.FillAsync()) foreach (var packet in reader.Arrived()) ...</c>, then look
/// at <see cref="Error"/>: null at a clean end.
/// </remarks>
public sealed partial class CaptureReader
{
    // Octets; what they say tells the format, and how long its header is.
    private const int MagicNumber = 4;

    private readonly FrameReader _frames;
    private readonly CaptureLimits _limits;
    private readonly List<Interface> _interfaces = [];
    private Stage _stage = Stage.Start;
    private CaptureOrder _order;
    private LinkType _link;
    private TimeResolution _resolution;
    private uint _passedLength;
    private string _where = "file header";

    /// <summary>Reads from a pipe; the caller completes the pipe.</summary>
    public CaptureReader(PipeReader pipe, CaptureLimits? limits = null)
    {
        _limits = limits ?? CaptureLimits.Default;
        _frames = new FrameReader(pipe, _limits.LargestRecord);
    }

    private enum Stage : byte
    {
        Start,
        Records,
        Blocks,
        PassedBlock,
    }

    private readonly record struct Interface(
        LinkType Link, uint SnapshotLength, TimeResolution Resolution);

    /// <summary>The format; null before the file's first octets were read.</summary>
    public CaptureFormat? Format => _stage switch
    {
        Stage.Start => null,
        Stage.Records => CaptureFormat.Pcap,
        Stage.Blocks or Stage.PassedBlock => CaptureFormat.Pcapng,
    };

    /// <summary>Octets of the file that were read.</summary>
    public long Position => _frames.Position;

    /// <summary>The order of the numbers of a pcap file.</summary>
    internal CaptureOrder Order => _order;

    /// <summary>Packets that were read.</summary>
    public long Packets { get; private set; }

    /// <summary>Why the capture cannot be read on; null while it can, and at a clean end.</summary>
    public CaptureError? Error =>
        _frames.Error is { } error ? new CaptureError(_where, Packets, error) : null;

    /// <summary>Waits for more of the file; false at its end and after an error.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation = default)
    {
        if (await _frames.FillAsync(cancellation))
        {
            return true;
        }

        // An empty file has no header, a file of a header alone has no packet and is whole.
        if (_stage == Stage.Start && _frames.Error is null)
        {
            _frames.Refuse(
                new DecodeError(DecodeFault.Truncated, 0, "Magic Number", MagicNumber), 0);
        }

        return false;
    }

    /// <summary>The next packet, as far as it has arrived.</summary>
    public bool TryRead(out CapturedPacket packet)
    {
        if (_stage == Stage.Start && !TryStart())
        {
            packet = default;
            return false;
        }

        return _stage == Stage.Records ? TryRecord(out packet) : TryBlocks(out packet);
    }

    /// <summary>
    /// All packets that have arrived, in one loop: what <see cref="TryRead"/> gives, in less time.
    /// </summary>
    public ArrivedPackets Arrived() => new(this);

    /// <summary>
    /// For <see cref="ArrivedPackets"/>: takes what it went over, then the next packet.
    /// </summary>
    /// <param name="taken">Octets of the records that it went over.</param>
    /// <param name="packets">Their number.</param>
    /// <param name="packet">The next packet, unless false is returned.</param>
    /// <param name="rest">Records behind it that lie in one piece; empty in pcapng.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryGoOn(
        int taken, int packets, out CapturedPacket packet, out ReadOnlySpan<byte> rest)
    {
        Leave(taken, packets);
        var isThere = TryRead(out packet);
        rest = isThere && _stage == Stage.Records ? _frames.InPlace : default;
        return isThere;
    }

    /// <summary>For <see cref="ArrivedPackets"/>: takes what it went over.</summary>
    internal void Leave(int taken, int packets)
    {
        if (taken > 0)
        {
            _frames.Skip(taken);
            Packets += packets;
        }
    }

    /// <summary>A record of pcap as a packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CapturedPacket Packet(scoped in PcapRecord record, long at) =>
        new(
            record.Packet, record.OriginalLength, _link, _resolution, record.Seconds,
            record.Fraction, 0, at);

    private bool TryStart()
    {
        if (!_frames.TryPeek(out CaptureStart start))
        {
            return false;
        }

        if (start.TryAs(out SectionHeader _, out _))
        {
            _stage = Stage.Blocks;
            return true;
        }

        if (!_frames.TryRead(out PcapFileHeader header))
        {
            return false;
        }

        _order = new CaptureOrder(header.Order);
        _link = header.LinkType.Type;
        _resolution = header.MagicNumber == PcapFileHeader.Nanoseconds
            ? TimeResolution.Nanoseconds
            : TimeResolution.Microseconds;
        _stage = Stage.Records;
        _where = "record";
        return true;
    }

    private bool TryRecord(out CapturedPacket packet)
    {
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out PcapRecord record))
        {
            packet = default;
            return false;
        }

        Packets++;
        packet = Packet(in record, at);
        return true;
    }
}
