using System.Globalization;
using System.Text;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>The page of all scenarios, from their table.</summary>
public static class ScenarioPage
{
    /// <summary>All but the head of docs/scenarios.md.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        var all = ScenarioTable.All;
        var played = all.Where(one => one.IsPlayed).ToArray();
        page.Append(CultureInfo.InvariantCulture, $"Of {all.Count} scenarios ")
            .Append(CultureInfo.InvariantCulture, $"{all.Count(one => one.IsWhole)} are shown, ")
            .Append(
                CultureInfo.InvariantCulture,
                $"{all.Count(one => one.IsShown && !one.IsWhole)} in part, and ")
            .Append(
                CultureInfo.InvariantCulture,
                $"{all.Count(one => !one.IsShown)} not yet. The simulator plays ")
            .Append(
                CultureInfo.InvariantCulture,
                $"{played.Length} of them, in ")
            .Append(CultureInfo.InvariantCulture, $"{played.Sum(one => one.Cases.Count)} cases.\n");
        foreach (var family in Enum.GetValues<ScenarioFamily>())
        {
            page.Append('\n').Append("## ").Append(TitleOf(family)).Append("\n\n")
                .Append("| | scenario | what it is | world | when | judged by | shown by |\n")
                .Append("|---|---|---|---|---|---|---|\n");
            foreach (var card in all.Where(one => one.Family == family))
            {
                page.Append(Row(card));
            }
        }

        page.Append("\n## What is missing\n\n")
            .Append("| | scenario | what nothing shows yet |\n|---|---|---|\n");
        foreach (var card in all.Where(one => one.Missing.Any()))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {card.Number} | `{card.Name}` | {string.Join("; ", card.Missing)} |\n");
        }

        if (all.Any(one => one.Findings.Any()))
        {
            page.Append("\n## What the simulator found, and is not mended yet\n\n");
            foreach (var card in all.Where(one => one.Findings.Any()))
            {
                page.Append(CultureInfo.InvariantCulture, $"- `{card.Name}`: ")
                    .AppendJoin("; ", card.Findings).Append('\n');
            }
        }

        page.Append("\n## Cases for the simulator\n\n");
        foreach (var card in all.Where(one => one.Cases.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"- `{card.Name}`: ")
                .AppendJoin(", ", card.Cases.Select(one => $"`{one.Name}`")).Append('\n');
        }

        return page.ToString();
    }

    private static string Row(ScenarioCard card) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {card.Number} | `{card.Name}` | {card.Says} | `{card.Topology}` | {card.Phase} | "
            + $"{string.Join(", ", card.Oracles.Select(Judge))} | {Shown(card)} |\n");

    // In italics: not by the simulator.
    private static string Judge(string oracle) =>
        InvariantNames.Played.Contains(oracle) ? oracle : $"*{oracle}*";

    private static string Shown(ScenarioCard card) =>
        !card.IsShown ? "**nothing yet**" : string.Join(
            "; ",
            card.Shown.Where(one => one is not Evidence.NotYet).Select(Text)
                .Concat(card.IsWhole ? [] : ["*not all of it*"]));

    private static string Text(Evidence evidence) => evidence switch
    {
        Evidence.Explored(var scenario) => $"explorer: `{scenario}`",
        Evidence.Played => "simulator",
        Evidence.Tested(var file, var claim) => $"[{claim.Replace('_', ' ')}](../{file})",
        Evidence.NotYet(var why) => why,
    };

    private static string TitleOf(ScenarioFamily family) => family switch
    {
        ScenarioFamily.Network => "Network",
        ScenarioFamily.Crashes => "Crash points",
        ScenarioFamily.Time => "Time",
        ScenarioFamily.Attacker => "Attacker",
        ScenarioFamily.Scale => "Scale and policy",
    };
}
