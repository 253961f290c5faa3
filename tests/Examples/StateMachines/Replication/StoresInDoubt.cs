using Holdfast.StateMachines.Replication;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>A member that comes back with less than it had, and one that knows what nobody else
/// knows.</summary>
public sealed class StoresInDoubt
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Each start writes the store once more: one that was written no oftener than before
    /// is an older one.</summary>
    [Theory]
    [InlineData(2, StoreCondition.Kept, false)]
    [InlineData(9, StoreCondition.Kept, false)]
    [InlineData(1, StoreCondition.Kept, true)]
    [InlineData(0, StoreCondition.Kept, true)]
    [InlineData(2, StoreCondition.Missing, true)]
    public void A_store_is_doubted_that_is_missing_or_older(
        uint generation, StoreCondition store, bool isDoubted)
    {
        var pair = MemberPair.Reigning();
        pair.Hear(0, new SyncMessage.Hello(
            new(new(99), generation, Epoch.None, store), Term.None));
        Assert.Equal(
            isDoubted ? [new Output.StoreDoubted(2)] : [],
            pair.Outputs[0].OfType<Output.StoreDoubted>());
    }

    /// <summary>Nobody knows of it but the peer, which would send on it until it gives up.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_IKE_SA_that_this_member_made_alone_is_deleted_at_the_peer(bool isAlone)
    {
        var group = Properties.StateMachines.Replication.MemberGroup.Reigning(
            2, _ => Properties.StateMachines.Replication.MemberGroup.Fast(CommitRule.All));
        var made = MemberPair.Sa with { Id = new(new(0x303), new(0x404)), Keys = new(31) };
        List<Output.DeleteAtPeer> deleted = [];
        group.OnOutput += (at, output) =>
            deleted.AddRange(at == 0 && output is Output.DeleteAtPeer one ? [one] : []);
        if (isAlone)
        {
            group.Cut(0, 1);
        }

        group.Run(2 * Second);
        group.Propose(0, 2, new Change.IkeUp(made));
        group.Settle();
        group.Cut(0, 1);
        group.Run(2 * Second);
        group.Do(0, new SaReplication.Input.Authority(false));
        group.Do(1, new SaReplication.Input.Authority(true));
        group.Run(Second);
        group.Heal();
        group.Run(Second);

        Assert.Equal(!isAlone, group[0]!.Replica.Sas.Ikes.TryFind(made.Key, out _));
        Assert.Equal(isAlone ? [new(made.Id, made.Keys)] : [], deleted);
    }
}
