using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>The election that other model checkers count: states and transitions are known.</summary>
public sealed class ReferenceElections
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void All_3104155_states_are_found_whatever_the_number_of_threads(int threads)
    {
        var outcome = threads == 1
            ? ProvenWorlds.Explore("reference-election")
            : Exploration.Run(ReferenceElection.Model(), new Limits { Threads = threads });
        Assert.Equal(Ending.Complete, outcome.Ending);
        Assert.Equal(3_104_155, outcome.States);
        Assert.Equal(31_222_729, outcome.Transitions);
        Assert.True(outcome.OctetsPerState <= 64, $"{outcome.OctetsPerState} octets a state");
    }

    [Fact]
    public void A_depth_ends_the_search_and_says_so()
    {
        var outcome = Exploration.Run(ReferenceElection.Model(), new Limits { Depth = 5 });
        Assert.False(outcome.IsComplete);
        Assert.Equal(Ending.Depth, outcome.Ending);
        Assert.Equal(5, outcome.Depth);
    }
}
