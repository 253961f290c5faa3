namespace Holdfast.Tests.Examples.Documents;

/// <summary>What a page shows of what a command prints: line behind line, and "..." for lines that
/// are left out.</summary>
internal static class ShownOutput
{
    private const string LeftOut = "...";

    /// <summary>What is not as it is shown; null: nothing.</summary>
    public static string? Wrong(string[] shown, string output)
    {
        var printed = Lines(output.Split('\n'));
        var lines = Lines(shown);
        var (at, next) = (0, 0);
        while (at < lines.Length)
        {
            var mayMove = lines[at] == LeftOut;
            at += mayMove ? 1 : 0;
            var length = lines[at..].TakeWhile(line => line != LeftOut).Count();
            if (mayMove && length == 0)
            {
                return null;
            }

            var part = lines.AsSpan(at, length);
            var isLast = at + length == lines.Length;
            if (mayMove)
            {
                var last = printed.Length - length;
                var found = isLast ? Math.Max(last, next) : next;
                while (found <= last && !printed.AsSpan(found, length).SequenceEqual(part))
                {
                    found++;
                }

                if (found > last)
                {
                    return $"'{part[0]}' is no later line"
                        + (length > 1 || isLast ? " with those below it" : "");
                }

                next = found;
            }
            else
            {
                for (var i = 0; i < length; i++)
                {
                    var line = next + i < printed.Length ? printed[next + i] : "";
                    if (next + i == printed.Length || line != part[i])
                    {
                        return $"'{part[i]}' is not the next line, which is '{line}'";
                    }
                }
            }

            (at, next) = (at + length, next + length);
        }

        return next < printed.Length
            ? $"'{printed[next]}' is left out behind the last line" : null;
    }

    /// <summary>Lines without blanks at their ends, and without empty ones at the end.</summary>
    private static string[] Lines(IEnumerable<string> lines)
    {
        var trimmed = lines.Select(line => line.TrimEnd()).ToList();
        while (trimmed.Count > 0 && trimmed[^1].Length == 0)
        {
            trimmed.RemoveAt(trimmed.Count - 1);
        }

        return [.. trimmed];
    }
}
