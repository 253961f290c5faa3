using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>What a daemon wrote to its console in a recorded test of its own.</summary>
internal sealed class ConsoleRecord
{
    private readonly string _text;

    private ConsoleRecord(string text) => _text = text;

    /// <summary>Reads the console of a host in a test of libreswan.</summary>
    public static ConsoleRecord Of(string test, string host) => new(File.ReadAllText(Path.Combine(
        Repository.Public, "behaviour", "libreswan", test, $"{host}.console.txt")));

    /// <summary>What a group of a pattern holds, line by line.</summary>
    public List<string> All(string pattern) =>
    [
        .. Regex.Matches(
                _text, pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups[1].Value),
    ];

    /// <summary>The same, as seconds.</summary>
    public List<TimeSpan> Seconds(string pattern) =>
    [
        .. All(pattern).Select(
            text => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture))),
    ];
}
