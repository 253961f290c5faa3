using System.Numerics;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>Exchanges whose private numbers are known.</summary>
internal static class Exchange
{
    /// <summary>The randomness from which the method makes that private number.</summary>
    public static byte[] RandomnessOf(KeyExchangeMethod method, ReadOnlySpan<byte> privateNumber)
    {
        var spec = KeyExchangeSpec.Find(method)!;
        if (spec.Kind is KeyExchangeKind.Montgomery or KeyExchangeKind.MlKem)
        {
            return privateNumber.ToArray();
        }

        // A candidate c becomes the number 1 + c mod (limit - 1).
        var candidate = new BigInteger(privateNumber, isUnsigned: true, isBigEndian: true) - 1;
        var octets = candidate.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[spec.RandomnessLength - octets.Length], .. octets];
    }

    /// <summary>The share of a private number.</summary>
    public static KeyShare Share(KeyExchangeMethod method, ReadOnlySpan<byte> privateNumber)
    {
        var randomness = RandomnessOf(method, privateNumber);
        Assert.True(KeyExchanges.TryStart(
            Engines.Managed, method, randomness, out var share, out var error));
        Assert.Equal(default, error);
        return share;
    }

    /// <summary>
    /// What a private number and a public value agree on, whoever computes it; null with the
    /// reason.
    /// </summary>
    public static Octets? Agree(
        KeyExchangeMethod method,
        ReadOnlySpan<byte> privateNumber,
        ReadOnlySpan<byte> peerValue,
        out CryptoError error)
    {
        using var share = Share(method, privateNumber);
        var agreed = Agree(share, peerValue, out error);
        foreach (var provider in Engines.With(method))
        {
            Assert.True(KeyExchanges.TryStart(
                provider, method, RandomnessOf(method, privateNumber), out var other, out _));
            using (other)
            {
                Assert.True(other.PublicValue.SequenceEqual(share.PublicValue), provider.Name);
                Assert.Equal(agreed, Agree(other, peerValue, out var theirs));
                Assert.Equal(error, theirs);
            }
        }

        return agreed;
    }

    private static Octets? Agree(
        KeyShare share, ReadOnlySpan<byte> peerValue, out CryptoError error)
    {
        if (!share.TryAgree(peerValue, out var shared, out error))
        {
            Assert.Null(shared);
            Assert.Equal(share.Method.ToString(), error.Subject);
            return null;
        }

        using (shared)
        {
            Assert.Equal(default, error);
            return new Octets(shared.Span);
        }
    }
}
