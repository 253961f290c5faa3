using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.Cli.Decoding;

/// <summary>
/// What all NHRP packets have in common (RFC 2332 §5.1, §5.2.0.1), whatever their type.
/// </summary>
internal readonly ref struct NhrpFacts
{
    public ushort AddressFamily { get; private init; }

    public ushort ProtocolType { get; private init; }

    public ReadOnlySpan<byte> ProtocolSnap { get; private init; }

    public byte HopCount { get; private init; }

    public ushort PacketSize { get; private init; }

    public ushort Checksum { get; private init; }

    public bool IsChecksumGood { get; private init; }

    public ushort ExtensionOffset { get; private init; }

    public byte Version { get; private init; }

    public byte PacketType { get; private init; }

    public byte SourceNbmaType { get; private init; }

    public byte SourceNbmaSubaddressType { get; private init; }

    public uint? RequestId { get; private init; }

    public ReadOnlySpan<byte> SourceNbma { get; private init; }

    public ReadOnlySpan<byte> SourceNbmaSubaddress { get; private init; }

    public ReadOnlySpan<byte> SourceProtocol { get; private init; }

    public ReadOnlySpan<byte> DestinationProtocol { get; private init; }

    public Many<NhrpExtension> Extensions { get; private init; }

    /// <summary>The facts of a message.</summary>
    public static NhrpFacts Of(NhrpMessage message) =>
        message.TryAs(out NhrpPacket packet, out _) ? Of(packet)
        : message.TryAs(out NhrpErrorIndication error, out _) ? Of(error)
        : message.TryAs(out NhrpTrafficIndication traffic, out _) ? Of(traffic)
        : default;

    private static NhrpFacts Of(NhrpPacket packet) => new()
    {
        AddressFamily = packet.AddressFamily.Value,
        ProtocolType = packet.ProtocolType.Value,
        ProtocolSnap = packet.ProtocolSnap,
        HopCount = packet.HopCount,
        PacketSize = packet.PacketSize,
        Checksum = packet.Checksum,
        IsChecksumGood = packet.ChecksumIsValid,
        ExtensionOffset = packet.ExtensionOffset,
        Version = packet.Version,
        PacketType = packet.PacketType.Value,
        SourceNbmaType = Bit(packet.SourceNbmaType),
        SourceNbmaSubaddressType = Bit(packet.SourceNbmaSubaddressType),
        RequestId = packet.RequestId,
        SourceNbma = packet.SourceNbmaAddress,
        SourceNbmaSubaddress = packet.SourceNbmaSubaddress,
        SourceProtocol = packet.SourceProtocolAddress,
        DestinationProtocol = packet.DestinationProtocolAddress,
        Extensions = packet.Extensions,
    };

    private static NhrpFacts Of(NhrpErrorIndication packet) => new()
    {
        AddressFamily = packet.AddressFamily.Value,
        ProtocolType = packet.ProtocolType.Value,
        ProtocolSnap = packet.ProtocolSnap,
        HopCount = packet.HopCount,
        PacketSize = packet.PacketSize,
        Checksum = packet.Checksum,
        IsChecksumGood = packet.ChecksumIsValid,
        ExtensionOffset = packet.ExtensionOffset,
        Version = packet.Version,
        PacketType = packet.PacketType.Value,
        SourceNbmaType = Bit(packet.SourceNbmaType),
        SourceNbmaSubaddressType = Bit(packet.SourceNbmaSubaddressType),
        SourceNbma = packet.SourceNbmaAddress,
        SourceNbmaSubaddress = packet.SourceNbmaSubaddress,
        SourceProtocol = packet.SourceProtocolAddress,
        DestinationProtocol = packet.DestinationProtocolAddress,
        Extensions = packet.Extensions,
    };

    private static NhrpFacts Of(NhrpTrafficIndication packet) => new()
    {
        AddressFamily = packet.AddressFamily.Value,
        ProtocolType = packet.ProtocolType.Value,
        ProtocolSnap = packet.ProtocolSnap,
        HopCount = packet.HopCount,
        PacketSize = packet.PacketSize,
        Checksum = packet.Checksum,
        IsChecksumGood = packet.ChecksumIsValid,
        ExtensionOffset = packet.ExtensionOffset,
        Version = packet.Version,
        PacketType = packet.PacketType.Value,
        SourceNbmaType = Bit(packet.SourceNbmaType),
        SourceNbmaSubaddressType = Bit(packet.SourceNbmaSubaddressType),
        SourceNbma = packet.SourceNbmaAddress,
        SourceNbmaSubaddress = packet.SourceNbmaSubaddress,
        SourceProtocol = packet.SourceProtocolAddress,
        DestinationProtocol = packet.DestinationProtocolAddress,
        Extensions = packet.Extensions,
    };

    private static byte Bit(bool value) => value ? (byte)1 : (byte)0;
}

/// <summary>Bodies of NHRP extensions.</summary>
internal static class NhrpParts
{
    /// <summary>
    /// Opens an authentication extension, whose source address is as long as the NBMA one.
    /// </summary>
    public static bool TryAuthentication(
        NhrpExtension extension, int sourceLength, out NhrpAuthentication authentication) =>
        extension.TryBody(
            new NhrpAuthenticationContext(sourceLength), out authentication, out _);

    /// <summary>Checks the bodies of extensions that hold clients.</summary>
    /// <param name="message">The message.</param>
    /// <param name="good">How many extensions are good.</param>
    /// <param name="error">What is wrong, told from the start of the message.</param>
    public static bool TryExtensions(NhrpMessage message, out int good, out DecodeError error)
    {
        good = 0;
        foreach (var extension in NhrpFacts.Of(message).Extensions)
        {
            if (!extension.TryBody(out NhrpClientList _, out error)
                && error.Fault != DecodeFault.UnknownTag)
            {
                _ = message.Octets.Overlaps(extension.Octets, out var at);
                error = error.Shift(at);
                return false;
            }

            good++;
        }

        error = default;
        return true;
    }
}
