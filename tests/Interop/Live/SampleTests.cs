using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>samples/live-failover is what it says.</summary>
[Collection(Lab.First)]
public sealed class SampleTests
{
    // A question that was under way when the member died was asked before.
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(500);

    [PeerFact]
    public void A_failover_is_shown_and_the_peer_keeps_its_SPIs()
    {
        var page = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        using var sample = Process.Start(new ProcessStartInfo(
            Path.Combine(Corpus.Repository.Root, "samples", "live-failover", "run"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["TOOL"] = Path.Combine(AppContext.BaseDirectory, "holdfast.dll"),
                ["PAGE"] = page,
                ["HELLO"] = "500ms",
                ["HOLD"] = "2s",
            },
        })!;
        var complaint = sample.StandardError.ReadToEndAsync();
        var reading = sample.StandardOutput.ReadToEndAsync();
        if (!sample.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            sample.Kill(entireProcessTree: true);
            Assert.Fail("it does not come to an end");
        }

        Assert.True(reading.Wait(TimeSpan.FromSeconds(10)), "it leaves something behind");
        var said = reading.Result;
        Assert.True(sample.ExitCode == 0, $"{said}exit code {sample.ExitCode}");
        Assert.True(complaint.Wait(TimeSpan.FromSeconds(10)), "it leaves something behind");
        Assert.Contains("alice  is killed (SIGKILL)", said);
        Assert.Contains("moon   reigns in", said);
        AssertPingsAreTold(said);
        Assert.Contains("the peer has the SPIs that it had", said);
        Assert.Contains("moon takes alice's place", said);
        Assert.Matches("ping: [0-9]+ of [0-9]+ answered", said);
        Assert.Contains("moon takes alice&#39;s place", File.ReadAllText(page));
        File.Delete(page);
    }

    /// <summary>Pings are in the timeline, as they come: the first one without an answer behind
    /// what kills the member, the first answer behind that of whoever reigns then.</summary>
    private static void AssertPingsAreTold(string said)
    {
        var killed = Line("alice  is killed", behind: -1);
        var missing = Line("carol  has no answer yet to ping ([0-9]+)", killed.Index);
        var reigns = Line("moon   reigns in", killed.Index);
        var answered = Line("carol  is answered again: ping ([0-9]+)", missing.Index);
        var tunnel = Regex.Matches(said, "carol  has a tunnel to 192.168.0.5")[^1];

        // By their times, and told before what followed.
        Assert.InRange(TimeOf(missing), TimeOf(killed) - Late, TimeOf(reigns));
        Assert.InRange(TimeOf(answered), TimeOf(reigns), TimeSpan.FromDays(1));
        Assert.InRange(missing.Index, killed.Index, reigns.Index);
        Assert.InRange(answered.Index, killed.Index, tunnel.Index);
        Assert.InRange(Number(answered) - Number(missing), 3, int.MaxValue);

        // On a slow machine pings are late once more, further behind.
        Match Line(string what, int behind)
        {
            var found = Regex.Matches(said, $"(?m)^([0-9:.]{{12}})  {what}")
                .FirstOrDefault(match => match.Index > behind);
            Assert.True(found is not null, $"nobody says '{what}':\n{said}");
            return found;
        }

        static TimeSpan TimeOf(Match line) =>
            TimeSpan.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);

        static int Number(Match line) =>
            int.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture);
    }
}
