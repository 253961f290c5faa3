using Holdfast.Codec;
using Holdfast.Protocol.Capture.Blocks;

namespace Holdfast.Protocol.Capture;

/// <summary>The blocks of pcapng.</summary>
public sealed partial class CaptureReader
{
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
