namespace Holdfast.Fuzz.Codec;

/// <summary>AH in both of its shapes, RFC 4302.</summary>
internal sealed class AhCodecTarget() : CodecTarget("ah", WireFamily.Of(["Ah"]));
