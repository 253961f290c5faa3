using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
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

    /// <summary>RFC 7296 §1.4.1: the answer to a Delete is a fact with the end of its IKE SA, and
    /// messages of IKEv1 have no IDs that are counted: no machine of theirs sends them.</summary>
    [Theory]
    [InlineData(IkeTraits.MessageIdSync)]
    [InlineData(IkeTraits.Version1)]
    public void A_message_that_no_machine_sends_is_sent_by_the_caller_with_its_octets(
        IkeTraits traits)
    {
        var (world, said) = Running();
        world.Establish(0, traits, leased: 0);
        world.Run(1);
        said[0].Clear();
        var message = HandshakeMessages.Message(
            new(new(0x101), new(0x202)), IkeRole.Responder, ExchangeType.Informational, 2, []);
        Change sent = new Change.ResponseSent(
            ClusterWorld.Carol, new(2, [], KeyHandle.None));
        world.Replicate(0, new SaReplication.Input.Propose(
            701,
            traits == IkeTraits.Version1 ? [sent] : [sent, new Change.IkeDown(ClusterWorld.Carol)],
            message, new(11)));
        world.Settle();
        Assert.Equal(
            [
                new Output.OfReplication(new SaReplication.Output.Transmit(
                    ClusterWorld.Carol, 2, [new(message.ToArray())], IsResponse: true)),
            ],
            said[0].Where(output => output
                is Output.OfReplication(SaReplication.Output.Transmit)
                or Output.OfMessageIds(_, MessageIds.Output.Transmit)));
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
