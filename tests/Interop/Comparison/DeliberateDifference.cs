using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Comparison;

/// <summary>A difference to tshark that is meant to be.</summary>
/// <param name="Captures">Which captures: a name, in which an asterisk stands for any text.</param>
/// <param name="Path">Which field: a path, in which an asterisk stands for any text.</param>
/// <param name="Reason">Why we differ.</param>
internal sealed record DeliberateDifference(string Captures, string Path, string Reason)
{
    /// <summary>The table. Each entry must occur, or the tests fail.</summary>
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("made/blocks-*", "time",
            "a simple packet block has no time: null for us, the year 1970 for tshark"),
    ];

    /// <summary>The entry that explains a difference, or null.</summary>
    public static DeliberateDifference? For(CaptureFile capture, Difference difference) =>
        All.FirstOrDefault(d =>
            d.Covers(capture) && Matches(d.Path, difference.Path));

    /// <summary>Whether the entry speaks about that capture.</summary>
    public bool Covers(CaptureFile capture) => Matches(Captures, capture.Name);

    private static bool Matches(string pattern, string text) => Regex.IsMatch(
        text,
        "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant);
}
