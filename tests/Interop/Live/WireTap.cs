using System.Text.Json.Nodes;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A message of HSRP that was seen on a wire.</summary>
/// <param name="Source">Who said it.</param>
/// <param name="Opcode">0: Hello, 1: Coup, 2: Resign.</param>
/// <param name="IsActive">Whether it says that it is active: state 6 of version 2.</param>
internal sealed record SeenHsrp(string Source, int Opcode, bool IsActive)
{
    /// <summary>Of a message of version 2; null: it is none.</summary>
    /// <param name="source">Who said it.</param>
    /// <param name="octets">What.</param>
    public static SeenHsrp? Read(string source, ReadOnlySpan<byte> octets)
    {
        if (HsrpMessage.TryParse(octets, out var message, out _)
            && message.TryAs(out HsrpV2 second, out _))
        {
            foreach (var tlv in second.Tlvs)
            {
                if (tlv.TryBody(out HsrpGroupState group, out _))
                {
                    return new(
                        source, group.Opcode.Value, group.State == HsrpV2State.Active);
                }
            }
        }

        return null;
    }
}

/// <summary>Somebody who records a segment.</summary>
internal sealed class WireTap : IDisposable
{
    private const int Active = 6;
    private readonly EspTap _tap;

    public WireTap(Lab lab, string bridge) => _tap = new(lab, bridge, "udp");

    /// <summary>Ends, and says what was said.</summary>
    public IReadOnlyList<SeenHsrp> Said()
    {
        _tap.Frames();
        return
        [
            .. Decoder.Decode(_tap.File).Lines
                .Select(line => JsonNode.Parse(line)!)
                .Select(Read)
                .OfType<SeenHsrp>(),
        ];
    }

    /// <summary>Ends, and has what UDP carried to a port.</summary>
    public IReadOnlyList<byte[]> Datagrams(int port)
    {
        List<byte[]> all = [];
        foreach (var frame in _tap.Frames())
        {
            if (EthernetFrame.TryParse(frame, out var ethernet, out _)
                && Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
                && UdpDatagram.TryParse(ip.Payload, out var udp, out _)
                && udp.DestinationPort == port)
            {
                all.Add(udp.Payload.ToArray());
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => _tap.Dispose();

    private static SeenHsrp? Read(JsonNode packet)
    {
        var layers = packet["layers"]!.AsArray();
        var hsrp = layers.FirstOrDefault(layer => layer!.Is("layer", "hsrp"));
        var state = hsrp?["state"];
        var source = layers.FirstOrDefault(layer => layer!.Is("layer", "ip"))?["source"];
        return state is null || source is null
            ? null
            : new((string)source!, (int)hsrp!["opcode"]!, (int)state! == Active);
    }
}
