using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>The state of a BFD session, RFC 5880 §4.1.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("bfd-session-states.csv")]
public readonly partial record struct BfdSessionState(byte Value);
