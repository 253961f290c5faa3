using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>PUZZLE (16434), RFC 8019 §8.1.</summary>
[Wire(rfc: 8019, section: "8.1")]
public readonly ref partial struct Puzzle
{
    /// <summary>The function whose keys are sought.</summary>
    [Label("PRF"), Bits(16)]
    public partial PseudorandomFunction Prf { get; }

    /// <summary>
    /// Zero bits that the output must end with; 0: as many as the initiator likes.
    /// </summary>
    [Bits(8)]
    public partial byte Difficulty { get; }
}
