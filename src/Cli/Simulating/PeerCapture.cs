using System.Globalization;
using System.Net;
using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Output;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Simulating;

/// <summary>The ESP of a capture, as what a peer of a world sends.</summary>
/// <param name="file">The capture; - is standard input.</param>
/// <param name="sender">Whose packets; null: those of whoever sends the first that opens.</param>
/// <param name="pace">When they are sent.</param>
internal sealed class PeerCapture(string file, string? sender, RecordedPace pace)
{
    private const int PerSecondMax = 10_000;

    /// <summary>The pace of a word on the command line; null: it is none.</summary>
    public static RecordedPace? PaceOf(string word) => word switch
    {
        "spread" => new RecordedPace.Spread(),
        "capture" => new RecordedPace.AsRecorded(),
        _ => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and <= PerSecondMax
            ? new RecordedPace.Every(TimeSpan.FromTicks(TimeSpan.TicksPerSecond / count))
            : null,
    };

    /// <summary>Reads it; null: it cannot be played, and that was told.</summary>
    /// <param name="ring">The keys.</param>
    /// <param name="world">Where it is to be played.</param>
    /// <param name="terminal">Whom to tell what is wrong.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RecordedTraffic?> ReadAsync(
        KeyRing ring, WorldPlan world, Terminal terminal, CancellationToken cancellation)
    {
        using var keys = new SaTable(ring);
        var found = new EspOfCapture();
        var reading = new CaptureDecoding(terminal, found, new OctetBuffer(), keys);
        if (await reading.RunAsync(file, cancellation) != ExitCode.Good)
        {
            return null;
        }

        var wanted = sender is null ? found.FirstSender : IPAddress.Parse(sender);
        if (found.Wrong(wanted) is { } wrong)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {file}: {wrong}");
            return null;
        }

        var traffic = found.Of(wanted!, pace);
        if (traffic.Wrong(world) is { } unplayed)
        {
            traffic.Dispose();
            await terminal.Error.WriteLineAsync($"holdfast: {file}: {unplayed}");
            return null;
        }

        return traffic;
    }
}
