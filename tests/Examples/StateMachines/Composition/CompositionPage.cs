using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// docs/machines/ClusterMember.md: the wiring, and what single steps lead to.
/// HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class CompositionPage
{
    [Fact]
    public void The_page_of_the_composition_is_what_it_does()
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            # ClusterMember

            One member of a cluster: all its machines as one. It leads what one machine puts out into another, by the table below, and decides nothing that a machine
            could decide. An output is followed to its end before the next one of its step is looked at, so what stands first has happened everywhere before what stands
            behind it. No step of a machine is more than {ClusterMember.StagesMax} outputs away from the input. Generated and checked by the tests.

            ## Wiring

            | stage | from | output | to | input | why |
            |---|---|---|---|---|---|

            """);
        foreach (var row in Wiring.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Stage} | {row.From} | {row.Output} ")
                .Append(CultureInfo.InvariantCulture, $"| {row.To?.ToString() ?? "the caller"} ")
                .Append(CultureInfo.InvariantCulture, $"| {row.Input} | {row.Why} |\n");
        }

        foreach (var (title, hops) in Steps())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n```text\n");
            foreach (var hop in hops)
            {
                text.Append(' ', 2 * (hop.Stage - 1))
                    .Append(CultureInfo.InvariantCulture, $"{hop.Part} {NameOf(hop.Input)}")
                    .Append(CultureInfo.InvariantCulture, $"  ({hop.Reason})\n");
            }

            text.Append("```\n");
        }

        var page = text.ToString().ReplaceLineEndings("\n");
        var path = Path.Combine(Folder(), "ClusterMember.md");
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path));
        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    /// <summary>The steps of a takeover and of its end, each machine's in order.</summary>
    private static List<(string Title, IEnumerable<ClusterMember.Hop> Hops)> Steps()
    {
        var steps = new List<(string, IEnumerable<ClusterMember.Hop>)>();
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        world.OnStep = (host, before, input) =>
        {
            var hops = ClusterMember.Explain(host.Config, before, world.Now, input);
            if (before.IsOpen != host.State.IsOpen)
            {
                steps.Add((
                    $"{host.Config.Self.Name} {(host.State.IsOpen ? "begins" : "ends")} a reign",
                    hops));
            }
        };
        world.Do(0, new ClusterMember.Input.AtDrain(
            new Holdfast.StateMachines.Balance.MemberDrain.Input.Leave()));
        world.Run(10);
        Assert.Equal(2, steps.Count);
        return steps;
    }

    private static string NameOf(object said) =>
        said is string name ? name : said.GetType().Name;

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines"));
}
