using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Cryptography.KeyExchange;

/// <summary>
/// What both sides of an exchange agree on, and what becomes of public values that are not those
/// of an honest peer: RFC 6989 §2, RFC 8031 §2, FIPS 203 §7.
/// </summary>
public sealed class Rfc6989_2_PublicValues
{
    private static readonly CryptoProvider Managed = CryptoProviders.Managed();

    /// <summary>The methods whose exchange takes milliseconds at most.</summary>
    private static readonly KeyExchangeSpec[] Quick =
        [.. KeyExchangeSpec.All.Where(
            row => row.Kind != KeyExchangeKind.Modp || row.PublicLength <= 256)];

    public static TheoryData<ushort> Every =>
        [.. KeyExchangeSpec.All.Select(row => row.Method.Value)];

    [Theory]
    [MemberData(nameof(Every))]
    public void Both_sides_agree_and_one_seed_is_one_exchange(ushort value)
    {
        var spec = KeyExchangeSpec.Find(new(value))!;
        foreach (var seed in (int[])[0, 1, 2])
        {
            var first = Run(spec, Randomness(spec, seed), Randomness(spec, seed + 100));
            var again = Run(spec, Randomness(spec, seed), Randomness(spec, seed + 100));
            var other = Run(spec, Randomness(spec, seed), Randomness(spec, seed + 101));

            Assert.Equal(first, again);
            Assert.NotEqual(first.Answer, other.Answer);
            Assert.NotEqual(first.Shared, other.Shared);
            Assert.Equal(spec.PublicLength, first.Public.Length);
            Assert.Equal(spec.AnswerLength, first.Answer.Length);
            Assert.Equal(spec.SharedLength, first.Shared.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void The_least_and_the_greatest_randomness_are_keys_too(ushort value)
    {
        var spec = KeyExchangeSpec.Find(new(value))!;
        var zeroes = new byte[spec.RandomnessLength];
        var ones = new byte[spec.RandomnessLength];
        ones.AsSpan().Fill(0xff);

        Assert.Equal(spec.SharedLength, Run(spec, zeroes, ones).Shared.Length);
        Assert.Equal(spec.SharedLength, Run(spec, ones, zeroes).Shared.Length);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_value_of_another_length_is_refused_by_both_sides(ushort value)
    {
        var spec = KeyExchangeSpec.Find(new(value))!;
        var randomness = Randomness(spec, 7);
        using var share = Start(spec, randomness);
        foreach (var length in (int[])[0, 1, spec.AnswerLength - 1, spec.AnswerLength + 1, 65535])
        {
            Assert.False(share.TryAgree(new byte[length], out var shared, out var error));
            Assert.Null(shared);
            Assert.Equal(new(CryptoFault.WrongLength, spec.ToString()), error);
        }

        foreach (var length in (int[])[0, 1, spec.PublicLength - 1, spec.PublicLength + 1, 65535])
        {
            Assert.False(KeyExchanges.TryRespond(
                Managed, spec.Method, new byte[length], randomness,
                out _, out var shared, out var error));
            Assert.Null(shared);
            Assert.Equal(new(CryptoFault.WrongLength, spec.ToString()), error);
        }
    }

    [Property(MaxTest = 60)]
    public void A_value_with_another_bit_is_refused_or_gives_another_secret(
        byte which, ushort seed, uint at)
    {
        var spec = Quick[which % Quick.Length];
        var (randomness, answering) = (Randomness(spec, seed), Randomness(spec, seed + 1));
        var honest = Run(spec, randomness, answering);
        var answer = honest.Answer.Span.ToArray();
        var bit = (int)(at % (uint)(answer.Length * 8));
        answer[bit / 8] ^= (byte)(1 << (bit % 8));
        using var share = Start(spec, randomness);
        var agreed = share.TryAgree(answer, out var shared, out var error);
        using (shared)
        {
            // No second point has the same x or y but the negative one, and that differs by more
            // than a bit; and hardly a number is in a subgroup.
            if (spec.Kind == KeyExchangeKind.Ecp || HasSubgroup(spec))
            {
                Assert.False(agreed);
                Assert.Equal(CryptoFault.BadPublicValue, error.Fault);
                return;
            }

            // RFC 7748 §5: the last bit of Curve25519 is not looked at. FIPS 203 §6.3: a changed
            // ciphertext gives a secret that nobody else knows. So does a power of another number.
            Assert.True(agreed);
            var ignored = spec.Method == KeyExchangeMethod.Curve25519 && bit == 255;
            Assert.Equal(ignored, honest.Shared == new Octets(shared!.Span));
        }
    }

    [Property(MaxTest = 60)]
    public void An_initiators_value_with_another_bit_is_refused_or_gives_another_secret(
        byte which, ushort seed, uint at)
    {
        var spec = Quick[which % Quick.Length];
        using var share = Start(spec, Randomness(spec, seed));
        var value = share.PublicValue.ToArray();
        var bit = (int)(at % (uint)(value.Length * 8));
        value[bit / 8] ^= (byte)(1 << (bit % 8));
        if (!KeyExchanges.TryRespond(
            Managed, spec.Method, value, Randomness(spec, seed + 1),
            out var answer, out var theirs, out var error))
        {
            Assert.Equal(CryptoFault.BadPublicValue, error.Fault);
            return;
        }

        using (theirs)
        {
            Assert.True(share.TryAgree(answer.Span, out var ours, out _));
            using (ours)
            {
                var ignored = spec.Method == KeyExchangeMethod.Curve25519 && bit == 255;
                Assert.Equal(ignored, ours.FixedTimeEquals(theirs.Span));
            }
        }
    }

    private static bool HasSubgroup(KeyExchangeSpec spec) => spec.Method.Value is 22 or 23 or 24;

    private static byte[] Randomness(KeyExchangeSpec spec, int seed)
    {
        var octets = new byte[spec.RandomnessLength];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    private static KeyShare Start(KeyExchangeSpec spec, byte[] randomness)
    {
        Assert.True(KeyExchanges.TryStart(
            Managed, spec.Method, randomness, out var share, out var error));
        Assert.Equal(default, error);
        return share;
    }

    /// <summary>A whole exchange; asserts that both sides share the same secret.</summary>
    private static Outcome Run(KeyExchangeSpec spec, byte[] starting, byte[] answering)
    {
        using var share = Start(spec, starting);
        Assert.True(KeyExchanges.TryRespond(
            Managed, spec.Method, share.PublicValue, answering,
            out var answer, out var theirs, out var error));
        Assert.Equal(default, error);
        Assert.True(share.TryAgree(answer.Span, out var ours, out error));
        Assert.Equal(default, error);
        using (theirs)
        using (ours)
        {
            Assert.True(ours.FixedTimeEquals(theirs.Span));
            return new(new(share.PublicValue), answer, new(ours.Span));
        }
    }

    private sealed record Outcome(Octets Public, Octets Answer, Octets Shared);
}
