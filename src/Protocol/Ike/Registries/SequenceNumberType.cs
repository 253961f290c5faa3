using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Transform IDs of transform type 5, which says how the sequence numbers of an SA count, RFC 9827.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-sequence-numbers.csv")]
public readonly partial record struct SequenceNumberType(ushort Value);
