namespace Holdfast.Protocol.Ike;

/// <summary>How much may wait for its other fragments, RFC 7383 §5.</summary>
/// <param name="Messages">Messages; the oldest gives way.</param>
/// <param name="Fragments">Fragments of a message; one with more is refused.</param>
/// <param name="Octets">Octets of a message; one with more is dropped.</param>
public sealed record MessageLimits(int Messages = 4, int Fragments = 255, int Octets = 65_535)
{
    /// <summary>4 messages of 255 fragments and 64 KiB each.</summary>
    public static MessageLimits Default { get; } = new();
}
