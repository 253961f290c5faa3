using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Authentication payload, RFC 7296 §3.8.</summary>
[Wire(rfc: 7296, section: "3.8", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Auth Method  |                    RESERVED                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Authentication Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AuthPayload
{
    /// <summary>How the sender is authenticated.</summary>
    [Label("Auth Method")]
    public partial AuthMethod Method { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>The proof: a MAC or signature; for method 14 with its algorithm.</summary>
    [Label("Authentication Data"), Rest, OneOf(nameof(Method))]
    [Case(14, typeof(DigitalSignature))]
    public partial ReadOnlySpan<byte> Data { get; }
}
