using System.Runtime.CompilerServices;

namespace Holdfast.Fuzz;

/// <summary>What a target claims does not hold for an input.</summary>
/// <param name="claim">The claim, which tells one finding from another.</param>
/// <param name="seen">What was seen.</param>
internal sealed class ClaimBrokenException(string claim, string seen)
    : Exception($"{claim}: {seen}")
{
    /// <summary>The claim.</summary>
    public string Claim { get; } = claim;

    /// <summary>Throws unless a claim holds.</summary>
    public static void Unless(bool holds, string claim, string seen = "")
    {
        if (!holds)
        {
            throw new ClaimBrokenException(claim, seen);
        }
    }

    /// <summary>The same; what was seen is put into words only where somebody reads them.</summary>
    public static void Unless(
        bool holds, string claim,
        [InterpolatedStringHandlerArgument(nameof(holds))] ref Words seen)
    {
        if (!holds)
        {
            throw new ClaimBrokenException(claim, seen.Take());
        }
    }

    /// <summary>What is made of an interpolated string: nothing, where the claim holds.</summary>
    [InterpolatedStringHandler]
    internal ref struct Words
    {
        private DefaultInterpolatedStringHandler _text;

        /// <summary>Called for each claim.</summary>
        public Words(int literal, int holes, bool holds, out bool isWanted)
        {
            isWanted = !holds;
            _text = holds ? default : new(literal, holes);
        }

        /// <summary>What stands between two holes.</summary>
        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        /// <summary>What a hole holds.</summary>
        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        /// <summary>What a hole holds, in a format.</summary>
        public void AppendFormatted<T>(T value, string? format) =>
            _text.AppendFormatted(value, format);

        /// <summary>A text.</summary>
        public void AppendFormatted(ReadOnlySpan<char> text) => _text.AppendFormatted(text);

        /// <summary>The whole; to be called once.</summary>
        public string Take() => _text.ToStringAndClear();
    }
}
