using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.Tests.Properties.StateMachines.Ikev1.Ikev1Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>RFC 2409 §5 between two sides with real octets and keys.</summary>
public sealed class Rfc2409_5_Establishing
{
    private const int Runs = 60;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly KeyExchangeMethod[] Groups =
    [
        KeyExchangeMethod.Modp1024, KeyExchangeMethod.Modp1536, KeyExchangeMethod.Modp2048,
        KeyExchangeMethod.Modp3072, KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384,
        KeyExchangeMethod.Ecp521,
    ];

    private static readonly PhaseOneHash[] Hashes =
    [
        PhaseOneHash.Md5, PhaseOneHash.Sha, PhaseOneHash.Sha256, PhaseOneHash.Sha384,
        PhaseOneHash.Sha512,
    ];

    private static readonly (EncryptionAlgorithm Algorithm, int? Bits)[] Ciphers =
    [
        (EncryptionAlgorithm.TripleDes, null), (EncryptionAlgorithm.AesCbc, 128),
        (EncryptionAlgorithm.AesCbc, 192), (EncryptionAlgorithm.AesCbc, 256),
        (EncryptionAlgorithm.CamelliaCbc, 128), (EncryptionAlgorithm.CamelliaCbc, 256),
    ];

    private static readonly (EncryptionAlgorithm Algorithm, int? Bits, IntegrityAlgorithm Mac)[]
        Children =
        [
            (EncryptionAlgorithm.AesCbc, 128, IntegrityAlgorithm.HmacSha1Truncated96),
            (EncryptionAlgorithm.AesCbc, 256, IntegrityAlgorithm.HmacSha256Truncated128),
            (EncryptionAlgorithm.AesCtr, 192, IntegrityAlgorithm.HmacSha384Truncated192),
            (EncryptionAlgorithm.AesGcm16, 128, IntegrityAlgorithm.None),
            (EncryptionAlgorithm.AesGcm16, 256, IntegrityAlgorithm.None),
            (EncryptionAlgorithm.CamelliaCbc, 128, IntegrityAlgorithm.HmacSha512Truncated256),
            (EncryptionAlgorithm.TripleDes, null, IntegrityAlgorithm.HmacMd5Truncated96),
            (EncryptionAlgorithm.Null, null, IntegrityAlgorithm.HmacSha256Truncated128),
        ];

    public static TheoryData<int, PhaseOneMode> Cases
    {
        get
        {
            var cases = new TheoryData<int, PhaseOneMode>();
            for (var group = 0; group < Groups.Length; group++)
            {
                cases.Add(group, PhaseOneMode.Main);
                cases.Add(group, PhaseOneMode.Aggressive);
            }

            return cases;
        }
    }

    /// <summary>Each group with each cipher and each hash, and with each of those quick modes with
    /// and without forward secrecy.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("RFC2409-5-a")]
    [Requirement("RFC2409-5-b")]
    [Requirement("RFC2409-5.5-a")]
    public void Of_every_suite_both_sides_have_the_same_keys(int group, PhaseOneMode mode)
    {
        for (var at = 0; at < Ciphers.Length * Hashes.Length; at++)
        {
            var (algorithm, bits) = Ciphers[at % Ciphers.Length];
            var suite = Suite(
                EncryptionSpecs.Find(algorithm, bits)!, Hashes[at / Ciphers.Length],
                Groups[group]);
            var (cipher, length, mac) = Children[at % Children.Length];
            var child = new ChildSuite(
                ProtocolId.Esp, EncryptionSpecs.Find(cipher, length)!, IntegritySpec.Find(mac)!,
                Esn: at % 3 == 0,
                at % 2 == 0 ? KeyExchangeMethod.None : Groups[(group + at) % Groups.Length]);
            using var world = Between(
                [suite], [suite], "key", "key", new([child], [new([AtMars], [AtCarol])]));
            world.Begin(new(mode, Carol, Mars, IsInitialContact: true));
            world.Heal();
            Agree(world);
            Assert.Equal(suite, world.Made!.Suite);
            world.BeginQuick(isakmp => new(isakmp, [child], AtCarol, AtMars));
            world.HealQuick();
            AgreeOnChild(world);
            Assert.Equal(child, world.Child!.Child.Suite);
        }
    }

    [Fact]
    [Requirement("RFC2409-5-c")]
    [Requirement("RFC2409-5.5-c")]
    [Requirement("RFC2408-5.1-a")]
    public void Whatever_is_lost_doubled_or_reordered_both_sides_end_in_one_SA() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(Fast, Fast, "key", "key");
            world.Begin(new(drawn.Mode, Carol, Mars));
            foreach (var (what, which) in drawn.First)
            {
                world.Break(what, which);
            }

