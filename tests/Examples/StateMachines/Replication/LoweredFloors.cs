using Holdfast.StateMachines.Replication;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>A floor comes down as a fact, and never past one that is still on its way up.</summary>
public sealed class LoweredFloors
{
    private static readonly Change Up = new Change.FloorRaised(MemberPair.Child.Inbound, 100);
    private static readonly Change Down = new Change.FloorLowered(MemberPair.Child.Inbound, 52);

    [Fact]
    public void Whoever_takes_over_accepts_from_the_lower_one_on()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, Up);
        pair.Settle();
        pair.Propose(3, Down);
        pair.Settle();
        Assert.All([0, 1], member => Assert.Equal(52u, FloorOf(pair, member)));
    }

    [Fact]
    public void One_that_rises_has_to_have_risen_first()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, Up);

        // Acknowledged behind it, the higher one would let in what the lower one has given away.
        pair.Propose(3, Down);
        Assert.Equal(new Output.Refused(3, Refusal.Busy), Assert.Single(Refusals(pair)));
        pair.Settle();
        Assert.Equal(100u, FloorOf(pair, 1));
        pair.Propose(4, Down);
        pair.Propose(5, new Change.FloorRaised(MemberPair.Child.Inbound, 60));
        pair.Settle();
        Assert.All([0, 1], member => Assert.Equal(60u, FloorOf(pair, member)));
    }

    [Fact]
    public void Nothing_is_raised_by_it_and_no_SA_is_made_up()
    {
        var pair = MemberPair.Reigning();
        pair.Clear();
        pair.Propose(2, new Change.FloorLowered(MemberPair.Child.Inbound, ulong.MaxValue));
        pair.Propose(3, new Change.FloorLowered(new(0x999), 0));
        Assert.Equal(
            [
                new Output.Refused(2, Refusal.NumberOutOfRange),
                new Output.Refused(3, Refusal.UnknownSa),
            ],
            Refusals(pair));
    }

    private static IEnumerable<Output.Refused> Refusals(MemberPair pair) =>
        pair.Outputs[0].OfType<Output.Refused>();

    private static ulong FloorOf(MemberPair pair, int member) =>
        pair[member].Replica.Sas.Children.Find(MemberPair.Child.Inbound.Value)!.Floor;
}
