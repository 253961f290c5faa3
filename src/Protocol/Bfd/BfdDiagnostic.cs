using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>Why a BFD session last left its state, RFC 5880 §4.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("bfd-diagnostics.csv")]
public readonly partial record struct BfdDiagnostic(byte Value);
