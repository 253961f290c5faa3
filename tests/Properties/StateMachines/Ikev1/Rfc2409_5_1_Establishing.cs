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

/// <summary>RFC 2409 §5.1 between two sides that sign, with real octets, keys and certificates.
/// </summary>
public sealed class Rfc2409_5_1_Establishing : IDisposable
{
    private const int Runs = 40;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly IsakmpSuite Signing = Suite(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha256,
        KeyExchangeMethod.Ecp256) with
    {
        Authentication = PhaseOneAuthMethod.RsaSignatures,
    };

    private readonly LabSigners _signers = new();

    public static TheoryData<PhaseOneMode, ushort> Cases
    {
        get
        {
            var cases = new TheoryData<PhaseOneMode, ushort>();
            foreach (var mode in (PhaseOneMode[])[PhaseOneMode.Main, PhaseOneMode.Aggressive])
            {
                foreach (var hash in (ushort[])[1, 2, 4, 5, 6])
                {
                    cases.Add(mode, hash);
                }
            }

            return cases;
        }
    }

    public void Dispose() => _signers.Dispose();

    /// <summary>Each hash, and a quick mode under the keys.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("RFC2409-5.1-a")]
    [Requirement("RFC2409-5.1-c")]
    public void Of_every_hash_both_sides_have_the_same_keys(PhaseOneMode mode, ushort hash)
    {
        var suite = Suite(
            Signing.Encryption, new(hash), KeyExchangeMethod.Modp1024) with
        {
            Authentication = PhaseOneAuthMethod.RsaSignatures,
        };
        using var world = Between(suite, _signers.Judge);
        world.Begin(new(mode, LabSigners.Left, LabSigners.Right));
        world.Heal();
        Agree(world);
        Assert.Equal(suite, world.Made!.Suite);
        world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
        world.HealQuick();
        Assert.Single(world.Children);
    }

    [Fact]
    [Requirement("RFC2409-5-c")]
    [Requirement("RFC2408-5.1-a")]
    public void Whatever_is_lost_doubled_or_reordered_both_sides_end_in_one_SA() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(Signing, _signers.Judge);
            world.Begin(new(drawn.Mode, LabSigners.Left, LabSigners.Right));
            foreach (var (what, which) in drawn.Steps)
            {
                world.Break(what, which);
            }

