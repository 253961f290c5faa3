namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// The fewest inputs that still go wherever all of them go: the smallest first, each kept if it
/// adds an edge or a bucket.
/// </summary>
internal static class Minimising
{
    /// <summary>Throws out of a folder what adds nothing.</summary>
    /// <param name="target">What the inputs are for.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="ended">Names of inputs that end the process.</param>
    /// <param name="map">The edges.</param>
    /// <returns>Inputs before and after.</returns>
    public static (int Before, int After) Run(
        IFuzzTarget target, string folder, IReadOnlySet<string> ended, EdgeMap map)
    {
        var before = Directory.GetFiles(folder);
        foreach (var file in before)
        {
            if (ended.Contains(Folder.NameOf(Input(target, file))))
            {
                File.Delete(file);
            }
        }

        var files = Directory.GetFiles(folder)
            .OrderBy(file => new FileInfo(file).Length)
            .ThenBy(file => file, StringComparer.Ordinal)
            .ToArray();
        var kept = 0;
        if (files.Length > 0)
        {
            Play(target, files[0], map);
            map.Clear();
        }

        foreach (var file in files)
        {
            Play(target, file, map);
            if (map.TakeIn())
            {
                kept++;
            }
            else
            {
                File.Delete(file);
            }
        }

        return (before.Length, kept);
    }

    /// <summary>As much of a file as the loop plays.</summary>
    private static ReadOnlySpan<byte> Input(IFuzzTarget target, string file)
    {
        var octets = File.ReadAllBytes(file);
        return octets.AsSpan(0, Math.Min(octets.Length, target.LengthMax));
    }

    private static void Play(IFuzzTarget target, string file, EdgeMap map)
    {
        var input = Input(target, file);
        map.Begin();
        try
        {
            target.Run(input);
        }
#pragma warning disable CA1031 // Whatever a target throws is a finding.
        catch
#pragma warning restore CA1031
        {
            // A finding is no part of a corpus, but neither is it lost here.
        }
    }
}
