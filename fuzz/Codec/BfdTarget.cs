namespace Holdfast.Fuzz.Codec;

/// <summary>BFD with its authentication sections, RFC 5880.</summary>
internal sealed class BfdTarget() : CodecTarget("bfd", WireFamily.Of(["Bfd"]));
