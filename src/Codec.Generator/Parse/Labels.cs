using System.Text;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Compares the words of a figure with the names of properties.</summary>
internal static class Labels
{
    /// <summary>
    /// Letters and digits without case. Remarks in parentheses ("Key (optional)") do not count,
    /// unless there is nothing else.
    /// </summary>
    public static string Key(string label)
    {
        var key = Letters(label, remarks: false);
        return key == "" ? Letters(label, remarks: true) : key;
    }

    private static string Letters(string label, bool remarks)
    {
        var letters = new StringBuilder(label.Length);
        var depth = 0;
        foreach (var c in label)
        {
            depth += c switch { '(' => 1, ')' => -1, _ => 0 };
            if (char.IsLetterOrDigit(c) && (remarks || depth <= 0))
            {
                letters.Append(char.ToLowerInvariant(c));
            }
        }

        return letters.ToString();
    }
}
