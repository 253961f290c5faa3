using System.IO.Pipelines;
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
/// <c>while (await reader.FillAsync()) while (reader.TryRead(out var packet)) ...</c>, then look at
/// <see cref="Error"/>: null at a clean end.
/// </remarks>
public sealed class CaptureReader
{
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
                new DecodeError(DecodeFault.Truncated, 0, "Magic Number", PcapFileHeader.Size), 0);
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
        packet = new CapturedPacket(
            record.Packet, record.OriginalLength, _link, _resolution, record.Seconds,
            record.Fraction, 0, at);
        return true;
    }

    private bool TryBlocks(out CapturedPacket packet)
    {
        packet = default;
        while (_stage != Stage.PassedBlock || TryPassedEnd())
        {
            _where = "block";
            if (!_frames.TryPeek(in _order, out BlockHeader header))
            {
                return false;
            }

            switch (header.BlockType.Value)
            {
                case EnhancedPacket.Type:
                    return TryEnhanced(out packet);
                case SimplePacket.Type:
                    return TrySimple(out packet);
                case ObsoletePacket.Type:
                    return TryObsolete(out packet);
                case SectionHeader.Type when TrySection():
                case InterfaceDescription.Type when TryInterface():
                    break;
                case SectionHeader.Type or InterfaceDescription.Type:
                    return false;
                default:
                    Pass(header.BlockTotalLength);
                    break;
            }
        }

        return false;
    }

    private bool TrySection()
    {
        _where = "section header block";
        if (!_frames.TryRead(out SectionHeader section))
        {
            return false;
        }

        _order = new CaptureOrder(section.Order);
        _interfaces.Clear();
        return true;
    }

    private bool TryInterface()
    {
        _where = "interface description block";
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out InterfaceDescription description))
        {
            return false;
        }

        if (_interfaces.Count == _limits.MostInterfaces)
        {
            _frames.Refuse(new DecodeError(DecodeFault.ValueOutOfRange, 0, "Block Type"), at);
            return false;
        }

        _interfaces.Add(new Interface(
            description.LinkType, description.SnapshotLength, Resolution(description)));
        return true;
    }

    private TimeResolution Resolution(in InterfaceDescription description)
    {
        var resolution = TimeResolution.Microseconds;
        foreach (var option in description.Options)
        {
            switch (option.OptionCode)
            {
                case BlockOption.End:
                    return resolution;
                case BlockOption.ResolutionOfTimestamps when option.OptionValue is [var code, ..]:
                    resolution = resolution with { Code = code };
                    break;
                case BlockOption.OffsetOfTimestamps when TimestampOffset.TryParse(
                        option.OptionValue, in _order, out var offset, out _):
                    resolution = resolution with { OffsetSeconds = (long)offset.Seconds };
                    break;
            }
        }

        return resolution;
    }

    private bool TryEnhanced(out CapturedPacket packet)
    {
        _where = "enhanced packet block";
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out EnhancedPacket block))
        {
            packet = default;
            return false;
        }

        var units = ((ulong)block.TimestampHigh << 32) | block.TimestampLow;
        return TryPacket(
            block.InterfaceId, units, block.Packet, block.OriginalLength, at, out packet);
    }

    private bool TryObsolete(out CapturedPacket packet)
    {
        _where = "packet block";
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out ObsoletePacket block))
        {
            packet = default;
            return false;
        }

        var units = ((ulong)block.TimestampHigh << 32) | block.TimestampLow;
        return TryPacket(
            block.InterfaceId, units, block.Packet, block.OriginalLength, at, out packet);
    }

    private bool TryPacket(
        uint number, ulong units, ReadOnlySpan<byte> octets, uint length, long at,
        out CapturedPacket packet)
    {
        if (number >= _interfaces.Count)
        {
            packet = default;
            _frames.Refuse(new DecodeError(
                DecodeFault.ValueOutOfRange, BlockHeader.Size, "Interface ID"), at);
            return false;
        }

        Packets++;
        var from = _interfaces[(int)number];
        packet = new CapturedPacket(
            octets, length, from.Link, from.Resolution, 0, units, (int)number, at);
        return true;
    }

    // §4.4: interface 0; the packet is as long as the original, unless the interface cuts it.
    private bool TrySimple(out CapturedPacket packet)
    {
        packet = default;
        _where = "simple packet block";
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out SimplePacket block))
        {
            return false;
        }

        if (_interfaces.Count == 0)
        {
            _frames.Refuse(new DecodeError(DecodeFault.ValueOutOfRange, 0, "Block Type"), at);
            return false;
        }

        var from = _interfaces[0];
        var cut = from.SnapshotLength == 0 ? uint.MaxValue : from.SnapshotLength;
        var octets = Math.Min(block.OriginalLength, cut);
        if (octets > block.PacketAndPadding.Length)
        {
            _frames.Refuse(new DecodeError(
                DecodeFault.LengthOutOfRange, BlockHeader.Size, "Original Length"), at);
            return false;
        }

        Packets++;
        packet = new CapturedPacket
        {
            Octets = block.PacketAndPadding[..(int)octets],
            OriginalLength = block.OriginalLength,
            LinkType = from.Link,
            FileOffset = at,
        };
        return true;
    }

    // A block that holds no packet is passed over whatever its size; only its repeated length is
    // read.
    private void Pass(uint length)
    {
        _passedLength = length;
        _stage = Stage.PassedBlock;
        _frames.Skip(length - BlockTrailer.Size);
    }

    private bool TryPassedEnd()
    {
        var at = _frames.Position;
        if (!_frames.TryRead(in _order, out BlockTrailer trailer))
        {
            return false;
        }

        if (trailer.RepeatedBlockTotalLength != _passedLength)
        {
            _frames.Refuse(new DecodeError(
                DecodeFault.RepeatMismatch, 0, "Repeated Block Total Length"), at);
            return false;
        }

        _stage = Stage.Blocks;
        return true;
    }
}
