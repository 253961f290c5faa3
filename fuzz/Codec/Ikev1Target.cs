namespace Holdfast.Fuzz.Codec;

/// <summary>ISAKMP and IKEv1: messages, payloads, notifications, RFC 2408 and RFC 2409.</summary>
internal sealed class Ikev1Target() : CodecTarget("ikev1", WireFamily.Of(["Ike.V1"]));
