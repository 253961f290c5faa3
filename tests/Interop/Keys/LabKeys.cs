using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>
/// The files of keys beside the captures: <c>keys</c> opens them, <c>secrets</c> derives those
/// keys, <c>findings.json</c> is what is then seen. Each is made of the lab's sidecars.
/// </summary>
internal static class LabKeys
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What was written down beside the captures; may be absent.</summary>
    public static string Sidecars { get; } = Path.GetFullPath(
        Path.Combine(Repository.Root, "..", "shared", "captures", "lab"));

    /// <summary>What the keys open, by the capture's name.</summary>
    public static JsonObject Findings { get; } = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Lab, "findings.json")))!.AsObject();

    /// <summary>A file beside a capture: of the folder keys or secrets.</summary>
    public static string Of(string folder, string name) =>
        Path.Combine(Repository.Lab, folder, name + ".json");

    /// <summary>The files, made anew: their path below the captures, and their text.</summary>
    public static IEnumerable<(string Path, string Text)> Convert()
    {
        var findings = new JsonObject();
        foreach (var (name, sidecar) in Read())
        {
            var sas = LabSidecar.Sas(sidecar);
            if (sas.Count == 0) continue;
            findings[name] = LabSidecar.Findings(sidecar);
            yield return ($"keys/{name}.json", Text("sas", sas));
            var secrets = LabSidecar.Secrets(sidecar);
            if (secrets["shared_secrets"]!.AsArray().Count > 0)
                yield return ($"secrets/{name}.json", Text(secrets));
        }

        yield return ("findings.json", Lines(findings));
    }

    private static IEnumerable<(string Name, JsonObject Sidecar)> Read() =>
        Directory.EnumerateFiles(Sidecars, "*.json", SearchOption.AllDirectories)
            .Select(file => (
                Name: Path.GetRelativePath(Sidecars, file)[..^".json".Length],
                Sidecar: JsonNode.Parse(File.ReadAllText(file))!.AsObject()))
            .Where(entry => !entry.Name.StartsWith("misc/", StringComparison.Ordinal))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static string Text(string key, JsonArray elements) =>
        Text(new JsonObject { [key] = elements });

    // An element a line, so that a change is a line in review.
    private static string Text(JsonObject lists)
    {
        var text = new StringBuilder("{");
        foreach (var (key, list) in lists)
        {
            text.Append(text.Length == 1 ? "" : ",").Append($"\n  \"{key}\": [");
            text.AppendJoin(
                ",", list!.AsArray().Select(element => "\n    " + element!.ToJsonString(OneLine)));
            text.Append("\n  ]");
        }

        return text.Append("\n}\n").ToString();
    }

    private static string Lines(JsonObject entries)
    {
        var text = new StringBuilder("{");
        foreach (var (key, value) in entries)
        {
            text.Append(text.Length == 1 ? "" : ",");
            text.Append($"\n  \"{key}\": {value!.ToJsonString(OneLine)}");
        }

        return text.Append("\n}\n").ToString();
    }
}
