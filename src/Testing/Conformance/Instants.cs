using System.Globalization;

namespace Holdfast.Testing.Conformance;

/// <summary>Instants of a case, which begins at zero, as its trace and its reasons have them.
/// </summary>
internal static class Instants
{
    /// <summary>Seconds and milliseconds.</summary>
    public static string Text(TimeSpan at) =>
        at.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + "s";
}
