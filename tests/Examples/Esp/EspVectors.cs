using System.Globalization;
using System.Text.Json;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Cryptography;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Esp;

/// <summary>
/// Whole ESP packets that others published: the drafts of GCM and GMAC, RFC 3602, and packets of
/// the Linux kernel. Counted: opened by every provider, made again, and not applicable.
/// </summary>
public sealed class EspVectors
{
    /// <summary>The ciphers of RFC 2451 that nobody here has.</summary>
    private static readonly string[] Skipped = ["Blowfish", "CAST"];

    [VectorFact]
    [Requirement("RFC4106-4-a")]
    [Requirement("RFC4543-3-a")]
    public void Published_packets_open()
    {
        var opened = 0;
        var skipped = new List<string>();
        foreach (var vector in Vectors())
        {
            if (Suite(vector) is not { } suite)
            {
                skipped.Add(vector.Text("id"));
                continue;
            }

            foreach (var provider in Engines.With(suite.Encryption, IntegritySpec.None))
            {
                using var opener = new EspOpener(
                    provider.CreateCipher(suite.Encryption, IntegritySpec.None, suite.Key, default),
                    vector.Esn());
                var esp = vector.Hex("esp_packet");
                var text = new byte[esp.Length];
                Assert.True(
                    opener.TryOpen(esp, vector.Number(), text, out var length, out var refusal),
                    $"{vector.Text("id")}: {refusal}");
                Assert.Equal(Plaintext(vector), Convert.ToHexStringLower(text.AsSpan(0, length)));

                esp[^1] ^= 1;
                if (suite.Encryption.IcvLength > 0)
                {
                    Assert.False(opener.TryOpen(esp, vector.Number(), text, out _, out refusal));
                    Assert.Equal(PacketFault.NotAuthentic, refusal.Fault);
                }
            }

            opened++;
        }

        Assert.Equal((16, 2), (opened, skipped.Count));
        Assert.All(skipped, id => Assert.Contains(
            Skipped, cipher => id.Contains(cipher, StringComparison.OrdinalIgnoreCase)));
    }

    [VectorFact]
    [Requirement("RFC4106-3-a")]
    public void Published_packets_are_made_again_octet_by_octet()
    {
        // Those with a known IV, and an SPI that is sent. They say that the payload is ICMP, so an
        // IPv4 header of ICMP is put in front and transport mode takes it away again.
        var made = 0;
        foreach (var vector in Vectors().Where(vector => vector.TryGetProperty("iv", out _)))
        {
            var text = vector.Hex("plaintext_with_padding");
            if (vector.Spi() == 0)
            {
                continue;
            }

            byte[] packet = [.. new byte[20], .. text.AsSpan(0, text.Length - 2 - text[^2])];
            (packet[0], packet[2], packet[3], packet[9]) =
                (0x45, (byte)(packet.Length >> 8), (byte)packet.Length, text[^1]);
            var suite = Suite(vector)!.Value;
            var (partition, counter) = NoncePartition.Read(vector.Hex("iv"));
            using var esp = new EspOutbound(
                new(new Spi(vector.Spi()), IpsecMode.Transport, vector.Esn()),
                CryptoProviders.Managed().CreateCipher(
                    suite.Encryption, IntegritySpec.None, suite.Key, default),
                new(suite.Encryption, partition, _ => { }, counter),
                new(vector.Esn(), vector.Number()));
            var output = new byte[esp.OutputLengthMax(packet.Length)];
            Assert.True(
                esp.TryEncapsulate(packet, output, out var written, out var refusal), $"{refusal}");
            Assert.Equal(
                vector.Text("esp_packet"), Convert.ToHexStringLower(output.AsSpan(20..written)));
            made++;
        }

        Assert.Equal(8, made);
    }

    private static IEnumerable<JsonElement> Vectors() =>
        PublicVectors.Read("esp-packets/esp_packets").GetProperty("vectors").EnumerateArray();

    private static string Plaintext(JsonElement vector)
    {
        if (vector.TryGetProperty("plaintext_with_padding", out var text)
            || vector.TryGetProperty("plaintext_with_trailer", out text))
        {
            return text.GetString()!;
        }

        var pad = vector.GetProperty("pad_length").GetInt32();
        var padding = string.Concat(
            Enumerable.Range(1, pad).Select(i => i.ToString("x2", CultureInfo.InvariantCulture)));
        var next = vector.GetProperty("next_header").GetInt32();
        return $"{vector.Text("payload")}{padding}{pad:x2}{next:x2}";
    }

    private static (EncryptionSpec Encryption, byte[] Key)? Suite(JsonElement vector)
    {
        if (vector.TryGetProperty("sa", out var sa))
        {
            var name = sa.Text("crypt_algo");
            var key = sa.Hex("crypt_key");
            return name switch
            {
                "DES" => Row(EncryptionAlgorithm.Des, key),
                "3DES" => Row(EncryptionAlgorithm.TripleDes, key),
                "AES-CCM" => Row(EncryptionAlgorithm.AesCcm8, key),
                "AES-GCM" => Row(EncryptionAlgorithm.AesGcm16, key),
                "AES-NULL-GMAC" => Row(EncryptionAlgorithm.NullAuthAesGmac, key),
                _ => null,
            };
        }

        var algorithm = vector.Text("alg");
        return algorithm.StartsWith("AES-CBC", StringComparison.Ordinal)
            ? Row(EncryptionAlgorithm.AesCbc, vector.Hex("key"))
            : Row(
                algorithm.Contains("GMAC", StringComparison.Ordinal)
                    ? EncryptionAlgorithm.NullAuthAesGmac
                    : EncryptionAlgorithm.AesGcm16,
                [.. vector.Hex("key"), .. vector.Hex("salt")]);
    }

    private static (EncryptionSpec, byte[]) Row(EncryptionAlgorithm algorithm, byte[] key) =>
        (EncryptionSpecs.All.Single(
            row => row.Algorithm == algorithm && row.KeyMaterialLength == key.Length), key);
}

/// <summary>Members of a published packet.</summary>
file static class EspVector
{
    public static bool Esn(this JsonElement vector) =>
        vector.TryGetProperty("seq_hi", out var high) && high.ValueKind == JsonValueKind.String
        || vector.Text("id").EndsWith("-esn", StringComparison.Ordinal);

    public static uint Spi(this JsonElement vector) => Word(vector.Text("esp_packet")[..8]);

    public static ulong Number(this JsonElement vector)
    {
        var high = 0UL;
        if (vector.TryGetProperty("seq_hi", out var text) && text.ValueKind == JsonValueKind.String)
        {
            high = Word(text.GetString()!);
        }
        else if (vector.TryGetProperty("sa", out var sa) && sa.TryGetProperty("esn", out var esn))
        {
            high = esn.GetUInt32();
        }

        return (high << 32) | Word(vector.Text("esp_packet")[8..16]);
    }

    private static uint Word(string hex) =>
        uint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
