using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Nonces;

public sealed class IvSources
{
    private static readonly FillRandom None =
        _ => throw new InvalidOperationException("nothing random was to be asked for");

    [Fact]
    public void An_iv_is_member_reign_and_counter()
    {
        var source = new IvSource(Spec(EncryptionAlgorithm.AesGcm16), Partition(0xAB, 0x0102), None);
        Assert.Equal("ab01020000000000", Take(source));
        Assert.Equal("ab01020000000001", Take(source));
        Assert.Equal(2UL, source.Counter);
    }

    [Fact]
    public void The_last_counter_is_used_and_then_no_other()
    {
        var source = new IvSource(
            Spec(EncryptionAlgorithm.AesGcm16), Partition(1, 2), None, NoncePartition.CounterMax);
        Assert.Equal("010002ffffffffff", Take(source));
        for (var i = 0; i < 3; i++)
        {
            var iv = new byte[8];
            Assert.False(source.TryTake(1, iv, out var error));
            Assert.Equal(CryptoFault.Exhausted, error.Fault);
            Assert.Contains("rekey", error.Subject, StringComparison.Ordinal);
            Assert.Equal(new byte[8], iv);
        }
    }

    [Fact]
    public void Every_algorithm_has_the_one_policy_that_is_safe()
    {
        foreach (var spec in EncryptionSpecs.All)
        {
            var policy = IvPolicies.Of(spec);
            Assert.Equal(spec.IsCounterMode && spec.SentIvLength > 0, policy == IvPolicy.Partitioned);
            Assert.Equal(spec.Mode == CipherMode.Cbc, policy == IvPolicy.Random);
            Assert.Equal(spec.IsImplicitIv, policy == IvPolicy.SequenceNumber);
            Assert.Equal(spec.IsImplicitIv, policy.NeedsFenceOrRekey());
        }
    }

    [Fact]
    public void Cbc_takes_what_the_caller_draws_and_never_a_counter()
    {
        byte next = 0;
        var source = new IvSource(
            Spec(EncryptionAlgorithm.AesCbc), Partition(1, 2), octets => octets.Fill(++next));
        Assert.Equal(string.Concat(Enumerable.Repeat("01", 16)), Take(source));
        Assert.Equal(string.Concat(Enumerable.Repeat("02", 16)), Take(source));
        Assert.Equal(0UL, source.Counter);
    }

    [Fact]
    [Requirement("RFC8750-4-a")]
    public void An_implicit_iv_is_the_sequence_number_in_eight_octets()
    {
        var source = new IvSource(Spec(EncryptionAlgorithm.AesGcm16Iiv), default, None);
        Assert.Equal("00000000fffffffe", Take(source, 0xFFFF_FFFE));
        Assert.Equal("0000000300000001", Take(source, 0x3_0000_0001));
    }

    [Fact]
    public void A_source_prints_no_iv()
    {
        var source = new IvSource(Spec(EncryptionAlgorithm.AesGcm16), Partition(3, 9), None);
        Assert.Equal("Partitioned: member 3, reign 9", source.ToString());
    }

    private static string Take(IvSource source, ulong number = 1)
    {
        var iv = new byte[source.Length];
        Assert.True(source.TryTake(number, iv, out var error), $"{error}");
        return Convert.ToHexStringLower(iv);
    }

    private static NoncePartition Partition(byte member, ushort reign)
    {
        Assert.True(NoncePartition.TryCreate(member, reign, out var partition, out _));
        return partition;
    }

    private static EncryptionSpec Spec(EncryptionAlgorithm algorithm) =>
        EncryptionSpecs.Find(algorithm, 128)!;
}
