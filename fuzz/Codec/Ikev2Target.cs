namespace Holdfast.Fuzz.Codec;

/// <summary>IKEv2: messages, payloads, notifications, what SK payloads hold, RFC 7296.</summary>
internal sealed class Ikev2Target() : CodecTarget("ikev2", WireFamily.Of(["Ike"], "Ike.V1"));
