namespace Holdfast.Fuzz.Codec;

/// <summary>NHRP with its extensions, RFC 2332.</summary>
internal sealed class NhrpTarget() : CodecTarget("nhrp", WireFamily.Of(["Nhrp"]));