            world.Heal();
            Agree(world);
            Assert.Single(world.Facts);
            world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
            foreach (var (what, which) in drawn.Second)
            {
                world.Break(what, which);
            }

            world.HealQuick();
            AgreeOnChild(world);
            Assert.Single(world.Children);
            Assert.Empty(world.Abandoned);
        });

    [Fact]
    [Requirement("RFC2409-5.4-a")]
    public void With_another_key_there_is_never_an_SA_whatever_the_network_does() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(Fast, Fast, "key", "another key");
            world.Begin(new(drawn.Mode, Carol, Mars));
            foreach (var (what, which) in drawn.First)
            {
                world.Break(what, which);
            }

            world.Heal();
            Assert.IsType<PhaseOneInitiator.State.Gone>(world.Carol);
            Assert.Null(world.Made);
            Assert.Empty(world.Facts);
            Assert.Equal(0, world.CarolKeys.Count);
        });

    /// <summary>What both sides cannot have is refused, and no key of it stays.</summary>
    [Theory]
    [InlineData(0, 14)]
    [InlineData(1, 18)]
    public void What_a_peer_may_not_have_is_refused_under_the_keys_of_both(int what, int type)
    {
        using var world = Between(Fast, Fast, "key", "key");
        world.Begin(new(PhaseOneMode.Main, Carol, Mars));
        world.Heal();
        var before = (world.CarolKeys.Count, world.MarsKeys.Count);
        world.BeginQuick(isakmp => what == 0
            ? new(isakmp, [Child with { Esn = true }], AtCarol, AtMars)
            : new(isakmp, [Child], AtMars, AtMars));
        world.Heal(() => world.Quick is QuickInitiator.State.Gone);
        Assert.Equal(type, world.Refusal!.Data.Tag.Value);
        Assert.Empty(world.Children);
        Assert.Equal(before, (world.CarolKeys.Count, world.MarsKeys.Count));
    }

    /// <summary>A suite that nobody takes is refused in the clear, which ends nothing at once, and
    /// is told at the end.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    public void What_nobody_takes_is_refused_in_the_clear(PhaseOneMode mode)
    {
        using var world = Between([Fast[0]], [Fast[1]], "key", "key");
        world.Begin(new(mode, Carol, Mars));
        world.Heal();
        Assert.Equal(IsakmpNotifyType.NoProposalChosen, world.Refusal!.Data.Tag);
        Assert.Equal(0, world.CarolKeys.Count + world.MarsKeys.Count);
    }

    /// <summary>RFC 3947 §4: behind a NAT the initiator goes on at port 4500, and both know who is
    /// behind it.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    [Requirement("RFC3947-3.2-a")]
    [Requirement("RFC3947-4-a")]
    public void A_NAT_is_found_by_both_sides(PhaseOneMode mode)
    {
        using var world = Between(Fast, Fast, "key", "key", seen: "198.51.100.9");
        world.Begin(new(mode, Carol, Mars));
        world.Heal();
        Agree(world);
        Assert.True(world.HasFloated);
        Assert.Equal(NatSides.Local, world.Made!.Nat);
        Assert.Equal(NatSides.Remote, world.Facts[0].Nat);
    }

    /// <summary>RFC 2407 §4.6.3.1: the shorter life holds at both ends, in both phases.</summary>
    [Fact]
    [Requirement("RFC2407-4.6.3.1-a")]
    public void The_shorter_life_holds_at_both_ends()
    {
        using var world = new Ikev1World(
            Checked(new PhaseOneInitiator.Settings { Suites = Fast, Life = new(7_200, 500) }),
            Checked(new PhaseOneResponder.Settings { Suites = Fast, Life = new(3_600, 9_000) }),
            Provider, Key(Carol, Mars, "key"), Key(Mars, Carol, "key"))
        {
            Peer = new([Child], [new([AtMars], [AtCarol])]) { Life = new(600, 70_000) },
        };
        world.Begin(new(PhaseOneMode.Main, Carol, Mars));
        world.Heal();
        Assert.Equal(new SaLife(3_600, 500), world.Made!.Life);
        Assert.Equal(new SaLife(3_600, 500), world.Facts[0].Life);
        world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars)
        {
            Life = new(900, 80_000),
        });
        world.HealQuick();
        Assert.Equal(new SaLife(600, 70_000), world.Child!.Life);
        Assert.Equal(new SaLife(600, 70_000), world.Children[0].Life);
    }

    /// <summary>What is not as it was sent is no exception, and no SA of anybody else.</summary>
    [Fact]
    public void Changed_octets_are_read_or_dropped_and_whoever_agrees_has_the_same_keys() =>
        ForAll.Cases(
            150,
            choices => (
                Mode: choices.Chance(50) ? PhaseOneMode.Main : PhaseOneMode.Aggressive,
                Changes: Enumerable.Range(0, choices.Below(20)).Select(_ => (
                    Which: choices.Below(12), At: choices.Below(600),
                    With: (byte)choices.Below(256), Cut: choices.Chance(20),
                    IsToMars: choices.Chance(50))).ToArray()),
            drawn =>
            {
                using var world = Between(Fast, Fast, "key", "key");
                world.Begin(new(drawn.Mode, Carol, Mars));
                var isAsking = false;
                foreach (var (which, at, with, cut, isToMars) in drawn.Changes)
                {
                    var octets = world.Sent[which % world.Sent.Count].Octets.ToArray();
                    octets[at % octets.Length] ^= with;
                    world.Deliver(
                        cut ? octets[..(at % octets.Length)] : octets, isToMars);
                    world.Break(0, which);
                    if (!isAsking && world.Carol is PhaseOneInitiator.State.Up)
                    {
                        isAsking = true;
                        world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
                    }
                }

                for (var round = 0; round < 200; round++)
                {
                    world.Break(0, 0);
                }

                // Nothing covers padding (RFC 2409 appendix B): IVs may differ, keys may not.
                if (world.Carol is PhaseOneInitiator.State.Up && world.Facts.Count > 0)
                {
                    AgreeOnKeys(world);
                }

                if (world.Quick is QuickInitiator.State.Up && world.Children.Count > 0)
                {
                    AgreeOnChild(world);
                }
            });

    private static Items<IsakmpSuite> Fast { get; } =
    [
        Suite(
            EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha256,
            KeyExchangeMethod.Ecp256),
        Suite(
            EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 256)!, PhaseOneHash.Sha256,
            KeyExchangeMethod.Ecp256),
    ];

    private static (
        PhaseOneMode Mode, (int What, int Which)[] First, (int What, int Which)[] Second) Draw(
        Choices choices) => (
            choices.Chance(50) ? PhaseOneMode.Main : PhaseOneMode.Aggressive,
            Steps(choices), Steps(choices));

    private static (int What, int Which)[] Steps(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(10))
            .Select(_ => (choices.Below(3), choices.Below(8))),
    ];

    private static Ikev1World Between(
        Items<IsakmpSuite> ours, Items<IsakmpSuite> theirs, string key, string other,
        QuickPeer? peer = null, string seen = "192.0.2.1")
    {
        var settings = new PhaseOneInitiator.Settings
        {
            Suites = ours,
            Policy = AlgorithmPolicy.Legacy,
        };
        return new(
            Checked(settings),
            Checked(new PhaseOneResponder.Settings
            {
                Suites = theirs,
                Policy = AlgorithmPolicy.Legacy,
                TakesAggressive = true,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider, Key(Carol, Mars, key), Key(Mars, Carol, other))
        {
            Peer = peer ?? new([Child], [new([AtMars], [AtCarol])]),
            Seen = new(
                new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse(seen)), 500, 500),
        };
    }

    private static void Agree(Ikev1World world)
    {
        AgreeOnKeys(world);
        Assert.Equal(world.Made!.Last, world.Facts.Single(one => one.Id == world.Made.Id).Last);
    }

    private static void AgreeOnKeys(Ikev1World world)
    {
        var made = world.Made!;
        var fact = world.Facts.Single(one => one.Id == made.Id);
        Assert.Equal((Mars, Carol), (made.Peer, fact.Peer));
        var (one, other) = (
            world.CarolKeys.KeysOf(made.Keys.Value), world.MarsKeys.KeysOf(fact.Keys.Value));
        Assert.True(one.SkeyidD.FixedTimeEquals(other.SkeyidD.Span));
        Assert.True(one.SkeyidA.FixedTimeEquals(other.SkeyidA.Span));
        Assert.True(one.Cipher.FixedTimeEquals(other.Cipher.Span));
    }

    private static void AgreeOnChild(Ikev1World world)
    {
        var made = world.Child!.Child;
        var fact = world.Children.Single(one => one.Id == world.Child.Id).Child;
        Assert.Equal((made.Inbound, made.Outbound), (fact.Outbound, fact.Inbound));
        Assert.Equal(made.Selectors, fact.Selectors.Turned);
        var (one, other) = (
            world.CarolKeys.ChildKeysOf(made.Keys.Value),
            world.MarsKeys.ChildKeysOf(fact.Keys.Value));
        foreach (var side in (IkeRole[])[IkeRole.Initiator, IkeRole.Responder])
        {
            Assert.True(one.EncryptionOf(side).FixedTimeEquals(other.EncryptionOf(side).Span));
            Assert.True(one.IntegrityOf(side).FixedTimeEquals(other.IntegrityOf(side).Span));
        }
    }
}
