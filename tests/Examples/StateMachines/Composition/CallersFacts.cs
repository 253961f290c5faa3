using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What the data path proposes itself, by tickets of its own, it hears of.</summary>
public sealed class CallersFacts
{
    private static readonly SaReplication.Input Proposed = new SaReplication.Input.Propose(
        7, [new Change.Unknown(1, default)], null, KeyHandle.None);

    [Fact]
    public void A_fact_of_the_caller_takes_effect_and_the_caller_hears_so()
    {
        var (world, said) = Running();
        world.Do(0, new Input.AtReplication(Proposed));
        world.Run(1);
        Assert.Contains(
            new Output.OfReplication(new SaReplication.Output.Committed(7)), said[0]);
        Assert.Empty(Answers(said[1]));
    }

    [Fact]
    public void A_fact_of_a_caller_at_a_standby_is_refused_and_the_caller_hears_so()
    {
        var (world, said) = Running();
        world.Do(1, new Input.AtReplication(Proposed));
        world.Run(1);
        Assert.Equal(
            [
                new Output.OfReplication(
                    new SaReplication.Output.Refused(7, Refusal.NotActive)),
            ],
            Answers(said[1]));
    }

    /// <summary>Everything that ends a reign is told in words of its own.</summary>
    [Theory]
    [InlineData(FailoverCause.Start, "nobody reigned before")]
    [InlineData(FailoverCause.Silence, "the active member fell silent")]
    [InlineData(FailoverCause.Resignation, "the active member resigned")]
    [InlineData(FailoverCause.Preemption, "a member with a higher priority")]
    [InlineData(FailoverCause.LinkLoss, "the active member lost a link")]
    [InlineData(FailoverCause.Fence, "the active member was fenced")]
    [InlineData(FailoverCause.Drain, "the active member was drained")]
    [InlineData(FailoverCause.SideDown, "an interface of the active member went down")]
    [InlineData(FailoverCause.HigherEpoch, "another member had taken over already")]
    [InlineData(FailoverCause.Sleep, "the active member slept")]
    public void Each_cause_has_words_of_its_own(FailoverCause cause, string words) =>
        Assert.Equal(words, FailoverReportText.Of(cause));

    private static IEnumerable<Output> Answers(List<Output> said) => said.Where(
        output => output is Output.OfReplication(
            SaReplication.Output.Committed or SaReplication.Output.Refused));

    private static (ClusterWorld World, List<Output>[] Said) Running()
    {
        List<Output>[] said = [[], []];
        var world = new ClusterWorld
        {
            OnOutput = (host, output) => said[host.Config.Set.Self - 1].Add(output),
        };
        world.Start(0).Start(1).Run(20);
        Assert.True(world[0]!.Reigns);
        said[0].Clear();
        said[1].Clear();
        return (world, said);
    }
}
