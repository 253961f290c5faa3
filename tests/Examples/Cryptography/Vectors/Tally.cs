using System.Globalization;
using Holdfast.Protocol.Cryptography;
using Holdfast.Tests.Examples.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Vectors;

/// <summary>
/// Counts the vectors of a file that ran and those that did not, with the reason. The outcome is a
/// row of docs/vectors.md, and a row that is not there fails the test.
/// </summary>
internal sealed class Tally(string file)
{
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _providers = new(StringComparer.Ordinal);
    private int _run;

    /// <summary>A vector ran in each of these; one at least has to have it.</summary>
    public void Ran(IEnumerable<CryptoProvider> providers)
    {
        var names = providers.Select(Short).ToList();
        Assert.NotEmpty(names);
        _run++;
        names.ForEach(name => _providers[name] = _providers.GetValueOrDefault(name) + 1);
    }

    /// <summary>A vector did not run.</summary>
    public void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    /// <summary>The row in the document is this one.</summary>
    public void Check()
    {
        var skipped = _skipped.Count == 0
            ? "none"
            : string.Join("; ", _skipped.Select(one => $"{one.Value}: {one.Key}"));
        var providers = string.Join(", ", _providers.Select(one => $"{one.Key} {one.Value}"));
        var row = string.Create(
            CultureInfo.InvariantCulture, $"| `{file}` | {_run} | {skipped} |");
        var whole = $"{row} {providers} |";
        Assert.True(
            Documented.Any(line => Engines.Libcrypto is null
                ? line.StartsWith(row, StringComparison.Ordinal)
                : line == whole),
            $"docs/vectors.md has no row\n{whole}");
    }

    private static string[] Documented { get; } =
        File.ReadAllLines(Path.Combine(LabCaptures.Root, "docs", "vectors.md"));

    private static string Short(CryptoProvider provider) => provider switch
    {
        LibcryptoProvider => "libcrypto",
        PlatformProvider => "platform",
        _ => "BouncyCastle",
    };
}
