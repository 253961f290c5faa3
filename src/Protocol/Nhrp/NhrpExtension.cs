using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>An extension, RFC 2332 §5.3: 4 octets and a value.</summary>
[Wire(rfc: 2332, section: "5.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |C|u|           Type            |            Length             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Value                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NhrpExtension
{
    /// <summary>
    /// Whether a request with this extension, where its type is unknown, is in error. Not checked
    /// here: a transit server passes such a packet on (RFC 2332 §5.3).
    /// </summary>
    [Label("C")]
    public partial bool Compulsory { get; }

    /// <summary>No meaning.</summary>
    [Label("u"), Reserved]
    public partial bool Unused { get; }

    /// <summary>The type of the value, without the compulsory bit.</summary>
    public partial NhrpExtensionType Type { get; }

    /// <summary>Octets of the value.</summary>
    [Measures(nameof(Body))]
    public partial ushort Length { get; }

    /// <summary>
    /// What the type says; an unknown type, and End, keeps its octets. Authentication depends on
    /// the packet that it stands in.
    /// </summary>
    [Label("Value")]
    [OneOf(nameof(Type))]
    [Case(3, typeof(NhrpClientList), Name = "ResponderAddress")]
    [Case(4, typeof(NhrpClientList), Name = "ForwardTransitRecord")]
    [Case(5, typeof(NhrpClientList), Name = "ReverseTransitRecord")]
    [Case(7, typeof(NhrpAuthentication), Name = "Authentication")]
    [Case(8, typeof(NhrpVendorPrivate), Name = "VendorPrivate")]
    [Case(9, typeof(NhrpClientList), Name = "NatAddress")]
    public partial ReadOnlySpan<byte> Body { get; }
}
