namespace Holdfast.Fuzz.Codec;

/// <summary>GRE with key and sequence number, RFC 2890.</summary>
internal sealed class GreTarget() : CodecTarget("gre", WireFamily.Of(["Gre"]));
