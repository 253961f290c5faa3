using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>
/// What happened, under a few words each: a line for each of them, how often, and a checksum of all
/// that was said in full.
/// </summary>
internal sealed partial class Checksums
{
    private readonly SortedDictionary<string, List<string>> _said =
        new(StringComparer.Ordinal);

    private readonly List<(string Words, string Whole)> _inOrder = [];

    /// <summary>Hashes are others in each process.</summary>
    [GeneratedRegex("(?<=, Key = [0-9]+), Digest = [0-9a-f]+")]
    private static partial Regex OfAProcess { get; }

    /// <summary>How often something happened.</summary>
    public int Count(string words) => _said.TryGetValue(words, out var all) ? all.Count : 0;

    /// <summary>Adds what happened.</summary>
    /// <param name="words">The words.</param>
    /// <param name="whole">All of it.</param>
    public void Add(string words, string whole)
    {
        if (!_said.TryGetValue(words, out var all))
        {
            _said.Add(words, all = []);
        }

        whole = OfAProcess.Replace(whole, "");
        all.Add(whole);
        _inOrder.Add((words, whole));
    }

    /// <summary>Compares a file beside this one with it.</summary>
    /// <param name="name">The file.</param>
    /// <param name="more">Lines that stand behind it.</param>
    public void Hold(string name, params IEnumerable<string> more)
    {
        string[] lines =
        [
            .. _said.Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{Sum(one.Value)} {one.Value.Count,4}  {one.Key}")),
            .. more.Where(line => line.Length > 0),
        ];
        if (Environment.GetEnvironmentVariable("HOLDFAST_WALKS") is { Length: > 0 } folder)
        {
            File.WriteAllLines(
                Path.Combine(folder, Path.GetFileName(name)),
                _inOrder.Select(one => $"{one.Words}\n  {one.Whole}"));
        }

        var path = PathOf(name);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
        }

        Assert.True(File.Exists(path), $"no {path}");
        Assert.Equal(File.ReadAllLines(path), lines);
    }

    private static string Sum(List<string> all) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', all))))[..8];

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, name);
}
