namespace Holdfast.Fuzz.Codec;

/// <summary>HSRP versions 1 and 2, RFC 2281.</summary>
internal sealed class HsrpTarget() : CodecTarget("hsrp", WireFamily.Of(["Hsrp"]));
