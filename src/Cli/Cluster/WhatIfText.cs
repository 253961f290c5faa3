using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Cli.Cluster;

/// <summary>What would happen, for people: a table and what stands behind it.</summary>
internal static class WhatIfText
{
    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter output, Forecast forecast)
    {
        var config = forecast.Config;
        var children = config.Peers.Sum(peer => peer.ChildSas.Count);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{config.Self.Name} of {config.Set.Cluster}: {config.Set.Members.Count} members, "
            + $"{config.Peers.Count} peers with {children} CHILD SAs"));
        output.WriteLine();
        output.WriteLine("Timing budget");
        foreach (var row in forecast.Budget)
        {
            var slack = row.Slack is not { } time ? "unknown"
                : time < TimeSpan.Zero ? $"{Text(-time)} missing" : $"{Text(time)} left";
            var who = row.Peer is { } peer ? $" ({config.Peers[peer].Name})" : "";
            output.WriteLine($"  {slack,-20} {row.Inequality}{who}");
        }

        output.WriteLine();
        output.WriteLine("If this died now, with all members in sync and all links up");
        Table(output, [.. forecast.Predictions.Select(one => Row(forecast, one))]);
        output.WriteLine();
        foreach (var prediction in forecast.Predictions)
        {
            Explain(output, forecast, prediction);
        }
    }

    private static string[] Row(Forecast forecast, WhatIf.Prediction one) =>
    [
        forecast.NameOf(one.Failure),
        NameOf(one.Outcome),
        one.To.Count == 0 ? "-" : string.Join(", ", one.To.Select(forecast.NameOf)),
        one.Outcome == WhatIf.Outcome.GoesOn ? "-"
            : one.TrafficStopsFor is { } time ? Text(time) : "unknown",
        Number(one.Loss.SequenceSkipped),
        Number(one.Loss.AcceptedTwice),
        Number(one.Loss.InboundLost),
        string.Create(
            CultureInfo.InvariantCulture, $"{one.Loss.Rekeyed}/{one.Loss.Reestablished}"),
    ];

    private static void Table(TextWriter output, List<string[]> rows)
    {
        rows.Insert(
            0,
            [
                "what", "traffic", "to", "stops for up to", "numbers skipped", "accepted twice",
                "refused", "rekeyed/anew",
            ]);
        var widths = Enumerable.Range(0, rows[0].Length)
            .Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column < 3
                ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine("  " + string.Join("  ", cells).TrimEnd());
        }
    }

    private static void Explain(TextWriter output, Forecast forecast, WhatIf.Prediction one)
    {
        output.WriteLine($"{forecast.NameOf(one.Failure)}: {one.Reason}");
        if (one.Times.Count > 0)
        {
            output.WriteLine("  " + string.Join(", ", one.Times.Select(time =>
                $"{Words(time.Phase.ToString())} {(time.AtMost is { } most ? Text(most) : "?")}")));
        }

        if (one.PeersAtRisk.Count > 0)
        {
            output.WriteLine("  may give up before: " + string.Join(
                ", ", one.PeersAtRisk.Select(peer => forecast.Config.Peers[peer].Name)));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  members in sync besides the active one: {one.SyncedLeft}"));
    }

    private static string NameOf(WhatIf.Outcome outcome) => Words(outcome.ToString());

    private static string Words(string name) => string.Concat(name.Select(
        (c, at) => (at > 0 && char.IsUpper(c) ? " " : "") + char.ToLowerInvariant(c)));

    /// <summary>In whole milliseconds, rounded up: no promise becomes shorter.</summary>
    private static string Text(TimeSpan time)
    {
        var milliseconds = Math.Ceiling(time.Ticks / (decimal)TimeSpan.TicksPerMillisecond);
        return milliseconds < 1_000
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000:0.###} s");
    }

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
