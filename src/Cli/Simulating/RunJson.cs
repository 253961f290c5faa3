using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.StateMachines;

namespace Holdfast.Cli.Simulating;

/// <summary>A run as one JSON object, docs/simulate.md.</summary>
internal static class RunJson
{
    /// <summary>Writes the object.</summary>
    public static void Write(TextWriter output, string scenario, ulong seed, RunResult run) =>
        Write(output, json => Run(json, scenario, seed, run));

    /// <summary>Writes one object of all cases of a scenario.</summary>
    public static void Write(
        TextWriter output, string scenario, ulong seed,
        IEnumerable<(string Name, RunResult Run)> cases) => Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("scenario", scenario);
            json.WriteString("seed", seed.ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("cases");
            foreach (var (name, run) in cases)
            {
                Run(json, name, seed, run);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var to = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(to, options))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(to.WrittenSpan));
    }

    private static void Run(Utf8JsonWriter json, string scenario, ulong seed, RunResult run)
    {
        json.WriteStartObject();
        json.WriteString("scenario", scenario);

        // More than a number of JSON holds where programs read it as a double.
        json.WriteString("seed", seed.ToString(CultureInfo.InvariantCulture));
        json.WriteString("digest", run.Digest.ToString());
        json.WriteNumber("events", run.Events);
        json.WriteNumber("simulated_seconds", run.SimulatedTime.TotalSeconds);
        Violations(json, run);
        Costs(json, run.Measures);
        if (run.Recorded is { } recorded)
        {
            Recorded(json, recorded);
        }

        Timeline(json, run);
        json.WriteEndObject();
    }

    private static void Violations(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartArray("violations");
        foreach (var violation in run.Violations)
        {
            json.WriteStartObject();
            json.WriteString("invariant", violation.Invariant);
            json.WriteNumber("at", Seconds(violation.At));
            json.WriteString("says", violation.Says);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Costs(Utf8JsonWriter json, Measures cost)
    {
        json.WriteStartObject("measures");
        json.WriteNumber("packets_sent", cost.PacketsSent);
        json.WriteNumber("packets_received", cost.PacketsReceived);
        json.WriteNumber("packets_lost", cost.PacketsLost);
        json.WriteNumber("accepted_twice", cost.AcceptedTwice);
        json.WriteNumber("sequence_numbers_skipped", cost.SequenceSkipped);
        json.WriteNumber("sequence_numbers_of_two", cost.SequenceNumbersOfTwo);
        json.WriteNumber("message_ids_skipped", cost.MessageIdsSkipped);
        json.WriteNumber("message_ids_of_two", cost.MessageIdsOfTwo);
        json.WriteNumber("seconds_without_active", cost.WithoutActive.TotalSeconds);
        json.WriteNumber("seconds_with_two_active", cost.WithTwoActive.TotalSeconds);
        json.WriteNumber("takeovers", cost.Takeovers);
        json.WriteStartArray("seconds_to_first_packet");
        foreach (var time in cost.TimesToFirstPacket)
        {
            json.WriteNumberValue(time.TotalSeconds);
        }

        json.WriteEndArray();
        json.WriteNumber("reestablished", cost.Reestablished);
        json.WriteNumber("sas_lost", cost.SasLost);
        json.WriteNumber("ike_messages", cost.IkeMessages);
        json.WriteNumber("route_seconds_wrong", cost.RoutesWrong.TotalSeconds);
        json.WriteNumber("longest_gap_seconds", cost.LongestGap.TotalSeconds);
        json.WriteEndObject();
    }

    private static void Recorded(Utf8JsonWriter json, RecordedCounts counts)
    {
        json.WriteStartObject("recorded");
        json.WriteNumber("packets", counts.Recorded);
        json.WriteNumber("sent", counts.Sent);
        json.WriteNumber("accepted", counts.Accepted);
        json.WriteStartObject("accepted_by");
        foreach (var one in counts.By)
        {
            json.WriteNumber(one.Member, one.Packets);
        }

        json.WriteEndObject();
        json.WriteStartObject("refused");
        foreach (var one in counts.Refused)
        {
            json.WriteNumber($"{one.Fault}", one.Packets);
        }

        json.WriteEndObject();
        json.WriteNumber("lost", counts.Lost);
        json.WriteNumber("accepted_twice", counts.Twice);
        json.WriteEndObject();
    }

    private static void Timeline(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartArray("timeline");
        foreach (var moment in run.Timeline)
        {
            json.WriteStartObject();
            json.WriteNumber("at", Seconds(moment.At));
            json.WriteString("kind", NameOf(moment.Kind));
            json.WriteString("who", moment.Who);
            json.WriteString("says", moment.Says);
            if (moment.Mark.Length > 0)
            {
                json.WriteString("mark", moment.Mark);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Seconds(Instant at) => (at - Instant.Zero).TotalSeconds;

    private static string NameOf(MomentKind kind) => kind switch
    {
        MomentKind.Fault => "fault",
        MomentKind.Life => "life",
        MomentKind.Role => "role",
        MomentKind.Traffic => "traffic",
        MomentKind.Sa => "sa",
        MomentKind.Route => "route",
        MomentKind.Peer => "peer",
        MomentKind.Violation => "violation",
    };
}
