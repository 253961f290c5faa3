using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography;

/// <summary>What a packet costs on the managed heap.</summary>
public sealed class Allocations
{
    private const int Packets = 50;

    [LibcryptoFact]
    public void A_packet_through_libcrypto_allocates_nothing_good_or_bad()
    {
        var libcrypto = Engines.Libcrypto!;
        foreach (var (encryption, integrity) in CryptoProviders.Suites()
            .Where(suite => libcrypto.Supports(suite.Encryption, suite.Integrity)))
        {
            var cost = Cost(libcrypto, encryption, integrity, refuse: true);
            Assert.Equal((0, encryption, integrity), (cost, encryption, integrity));
        }
    }

    /// <summary>They make objects for each packet, and each bad ICV is an exception.</summary>
    [Fact]
    public void A_good_packet_through_the_platform_allocates_nothing_but_in_CBC_and_CCM()
    {
        var platform = new PlatformProvider();
        foreach (var (encryption, integrity) in CryptoProviders.Suites()
            .Where(suite => platform.Supports(suite.Encryption, suite.Integrity))
            .Where(suite => suite.Encryption.Mode is not (CipherMode.Cbc or CipherMode.Ccm)))
        {
            var cost = Cost(platform, encryption, integrity, refuse: false);
            Assert.Equal((0, encryption, integrity), (cost, encryption, integrity));
        }
    }

    [Fact]
    public void The_nonces_of_a_reign_are_written_and_read_without_an_allocation()
    {
        Assert.True(NoncePartition.TryCreate(2, 7, out var partition, out _));
        ulong sum = 0;

        Assert.Equal(0, HeapCost.Least(() => sum = Measure(partition)));
        Assert.Equal(Packets * (Packets - 1) / 2, (int)sum);

        static ulong Measure(NoncePartition partition)
        {
            Span<byte> iv = stackalloc byte[NoncePartition.IvLength];
            ulong sum = 0;
            for (ulong counter = 0; counter < Packets; counter++)
            {
                partition.TryWrite(counter, iv, out _);
                var (whose, read) = NoncePartition.Read(iv);
                sum += whose == partition ? read : 0;
            }

            return partition.TryWrite(NoncePartition.CounterMax + 1, iv, out _) ? 0 : sum;
        }
    }

    /// <summary>Octets allocated for packets sealed, opened and, once changed, refused.</summary>
    private static long Cost(
        CryptoProvider provider, EncryptionSpec encryption, IntegritySpec integrity, bool refuse)
    {
        using var cipher = provider.CreateCipher(
            encryption, integrity, new byte[encryption.KeyMaterialLength],
            new byte[integrity.KeyLength]);
        var header = new byte[8];
        var iv = new byte[encryption.IvLength];
        var text = new byte[4096];
        var icv = new byte[cipher.IcvLength];
        return HeapCost.Least(() =>
        {
            for (var i = 0; i < Packets; i++)
            {
                cipher.Seal(header, iv, text, [], icv);
                cipher.TryOpen(header, iv, text, [], icv, text);
                if (refuse && icv.Length > 0)
                {
                    icv[0] ^= 1;
                    cipher.TryOpen(header, iv, text, [], icv, text);
                }
            }
        });
    }
}
