using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.19: each peer of a pool gets an address, and no other one gets it.
/// </summary>
public sealed class Rfc7296_2_19_Addresses
{
    private const int Runs = 300;

    [Fact]
    public void Whoever_computes_gives_each_the_same_and_none_twice() => ForAll.Cases(
        Runs, Draw,
        drawn =>
        {
            var (pool, identities) = drawn;
            var given = pool.Assign(identities);
            Assert.Equal(identities.Order(Octet), given.Keys.Order(Octet));
            Assert.Equal(given.Count, given.Values.Distinct().Count());
            Assert.All(given.Values, address =>
            {
                Assert.True(pool.Prefix.Contains(address));
                Assert.NotEqual(pool.Prefix.Address, address);
                Assert.NotEqual(pool.Prefix.Last, address);
            });

            // Another member names them in another order, and some of them twice.
            Assert.Equal(
                given.OrderBy(one => one.Key, Octet),
                pool.Assign(identities.Reverse().Concat(identities))
                    .OrderBy(one => one.Key, Octet));
        });

    [Fact]
    public void A_pool_is_used_to_its_last_address_and_no_further()
    {
        var pool = new AddressPool(Prefix.Parse("10.2.0.0/28"));
        Assert.Equal(14, pool.Count);
        var all = Enumerable.Range(0, 14).Select(Identity).ToList();
        Assert.Equal(14, pool.Assign(all).Values.Distinct().Count());
        Assert.Throws<ArgumentException>(() => pool.Assign([.. all, Identity(14)]));
    }

    /// <summary>What stands keeps its address if somebody is added, but for those who meet.
    /// </summary>
    [Fact]
    public void One_more_moves_few_of_the_others()
    {
        var pool = new AddressPool(Prefix.Parse("10.2.0.0/24"));
        var moved = 0;
        for (var count = 0; count < 100; count++)
        {
            var before = pool.Assign(Enumerable.Range(0, count).Select(Identity));
            var after = pool.Assign(Enumerable.Range(0, count + 1).Select(Identity));
            moved += before.Count(one => after[one.Key] != one.Value);
        }

        Assert.InRange(moved, 0, 100);
    }

    /// <summary>The peer's end of a CHILD SA is what it was given, and no more.</summary>
    [Fact]
    [Requirement("RFC7296-2.19-a")]
    public void The_traffic_of_who_gets_an_address_is_that_address() => ForAll.Cases(
        Runs, choices => choices.Below(512),
        at =>
        {
            var address = HostAddress.Parse("10.3.0.0") with
            {
                Value = HostAddress.Parse("10.3.0.0").Value + (uint)at,
            };
            var peer = HandshakeSamples.ForCarol.WithAddress(address);
            Assert.Equal(address, peer.Address);
            Assert.All(peer.Traffic, policy => Assert.Equal(
                [TrafficRange.Between(address, address)], policy.Remote.AsEnumerable()));
            Assert.Equal(at < 256 ? 1 : 0, peer.Traffic.Count);
            Assert.Empty(HandshakeSamples.ForCarol.WithAddress(null).Traffic);
        });

    private static readonly Comparer<Octets> Octet = Comparer<Octets>.Create(
        (one, other) => one.Span.SequenceCompareTo(other.Span));

    private static (AddressPool Pool, Octets[] Identities) Draw(Choices choices)
    {
        var length = 20 + choices.Below(11);
        var pool = new AddressPool(Prefix.Of(HostAddress.Parse("10.2.0.0"), length));
        var count = 1 + choices.Below(Math.Min(pool.Count, 60));
        return (pool, [.. Enumerable.Range(choices.Below(1_000), count).Select(Identity)]);
    }

    private static Octets Identity(int number) =>
        new([2, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes($"peer-{number}.example")]);
}
