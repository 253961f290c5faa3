namespace Holdfast.Cli.Exploring;

/// <summary>Names that somebody may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>The names nearest to a wrong one; empty: none is near.</summary>
    public static List<string> Of(string wrong, IEnumerable<string> names) => names
        .Select(name => (
            Name: name,
            Distance: name.Contains(wrong, StringComparison.OrdinalIgnoreCase)
                ? 0
                : Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(one => one.Distance <= Math.Max(2, wrong.Length / 3))
        .OrderBy(one => one.Distance)
        .Take(Most)
        .Select(one => one.Name)
        .ToList();

    /// <summary>How many letters must be changed, added or dropped.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
