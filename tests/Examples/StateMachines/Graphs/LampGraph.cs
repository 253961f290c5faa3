using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.Tests.Properties.StateMachines;

namespace Holdfast.Tests.Examples.StateMachines.Graphs;

/// <summary>Exploration of one machine, and its graph and table as text.</summary>
public sealed class LampGraph
{
    private static readonly LocalGraph<Lamp.State, Lamp.Output> Graph =
        LocalExploration.Explore(Lamp.Machine, TimeSpan.FromTicks(3), TimeSpan.FromTicks(1));

    [Fact]
    public void Every_state_in_reach_is_found_once()
    {
        // Dark, broken, and lit for 0 to 3 units of time by 1 to 3 presses.
        Assert.True(Graph.IsComplete);
        Assert.Equal(1 + 1 + (4 * 3), Graph.States.Count);
        Assert.Equal(Graph.States.Count, Graph.States.Distinct().Count());
    }

    [Fact]
    public void An_exploration_that_met_its_limit_says_so()
    {
        var some = LocalExploration.Explore(
            Lamp.Machine, TimeSpan.FromTicks(3), TimeSpan.FromTicks(1), statesMax: 5);
        Assert.False(some.IsComplete);
        Assert.Equal(5, some.States.Count);
    }

    [Fact]
    public void Graphviz_draws_a_node_for_each_phase() => Assert.Equal(
        """
        digraph Lamp {
          rankdir=LR;
          node [shape=box, style=rounded];
          start [shape=point];
          start -> Dark;
          Dark -> Lit [label="press / Output"];
          Dark -> Broken [label="smash"];
          Lit -> Dark [label="Tick / Output"];
          Lit -> Broken [label="smash / Output"];
        }

        """,
        GraphText.Graphviz(Graph),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void Mermaid_draws_a_node_for_each_phase() => Assert.Equal(
        """
        stateDiagram-v2
          [*] --> Dark
          Dark --> Lit : press / Output
          Dark --> Broken : smash
          Lit --> Dark : Tick / Output
          Lit --> Broken : smash / Output

        """,
        GraphText.Mermaid(Graph),
        ignoreLineEndingDifferences: true);

    /// <summary>In the order of their letters, whichever was found first.</summary>
    [Fact]
    public void Labels_of_one_arrow_stand_in_their_order_and_once()
    {
        Reason why = new("Lamp", "both");
        string[] found = ["press", "smash", "kick", "press"];
        var graph = new LocalGraph<int, string>(
            "Lamps", [0, 1], ["Dark", "Lit"],
            [.. found.Select(letter => new LocalStep<string>(0, letter, 1, default, why))],
            IsComplete: true);
        Assert.Contains(
            "Dark --> Lit : kick<br/>press<br/>smash\n", GraphText.Mermaid(graph),
            StringComparison.Ordinal);
        Assert.Contains(
            "Dark -> Lit [label=\"kick\\npress\\nsmash\"];\n", GraphText.Graphviz(graph),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_a_line_for_each_outcome_of_each_cell() => Assert.Equal(
        """
        Dark
          press  → Lit / Output  (Lamp: pressed)
          smash  → Broken  (Lamp: smashed)
        Lit
          press  stays  (Lamp: pressed again)
          smash  → Broken / Output  (Lamp: smashed)
          Tick   → Dark / Output  (Lamp: the time is over)
        Broken
          press  stays  (Lamp: broken)
          smash  stays  (Lamp: broken)

        """,
        MatrixText.Print(Graph),
        ignoreLineEndingDifferences: true);
}
