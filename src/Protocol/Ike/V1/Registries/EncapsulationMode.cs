using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Encapsulation modes of phase 2, RFC 2407 §4.5, RFC 3947 §5.1 and its drafts.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-encapsulation-modes.csv")]
public readonly partial record struct EncapsulationMode(ushort Value);
