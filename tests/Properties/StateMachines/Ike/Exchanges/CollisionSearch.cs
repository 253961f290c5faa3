using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>Whatever two ends do in every order, in the end both have the same.</summary>
internal static class CollisionSearch
{
    /// <summary>Every world that may follow, each once.</summary>
    /// <param name="begin">The first one.</param>
    /// <param name="children">How many CHILD SAs there are in the end; null: as many at both.
    /// </param>
    /// <param name="ikes">How many IKE SAs.</param>
    /// <returns>How many worlds there are.</returns>
    public static int Explore(CollisionWorld begin, int? children = null, int? ikes = null)
    {
        var seen = new HashSet<CollisionWorld> { begin };
        var open = new Stack<CollisionWorld>([begin]);
        var ends = 0;
        while (open.TryPop(out var world))
        {
            Assert.True(seen.Count < 200_000, "more worlds than there should be");
            var isEnd = true;
            foreach (var next in world.Next())
            {
                isEnd = false;
                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }

            if (isEnd)
            {
                ends++;
                Judge(world, children, ikes);
            }
        }

        Assert.NotEqual(0, ends);
        return seen.Count;
    }

    private static void Judge(CollisionWorld world, int? children, int? ikes)
    {
        var (here, there) = (world.Initiator, world.Responder);
        Assert.All(here.Standing.Concat(there.Standing), standing =>
        {
            Assert.IsType<Ours.Idle>(standing.Ours);
            Assert.IsType<Theirs.Idle>(standing.Theirs);
            Assert.Equal(IkeStage.Open, standing.Stage);
            Assert.False(standing.Sa.IsContested);
            Assert.Empty(standing.Pending);
            Assert.All(
                standing.Children, child => Assert.Equal(ChildStage.Open, child.Stage));
        });
        Assert.Equal(
            here.Standing.Select(one => one.Sa.Id).Order(ById),
            there.Standing.Select(one => one.Sa.Id).Order(ById));
        Assert.Equal(
            here.Standing.SelectMany(one => one.Children.Select(child =>
                (one.Sa.Id.Key, child.Sa.Inbound.Value, child.Sa.Outbound.Value))).Order(),
            there.Standing.SelectMany(one => one.Children.Select(child =>
                (one.Sa.Id.Key, child.Sa.Outbound.Value, child.Sa.Inbound.Value))).Order());
        Assert.Equal(
            children ?? here.Standing.Sum(one => one.Children.Count),
            here.Standing.Sum(one => one.Children.Count));
        Assert.Equal(
            ikes ?? here.Standing.Count(), here.Standing.Count());
        Assert.True(here.Standing.Count() <= 1);
    }

    private static readonly Comparer<Holdfast.StateMachines.Replication.IkeSaId> ById =
        Comparer<Holdfast.StateMachines.Replication.IkeSaId>.Create(
            (one, other) => one.Key.CompareTo(other.Key));
}
