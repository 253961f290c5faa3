using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>Whoever computes a key exchange, the octets are the same.</summary>
public sealed class ExchangeProviders
{
    private static readonly BouncyCastleProvider Bouncy = new();

    public static TheoryData<ushort> Shared =>
        [.. KeyExchangeSpec.All
            .Where(row => row.Kind is KeyExchangeKind.Modp or KeyExchangeKind.Montgomery)
            .Select(row => row.Method.Value)];

    [LibcryptoTheory]
    [MemberData(nameof(Shared))]
    public void Libcrypto_and_BouncyCastle_start_and_agree_alike(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        Assert.True(Engines.Libcrypto!.Supports(method));
        foreach (var (starting, answering) in Seeds(KeyExchanges.RandomnessLength(method)))
        {
            var fast = Run(Engines.Libcrypto, Engines.Libcrypto, method, starting, answering);
            var mixed = Run(Engines.Libcrypto, Bouncy, method, starting, answering);
            Assert.Equal(fast, mixed);
            Assert.Equal(fast, Run(Bouncy, Engines.Libcrypto, method, starting, answering));
        }
    }

    [LibcryptoTheory]
    [MemberData(nameof(Shared))]
    public void Libcrypto_and_BouncyCastle_refuse_alike(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        var spec = KeyExchangeSpec.Find(method)!;
        var randomness = Seeds(spec.RandomnessLength)[0].Starting;
        var taken = 0;
        foreach (var peer in Suspects(spec))
        {
            Assert.True(KeyExchanges.TryStart(
                Engines.Libcrypto!, method, randomness, out var fast, out _));
            Assert.True(KeyExchanges.TryStart(
                Bouncy, method, randomness, out var slow, out _));
            using (fast)
            using (slow)
            {
                var agreed = fast.TryAgree(peer, out var ours, out var error);
                Assert.Equal(agreed, slow.TryAgree(peer, out var theirs, out var other));
                Assert.Equal(error, other);
                taken += agreed ? 1 : 0;
                Assert.Equal(agreed, ours is not null);
                if (ours is not null)
                {
                    Assert.True(ours.FixedTimeEquals(theirs!.Span));
                }

                ours?.Dispose();
                theirs?.Dispose();
            }
        }

        // 0 and 1 are refused by all; 2 is taken where there is no small subgroup.
        var expected = spec.Method.Value switch { 22 or 23 or 24 => 0, 31 or 32 => 2, _ => 1 };
        Assert.Equal(expected, taken);
    }

    [KemTheory]
    [InlineData(35)]
    [InlineData(36)]
    [InlineData(37)]
    public void All_that_have_a_KEM_start_answer_and_agree_alike(ushort value)
    {
        var method = new KeyExchangeMethod(value);
        var engines = Engines.With(method).ToArray();
        Assert.Contains(Engines.Libcrypto, engines);
        foreach (var (starting, answering) in Seeds(KeyExchanges.RandomnessLength(method)))
        {
            var expected = Run(Bouncy, Bouncy, method, starting, answering);
            foreach (var initiator in engines)
            {
                foreach (var responder in engines)
                {
                    Assert.Equal(
                        expected, Run(initiator, responder, method, starting, answering));
                }

                Assert.Equal(
                    Changed(Bouncy, method, starting, expected.Answer),
                    Changed(initiator, method, starting, expected.Answer));
            }
        }
    }

    [Fact]
    public void Who_lacks_a_method_says_so()
    {
        var platform = new PlatformProvider();
        foreach (var method in (ushort[])[14, 31, 32, 9999])
        {
            var given = new byte[KeyExchanges.RandomnessLength(new(method))];
            Assert.False(platform.Supports(new KeyExchangeMethod(method)));
            Assert.False(KeyExchanges.TryStart(
                platform, new(method), given, out var share, out var error));
            Assert.Null(share);
            Assert.Equal(CryptoFault.Unsupported, error.Fault);
            Assert.False(KeyExchanges.TryRespond(
                platform, new(method), [], given, out _, out var shared, out error));
            Assert.Null(shared);
            Assert.Equal(CryptoFault.Unsupported, error.Fault);
        }

        Assert.False(Bouncy.Supports(KeyExchangeMethod.Ecp256));
        Assert.True(platform.Supports(KeyExchangeMethod.Ecp256));
    }

    /// <summary>What a ciphertext with another bit gives, FIPS 203 §6.3.</summary>
    private static Octets Changed(
        CryptoProvider provider, KeyExchangeMethod method, byte[] starting, Octets answer)
    {
        var changed = answer.Span.ToArray();
        changed[7] ^= 1;
        Assert.True(KeyExchanges.TryStart(provider, method, starting, out var share, out _));
        using (share)
        {
            Assert.True(share.TryAgree(changed, out var shared, out _));
            using (shared)
            {
                return new(shared.Span);
            }
        }
    }

    private static (byte[] Starting, byte[] Answering)[] Seeds(int length)
    {
        var random = new Random(length);
        var (first, second, ones) = (new byte[length], new byte[length], new byte[length]);
        random.NextBytes(first);
        random.NextBytes(second);
        ones.AsSpan().Fill(0xff);
        return [(first, second), (ones, first), (second, new byte[length])];
    }

    /// <summary>Small numbers, points of small order among them, and the greatest number.</summary>
    private static IEnumerable<byte[]> Suspects(KeyExchangeSpec spec)
    {
        foreach (var number in (byte[])[0, 1, 2])
        {
            var peer = new byte[spec.PublicLength];
            peer[spec.Kind == KeyExchangeKind.Modp ? spec.PublicLength - 1 : 0] = number;
            yield return peer;
        }

        yield return [.. Enumerable.Repeat((byte)0xff, spec.PublicLength)];
    }

    private static Outcome Run(
        CryptoProvider initiator,
        CryptoProvider responder,
        KeyExchangeMethod method,
        byte[] starting,
        byte[] answering)
    {
        Assert.True(KeyExchanges.TryStart(initiator, method, starting, out var share, out _));
        using (share)
        {
            Assert.True(KeyExchanges.TryRespond(
                responder, method, share.PublicValue, answering,
                out var answer, out var theirs, out _));
            Assert.True(share.TryAgree(answer.Span, out var ours, out _));
            using (ours)
            using (theirs)
            {
                Assert.True(ours.FixedTimeEquals(theirs.Span));
                return new(new(share.PublicValue), answer, new(ours.Span));
            }
        }
    }

    private sealed record Outcome(Octets Public, Octets Answer, Octets Agreed);
}
