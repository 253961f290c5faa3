using System.Buffers;
using System.Text;
using System.Text.Json;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Cli.Cluster;

/// <summary>What would happen, for programs: one JSON object.</summary>
internal static class WhatIfJson
{
    /// <summary>Writes all of it, and a line feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="forecast">What would happen.</param>
    /// <param name="text">The text of the configuration, where warnings have their place.</param>
    public static void Write(TextWriter output, Forecast forecast, ReadOnlySpan<byte> text)
    {
        var to = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            to, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("cluster", forecast.Config.Set.Cluster);
            writer.WriteString("member", forecast.Config.Self.Name);
            Warnings(writer, forecast.Config, text);
            Budget(writer, forecast);
            writer.WriteStartArray("failures");
            foreach (var prediction in forecast.Predictions)
            {
                Failure(writer, forecast, prediction);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(to.WrittenSpan));
    }

    private static void Warnings(
        Utf8JsonWriter writer, ClusterMemberConfig config, ReadOnlySpan<byte> text)
    {
        writer.WriteStartArray("warnings");
        foreach (var warning in config.Warnings)
        {
            var place = ClusterMemberJson.PlaceOf(text, warning.Error.Name);
            writer.WriteStartObject();
            writer.WriteNumber("line", place.Line);
            writer.WriteNumber("column", place.Column);
            writer.WriteString("path", place.Path);
            if (warning.Rule is { } rule)
            {
                writer.WriteString("rule", Snake(rule.ToString()));
            }

            writer.WriteString("message", warning.Error.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Budget(Utf8JsonWriter writer, Forecast forecast)
    {
        writer.WriteStartArray("budget");
        foreach (var row in forecast.Budget)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", Snake(row.Rule.ToString()));
            writer.WriteString("inequality", row.Inequality);
            Seconds(writer, "slack_seconds", row.Slack);
            if (row.Peer is { } peer)
            {
                writer.WriteString("peer", forecast.Config.Peers[peer].Name);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Failure(
        Utf8JsonWriter writer, Forecast forecast, WhatIf.Prediction one)
    {
        writer.WriteStartObject();
        writer.WriteString("what", forecast.NameOf(one.Failure));
        writer.WriteString("kind", Snake(one.Failure.GetType().Name["Of".Length..]));
        writer.WriteString("outcome", Snake(one.Outcome.ToString()));
        writer.WriteStartArray("to");
        foreach (var member in one.To)
        {
            writer.WriteStringValue(forecast.NameOf(member));
        }

        writer.WriteEndArray();
        if (one.Standing is { } standing)
        {
            writer.WriteString("standing", Snake(standing.ToString()));
        }

        writer.WriteStartObject("seconds");
        foreach (var time in one.Times)
        {
            Seconds(writer, Snake(time.Phase.ToString()), time.AtMost);
        }

        writer.WriteEndObject();
        Seconds(writer, "traffic_stops_seconds", one.TrafficStopsFor);
        writer.WriteStartObject("loss");
        writer.WriteNumber("ike_sas", one.Loss.IkeSas);
        writer.WriteNumber("child_sas", one.Loss.ChildSas);
        writer.WriteNumber("synchronised", one.Loss.Synchronised);
        writer.WriteNumber("reestablished", one.Loss.Reestablished);
        writer.WriteNumber("rekeyed", one.Loss.Rekeyed);
        writer.WriteNumber("waiting_for_peer", one.Loss.WaitingForPeer);
        writer.WriteNumber("sequence_skipped", one.Loss.SequenceSkipped);
        writer.WriteNumber("accepted_twice", one.Loss.AcceptedTwice);
        writer.WriteNumber("inbound_lost", one.Loss.InboundLost);
        writer.WriteEndObject();
        writer.WriteStartArray("peers_at_risk");
        foreach (var peer in one.PeersAtRisk)
        {
            writer.WriteStringValue(forecast.Config.Peers[peer].Name);
        }

        writer.WriteEndArray();
        writer.WriteNumber("synced_left", one.SyncedLeft);
        writer.WriteString("reason", one.Reason.ToString());
        writer.WriteEndObject();
    }

    private static void Seconds(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            writer.WriteNumber(name, (decimal)known.Ticks / TimeSpan.TicksPerSecond);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Snake(string name) => string.Concat(name.Select(
        (c, at) => (at > 0 && char.IsUpper(c) ? "_" : "") + char.ToLowerInvariant(c)));
}
