using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Keys of SAs: whoever has them reads what the other side says, and seals only in the
/// reign that it was told.</summary>
public sealed class KeyChests
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();
    private static readonly IkeSuite Suite = HandshakeSuites.Default[2];

    private static readonly ChildSuite Esp = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: true);

    private static readonly LivenessCheck.Sa Sa = new(new(1), new(2), IsInitiator: false);

    public static TheoryData<int> Suites => [.. Enumerable.Range(0, HandshakeSuites.Default.Count)];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Both_sides_of_an_IKE_SA_understand_each_other(int suite)
    {
        using var keys = Keys(HandshakeSuites.Default[suite]);
        using var ours = Chest(1);
        using var theirs = Chest(0);
        var here = ours.Keep(KeyMaterial.Of(
            HandshakeSuites.Default[suite], keys, IkeRole.Responder));
        var there = theirs.Keep(KeyMaterial.Of(
            HandshakeSuites.Default[suite], keys, IkeRole.Initiator));

        var said = Say(ours.Channel(here)!);
        var heard = theirs.Channel(there)!.Open(said.Span, out _);
        Assert.IsType<IkePayloadBody.Delete>(Assert.Single(heard!.Payloads).Body);
        Assert.Null(ours.Channel(here)!.Open(said.Span, out _));
        Assert.True(theirs.Channel(there)!.IsInitiator);
        Assert.False(ours.Channel(here)!.IsInitiator);
    }

    [Fact]
    public void The_kernel_gets_keys_that_this_life_has_made_and_gets_them_once()
    {
        using var ours = Chest(1);
        using var theirs = Chest(0);
        using var keys = new ChildKeys(
            new(new byte[16]), new(new byte[32]), new(new byte[16]), new(new byte[32]));
        var handle = ours.Keep(KeyMaterial.Of(Esp, keys, IkeRole.Responder));
        Assert.True(theirs.TryTake(handle, ours.OctetsOf(handle)));
        Assert.NotNull(ours.Give(handle));
        Assert.Null(ours.Give(handle));
        ours.BeginReign();
        Assert.Null(ours.Give(handle));

        // Who was told of them gets none, nor who has forgotten them meanwhile.
        Assert.Null(theirs.Give(handle));
        ours.Forget(handle);
        Assert.Null(ours.Give(handle));
        Assert.True(ours.TryTake(handle, theirs.OctetsOf(handle)));
        Assert.Null(ours.Give(handle));
        using var ofIke = Keys(Suite);
        Assert.Null(ours.Give(ours.Keep(KeyMaterial.Of(Suite, ofIke, IkeRole.Responder))));
    }

    [Fact]
    public void What_is_authentic_and_makes_no_sense_is_told_from_what_is_not_authentic()
    {
        using var keys = Keys(Suite);
        using var ours = Chest(1);
        using var theirs = Chest(0);
        var here = ours.Keep(KeyMaterial.Of(Suite, keys, IkeRole.Responder));
        var there = theirs.Keep(KeyMaterial.Of(Suite, keys, IkeRole.Initiator));
        Assert.True(ours.Channel(here)!.TrySeal(
            IkeMessages.Header(Sa, ExchangeType.Informational, 7, isResponse: false, []),
            new InnerPayloadsValue
            {
                Payloads =
                [
                    new()
                    {
                        Critical = true,
                        Body = new IkePayloadBody.Unknown(new(200), Octets.FromHex("01")),
                    },
                ],
            },
            1_000, out var octets));

        Assert.Null(theirs.Channel(there)!.Open(octets[0].Span, out var refusal));
        Assert.IsType<NotifyPayloadData.UnsupportedCriticalPayload>(refusal!.Data);
        byte[] broken = [.. octets[0].Span];
        broken[^1] ^= 1;
        Assert.Null(theirs.Channel(there)!.Open(broken, out refusal));
        Assert.Null(refusal);
    }

    [Fact]
    public void Both_sides_of_a_CHILD_SA_have_each_other_s_keys()
    {
        using var keys = ChildKeysOf();
        foreach (var role in (IkeRole[])[IkeRole.Initiator, IkeRole.Responder])
        {
            using var ours = KeyMaterial.Of(Esp, keys, role);
            using var theirs = KeyMaterial.Of(
                Esp, keys, role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator);
            using var sealer = ours.CreateCipher(Provider, isOurs: true);
            using var opener = theirs.CreateCipher(Provider, isOurs: false);
            using var other = theirs.CreateCipher(Provider, isOurs: true);
            Assert.Equal(Sealed(sealer), Sealed(opener));
            Assert.NotEqual(Sealed(sealer), Sealed(other));
        }
    }

    [Fact]
    public void What_another_member_has_is_read_as_it_was_and_nothing_else_is_read()
    {
        using var ike = Keys(Suite);
        using var esp = ChildKeysOf();
        using var one = KeyMaterial.Of(Suite, ike, IkeRole.Initiator);
        using var other = KeyMaterial.Of(Esp, esp, IkeRole.Responder);
        foreach (var material in (KeyMaterial[])[one, other])
        {
            var octets = material.Octets.ToArray();
            Assert.True(KeyMaterial.TryRead(octets, out var read));
            Assert.Equal(material.Octets, read.Octets);
            Assert.Equal((material.IsIke, material.Role), (read.IsIke, read.Role));
            Assert.Equal(material.ToString(), read.ToString());
            read.Dispose();
            for (var length = 0; length < octets.Length; length++)
            {
                Assert.False(KeyMaterial.TryRead(octets.AsSpan(0, length), out _));
            }

            Assert.False(KeyMaterial.TryRead([.. octets, 0], out _));
            foreach (var at in (int[])[0, 1, 3, 6])
            {
                byte[] wrong = [.. octets];
                wrong[at] ^= 0x40;
                Assert.False(KeyMaterial.TryRead(wrong, out _), $"octet {at}");
            }
        }
    }

    [Fact]
    public void Exchanges_go_on_under_keys_that_were_told()
    {
        using var keys = Keys(Suite);
        using var told = KeyMaterial.Of(Suite, keys, IkeRole.Responder);
        Assert.Equal(
            Suite with { KeyExchange = KeyExchangeMethod.None }, told.IkeSuite);
        using var copies = told.CopyIkeKeys();
        Assert.Equal(keys.SkD.Span, copies.SkD.Span);
        foreach (var side in (IkeRole[])[IkeRole.Initiator, IkeRole.Responder])
        {
            Assert.Equal(keys.EncryptionOf(side).Span, copies.EncryptionOf(side).Span);
            Assert.Equal(keys.IntegrityOf(side).Span, copies.IntegrityOf(side).Span);
        }

        // Both sides of a CHILD SA that is made under them have the same keys.
        using var ours = new HandshakeKeys(
            Provider, NoncePartition.Alone, RandomNumberGenerator.Fill);
        using var theirs = new HandshakeKeys(
            Provider, NoncePartition.Alone, RandomNumberGenerator.Fill);
        var nonces = new ExchangeNonces(new(new byte[16]), new(new byte[32]));
        var here = ours.DeriveChild(
            ours.Import(told.IkeSuite, told.CopyIkeKeys(), IkeRole.Responder), Esp, nonces);
        var there = theirs.DeriveChild(
            theirs.Import(Suite, Keys(Suite), IkeRole.Initiator), Esp, nonces);
        Assert.Equal(
            ours.ChildKeysOf(here).EncryptionOfInitiator.Span,
            theirs.ChildKeysOf(there).EncryptionOfInitiator.Span);
        using var child = ChildKeysOf();
        using var esp = KeyMaterial.Of(Esp, child, IkeRole.Initiator);
        Assert.Equal(Esp, esp.ChildSuite(isExtended: true));
    }

    [Fact]
    public void Keys_of_another_member_seal_once_a_takeover_says_in_which_reign()
    {
        using var keys = Keys(Suite);
        using var alice = Chest(1);
        using var moon = Chest(2);
        var handle = alice.Keep(KeyMaterial.Of(Suite, keys, IkeRole.Responder));
        Assert.True(moon.TryTake(handle, alice.OctetsOf(handle)));
        Assert.False(moon.Channel(handle)!.CanSeal);

        moon.BeginReign();
        Assert.False(moon.Channel(handle)!.CanSeal);
        moon.Plan(handle, 1);
        Assert.True(moon.Channel(handle)!.CanSeal);

        // The next reign knows nothing of what the one before planned.
        moon.BeginReign();
        Assert.False(moon.Channel(handle)!.CanSeal);
        moon.Plan(handle, uint.MaxValue);
        Assert.False(moon.Channel(handle)!.CanSeal);
    }

    [Fact]
    public void Keys_that_this_life_has_made_go_on_from_where_they_were()
    {
        using var keys = Keys(HandshakeSuites.Default[0]);
        using var alice = Chest(1);
        var handle = alice.Keep(KeyMaterial.Of(
            HandshakeSuites.Default[0], keys, IkeRole.Responder));
        var first = Say(alice.Channel(handle)!);
        alice.BeginReign();
        var second = Say(alice.Channel(handle)!);

        // The IV stands behind the header and the head of the SK payload.
        Assert.NotEqual(first.Span.Slice(32, 8).ToArray(), second.Span.Slice(32, 8).ToArray());
        Assert.True(alice.Has(handle));
        alice.Forget(handle);
        Assert.False(alice.Has(handle));
        Assert.Null(alice.Channel(handle));
        Assert.True(alice.OctetsOf(handle).IsEmpty);
    }

    private static KeyChest Chest(byte member) =>
        new(Provider, member, RandomNumberGenerator.Fill);

    private static Octets Say(IkeChannel channel)
    {
        Assert.True(channel.TrySeal(
            IkeMessages.Header(
                Sa, ExchangeType.Informational, 7, isResponse: false, []),
            new InnerPayloadsValue { Payloads = IkeMessages.DeleteOfIke }, 1_000,
            out var octets));
        return Assert.Single(octets);
    }

    private static byte[] Sealed(PacketCipher cipher)
    {
        var sealing = new MessageSealer(
            cipher, new IvSource(cipher.Encryption, default, octets => octets.Clear()));
        Assert.True(sealing.TrySeal(
            IkeMessages.Header(Sa, ExchangeType.Informational, 7, isResponse: false, []),
            new InnerPayloadsValue(), out var octets, out _));
        return octets;
    }

    private static IkeKeys Keys(IkeSuite suite)
    {
        using var shared = new Secret("shared"u8);
        var prf = new Prf(Provider, suite.Prf);
        var nonces = new ExchangeNonces(new(new byte[16]), new(new byte[16]));
        using var seed = SkeySeed.Initial(prf, nonces, shared);
        return IkeKeys.Derive(prf, suite, seed, nonces, new(new(1), new(2)));
    }

    private static ChildKeys ChildKeysOf()
    {
        using var seed = new Secret("seed"u8);
        return ChildKeys.Derive(
            new Prf(Provider, Suite.Prf), Esp, seed,
            new(new(new byte[16]), new(new byte[16])));
    }
}
