using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Keys of an ISAKMP SA as members hand them to each other.</summary>
public sealed class IsakmpMaterials
{
    private static readonly IvChain Last = new(Octets.FromHex("000102030405060708090a0b0c0d0e0f"));

    public static TheoryData<int> Suites =>
        [.. Enumerable.Range(0, IsakmpSuiteChoices.Default.Count)];

    [Theory]
    [MemberData(nameof(Suites))]
    public void What_is_written_is_what_is_read(int at)
    {
        var suite = IsakmpSuiteChoices.Default[at];
        using var keys = Keys(suite);
        using var written = IsakmpMaterial.Of(suite, keys, IkeRole.Responder, Last);
        Assert.True(IsakmpMaterial.TryRead(written.Octets, out var read));
        Assert.Equal(suite, read.Suite);
        Assert.Equal(IkeRole.Responder, read.Role);
        Assert.Equal(Last, read.Last);
        Assert.True(read.IsFor(IsakmpSide.Provider));
        using var copies = read.CopyKeys();
        Assert.Equal(keys.SkeyidD.Span, copies.SkeyidD.Span);
        Assert.Equal(keys.SkeyidA.Span, copies.SkeyidA.Span);
        Assert.Equal(keys.Cipher.Span, copies.Cipher.Span);
        Assert.DoesNotContain(Convert.ToHexString(keys.Cipher.Span), $"{read}");
        read.Dispose();
        Assert.Throws<ObjectDisposedException>(() => read.Octets.Length);
    }

    [Fact]
    public void What_is_shorter_longer_or_of_another_kind_is_refused()
    {
        using var keys = Keys(IsakmpSuiteChoices.Default[0]);
        using var written = IsakmpMaterial.Of(
            IsakmpSuiteChoices.Default[0], keys, IkeRole.Initiator, Last);
        var octets = written.Octets.ToArray();
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.False(IsakmpMaterial.TryRead(octets.AsSpan(0, length), out _));
        }

        Assert.False(IsakmpMaterial.TryRead([.. octets, 0], out _));
        for (var kind = 0; kind < 4; kind++)
        {
            octets[0] = (byte)kind;
            Assert.False(IsakmpMaterial.TryRead(octets, out _));
        }
    }

    [Fact]
    public void A_chest_tells_it_takes_it_and_forgets_it()
    {
        using var alice = new KeyChest(IsakmpSide.Provider, 1, RandomNumberGenerator.Fill);
        using var moon = new KeyChest(IsakmpSide.Provider, 2, RandomNumberGenerator.Fill);
        using var keys = Keys(IsakmpSuiteChoices.Default[0]);
        var handle = alice.Keep(IsakmpMaterial.Of(
            IsakmpSuiteChoices.Default[0], keys, IkeRole.Responder, Last));
        Assert.True(moon.TryTake(handle, alice.OctetsOf(handle)));
        Assert.True(moon.Has(handle));
        Assert.Equal([handle], moon.Handles);
        Assert.Equal(Last, moon.IsakmpOf(handle)!.Last);

        // It is no key of IKEv2.
        Assert.Null(moon.Channel(handle));
        Assert.Null(moon.MaterialOf(handle));
        Assert.Null(moon.Opener(handle));
        moon.Forget(handle);
        Assert.False(moon.Has(handle));

        var broken = alice.OctetsOf(handle).ToArray();
        broken[9] = 99;
        Assert.False(moon.TryTake(new KeyHandle(5), broken));
        Assert.Empty(moon.Handles);
    }

    private static IsakmpKeys Keys(IsakmpSuite suite)
    {
        var length = suite.Prf.OutputLength;
        return new(
            Drawn(length), Drawn(length), Drawn(length), Drawn(length),
            Drawn(suite.Encryption.KeyLength));
    }

    private static Secret Drawn(int length)
    {
        var secret = new Secret(length);
        RandomNumberGenerator.Fill(secret.Span);
        return secret;
    }
}
