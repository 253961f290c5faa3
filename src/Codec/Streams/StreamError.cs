namespace Holdfast.Codec.Streams;

/// <summary>Why a stream cannot be read on: what is wrong, and where in the stream.</summary>
/// <param name="Error">What is wrong; its offset counts from the start of the frame.</param>
/// <param name="Frame">Octets of the stream before the frame.</param>
public readonly record struct StreamError(DecodeError Error, long Frame)
{
    /// <summary>Octets of the stream before the first one that is wrong.</summary>
    public long Octet => Frame + Error.Offset;

    /// <summary>For example "FrameTooLarge in Length at octet 70012".</summary>
    public override string ToString() => Error.Missing > 0
        ? $"{Error.Fault} in {Error.Field} at octet {Octet} ({Error.Missing} more needed)"
        : $"{Error.Fault} in {Error.Field} at octet {Octet}";
}
