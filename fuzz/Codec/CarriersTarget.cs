namespace Holdfast.Fuzz.Codec;

/// <summary>What carries IPsec: frames, IP, UDP, TCP and their encapsulations.</summary>
internal sealed class CarriersTarget() : CodecTarget("carriers", WireFamily.Of(["Encapsulation"]));
