using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// docs/machines/ClusterMemberCells.md: what a member does about every input, in each situation
/// that it knows. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class CompositionCells
{
    private const string TickName = "a tick, when it is due";

    [Fact]
    public void Every_cell_of_situation_and_input_is_what_a_step_does()
    {
        var text = new StringBuilder(
            """
            # Cells of ClusterMember

            What one member of a cluster of two, which has every machine, does about every input in each situation: where it goes, what the caller has to do, and by
            which rule the first machine decided. The states of a whole member are too many to list; a situation is the first state in which a phase of the member, or
            a case of the state of one of its machines, is seen in histories of two members and from there on. Inputs that do the same everywhere stand together, and in
            front of an outcome stand the numbers of the situations that have it. What leads from an input to its outputs is in [ClusterMember](ClusterMember.md).
            Generated and checked by the tests.

            ## Situations

            | number | phase | what is seen first |
            |---|---|---|

            """);
        var situations = ClusterSituations.All;
        for (var at = 0; at < situations.Count; at++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {at + 1} ")
                .Append(CultureInfo.InvariantCulture, $"| {PhaseOf(situations[at].State)} ")
                .Append(CultureInfo.InvariantCulture, $"| {situations[at].Shows} |\n");
        }

        text.Append("\n## Inputs\n\n```text\n");
        var rows = ClusterInputs.All
            .Append(new(TickName, (_, _) => new Input.Tick()))
            .GroupBy(letter => RowOf(letter, situations), letter => letter.Name);
        foreach (var row in rows)
        {
            text.Append(string.Join("\n", row)).Append('\n').Append(row.Key);
        }

        text.Append("```\n");
        var page = text.ToString().ReplaceLineEndings("\n");
        var path = Path.Combine(Folder(), "ClusterMemberCells.md");
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path));
        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_kind_of_input_of_the_member_and_of_each_machine_has_a_letter()
    {
        var situation = ClusterSituations.All[0];

        Assert.Equal(
            ClusterInputs.Cases.Order(),
            ClusterInputs.All
                .Select(letter => letter.Make(situation.Config, situation.State))
                .Append(new Input.Tick())
                .Select(ClusterInputs.CaseOf).Distinct().Order());
    }

    [Fact]
    public void Every_case_of_the_state_of_every_machine_is_seen_in_a_situation()
    {
        // Of a client without an IKE SA nothing is kept, and where a synchronisation fails nobody
        // is waited for: the IKE SA is gone in that very step.
        string[] never =
            ["Redirection.New", "Redirection.Proving", "MessageIdSync.Failed"];
        (Part Part, Type States)[] parts =
        [
            (Part.Links, typeof(LinkSelection.State)),
            (Part.Drain, typeof(MemberDrain.State)),
            (Part.Foreign, typeof(AsymmetricTraffic.State)),
            (Part.Liveness, typeof(LivenessCheck.State)),
            (Part.Dpd, typeof(DeadPeerDetection.State)),
            (Part.MessageIds, typeof(MessageIds.State)),
            (Part.MessageIdSync, typeof(MessageIdSync.State)),
            (Part.Redirection, typeof(RedirectGateway.State)),
            (Part.TokenTaker, typeof(TokenTaker.State)),
            (Part.TokenMaker, typeof(TokenMaker.State)),
            (Part.NhrpRegistration, typeof(NhrpRegistration.State)),
            (Part.NhrpShortcut, typeof(NhrpShortcut.State)),
        ];
        var cases =
            from part in parts
            from state in part.States.GetNestedTypes(BindingFlags.Public)
            where part.States.IsAssignableFrom(state)
            select $"{part.Part}.{state.Name}";

        var all = cases
            .Concat(Enum.GetNames<ReverseRouteInjection.Role>()
                .Select(role => $"{Part.Routes}.{role}"))
            .Except(never).ToHashSet();
        var seen = ClusterSituations.All
            .SelectMany(situation => ClusterSituations.ShownBy(situation.State))
            .Where(shown => shown.Contains('.', StringComparison.Ordinal))
            .ToHashSet();

        Assert.Equal("", string.Join(' ', all.Except(seen).Order()));
        Assert.Equal("", string.Join(' ', seen.Except(all).Order()));
    }

    /// <summary>The outcomes of an input, each with the situations that have it.</summary>
    private static string RowOf(
        Letter<ClusterMemberConfig, State, Input> letter,
        IReadOnlyList<ClusterSituations.Situation> situations)
    {
        var outcomes = situations
            .Select((situation, at) => (Outcome: OutcomeOf(letter, situation), Number: at + 1))
            .GroupBy(cell => cell.Outcome, cell => cell.Number)
            .Select(cell => (Where: RangesOf([.. cell]), cell.Key))
            .ToList();
        var text = new StringBuilder();
        foreach (var (where, outcome) in outcomes)
        {
            text.Append("    ").Append(where).Append(": ").Append(outcome).Append('\n');
        }

        return text.ToString();
    }

    private static string OutcomeOf(
        Letter<ClusterMemberConfig, State, Input> letter, ClusterSituations.Situation situation)
    {
        var (config, state) = (situation.Config, situation.State);
        var now = letter.Name == TickName
            ? Instant.Latest(Deadline(config, state) ?? Instant.Zero, Instant.Zero)
            : Instant.Zero;
        var next = Step(config, state, now, letter.Make(config, state));
        var (from, to) = (PhaseOf(state), PhaseOf(next.State));
        var outputs = next.Outputs.IsEmpty
            ? ""
            : $" / {string.Join(", ", next.Outputs.Select(NameOf))}";
        var way = from != to ? $"→ {to}" : next.State == state ? "nothing" : "stays";
        return $"{way}{outputs}  ({next.Reason})";
    }

    /// <summary>1-3 5 7-9.</summary>
    private static string RangesOf(List<int> numbers)
    {
        var ranges = new List<string>();
        for (var at = 0; at < numbers.Count; at++)
        {
            var first = numbers[at];
            while (at + 1 < numbers.Count && numbers[at + 1] == numbers[at] + 1)
            {
                at++;
            }

            ranges.Add(first == numbers[at]
                ? first.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{first}-{numbers[at]}"));
        }

        return string.Join(' ', ranges);
    }

    /// <summary>The case of a machine's output stands behind the machine.</summary>
    private static string NameOf(Output output)
    {
        var inner = output.GetType().GetProperty("Output")?.GetValue(output);
        return inner is null
            ? output.GetType().Name
            : $"{output.GetType().Name[2..]}.{inner.GetType().Name}";
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines"));
}
