using Holdfast.Codec;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// The byte order of a capture file or section, told by its header's magic number.
/// </summary>
/// <param name="Order">The order of every number in it.</param>
public readonly record struct CaptureOrder(ByteOrder Order);
