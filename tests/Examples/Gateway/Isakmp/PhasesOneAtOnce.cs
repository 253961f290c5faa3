using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Of two main modes at once, one of each side, both ends keep the same one, in whatever
/// order messages and facts come (docs/adr/0038, docs/adr/0069).</summary>
public sealed class PhasesOneAtOnce
{
    private const int Orders = 12;

    public static TheoryData<bool, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<bool, bool, bool>();
            for (var bits = 0; bits < 8; bits++)
            {
                ways.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Both_ends_have_one_and_the_same_SA_with_what_was_there(
        bool gatewayIsHigher, bool isOneAfterAnother, bool waitsForFacts)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            using var gateway = Side(gatewayIsHigher, isGateway: true, waitsForFacts);
            using var peer = Side(gatewayIsHigher, isGateway: false, waitsForFacts);
            gateway.Begin(PhaseOneMode.Main);
            peer.Begin(PhaseOneMode.Main);
            Mix(gateway, peer, seed, isOneAfterAnother);

            Assert.Equal(gateway.Row?.Id, peer.Row?.Id);
            Assert.NotNull(gateway.Row);
            Assert.Single(gateway.Stand);
            Assert.Single(peer.Stand);
            Assert.Equal(["before"], gateway.Kept);
            Assert.Equal(["before"], peer.Kept);
            Assert.Equal(2, gateway.Ends.Count + peer.Ends.Count);
            Assert.InRange(gateway.GivenUp + peer.GivenUp, 0, 1);
            Assert.All([gateway, peer], side => Assert.Equal(
                side.Ends.Count(end => end is null), side.GivenUp));
            Assert.Empty(gateway.Complaints.Concat(peer.Complaints));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Who_has_lost_all_has_the_word_whatever_the_cookies(
        bool gatewayIsHigher, bool isOneAfterAnother, bool waitsForFacts)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            using var gateway = Side(gatewayIsHigher, isGateway: true, waitsForFacts);
            using var peer = Side(gatewayIsHigher, isGateway: false, waitsForFacts);
            peer.Kept.Clear();
            gateway.Begin(PhaseOneMode.Main);
            peer.Begin(PhaseOneMode.Main, isInitialContact: true);
            Mix(gateway, peer, seed, isOneAfterAnother);

            Assert.Equal(gateway.Row?.Id, peer.Row?.Id);
            Assert.Equal(peer.Ends, [peer.Row?.Id]);
            Assert.Empty(gateway.Kept);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Two_that_start_have_one_SA(
        bool gatewayIsHigher, bool isOneAfterAnother, bool waitsForFacts)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            using var gateway = Side(gatewayIsHigher, isGateway: true, waitsForFacts);
            using var peer = Side(gatewayIsHigher, isGateway: false, waitsForFacts);
            gateway.Begin(PhaseOneMode.Main, isInitialContact: true);
            peer.Begin(PhaseOneMode.Main, isInitialContact: true);
            Mix(gateway, peer, seed, isOneAfterAnother);

            Assert.NotNull(gateway.Row);
            Assert.Equal(gateway.Row.Id, peer.Row?.Id);

            // Whoever has begun it begins the CHILD SAs: the other one does not.
            Assert.Single(gateway.Ends.Concat(peer.Ends), one => one == gateway.Row.Id);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_nobody_has_answered_keeps_that_of_the_peer_waiting_for_nothing(
        bool gatewayIsHigher)
    {
        using var gateway = Side(gatewayIsHigher, isGateway: true);
        using var peer = Side(gatewayIsHigher, isGateway: false);
        gateway.Begin(PhaseOneMode.Main);
        gateway.Said.Clear();
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Equal([null], gateway.Ends);
        Assert.Equal(1, gateway.GivenUp);
        Assert.Equal(peer.Ends, [gateway.Row?.Id]);
        Assert.Equal(peer.Row?.Id, gateway.Row?.Id);
    }

    [Fact]
    public void One_that_the_peer_begins_later_is_in_the_place_of_ours_whatever_the_cookies()
    {
        using var gateway = Side(gatewayIsHigher: true, isGateway: true);
        using var peer = Side(gatewayIsHigher: true, isGateway: false);
        gateway.Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        var first = gateway.Row!.Id;
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.NotEqual(first, gateway.Row.Id);
        Assert.Equal(gateway.Row.Id, peer.Row!.Id);
        Assert.Equal(["before"], gateway.Kept);
    }

    [Fact]
    public void One_that_comes_while_ours_is_to_be_a_fact_is_behind_it()
    {
        using var gateway = Side(gatewayIsHigher: false, isGateway: true, waitsForFacts: true);
        using var peer = Side(gatewayIsHigher: false, isGateway: false);
        gateway.Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        Assert.Empty(gateway.Stand);

        // The peer has it already, and makes the next one.
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        while (gateway.Deferred!.TryDequeue(out var fact))
        {
            fact();
            gateway.Talk(peer);
        }

        Assert.Equal(peer.Row!.Id, Assert.Single(gateway.Stand));
        Assert.Equal(peer.Row.Id, Assert.Single(peer.Stand));
        Assert.Equal(["before"], gateway.Kept);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void None_of_ours_begins_while_one_of_the_peers_is_to_be_a_fact(bool gatewayIsHigher)
    {
        using var gateway = Side(gatewayIsHigher, isGateway: true, waitsForFacts: true);
        using var peer = Side(gatewayIsHigher, isGateway: false);
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        var fact = Assert.Single(gateway.Deferred!);
        gateway.Begin(PhaseOneMode.Main);
        Assert.Equal([null], gateway.Ends);
        Assert.Equal(1, gateway.GivenUp);
        Assert.Empty(gateway.Said);
        fact();
        peer.Talk(gateway);
        Assert.Equal(peer.Row?.Id, Assert.Single(gateway.Stand));

        // Behind the fact ours begins as ever.
        gateway.Deferred!.Clear();
        gateway.Begin(PhaseOneMode.Main);
        Assert.Single(gateway.Said);
    }

    // Cookies begin with the number of whoever draws them.
    private static IsakmpSide Side(
        bool gatewayIsHigher, bool isGateway, bool waitsForFacts = false)
    {
        var side = new IsakmpSide(
            (byte)(isGateway == gatewayIsHigher ? 9 : 1), isGateway)
        {
            Deferred = waitsForFacts ? new() : null,
        };
        side.Kept.Add("before");
        return side;
    }

    /// <summary>All that is said and all that is to be a fact comes, in an order that is drawn;
    /// then what is due is said again, as long as something is.</summary>
    private static void Mix(
        IsakmpSide gateway, IsakmpSide peer, int seed, bool isOneAfterAnother)
    {
        var random = new Random(seed);
        for (var rounds = 0; rounds < 12; rounds++)
        {
            while (Ready() is { Count: > 0 } ready)
            {
                ready[random.Next(ready.Count)]();
            }

            gateway.Tick(TimeSpan.FromSeconds(30));
            peer.Tick(TimeSpan.FromSeconds(30));
        }

        List<Action> Ready()
        {
            List<Action> ready = [];
            foreach (var (from, to) in (ReadOnlySpan<(IsakmpSide, IsakmpSide)>)
                [(gateway, peer), (peer, gateway)])
            {
                if (from.Said.Count > 0)
                {
                    ready.Add(() => to.Hear(Take(from.Said, random, isOneAfterAnother)));
                }

                if (from.Deferred is { Count: > 0 } facts)
                {
                    ready.Add(() => facts.Dequeue()());
                }
            }

            return ready;
        }
    }

    private static Octets Take(Queue<Octets> said, Random random, bool isOneAfterAnother)
    {
        for (var turns = isOneAfterAnother ? 0 : random.Next(said.Count); turns > 0; turns--)
        {
            said.Enqueue(said.Dequeue());
        }

        return said.Dequeue();
    }
}
