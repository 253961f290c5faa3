using System.Runtime.CompilerServices;
using Holdfast.Fuzz.Codec;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// GRE with bugs planted on purpose: whoever drives a target must see each of the ways in which one
/// can fail. It is not listed: no campaign is to run it, unless to see that findings are seen.
/// </summary>
internal sealed class CanaryTarget : IFuzzTarget
{
    private readonly GreTarget _sound = new();

    /// <summary>An input with this word makes it throw.</summary>
    public static ReadOnlySpan<byte> Throws => "threw"u8;

    /// <summary>An input with this word never ends.</summary>
    public static ReadOnlySpan<byte> Hangs => "hangs"u8;

    /// <summary>An input with this word ends the process: the stack overflows.</summary>
    public static ReadOnlySpan<byte> Overflows => "depth"u8;

    /// <inheritdoc/>
    public string Name => "canary";

    /// <inheritdoc/>
    public string Claim => "none: it throws, hangs and overflows the stack on purpose";

    /// <inheritdoc/>
    public TargetRooms Rooms => _sound.Rooms;

    /// <inheritdoc/>
    public int LengthMax => _sound.LengthMax;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary =>
        [Throws.ToArray(), Hangs.ToArray(), Overflows.ToArray()];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds => _sound.Seeds;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        _sound.Run(input);
        ClaimBrokenException.Unless(input.IndexOf(Throws) < 0, "a word throws");
        while (input.IndexOf(Hangs) >= 0)
        {
        }

        if (input.IndexOf(Overflows) >= 0)
        {
            _ = Deeper(0);
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => _sound.ShapeOf(input);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper(int depth) => depth < 0 ? 0 : Deeper(depth + 1) + 1;
}
