using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>samples/live-failover is what it says.</summary>
[Collection(Lab.First)]
public sealed class SampleTests
{
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
        Assert.Contains("the peer has the SPIs that it had", said);
        Assert.Contains("moon takes alice's place", said);
        Assert.Matches("ping: [0-9]+ of [0-9]+ answered", said);
        Assert.Contains("moon takes alice&#39;s place", File.ReadAllText(page));
        File.Delete(page);
    }
}