            world.Heal();
            Agree(world);
            Assert.Single(world.Facts);
        });

    /// <summary>Who has another key, shows a certificate that nobody trusts, or has no key is
    /// nobody's peer, and no secret of it stays.</summary>
    [Theory]
    [InlineData("another key")]
    [InlineData("a stranger's certificate")]
    [InlineData("no key")]
    public void Who_is_not_trusted_has_never_an_SA_whatever_the_network_does(string what) =>
        ForAll.Cases(Runs / 4, Draw, drawn =>
        {
            using var world = Between(Signing, (identity, shown) =>
            {
                // carol, who is Left, asks for what is known of Right.
                var known = _signers.Judge(identity, shown)!;
                return identity != LabSigners.Right ? known
                    : what == "another key" ? known with { Ours = _signers.RightKey }
                    : what == "no key" ? known with { Ours = null }
                    : known with
                    {
                        Ours = _signers.RightKey,
                        Certificates = [_signers.RightCertificate],
                    };
            });
            world.Begin(new(drawn.Mode, LabSigners.Left, LabSigners.Right));
            foreach (var (how, which) in drawn.Steps)
            {
                world.Break(how, which);
            }

            world.Heal(() => world.Carol is PhaseOneInitiator.State.Gone
                or PhaseOneInitiator.State.Up);
            for (var round = 0; round < 2_000 && world.MarsKeys.Count > 0; round++)
            {
                world.Break(0, 0);
            }

            // In aggressive mode the last word is the initiator's: it may believe that it is one.
            Assert.Empty(world.Facts);
            Assert.Equal(0, world.MarsKeys.Count);
            Assert.True(drawn.Mode == PhaseOneMode.Aggressive || world.Made is null);
            Assert.True(world.Made is not null || world.CarolKeys.Count == 0);
        });

    /// <summary>What strangers make of messages is no SA of anybody else, and ends none that both
    /// sides go on with.</summary>
    [Fact]
    public void Changed_octets_are_read_or_dropped_and_whoever_agrees_has_the_same_keys() =>
        ForAll.Cases(
            80,
            choices => (
                Mode: choices.Chance(50) ? PhaseOneMode.Main : PhaseOneMode.Aggressive,
                Changes: Enumerable.Range(0, choices.Below(20)).Select(_ => (
                    Which: choices.Below(12), At: choices.Below(1_400),
                    With: (byte)choices.Below(256), IsToMars: choices.Chance(50))).ToArray()),
            drawn =>
            {
                using var world = Between(Signing, _signers.Judge);
                world.Begin(new(drawn.Mode, LabSigners.Left, LabSigners.Right));
                foreach (var (which, at, with, isToMars) in drawn.Changes)
                {
                    var octets = world.Sent[which % world.Sent.Count].Octets.ToArray();
                    octets[at % octets.Length] ^= with;
                    world.Deliver(octets, isToMars);
                    world.Break(0, which);
                }

                for (var round = 0; round < 200; round++)
                {
                    world.Break(0, 0);
                }

                if (world.Carol is PhaseOneInitiator.State.Up && world.Facts.Count > 0)
                {
                    AgreeOnKeys(world);
                }

                Assert.All(world.Facts, fact => Assert.Equal(LabSigners.Left, fact.Peer));
                Assert.True(world.Made is null || world.Made.Peer == LabSigners.Right);
            });

    /// <summary>The second message of aggressive mode is in the clear: whoever answers first, with a
    /// key and a certificate of its own, is passed over, and the peer is heard behind it.</summary>
    [Fact]
    public void A_stranger_who_answers_first_ends_nothing()
    {
        using var world = Between(Signing, _signers.Judge);
        using var strange = Between(Signing, (identity, shown) =>
            _signers.Judge(identity, shown)! with
            {
                Ours = _signers.LeftKey,
                Certificates = [_signers.LeftCertificate],
            });
        var wish = new PhaseOneWish(
            PhaseOneMode.Aggressive, LabSigners.Left, LabSigners.Right);
        world.Begin(wish);

        // What it draws is nobody else's.
        strange.Begin(wish);
        strange.Deliver(world.Sent[0].Octets, isToMars: true);
        var judged = _signers.Judged;
        world.Deliver(strange.Sent.Last(one => !one.IsToMars).Octets, isToMars: false);
        Assert.Equal(judged + 1, _signers.Judged);
        Assert.IsType<PhaseOneInitiator.State.Offering>(world.Carol);
        Assert.Equal(1, world.CarolKeys.Count);
        world.Heal();
        Agree(world);
    }

    /// <summary>A NAT is found as with a key of both, and certificates go whether they are asked
    /// for or not.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    public void A_NAT_is_found_by_both_sides(PhaseOneMode mode)
    {
        using var world = Between(Signing, _signers.Judge, "198.51.100.9");
        world.Begin(new(mode, LabSigners.Left, LabSigners.Right));
        world.Heal();
        Agree(world);
        Assert.Equal(
            (NatSides.Local, NatSides.Remote), (world.Made!.Nat, world.Facts[0].Nat));
    }

    private static (PhaseOneMode Mode, (int What, int Which)[] Steps) Draw(Choices choices) => (
        choices.Chance(50) ? PhaseOneMode.Main : PhaseOneMode.Aggressive,
        [
            .. Enumerable.Range(0, choices.Below(10))
                .Select(_ => (choices.Below(3), choices.Below(8))),
        ]);

    private static Ikev1World Between(
        IsakmpSuite suite,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?> judge,
        string seen = "192.0.2.1") => new(
            Checked(new PhaseOneInitiator.Settings
            {
                Suites = [suite],
                Policy = AlgorithmPolicy.Legacy,
            }),
            Checked(new PhaseOneResponder.Settings
            {
                Suites = [suite],
                Policy = AlgorithmPolicy.Legacy,
                TakesAggressive = true,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider, Key(Carol, Mars, "unused"), Key(Mars, Carol, "unused"), judge)
        {
            Seen = new(
                new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse(seen)), 500, 500),
        };

    private static void Agree(Ikev1World world)
    {
        AgreeOnKeys(world);
        Assert.Equal(world.Made!.Last, world.Facts.Single(one => one.Id == world.Made.Id).Last);
    }

    private static void AgreeOnKeys(Ikev1World world)
    {
        var made = world.Made!;
        var fact = world.Facts.Single(one => one.Id == made.Id);
        Assert.Equal(
            (LabSigners.Right, LabSigners.Left, LabSigners.Right),
            (made.Peer, fact.Peer, fact.Ours));
        var (one, other) = (
            world.CarolKeys.KeysOf(made.Keys.Value), world.MarsKeys.KeysOf(fact.Keys.Value));
        Assert.True(one.SkeyidD.FixedTimeEquals(other.SkeyidD.Span));
        Assert.True(one.SkeyidA.FixedTimeEquals(other.SkeyidA.Span));
        Assert.True(one.Cipher.FixedTimeEquals(other.Cipher.Span));
    }
}
