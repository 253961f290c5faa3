using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>What becomes of a fact that cannot be one at once.</summary>
public sealed class FactsThatWait
{
    private static readonly Change Up = new Change.FloorRaised(MemberPair.Child.Inbound, 100);
    private static readonly Change Down = new Change.FloorLowered(MemberPair.Child.Inbound, 52);

    /// <summary>It would be decided behind the lower one, and let in what that has given away.
    /// </summary>
    [Fact]
    public void No_floor_comes_down_while_a_higher_one_waits_for_its_message()
    {
        var pair = MemberPair.Reigning();
        var message = new NotifyPayloadValue
        {
            Data = new NotifyPayloadData.MobikeSupported(new()),
        };
        pair.Propose(9, new Change.FloorRaised(MemberPair.Child.Inbound, 60));
        pair.Settle();
        Assert.Equal(Refusal.None, SaReplication.Decide(pair[0], [Down]));
        pair.Do(0, new Input.Propose(2, [Up], message, MemberPair.Sa.Keys));
        Assert.Equal(Refusal.Busy, SaReplication.Decide(pair[0], [Down]));
    }

    [Fact]
    public void As_many_wait_for_the_other_member_as_may_be_open_and_the_next_one_is_refused()
    {
        var pair = MemberPair.Reigning(new() { OpenMax = 3 });
        for (var ticket = 2UL; ticket <= 4; ticket++)
        {
            pair.Propose(ticket, new Change.Leased(MemberPair.Child.Inbound, 100 * ticket, 0));
            Assert.Empty(Refusals(pair));
        }

        pair.Propose(5, new Change.Leased(MemberPair.Child.Inbound, 500, 0));
        Assert.Equal([new(5, Refusal.Busy)], Refusals(pair));
        pair.Settle();
        pair.Propose(6, new Change.Leased(MemberPair.Child.Inbound, 600, 0));
        Assert.Single(Refusals(pair));
    }

    /// <summary>What found the log full is proposed again as long as there is room, and no
    /// further.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_found_the_log_full_is_proposed_again_until_it_is_full_once_more(int room)
    {
        var facts = new WantedFacts();
        var wanted = Enumerable.Range(0, 3).Select(id => facts.Want(
            [new Change.RequestSent(MemberPair.Sa.Id, new((uint)id, [], KeyHandle.None))],
            null)).ToArray();
        foreach (var one in wanted)
        {
            facts.Refused(one!.Ticket, Refusal.Busy);
        }

        List<ulong> proposed = [];
        facts.ProposeAgain(one =>
        {
            proposed.Add(one.Ticket);
            if (proposed.Count > room)
            {
                facts.Refused(one.Ticket, Refusal.Busy);
            }
        });
        Assert.Equal(wanted.Take(room + 1).Select(one => one!.Ticket), proposed);
        Assert.Equal(Math.Max(0, 3 - room), facts.Waiting);
    }

    private static Output.Refused[] Refusals(MemberPair pair) =>
        [.. pair.Outputs[0].OfType<Output.Refused>()];
}
