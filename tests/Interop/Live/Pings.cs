using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A host that asks an address all the time whether it is there.</summary>
internal sealed partial class Pings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lab _lab;
    private readonly string _output;
    private readonly Process _process;

    public Pings(
        Lab lab, string from, string to, string every = "0.02", string? source = null)
    {
        (_lab, _output) = (lab, $"ping-{from}-{Guid.NewGuid():N}.log");
        _process = lab.Start(
            from, _output,
            ["ping", "-n", "-D", "-i", every, "-W", "1",
                .. source is null ? (string[])[] : ["-I", source], to]);
        var time = Stopwatch.StartNew();
        while (AnswersSoFar().Count == 0)
        {
            if (time.Elapsed > Patience)
            {
                Assert.Fail($"nobody answers for {to}");
            }

            Thread.Sleep(10);
        }
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

        var end = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        Assert.True(_process.WaitForExit(Patience), "ping does not end");
        var answers = AnswersSoFar();
        Assert.True(answers.Count > 10, $"only {answers.Count} answers");
        Assert.True(end - answers[^1] < 0.5, $"no answer for {end - answers[^1]} s before the end");
        return TimeSpan.FromSeconds(
            answers.Zip(answers.Skip(1).Append(end), (one, next) => next - one).Max());
    }

    /// <summary>How long nobody answered at most until now, behind some moment or around it; it
    /// goes on.</summary>
    /// <param name="from">The moment.</param>
    public TimeSpan SilenceSince(DateTime from)
    {
        var moment = (from - DateTime.UnixEpoch).TotalSeconds;
        var answers = AnswersSoFar();
        Assert.True(answers[^1] > moment, $"no answer since {from:HH:mm:ss.fff}");
        return TimeSpan.FromSeconds(
            answers.Zip(answers.Skip(1)).Where(pair => pair.Second > moment)
                .Max(pair => pair.Second - pair.First));
    }

    /// <summary>How many questions were not answered, once it has ended: of those before the last
    /// one that was. What is on its way when it ends is not lost.</summary>
    public int Lost()
    {
        Assert.True(_process.HasExited, "ping has not ended");
        var answered = Numbers().Matches(File.ReadAllText(Path.Combine(_lab.Folder, _output)))
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToHashSet();
        return answered.Max() - answered.Count;
    }

    /// <summary>How many answers came twice, and how many behind a later one, once it has ended.
    /// </summary>
    public (int Duplicates, int Reordered) Disorder()
    {
        Assert.True(_process.HasExited, "ping has not ended");
        var (duplicates, reordered, newest) = (0, 0, 0);
        foreach (Match match in Numbers().Matches(
            File.ReadAllText(Path.Combine(_lab.Folder, _output))))
        {
            var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            var isTwice = match.Groups[2].Success;
            duplicates += isTwice ? 1 : 0;
            reordered += !isTwice && number < newest ? 1 : 0;
            newest = Math.Max(newest, number);
        }

        return (duplicates, reordered);
    }

    private List<double> AnswersSoFar() =>
        File.Exists(Path.Combine(_lab.Folder, _output))
            ? [.. Answers().Matches(File.ReadAllText(Path.Combine(_lab.Folder, _output)))
                .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))]
            : [];

    [GeneratedRegex(@"bytes from .*icmp_seq=([0-9]+)[^\n]*?(\(DUP!\))?$", RegexOptions.Multiline)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^\[([0-9.]+)\] [0-9]+ bytes from .*icmp_seq=", RegexOptions.Multiline)]
    private static partial Regex Answers();
}
