using System.Text;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography;

/// <summary>Numbers of the RFCs that bring ciphers to ESP, and what the contract refuses.</summary>
public sealed class Ciphers
{
    /// <summary>RFC 3602 §4 case 1, RFC 3686 §6 vector 1: "Single block msg".</summary>
    [Theory]
    [InlineData(
        "CBC", "06a9214036b8a15b512e03d534120006", "3dafba429d9eb430b422da802c9fac41",
        "e353779c1079aeb82708942dbe77181a")]
    [InlineData(
        "CTR", "ae6852f8121067cc4bf7a5765577f39e00000030", "0000000000000000",
        "e4095d4fb7a7b3792d6175a3261311b8")]
    [Requirement("RFC3686-4-a")]
    public void One_block_is_that_of_the_RFC(string mode, string key, string iv, string result)
    {
        var spec = EncryptionSpecs.Find(
            mode == "CBC" ? EncryptionAlgorithm.AesCbc : EncryptionAlgorithm.AesCtr, 128)!;
        Assert.NotEmpty(Engines.With(spec, IntegritySpec.None));
        foreach (var provider in Engines.With(spec, IntegritySpec.None))
        {
            using var cipher = provider.CreateCipher(
                spec, IntegritySpec.None, Convert.FromHexString(key), []);
            var text = Encoding.ASCII.GetBytes("Single block msg");
            cipher.Seal([], Convert.FromHexString(iv), text, [], []);
            Assert.Equal(result, Convert.ToHexStringLower(text));
            Assert.True(cipher.TryOpen([], Convert.FromHexString(iv), text, [], [], text));
            Assert.Equal("Single block msg", Encoding.ASCII.GetString(text));
        }
    }

    [Fact]
    public void The_providers_together_have_every_algorithm()
    {
        var provider = CryptoProviders.Managed();
        var report = provider.Report();
        Assert.All(report, row => Assert.NotNull(row.Provider));
        Assert.Equal(
            CryptoProviders.Suites().Count() + 7 + KeyExchangeSpec.All.Length
                + Enum.GetValues<SigningKeyKind>().Length,
            report.Length);
        Assert.Equal(
            "System.Security.Cryptography",
            report.Single(row => row.Algorithm == "ENCR_AES_GCM_16 (128)").Provider);
        Assert.StartsWith(
            "BouncyCastle 2.", report.Single(row => row.Algorithm == "AesXcbc").Provider,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_suite_is_without_protection_or_protected_twice()
    {
        var gcm = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
        var sha = IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!;
        Assert.All(Engines.All, provider =>
        {
            Assert.False(provider.Supports(EncryptionSpecs.Null, IntegritySpec.None));
            Assert.False(provider.Supports(gcm, sha));
            Assert.Throws<NotSupportedException>(
                () => provider.CreateCipher(gcm, sha, new byte[20], new byte[32]));
        });
    }

    [Fact]
    public void Lengths_that_break_the_contract_are_bugs()
    {
        var gcm = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
        var cbc = EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!;
        Assert.All(Engines.With(gcm, IntegritySpec.None), provider =>
        {
            Assert.Throws<ArgumentException>(
                () => provider.CreateCipher(gcm, IntegritySpec.None, new byte[16], []));
            using var combined = provider.CreateCipher(
                gcm, IntegritySpec.None, new byte[20], []);
            Assert.Throws<ArgumentException>(
                () => combined.Seal([], new byte[12], new byte[4], [], new byte[16]));
            Assert.Throws<ArgumentException>(
                () => combined.Seal([], new byte[8], new byte[4], [1], new byte[16]));
            Assert.Throws<ArgumentException>(
                () => combined.Seal([], new byte[8], new byte[4], [], new byte[12]));
            using var blocks = provider.CreateCipher(cbc, IntegritySpec.None, new byte[16], []);
            Assert.Throws<ArgumentException>(
                () => blocks.Seal([], new byte[16], new byte[17], [], []));
            var text = new byte[17];
            text.AsSpan().Fill(7);
            Assert.False(blocks.TryOpen([], new byte[16], new byte[17], [], [], text));
            Assert.Equal(new byte[17], text);
        });
    }

    [Fact]
    public void A_cipher_that_is_disposed_seals_nothing()
    {
        foreach (var (encryption, integrity) in CryptoProviders.Suites())
        {
            foreach (var provider in Engines.With(encryption, integrity))
            {
                var cipher = provider.CreateCipher(
                    encryption, integrity, new byte[encryption.KeyMaterialLength],
                    new byte[integrity.KeyLength]);
                cipher.Dispose();
                cipher.Dispose();
                Assert.Throws<ObjectDisposedException>(() => cipher.Seal(
                    [], new byte[encryption.IvLength], [], [], new byte[cipher.IcvLength]));
            }
        }
    }
}
