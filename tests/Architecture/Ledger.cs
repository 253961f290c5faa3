using System.Text.RegularExpressions;
using Tomlyn;
using Tomlyn.Model;

namespace Holdfast.Tests.Architecture;

/// <summary>One requirement of an RFC, in our words.</summary>
/// <param name="Id">RFC number or the name of a draft, section, letter.</param>
/// <param name="State">done, excused or todo.</param>
/// <param name="Reason">Why it is excused; empty otherwise.</param>
internal sealed record Requirement(string Id, string Level, string Text, string State, string Reason);

/// <summary>Reads docs/specs/*.toml and finds the names of requirements in code.</summary>
internal static partial class Ledger
{
    private static readonly string[] Keys = ["id", "level", "text", "state", "reason"];

    /// <summary>Reads one file; what is wrong with its form is a violation.</summary>
    public static (List<Requirement> Requirements, List<string> Violations) Parse(
        string file, string text)
    {
        var requirements = new List<Requirement>();
        var violations = new List<string>();
        var document = TomlSerializer.Deserialize<TomlTable>(text)!;
        if (document.TryGetValue("compared", out var compared)
            && compared is not ("text" or "predecessor"))
        {
            violations.Add($"compared with {compared}: text or predecessor");
        }

        foreach (var entry in document["requirement"] as TomlTableArray ?? [])
        {
            var one = new Requirement(
                Word(entry, "id"), Word(entry, "level"), Word(entry, "text"),
                Word(entry, "state"), Word(entry, "reason"));
            requirements.Add(one);
            violations.AddRange(entry.Keys.Except(Keys).Select(key => $"{one.Id}: what is {key}?"));
            violations.AddRange(Faults(
                one,
                document.TryGetValue("draft", out var draft)
                    ? $"{draft}-"
                    : $"RFC{document["rfc"]}-"));
        }

        violations.AddRange(requirements
            .GroupBy(one => one.Id)
            .Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: there are {same.Count()}"));
        return (requirements, [.. violations.Select(violation => $"{file}: {violation}")]);
    }

    /// <summary>
    /// The ids that a source text names. Every word that begins like an id is one, so that a
    /// misspelt id cannot hide.
    /// </summary>
    public static IEnumerable<string> Named(string source) =>
        Mention.Matches(source).Select(match => match.Value)
            .Concat(Attribute.Matches(source).Select(match => match.Groups["id"].Value))
            .Distinct();

    /// <summary>Whether the id has the form RFC3706-5.2-a.</summary>
    public static bool IsWellFormed(string id) => Form.IsMatch(id);

    private static IEnumerable<string> Faults(Requirement one, string prefix)
    {
        if (!IsWellFormed(one.Id) || !one.Id.StartsWith(prefix, StringComparison.Ordinal))
        {
            yield return $"'{one.Id}' is not {prefix}section-letter";
        }

        if (one.Level is not ("MUST" or "SHOULD" or "MAY"))
        {
            yield return $"{one.Id}: the level is MUST, SHOULD or MAY";
        }

        if (one.Text.Length < 10)
        {
            yield return $"{one.Id}: says nothing";
        }

        if (one.State is not ("done" or "excused" or "todo"))
        {
            yield return $"{one.Id}: the state is done, excused or todo";
        }

        if ((one.State == "excused") != (one.Reason.Length > 0))
        {
            yield return $"{one.Id}: a reason goes with excused, and only with it";
        }
    }

    private static string Word(TomlTable entry, string key) =>
        entry.TryGetValue(key, out var value) ? value as string ?? "" : "";

    [GeneratedRegex(@"^(RFC[1-9]\d{2,4}|XAUTH|MODECFG)-([1-9]\d*|[A-Z])(\.\d+)*-[a-z]$")]
    private static partial Regex Form { get; }

    [GeneratedRegex(@"\b(RFC\d+|XAUTH|MODECFG)-[\w.\-]*\w")]
    private static partial Regex Mention { get; }

    [GeneratedRegex(@"\[Requirement\(""(?<id>[^""]*)""\)\]")]
    private static partial Regex Attribute { get; }
}
