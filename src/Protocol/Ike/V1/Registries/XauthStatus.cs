using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Values of XAUTH_STATUS, draft-ietf-ipsec-isakmp-xauth-06 §6.3.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-xauth-statuses.csv")]
public readonly partial record struct XauthStatus(ushort Value);
