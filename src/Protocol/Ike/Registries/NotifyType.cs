using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Notify message types of IKEv2: below 16384 errors, from there on status, RFC 7296 §3.10.1 and
/// the IANA registry.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev2-notify-types.csv")]
public readonly partial record struct NotifyType(ushort Value);
