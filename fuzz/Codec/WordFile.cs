using System.Text;

namespace Holdfast.Fuzz.Codec;

/// <summary>
/// A dictionary as AFL reads it: a word a line, a name and octets in hexadecimal digits. Those of
/// the repository are part of the program.
/// </summary>
internal static class WordFile
{
    /// <summary>A line.</summary>
    /// <param name="name">What is called so.</param>
    /// <param name="octets">Its octets.</param>
    public static string Line(string name, ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder($"{name}=\"");
        foreach (var octet in octets)
        {
            text.Append(null, $"\\x{octet:x2}");
        }

        return text.Append('"').ToString();
    }

    /// <summary>The words of a family from captures; none where it has no such file.</summary>
    public static IEnumerable<byte[]> Of(string family)
    {
        using var stream = typeof(WordFile).Assembly.GetManifestResourceStream($"{family}.dict");
        if (stream is null)
        {
            return [];
        }

        using var text = new StreamReader(stream);
        return [.. text.ReadToEnd().Split('\n').Where(line => line.Length > 0).Select(Octets)];
    }

    private static byte[] Octets(string line)
    {
        var digits = line[(line.IndexOf('"', StringComparison.Ordinal) + 1)..^1];
        return Convert.FromHexString(digits.Replace("\\x", "", StringComparison.Ordinal));
    }
}
