using Holdfast.Codec;

namespace Holdfast.Protocol.Esp;

/// <summary>The body of an ESP packet, RFC 4303 §2, divided by what the SA says.</summary>
[Wire(rfc: 4303, section: "2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              IV                               ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                          Ciphertext                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~              Integrity Check Value-ICV (variable)             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(EspContext))]
public readonly ref partial struct EspBody
{
    /// <summary>The initialization vector, as many octets as the SA's cipher sends.</summary>
    [Context(nameof(EspContext.IvLength))]
    public partial ReadOnlySpan<byte> Iv { get; }

    /// <summary>The encrypted payload with its trailer.</summary>
    [Rest, Encrypted(typeof(EspPlaintext))]
    public partial ReadOnlySpan<byte> Ciphertext { get; }

    /// <summary>The integrity check value (in combined modes: the tag).</summary>
    [Label("Integrity Check Value-ICV (variable)")]
    [Trailer, Context(nameof(EspContext.IcvLength))]
    public partial ReadOnlySpan<byte> Icv { get; }
}
