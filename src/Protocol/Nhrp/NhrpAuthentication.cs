using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The value of the Authentication extension, RFC 2332 §5.3.4.</summary>
[Wire(rfc: 2332, section: "5.3.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Reserved            |Security Parameter Index (SPI) |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Src Addr                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Authentication Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(NhrpAuthenticationContext))]
public readonly ref partial struct NhrpAuthentication
{
    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>The security association between the two servers; 1: Cisco's clear text.</summary>
    [Label("Security Parameter Index (SPI)")]
    public partial ushort Spi { get; }

    /// <summary>The address of the sender of this hop.</summary>
    [Label("Src Addr"), Context(nameof(NhrpAuthenticationContext.SourceLength))]
    public partial ReadOnlySpan<byte> SourceAddress { get; }

    /// <summary>The digest, or the password.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> AuthenticationData { get; }
}
