using Holdfast.Codec;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>Of two IKE SAs that both sides begin at once, neither end drops one that the other end
/// keeps, in whatever order messages and facts come (docs/adr/0101).</summary>
public sealed class HandshakesAtOnce
{
    private const int Orders = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_ends_have_the_same_IKE_SAs(bool isOneAfterAnother)
    {
        var both = 0;
        for (var seed = 0; seed < Orders; seed++)
        {
            using var gateway = new HandshakingSide(1, isGateway: true);
            using var peer = new HandshakingSide(9, isGateway: false);
            gateway.Begin();
            peer.Begin();
            Mix(gateway, peer, new(seed), isOneAfterAnother);

            Assert.NotEmpty(gateway.Stand);
            Assert.Equal(
                gateway.Stand.Select(one => $"{one.Id}").Order(StringComparer.Ordinal),
                peer.Stand.Select(one => $"{one.Id}").Order(StringComparer.Ordinal));
            Assert.False(gateway.IsUnderWay || peer.IsUnderWay);
            Assert.Single(gateway.Ends);
            Assert.Single(peer.Ends);
            Assert.Empty(gateway.Complaints.Concat(peer.Complaints));
            both += gateway.Stand.Count - 1;
        }

        // In order both proofs cross, whatever comes first; else one may give way.
        Assert.Equal(isOneAfterAnother, both == Orders);
        Assert.NotEqual(0, both);
    }

    [Fact]
    public void One_that_is_begun_later_is_in_the_place_of_the_first_one()
    {
        using var gateway = new HandshakingSide(1, isGateway: true);
        using var peer = new HandshakingSide(9, isGateway: false);
        gateway.Begin();
        Mix(gateway, peer, new(0), isOneAfterAnother: true);
        var first = Assert.Single(gateway.Stand).Id;
        peer.Begin();
        Mix(gateway, peer, new(0), isOneAfterAnother: true);
        Assert.Equal(Assert.Single(peer.Stand).Id, Assert.Single(gateway.Stand).Id);
        Assert.NotEqual(first, gateway.Stand[0].Id);
        Assert.Equal([true], peer.Ends);
    }

    [Fact]
    public void One_that_has_not_said_who_it_is_gives_way()
    {
        using var gateway = new HandshakingSide(1, isGateway: true);
        using var peer = new HandshakingSide(9, isGateway: false);
        gateway.Begin();
        gateway.Said.Clear();
        peer.Begin();
        Mix(gateway, peer, new(0), isOneAfterAnother: true);
        Assert.Equal([false], gateway.Ends);
        Assert.Equal([true], peer.Ends);
        Assert.Equal(Assert.Single(peer.Stand).Id, Assert.Single(gateway.Stand).Id);
    }

    /// <summary>All that is said and all that is to be a fact comes, in an order that is drawn.
    /// </summary>
    private static void Mix(
        HandshakingSide gateway, HandshakingSide peer, Random random, bool isOneAfterAnother)
    {
        while (Ready() is { Count: > 0 } ready)
        {
            ready[random.Next(ready.Count)]();
        }

        List<Action> Ready()
        {
            List<Action> ready = [];
            foreach (var (from, to) in (ReadOnlySpan<(HandshakingSide, HandshakingSide)>)
                [(gateway, peer), (peer, gateway)])
            {
                if (from.Said.Count > 0)
                {
                    ready.Add(() => to.Hear(Taken(from.Said)));
                }

                if (from.Facts.Count > 0)
                {
                    ready.Add(() => from.Facts.Dequeue()());
                }
            }

            return ready;
        }

        Octets Taken(List<Octets> said)
        {
            var at = isOneAfterAnother ? 0 : random.Next(said.Count);
            var octets = said[at];
            said.RemoveAt(at);
            return octets;
        }
    }
}
