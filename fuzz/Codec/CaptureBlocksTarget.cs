namespace Holdfast.Fuzz.Codec;

/// <summary>Headers, records and blocks of capture files.</summary>
internal sealed class CaptureBlocksTarget()
    : CodecTarget("capture-blocks", WireFamily.Of(["Capture"]));
