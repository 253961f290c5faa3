using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Protocol.Capture.Blocks;

namespace Holdfast.Protocol.Capture;

/// <summary>How a capture file is written.</summary>
/// <param name="Format">pcap or pcapng.</param>
/// <param name="Order">The byte order of its numbers.</param>
/// <param name="IsFine">Whether times are in nanoseconds and not in microseconds.</param>
/// <param name="SnapshotLength">The most octets of a packet, as the file says.</param>
public sealed record CaptureStyle(
    CaptureFormat Format, ByteOrder Order = ByteOrder.Little, bool IsFine = false,
    uint SnapshotLength = 262_144);

/// <summary>
/// Writes a pcap or pcapng file into a pipe. What is written waits in the pipe until
/// <see cref="FlushAsync"/>; the caller completes the pipe.
/// </summary>
public sealed class CaptureWriter
{
    private readonly PipeWriter _pipe;
    private readonly CaptureStyle _style;
    private readonly TimeResolution _resolution;

    /// <summary>Writes the file's header, and in pcapng the description of interface 0.</summary>
    /// <param name="pipe">Where to.</param>
    /// <param name="style">How.</param>
    /// <param name="link">What packets (of interface 0) begin with.</param>
    public CaptureWriter(PipeWriter pipe, CaptureStyle style, LinkType link)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(style);
        _pipe = pipe;
        _style = style;
        _resolution = style.IsFine ? TimeResolution.Nanoseconds : TimeResolution.Microseconds;
        if (style.Format == CaptureFormat.Pcap)
        {
            Write(new PcapFileHeaderValue
            {
                Order = style.Order,
                MagicNumber = style.IsFine
                    ? PcapFileHeader.Nanoseconds
                    : PcapFileHeader.Microseconds,
                MinorVersion = 4,
                SnapshotLength = style.SnapshotLength,
                LinkType = new PcapLink(link),
            });
            return;
        }

        Write(new SectionHeaderValue
        {
            Order = style.Order,
            ByteOrderMagic = SectionHeader.Magic,
            SectionLength = SectionHeader.UnknownLength,
        });
        _ = AddInterface(link);
    }

    /// <summary>Number of interfaces: 1 in pcap.</summary>
    public int Interfaces { get; private set; }

    /// <summary>Describes one more interface of a pcapng file and returns its number.</summary>
    /// <exception cref="InvalidOperationException">A pcap file has one link type.</exception>
    public int AddInterface(LinkType link)
    {
        if (_style.Format == CaptureFormat.Pcap)
        {
            throw new InvalidOperationException("a pcap file has one interface");
        }

        Write(new InterfaceDescriptionValue
        {
            LinkType = link,
            SnapshotLength = _style.SnapshotLength,
            Options =
            [
                new BlockOptionValue
                {
                    OptionCode = BlockOption.ResolutionOfTimestamps,
                    OptionValue = new Octets([_resolution.Code]),
                },
                new BlockOptionValue { OptionCode = BlockOption.End },
            ],
        });
        return Interfaces++;
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="packet">
    /// Its octets, original length, time and interface; without time it becomes a simple packet
    /// block of interface 0, or in pcap second 0.
    /// </param>
    /// <param name="error">Why it cannot be written.</param>
    public bool TryWrite(in CapturedPacket packet, out EncodeError error)
    {
        if (_style.Format == CaptureFormat.Pcapng)
        {
            return packet.HasTime ? TryEnhanced(packet, out error) : TrySimple(packet, out error);
        }

        if (packet.Time.Seconds is < 0 or > uint.MaxValue)
        {
            error = new EncodeError(EncodeFault.DoesNotFit, "Seconds");
            return false;
        }

        return TryWrite(new PcapRecordValue
        {
            Seconds = (uint)packet.Time.Seconds,
            Fraction = _style.IsFine ? packet.Time.Nanoseconds : packet.Time.Nanoseconds / 1000,
            OriginalLength = packet.OriginalLength,
            Packet = new Octets(packet.Octets),
        }, out error);
    }

    /// <summary>
    /// Hands what was written to the reader of the pipe; false: nobody reads any more.
    /// </summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellation = default) =>
        !(await _pipe.FlushAsync(cancellation)).IsCompleted;

    private bool TryEnhanced(in CapturedPacket packet, out EncodeError error)
    {
        if (!_resolution.TryCount(packet.Time, out var units))
        {
            error = new EncodeError(EncodeFault.DoesNotFit, "Timestamp High");
            return false;
        }

        return TryWrite(new EnhancedPacketValue
        {
            InterfaceId = (uint)packet.Interface,
            TimestampHigh = (uint)(units >> 32),
            TimestampLow = (uint)units,
            OriginalLength = packet.OriginalLength,
            Packet = new Octets(packet.Octets),
        }, out error);
    }

    // §4.4: the padding is written here, for only the reader's arithmetic tells it from the packet.
    private bool TrySimple(in CapturedPacket packet, out EncodeError error)
    {
        var padded = new byte[(packet.Octets.Length + 3) / 4 * 4];
        packet.Octets.CopyTo(padded);
        return TryWrite(new SimplePacketValue
        {
            OriginalLength = packet.OriginalLength,
            PacketAndPadding = new Octets(padded),
        }, out error);
    }

    private void Write(IWireValue value)
    {
        if (!TryWrite(value, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }
    }

    private bool TryWrite(IWireValue value, out EncodeError error)
    {
        var to = _pipe.GetSpan(value.SizeOf());
        if (!value.TryWrite(to, new WriteScope(Order: _style.Order), out var written, out error))
        {
            return false;
        }

        _pipe.Advance(written);
        return true;
    }
}
