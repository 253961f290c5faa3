using System.Globalization;

namespace Holdfast.Cli.Exploring;

/// <summary>Sizes as people write them: "512M", "4G", or octets.</summary>
internal static class SizeText
{
    /// <summary>Reads a size.</summary>
    /// <param name="text">Digits, then nothing, K, M, G or T: powers of 1024.</param>
    /// <param name="octets">The size in octets, at least 1.</param>
    public static bool TryParse(string text, out long octets)
    {
        octets = 0;
        var power = text.Length == 0 ? -1 : "KMGT".IndexOf(
            char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = power < 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0
            && count <= long.MaxValue >> (10 * (power + 1))
            && (octets = count << (10 * (power + 1))) > 0;
    }
}
