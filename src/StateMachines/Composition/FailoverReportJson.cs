using System.Text.Json;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>A report for programs: one JSON object, with times in seconds.</summary>
public static class FailoverReportJson
{
    /// <summary>Writes a report as the next value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="config">The configuration, for the names of members.</param>
    /// <param name="report">The report.</param>
    public static void Write(
        Utf8JsonWriter writer, ClusterMemberConfig config, FailoverReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(report);
        writer.WriteStartObject();
        writer.WriteString("cluster", config.Set.Cluster);
        Epoch(writer, config, "to", report.Epoch);
        Epoch(writer, config, "from", report.Before);
        writer.WriteString("cause", Snake(report.Cause));
        writer.WriteBoolean("fenced", report.IsFenced);
        writer.WriteBoolean("released", report.IsReleased);
        writer.WriteString("standing", Snake(report.Standing));
        Seconds(writer, "age_seconds", report.Age);
        Skipped(writer, report.Skipped);
        writer.WriteStartObject("exposed");
        writer.WriteNumber("packets", report.Exposed.Packets);
        writer.WriteNumber("child_sas", report.Exposed.ChildSas);
        writer.WriteEndObject();
        writer.WriteStartObject("lost");
        writer.WriteNumber("packets", report.Lost.Packets);
        writer.WriteNumber("ike_sas", report.Lost.IkeSas);
        writer.WriteNumber("child_sas", report.Lost.ChildSas);
        writer.WriteNumber("child_sas_waiting", report.Lost.ChildSasWaiting);
        writer.WriteEndObject();
        writer.WriteNumber("routes_added", report.RoutesAdded);
        Phases(writer, report);
        Seconds(writer, "outage_seconds", report.Outage);
        writer.WriteBoolean("complete", report.IsComplete);
        writer.WriteBoolean("over", report.IsOver);
        writer.WriteStartArray("why");
        foreach (var reason in report.Why)
        {
            writer.WriteStringValue(reason.ToString());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Epoch(
        Utf8JsonWriter writer, ClusterMemberConfig config, string name, Epoch? epoch)
    {
        if (epoch is not { } known)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("member", FailoverReportText.NameOf(config, known));
        writer.WriteNumber("number", known.Member);
        writer.WriteNumber("reign", known.Reign);
        writer.WriteEndObject();
    }

    private static void Skipped(Utf8JsonWriter writer, FailoverReport.Skip skipped)
    {
        writer.WriteStartObject("skipped");
        writer.WriteNumber("sequence_numbers", skipped.SequenceNumbers);
        writer.WriteNumber("message_ids", skipped.MessageIds);
        writer.WriteStartArray("child_sas");
        foreach (var child in skipped.Children)
        {
            writer.WriteStartObject();
            writer.WriteString("spi", child.Inbound.ToString());
            writer.WriteNumber("through", child.Through);
            writer.WriteNumber("at_most", child.AtMost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What a phase took; null: its beginning is unknown, or it has no end yet.</summary>
    private static void Phases(Utf8JsonWriter writer, FailoverReport report)
    {
        writer.WriteStartObject("seconds");
        foreach (var phase in report.Phases)
        {
            Seconds(writer, Snake(phase.Phase), phase.Took);
        }

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

    private static string Snake<T>(T value)
        where T : struct, Enum => FailoverReportText.Words(value.ToString(), '_');
}
