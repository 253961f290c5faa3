using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Fuzz.Streams;
using Holdfast.Protocol.Bfd;
using Holdfast.Protocol.Capture;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Fuzz.Codec;

/// <summary>
/// Words that speakers say again and again: octets that stand in one named field of messages that
/// begin differently, in captures. What is drawn for one message (a nonce, a key) is none.
/// </summary>
internal sealed class CaptureWords
{
    private const int LengthMin = 3;
    private const int LengthMax = 32;
    private const int BeginsWith = 8;

    private readonly SortedDictionary<string, Dictionary<string, HashSet<string>>> _seen =
        new(StringComparer.Ordinal);

    /// <summary>The families of which there is a word.</summary>
    public IEnumerable<string> Families => _seen.Keys.Where(family => Lines(family).Any());

    /// <summary>The words of a family, as lines of a dictionary of AFL.</summary>
    public IEnumerable<string> Lines(string family) => _seen[family]
        .Where(word => word.Value.Count > 1)
        .Select(word => word.Key)
        .Order(StringComparer.Ordinal);

    /// <summary>Reads a capture.</summary>
    public void Add(ReadOnlySpan<byte> file)
    {
        var reader = new CaptureReader(new Arrival(file, 0));
        while (reader.FillAsync() is { IsCompleted: true, Result: true })
        {
            foreach (var packet in reader.Arrived())
            {
                AddPacket(packet.LinkType == LinkType.Ethernet
                    && EthernetFrame.TryParse(packet.Octets, out var frame, out _)
                        ? frame.Payload
                        : packet.Octets);
            }
        }
    }

    private void AddPacket(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        if (octets[0] >> 4 == 6)
        {
            if (Ipv6Packet.TryParse(octets, out var packet, out _))
            {
                AddPayload(new((byte)packet.Extensions.Ending), packet.Payload);
            }
        }
        else if (Ipv4Packet.TryParse(octets, out var packet, out _)
            && !packet.MoreFragments && packet.FragmentOffset == 0)
        {
            AddPayload(packet.Protocol, packet.Payload);
        }
    }

    private void AddPayload(IpProtocol protocol, ReadOnlySpan<byte> octets)
    {
        if (protocol == IpProtocol.Gre)
        {
            Add("gre", GreMessage.Schema, octets);
        }
        else if (protocol == IpProtocol.Udp && UdpDatagram.TryParse(octets, out var udp, out _))
        {
            AddDatagram(udp.DestinationPort, udp.Payload);
            AddDatagram(udp.SourcePort, udp.Payload);
        }
    }

    private void AddDatagram(ushort port, ReadOnlySpan<byte> octets)
    {
        switch (port)
        {
            case 500:
                AddIke(octets);
                break;
            case 4500 when MarkedIke.TryParse(octets, out var marked, out _):
                AddIke(marked.Message);
                break;
            case 1985 or 2029:
                Add("hsrp", HsrpMessage.Schema, octets);
                break;
            case 3784:
                Add("bfd", BfdControl.Schema, octets);
                break;
        }
    }

    private void AddIke(ReadOnlySpan<byte> octets)
    {
        if (IkeFixedHeader.TryParse(octets, out var header, out _))
        {
            Add(
                header.MajorVersion == 1 ? "ikev1" : "ikev2",
                header.MajorVersion == 1 ? IsakmpHeader.Schema : IkeHeader.Schema, octets);
        }
    }

    private void Add(string family, WireSchema schema, ReadOnlySpan<byte> octets)
    {
        if (ReferenceReader.TryRead(schema, octets, ReferenceFacts.None, out var reading))
        {
            var begins = Convert.ToHexString(octets[..Math.Min(BeginsWith, octets.Length)]);
            Add(_seen.TryGetValue(family, out var words) ? words : _seen[family] = [], begins,
                reading.Node!);
        }
    }

    private static void Add(
        Dictionary<string, HashSet<string>> words, string begins, WireNode node)
    {
        if (node.Chosen is { } chosen)
        {
            Add(words, begins, chosen);
            return;
        }

        foreach (var part in node.Parts.Span)
        {
            foreach (var inner in part.Nodes.Span)
            {
                Add(words, begins, inner);
            }

            var octets = part.Octets.Span;
            if (part.Nodes.Count == 0 && octets.Length is >= LengthMin and <= LengthMax)
            {
                var line = WordFile.Line($"{node.Schema.Name}.{part.Field.Name}", octets);
                (words.TryGetValue(line, out var all) ? all : words[line] = []).Add(begins);
            }
        }
    }
}
