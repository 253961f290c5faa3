using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// docs/machines/ClusterMemberCells.md: what a member does about each input, in each situation that
/// a cluster knows. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class CompositionCells
{
    private sealed record Situation(
        string Name, ClusterMemberConfig Config, State State, Instant Now);

    [Fact]
    public void Every_cell_of_situation_and_input_is_what_a_step_does()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Cells of ClusterMember

            What one member of a cluster of two, which has every machine, does about each input in each situation: where it goes, what the caller has to do, and by which
            rule the first machine decided. The states of a whole member are too many to list: each situation is one of them, with an IKE SA and a CHILD SA of one
            peer. What leads from an input to its outputs is in [ClusterMember](ClusterMember.md). Generated and checked by the tests.

            """);
        foreach (var situation in Situations())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {situation.Name}\n\n```text\n")
                .Append(CultureInfo.InvariantCulture, $"{PhaseOf(situation.State)}\n");
            var letters = Machine.Alphabet
                .Append(new("tick", (_, _) => Machine.Tick)).ToList();
            var width = letters.Max(letter => letter.Name.Length);
            foreach (var letter in letters)
            {
                text.Append("  ").Append(letter.Name.PadRight(width)).Append("  ")
                    .Append(Cell(situation, letter)).Append('\n');
            }

            text.Append("```\n");
        }

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
    public void Every_kind_of_input_has_a_letter()
    {
        var reigns = Situations().Single(situation => situation.Name == "Reigns");

        Assert.Equal(
            typeof(Input).GetNestedTypes(BindingFlags.Public).Select(type => type.Name).Order(),
            Machine.Alphabet.Select(letter => letter.Make(reigns.Config, reigns.State))
                .Append(Machine.Tick)
                .Select(input => input.GetType().Name).Distinct().Order());
    }

    private static string Cell(
        Situation situation, Letter<ClusterMemberConfig, State, Input> letter)
    {
        var next = Step(
            situation.Config, situation.State, situation.Now,
            letter.Make(situation.Config, situation.State));
        var (from, to) = (PhaseOf(situation.State), PhaseOf(next.State));
        var outputs = next.Outputs.IsEmpty
            ? ""
            : $" / {string.Join(", ", next.Outputs.Select(NameOf))}";
        var way = from != to ? $"→ {to}" : next.State == situation.State ? "nothing" : "stays";
        return $"{way}{outputs}  ({next.Reason})";
    }

    /// <summary>The case of a machine's output stands behind the machine.</summary>
    private static string NameOf(Output output)
    {
        var inner = output.GetType().GetProperty("Output")?.GetValue(output);
        return inner is null
            ? output.GetType().Name
            : $"{output.GetType().Name[2..]}.{inner.GetType().Name}";
    }

    private static List<Situation> Situations()
    {
        var started = new ClusterWorld(ClusterSettings.WithAll).Start(0);
        var wanting = new ClusterWorld(ClusterSettings.WithAll).Start(0);
        while (wanting[0]!.State.Replication.Role is not SaReplication.Role.Promoting)
        {
            Assert.True(wanting.Pass());
        }

        var drains = Running();
        drains.Do(0, new Input.AtMessageIds(
            ClusterWorld.Carol, new Holdfast.StateMachines.Ike.MessageIds.Input.Wanted()));
        drains.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        var fenced = Running();
        fenced.Replicate(0, new SaReplication.Input.LostVote());
        var synchronises = Running();
        synchronises.Cuts.Add(ClusterWorld.Segment.Sync);
        synchronises.Run(6);
        synchronises.CarolLives = false;
        synchronises.Crash(0);
        synchronises.Run(4);
        return
        [
            At("Has just started", started, 0),
            At("Wants to reign", wanting, 0),
            At("Reigns", Running(), 0),
            At("Stands by, synced", Running(), 1),
            At("Drains", drains, 0),
            At("Is fenced", fenced, 0),
            At("Has taken over stale, and waits for the peer's IDs", synchronises, 1),
        ];
    }

    private static Situation At(string name, ClusterWorld world, int member) =>
        new(name, world[member]!.Config, world[member]!.State, world.Now);

    private static ClusterWorld Running()
    {
        var world = new ClusterWorld(ClusterSettings.WithAll).Start(0).Start(1);
        world.Run(20);
        world.Establish(0, IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects);
        world.Run(1);
        return world;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines"));
}
