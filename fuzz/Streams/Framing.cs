using Holdfast.Codec.Streams;

namespace Holdfast.Fuzz.Streams;

/// <summary>What a stream was read as.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Digest">Of all their octets, in order.</param>
/// <param name="Error">How it ended; null: clean.</param>
internal readonly record struct Framing(int Frames, ulong Digest, StreamError? Error)
{
    /// <summary>Nothing yet.</summary>
    public static Framing None => new(0, 14695981039346656037, null);

    /// <summary>With one more frame.</summary>
    public Framing With(ReadOnlySpan<byte> octets)
    {
        // FNV-1a over the frame, and over where it ends.
        var digest = Digest;
        foreach (var octet in octets)
        {
            digest = (digest ^ octet) * 1099511628211;
        }

        return this with { Frames = Frames + 1, Digest = (digest ^ 0x100) * 1099511628211 };
    }
}
