using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Holdfast.Codec.Generated;

/// <summary>The words of generated one-line texts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Say
{
    private const int OctetsShown = 32;

    /// <summary>A number, or whatever its type calls it.</summary>
    public static void Number<T>(StringBuilder text, string name, T value) =>
        text.Append(name).Append(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>Octets, the first 32 of them.</summary>
    public static void Octets(StringBuilder text, string name, ReadOnlySpan<byte> octets)
    {
        text.Append(name);
        text.Append(Convert.ToHexStringLower(octets[..Math.Min(OctetsShown, octets.Length)]));
        if (octets.Length > OctetsShown)
        {
            text.Append(CultureInfo.InvariantCulture, $"…({octets.Length})");
        }
    }

    /// <summary>The number of elements of a list.</summary>
    public static void Count(StringBuilder text, string name, int count) =>
        text.Append(name).Append(CultureInfo.InvariantCulture, $"[{count}]");

    /// <summary>Another type's line.</summary>
    public static void Nested(StringBuilder text, string name, string nested) =>
        text.Append(name).Append('{').Append(nested).Append('}');
}
