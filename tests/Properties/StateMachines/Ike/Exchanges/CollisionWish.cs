using Holdfast.Codec;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>All that one may want of a peer that makes, replaces or ends something.</summary>
public enum CollisionWish
{
    /// <summary>Another CHILD SA.</summary>
    Another,

    /// <summary>The first CHILD SA is replaced.</summary>
    RekeyChild,

    /// <summary>The IKE SA is replaced.</summary>
    RekeyIke,

    /// <summary>The first CHILD SA ends.</summary>
    DeleteChild,

    /// <summary>The IKE SA ends.</summary>
    DeleteIke,
}

/// <summary>What comes of wishes.</summary>
internal static class CollisionWishes
{
    public static Items<CollisionWish> All { get; } = [.. Enum.GetValues<CollisionWish>()];

    /// <summary>Each of one side beside each of the other one.</summary>
    public static IEnumerable<(CollisionWish Carol, CollisionWish Mars)> Pairs =>
        from carol in All
        from mars in All
        select (carol, mars);

    /// <summary>What it means when it is uttered; null: there is nothing that it is about.</summary>
    public static ExchangeWish? Of(CollisionWish wish, State.Standing standing) => wish switch
    {
        CollisionWish.Another => ExchangePair.AnotherOf(standing),
        CollisionWish.RekeyChild => First(standing) is { } child
            ? new ExchangeWish.RekeyChild(child.Sa.Inbound)
            : null,
        CollisionWish.RekeyIke => new ExchangeWish.RekeyIke(),
        CollisionWish.DeleteChild => First(standing) is { } child
            ? new ExchangeWish.DeleteChild(child.Sa.Inbound)
            : null,
        CollisionWish.DeleteIke => new ExchangeWish.DeleteIke(),
    };

    /// <summary>How many IKE SAs are left: none, where somebody wants that.</summary>
    public static int IkesAfter(Items<CollisionWish> wishes) =>
        wishes.Contains(CollisionWish.DeleteIke) ? 0 : 1;

    /// <summary>How many CHILD SAs are left of one; null: it depends on who is first. What is
    /// deleted while it is replaced is gone, and what it was replaced by stays.</summary>
    public static int? ChildrenAfter(Items<CollisionWish> wishes)
    {
        if (IkesAfter(wishes) == 0)
        {
            return 0;
        }

        var isDeleted = wishes.Contains(CollisionWish.DeleteChild);
        return isDeleted && wishes.Contains(CollisionWish.RekeyChild)
            ? null
            : (isDeleted ? 0 : 1) + wishes.Count(wish => wish == CollisionWish.Another);
    }

    private static StandingChild? First(State.Standing standing) =>
        standing.Children.Count == 0 ? null : standing.Children[0];
}
