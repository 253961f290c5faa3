using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A host that asks an address all the time whether it is there.</summary>
internal sealed partial class Pings
{
    private readonly Lab _lab;
    private readonly string _output;
    private readonly Process _process;

    public Pings(Lab lab, string from, string to, string every = "0.02")
    {
        (_lab, _output) = (lab, $"ping-{from}-{Guid.NewGuid():N}.log");
        _process = lab.Start(from, _output, "ping", "-n", "-D", "-i", every, "-W", "1", to);
    }

    /// <summary>Ends, and says how long nobody answered at most.</summary>
    public TimeSpan LongestSilence()
    {
        // Of a second without a loss the test can tell, of a moment it can't.
        Thread.Sleep(TimeSpan.FromSeconds(1));
        using (var kill = Process.Start(
            "kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(10)), "ping does not end");
        var answers = Answers().Matches(File.ReadAllText(Path.Combine(_lab.Folder, _output)))
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToList();
        Assert.True(answers.Count > 10, $"only {answers.Count} answers");
        return TimeSpan.FromSeconds(
            answers.Zip(answers.Skip(1), (one, next) => next - one).Max());
    }

    [GeneratedRegex(@"^\[([0-9.]+)\].*icmp_seq=", RegexOptions.Multiline)]
    private static partial Regex Answers();
}
