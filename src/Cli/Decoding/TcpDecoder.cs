using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>TCP (RFC 9293), and IKE and ESP encapsulated in it (RFC 9329).</summary>
internal static class TcpDecoder
{
    private const ushort EncapsulationPort = 4500;

    /// <summary>Reads a segment.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!TcpHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Tcp, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Tcp));
        var payload = part.Of(header.Payload);
        if (header.SourcePort != EncapsulationPort && header.DestinationPort != EncapsulationPort)
        {
            return Following.Data(payload);
        }

        decoder.Flow = decoder.Flow with
        {
            SourcePort = header.SourcePort,
            DestinationPort = header.DestinationPort,
        };
        return ReadStream(decoder, header, payload);
    }

    private static Following ReadStream(PacketDecoder decoder, TcpHeader header, Part payload)
    {
        var sequence = header.SequenceNumber + (header.Flags.Syn ? 1u : 0u);
        var stream = header.Flags.Syn ? new TcpStream(sequence) : decoder.Streams[decoder.Flow];
        if (stream is null && IsPlausible(payload.Octets))
        {
            stream = new TcpStream(sequence);
        }

        if (stream is null)
        {
            return Following.Data(payload);
        }

        stream = stream.Add(decoder.Streams.Limits, sequence, payload.Octets, decoder.Number);
        var before = decoder.Layers.Count;
        while (stream is not null && TryTake(decoder, ref stream, sequence, payload))
        {
        }

        decoder.Streams = decoder.Streams.With(decoder.Flow, header.Flags.Rst ? null : stream);
        return decoder.Layers.Count == before && decoder.Layers.Fault is null
            ? Following.Data(payload)
            : Following.Nothing;
    }

    // One message, if all of it is there.
    private static bool TryTake(
        PacketDecoder decoder, ref TcpStream? stream, uint sequence, Part payload)
    {
        if (!stream!.HasEnough)
        {
            return false;
        }

        stream = stream.Join();
        var ready = stream.Ready.Span;
        if (TryPrefix(stream, out var prefix, out var most))
        {
            var at = Take(decoder, ref stream, prefix, sequence, payload, out var from);
            decoder.Add(at.Layer(LayerKind.TcpEncap) with
            {
                Carries = EncapsulatedKind.Prefix,
                From = from,
            });
            return true;
        }

        if (TcpEncapsulationFrame.TryParse(ready, out var frame, out var error))
        {
            var size = frame.Octets.Length;
            var at = Take(decoder, ref stream, size, sequence, payload, out var from);
            Message(decoder, at, from);
            return true;
        }

        // A frame that is not whole waits; a length that cannot be leaves the stream out of step.
        if (error.Fault == DecodeFault.Truncated)
        {
            stream = stream.Await(ready.Length + Math.Min(most, error.Missing));
        }
        else
        {
            var at = Take(decoder, ref stream, ready.Length, sequence, payload, out _);
            decoder.Fail(LayerKind.TcpEncap, at, error);
            stream = null;
        }

        return false;
    }

    // RFC 9329 §4: the prefix begins the stream, and nothing else may begin with its octets.
    private static bool TryPrefix(TcpStream stream, out int octets, out int missing)
    {
        octets = 0;
        missing = int.MaxValue;
        if (stream.Taken > 0)
        {
            return false;
        }

        if (TcpEncapsulationPrefix.TryParse(stream.Ready.Span, out var prefix, out var error))
        {
            octets = prefix.Octets.Length;
            return true;
        }

        missing = error.Missing > 0 ? error.Missing : int.MaxValue;
        return false;
    }

    private static void Message(PacketDecoder decoder, Part at, Items<long> from)
    {
        _ = TcpEncapsulationFrame.TryParse(at.Octets, out var frame, out _);
        var content = at.Of(frame.Content);
        var isRead = UdpDecoder.TryKind(content.Octets, out var kind, out var error);
        decoder.Add(at.Layer(LayerKind.TcpEncap) with { Carries = kind, From = from });
        switch (kind)
        {
            case EncapsulatedKind.Ike:
                decoder.Walk(new(LayerKind.Ike, content.Skip(UdpDecoder.MarkerOctets)));
                break;
            case EncapsulatedKind.Esp:
                decoder.Walk(new(LayerKind.Esp, content));
                break;
            case EncapsulatedKind.Keepalive when !isRead:
                decoder.Fail(LayerKind.TcpEncap, content, error);
                break;
        }
    }

    // Takes octets off the stream: in place if this packet holds them all, else joined.
    private static Part Take(
        PacketDecoder decoder, ref TcpStream? stream, int octets, uint sequence, Part payload,
        out Items<long> from)
    {
        // How far the first octet that is ready lies behind this packet's first.
        var ahead = (int)(stream!.Next - (uint)stream.ReadyOctets - sequence);
        if (ahead >= 0 && ahead + octets <= payload.Length)
        {
            stream = stream.Take(octets, out _);
            from = [];
            return payload.Skip(ahead).Take(octets);
        }

        var joined = stream.Ready.Span[..octets].ToArray();
        stream = stream.Take(octets, out from);
        return new Part(joined, decoder.Layers.AddJoined(joined, from), isCut: false);
    }

    // A segment in the middle of a connection whose beginning was not seen: in step if it begins
    // with the prefix, or frames fill it exactly, or its first frame is an IKE message of the same
    // length.
    private static bool IsPlausible(ReadOnlySpan<byte> octets)
    {
        if (TcpEncapsulationPrefix.TryParse(octets, out _, out _))
        {
            return true;
        }

        if (!TcpEncapsulationFrame.TryParse(octets, out var frame, out _))
        {
            return false;
        }

        if (UdpDecoder.TryKind(frame.Content, out var kind, out _)
            && kind == EncapsulatedKind.Ike
            && IkeParts.IsWhole(frame.Content[UdpDecoder.MarkerOctets..]))
        {
            return true;
        }

        while (octets.Length > 0 && TcpEncapsulationFrame.TryParse(octets, out frame, out _))
        {
            octets = octets[frame.Octets.Length..];
        }

        return octets.IsEmpty;
    }
}
