namespace Holdfast.Fuzz.Codec;

/// <summary>ESP and what its plaintext holds, RFC 4303.</summary>
internal sealed class EspCodecTarget() : CodecTarget("esp", WireFamily.Of(["Esp"]));
