using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Notify message types of IKEv1: below 16384 errors, from there on status; RFC 2408 §3.14.1, RFC
/// 2407 §4.6.3, RFC 3706 and private ones in wide use.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-notify-types.csv")]
public readonly partial record struct IsakmpNotifyType(ushort Value);
