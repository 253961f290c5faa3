using System.Globalization;
using System.Text.Json;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>
/// A journal as <c>gateway run --json</c> writes it: an object a line. Other lines of the same file
/// (a runtime's last words, a line that was cut) are counted, not believed.
/// </summary>
internal static class JournalFile
{
    // The numbers of events, as the gateway's journal has them.
    internal const int Starts = 1, Claims = 2, Releases = 3, Reigns = 5, Stops = 6, Stands = 7,
        Passes = 8, Connected = 9, Lost = 10, Carrier = 11, Child = 32, ChildEnds = 34, Route = 35;

    /// <summary>Reads one.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="name">What the member is called if it never says so itself.</param>
    /// <param name="unread">How many lines were no lines of a journal.</param>
    public static List<JournalLine> Read(IEnumerable<string> lines, string name, out int unread)
    {
        List<JournalLine> all = [];
        string? called = null;
        unread = 0;
        foreach (var line in lines)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (Read(line, ref called) is { } one)
            {
                all.Add(one);
            }
            else
            {
                unread++;
            }
        }

        // The beginning may be cut off: a file is one member's all the same.
        return [.. all.Select(line => line with { Who = called ?? name })];
    }

    private static JournalLine? Read(string line, ref string? called)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("Timestamp", out var stamp)
                || stamp.ValueKind != JsonValueKind.String
                || !DateTimeOffset.TryParse(
                    stamp.GetString(), CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var time)
                || TextOf(root, "Category") != "holdfast"
                || !root.TryGetProperty("EventId", out var number)
                || number.ValueKind != JsonValueKind.Number
                || !number.TryGetInt32(out var @event)
                || TextOf(root, "Message") is not { } text)
            {
                return null;
            }

            var state = root.TryGetProperty("State", out var found)
                && found.ValueKind == JsonValueKind.Object ? found : root;
            called ??= @event == Starts ? TextOf(state, "Member") : null;
            var (kind, subject, isOn) = Meaning(@event, state);
            return new(time, "", kind, text, subject, isOn);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that is half of a letter.
            return null;
        }
    }

    private static (JournalKind Kind, string? Subject, bool IsOn) Meaning(
        int @event, JsonElement state) => @event switch
        {
            Starts => (JournalKind.Starts, null, true),
            Claims => (JournalKind.Address, TextOf(state, "Side"), true),
            Releases => (JournalKind.Address, TextOf(state, "Side"), false),
            Reigns => (JournalKind.Reigns, TextOf(state, "Epoch"), true),
            Stops => (JournalKind.Stops, TextOf(state, "Why"), true),
            Stands => (JournalKind.Stands, TextOf(state, "Standing"), true),
            Passes => (JournalKind.Traffic, null, IsTrue(state, "Passes")),
            Connected => (JournalKind.Channel, TextOf(state, "Member"), true),
            Lost => (JournalKind.Channel, TextOf(state, "Member"), false),
            Carrier => (JournalKind.Link, TextOf(state, "Link"), IsTrue(state, "Works")),
            Child => (JournalKind.Child, TextOf(state, "In"), true),
            ChildEnds => (JournalKind.Child, TextOf(state, "In"), false),
            Route => (
                JournalKind.Route, TextOf(state, "Prefix"), TextOf(state, "What") == "added"),
            _ => (JournalKind.Other, null, true),
        };

    private static bool IsTrue(JsonElement state, string field) =>
        state.TryGetProperty(field, out var value)
        && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String
                && bool.TryParse(value.GetString(), out var isTrue) && isTrue));

    private static string? TextOf(JsonElement state, string field) =>
        state.TryGetProperty(field, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => value.GetRawText(),
            }
            : null;
}
