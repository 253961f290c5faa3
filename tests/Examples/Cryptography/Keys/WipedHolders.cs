using Holdfast.Protocol.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Nothing of a key is left in what held it, once that is disposed.</summary>
public sealed class WipedHolders
{
    public static TheoryData<string> Names => [.. Holders.All().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_depends_on_the_key_is_the_same_for_all_keys_once_disposed(string name)
    {
        var make = Holders.All().First(one => one.Name == name).Make;
        using var first = make(Holders.One);
        using var second = make(Holders.Other);
        var twins = new Twins(first, second);
        if (first is not (LibcryptoContext or PacketCipher or Mac))
        {
            // Keys of libcrypto and of the platform are in native memory, which is not looked at.
            Assert.NotEmpty(twins.Differences());
        }

        first.Dispose();
        second.Dispose();
        Assert.Empty(twins.Differences());
        Assert.Empty(twins.Open());
        first.Dispose();
    }

    [Fact]
    public void Keys_of_BouncyCastle_are_seen_before_they_are_wiped()
    {
        foreach (var (name, make) in Holders.All()
            .Where(one => one.Name.StartsWith("BouncyCastle", StringComparison.Ordinal))
            .Where(one => !one.Name.Contains("ENCR_NULL (0), NONE", StringComparison.Ordinal)))
        {
            using var first = make(Holders.One);
            using var second = make(Holders.Other);
            Assert.True(new Twins(first, second).Differences().Length > 0, name);
        }
    }

    [Fact]
    public void There_is_a_sample_of_every_type_that_holds_a_key()
    {
        var met = new HashSet<Type>();
        foreach (var (_, make) in Holders.All())
        {
            using var holder = make(Holders.One);
            using var other = make(Holders.Other);
            met.UnionWith(new Twins(holder, other).Types);
        }

        var expected = HolderTypes.All
            .Where(type => Engines.Libcrypto is not null
                || !type.Name.StartsWith("Libcrypto", StringComparison.Ordinal));

        // It gives out a secret that stays its caller's.
        met.Add(typeof(GivenRandomness));
        Assert.Empty(expected.Except(met).Select(type => type.Name));
    }

    [Fact]
    public void A_secret_that_one_of_two_still_holds_would_be_seen()
    {
        var (first, second) = (new Secret([1, 2]), new Secret([1, 3]));
        var twins = new Twins(first, second);
        Assert.Single(twins.Differences());
        first.Dispose();
        Assert.Single(twins.Differences());
        second.Dispose();
        Assert.Empty(twins.Differences());
    }

    [Fact]
    public void An_engine_that_nobody_wiped_would_be_seen()
    {
        var (first, second) = (new CamelliaEngine(), new CamelliaEngine());
        first.Init(true, new KeyParameter(Holders.Key(Holders.One, 16)));
        second.Init(true, new KeyParameter(Holders.Key(Holders.Other, 16)));
        Assert.NotEmpty(new Twins(first, second).Differences());
    }
}
