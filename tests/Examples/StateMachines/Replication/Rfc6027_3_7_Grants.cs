using Holdfast.Protocol;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// Who slept and still reigns uses the SAs that it used before: one that was made in this reign
/// once it was granted something, and what is owed to it stays owed.
/// </summary>
public sealed class Rfc6027_3_7_Grants
{
    private static readonly ChildSa Made = MemberPair.Child with
    {
        Inbound = new(0x0100_0302),
        Outbound = new(0x402),
    };

    [Fact]
    public void An_SA_that_was_granted_nothing_yet_is_not_used_after_a_sleep()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.ChildUp(Made));
        pair.Settle();
        Assert.Empty(UsedAfterSleep(pair));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_its_first_lease_or_its_first_floor_it_is(bool isLease)
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.ChildUp(Made));
        pair.Propose(3, Grant(Made.Inbound, isLease));
        pair.Settle();
        Assert.Equal([(Made.Inbound, ChildTakeover.Resume)], UsedAfterSleep(pair));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_grant_that_nobody_has_acknowledged_is_none(bool isLease)
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.ChildUp(Made));
        pair.Settle();
        pair.Propose(3, Grant(Made.Inbound, isLease));
        pair.OnTheWay.Clear();
        Assert.Empty(UsedAfterSleep(pair));
    }

    [Fact]
    public void One_that_came_with_its_numbers_is_used_at_once()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.ChildUp(Made with { SentThrough = 100, Floor = 8 }));
        pair.Settle();
        Assert.Equal([(Made.Inbound, ChildTakeover.Resume)], UsedAfterSleep(pair));
    }

    [Fact]
    public void What_is_to_be_rekeyed_is_still_to_be_rekeyed_after_its_first_grant()
    {
        var pair = MemberPair.Reigning();
        pair.Propose(2, new Change.ChildUp(Made));
        pair.Propose(3, new Change.MessageIdsSynced(MemberPair.Sa.Id, 20, 20, Seen: 0));
        pair.Propose(4, Grant(Made.Inbound, isLease: true));
        pair.Settle();
        Assert.Contains((Made.Inbound, ChildTakeover.Rekey), UsedAfterSleep(pair));
    }

    private static Change Grant(Spi inbound, bool isLease) => isLease
        ? new Change.Leased(inbound, 100, 100)
        : new Change.FloorRaised(inbound, 8);

    /// <summary>What alice goes on with once moon has said that nobody reigned meanwhile.</summary>
    private static IEnumerable<(Spi, ChildTakeover)> UsedAfterSleep(MemberPair pair)
    {
        pair.Clear();
        pair.Sleep(pair.Config.Settings.HoldTime + TimeSpan.FromSeconds(2));
        pair.Do(0, new Input.Tick());
        Assert.Equal("Proving", pair.PhaseOf(0));
        pair.Settle();
        return Assert.Single(pair.Outputs[0].OfType<Output.Resume>()).Children
            .Select(use => (use.Inbound, use.Action));
    }
}
