using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>
/// Wycheproof's exchanges: edge cases of the arithmetic, points off the curve, twists, small
/// orders, keys and ciphertexts that lie. Counted: agreed, refused, and not applicable because
/// IKE has no such encoding of a point.
/// </summary>
public sealed class WycheproofExchanges
{
    [VectorTheory]
    [InlineData("x25519_test", 31, 289, 13)]
    [InlineData("x448_test", 32, 284, 13)]
    public void Montgomery_curves_agree_or_refuse(
        string file, ushort method, int agreed, int refused)
    {
        var counts = Count(file, test => Outcome(new(method), test, test.Hex("public")));

        Assert.Equal((agreed, refused, 0), counts);
    }

    [VectorTheory]
    [InlineData("ecdh_secp256r1_ecpoint_test", 19, 192, 12, 4)]
    [InlineData("ecdh_secp384r1_ecpoint_test", 20, 440, 13, 3)]
    [InlineData("ecdh_secp521r1_ecpoint_test", 21, 383, 9, 8)]
    public void Points_agree_or_are_refused(
        string file, ushort method, int agreed, int refused, int inapplicable)
    {
        var counts = Count(file, test =>
        {
            // RFC 5903 §7: the coordinates without the octet 4. Compressed points do not exist.
            var point = test.Hex("public");
            return point is [4, ..] ? Outcome(new(method), test, point[1..]) : null;
        });

        Assert.Equal((agreed, refused, inapplicable), counts);
    }

    [VectorTheory]
    [InlineData("ecdh_brainpoolP256r1_test", 28, "5a", "07", "42", 304, 13, 166)]
    [InlineData("ecdh_brainpoolP384r1_test", 29, "7a", "0b", "62", 386, 7, 159)]
    [InlineData("ecdh_brainpoolP512r1_test", 30, "819b", "0d", "8182", 314, 14, 154)]
    public void Points_in_a_key_structure_agree_or_are_refused(
        string file, ushort method, string length, string curve, string pointLength,
        int agreed, int refused, int inapplicable)
    {
        // IKE has the point alone: of the structures only that of the named curve means anything.
        var head = Convert.FromHexString(
            $"30{length}301406072a8648ce3d020106092b24030302080101{curve}03{pointLength}0004");
        var whole = head.Length + KeyExchangeSpec.Find(new(method))!.PublicLength;
        var counts = Count(file, test =>
        {
            var key = test.Hex("public");
            return key.Length == whole && key.AsSpan().StartsWith(head)
                ? Outcome(new(method), test, key[head.Length..])
                : null;
        });

        Assert.Equal((agreed, refused, inapplicable), counts);
    }

    [VectorTheory]
    [InlineData("mlkem_512_test", 35, 90, 14, 10)]
    [InlineData("mlkem_768_test", 36, 95, 12, 9)]
    [InlineData("mlkem_1024_test", 37, 96, 12, 12)]
    public void Ciphertexts_open_or_are_refused(
        string file, ushort value, int agreed, int refused, int inapplicable)
    {
        var method = new KeyExchangeMethod(value);
        var counts = Count(file, test =>
        {
            // The seed is ours: one of another length is a bug, not a peer's doing.
            if (test.Hex("seed").Length != 64)
            {
                Assert.Throws<ArgumentException>(() => KeyExchanges.TryStart(
                    Engines.Managed, method, test.Hex("seed"), out _, out _));
                return null;
            }

            using var share = Exchange.Share(method, test.Hex("seed"));
            Assert.Equal(test.Hex("ek"), share.PublicValue.ToArray());
            var shared = Exchange.Agree(method, test.Hex("seed"), test.Hex("c"), out var error);
            return Judge(test, shared, "K", error);
        });

        Assert.Equal((agreed, refused, inapplicable), counts);
    }

    private static bool? Outcome(KeyExchangeMethod method, JsonElement test, byte[] peer)
    {
        var shared = Exchange.Agree(method, test.Hex("private"), peer, out var error);
        return Judge(test, shared, "shared", error);
    }

    /// <summary>
    /// Agreed or refused, as the file says. What it calls acceptable is agreed, but for the secret
    /// of zeroes, which RFC 7748 §6 lets us refuse and we do.
    /// </summary>
    private static bool Judge(JsonElement test, Octets? shared, string member, CryptoError error)
    {
        var expected = test.Text("result") != "invalid" && !test.Has("ZeroSharedSecret");
        Assert.True(
            expected == shared is not null,
            $"{test.GetProperty("tcId")}: {test.Text("result")}, {error}");
        if (shared is { } octets)
        {
            Assert.Equal(new Octets(test.Hex(member)), octets);
        }

        return expected;
    }

    private static (int Agreed, int Refused, int Inapplicable) Count(
        string file, Func<JsonElement, bool?> run)
    {
        var outcomes = PublicVectors.Wycheproof(file).Select(one => run(one.Test)).ToArray();
        return (
            outcomes.Count(one => one == true),
            outcomes.Count(one => one == false),
            outcomes.Count(one => one is null));
    }
}
