using System.Buffers.Binary;
using Holdfast.Protocol.Gre;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>gre</c>.</summary>
internal static class GreJson
{
    /// <summary>Writes the header.</summary>
    public static void Write(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = GreMessage.TryParse(octets, out var message, out _);
        if (message.TryAs(out GreHeader header, out _))
        {
            json.Number("protocol"u8, header.ProtocolType.Value);
            json.NumberOrNull("key"u8, header.Key);
            json.NumberOrNull("sequence"u8, header.SequenceNumber);
            json.Number("version"u8, header.Version);
            json.Number("flags"u8, BinaryPrimitives.ReadUInt16BigEndian(octets));
            json.NumberOrNull("checksum"u8, header.Checksum);
            if (header.Checksum is not null)
            {
                json.Flag("checksum_good"u8, header.ChecksumIsValid);
            }
        }
        else if (message.TryAs(out GreEnhanced enhanced, out _))
        {
            json.Number("protocol"u8, enhanced.ProtocolType.Value);
            json.Number("key"u8, ((uint)enhanced.PayloadLength << 16) | enhanced.CallId);
            json.NumberOrNull("sequence"u8, enhanced.SequenceNumber);
            json.Number("version"u8, enhanced.Version);
            json.Number("flags"u8, BinaryPrimitives.ReadUInt16BigEndian(octets));
            json.Null("checksum"u8);
            json.Number("payload_length"u8, enhanced.PayloadLength);
            json.Number("call_id"u8, enhanced.CallId);
            json.NumberOrNull("acknowledgment"u8, enhanced.AcknowledgmentNumber);
        }
    }
}
