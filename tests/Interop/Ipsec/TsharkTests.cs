using System.Diagnostics;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Ipsec;

/// <summary>tshark with the same keys opens the ESP that we send and finds its ICV good.</summary>
public sealed class TsharkTests(TemporaryFolder folder) : IClassFixture<TemporaryFolder>
{
    private const int RawIp = 101;

    private const string Gcm16 = "AES-GCM with 16 octet ICV [RFC4106]";
    private const string Gcm12 = "AES-GCM with 12 octet ICV [RFC4106]";
    private const string Gcm8 = "AES-GCM with 8 octet ICV [RFC4106]";
    private const string Cbc = "AES-CBC [RFC3602]";
    private const string Ctr = "AES-CTR [RFC3686]";
    private const string TripleDes = "TripleDES-CBC [RFC2451]";

    /// <summary>Our algorithms and tshark's names of them.</summary>
    public static TheoryData<ushort, int, string, ushort, string> Suites { get; } = new()
    {
        { EncryptionAlgorithm.AesGcm16.Value, 128, Gcm16, 0, "NULL" },
        { EncryptionAlgorithm.AesGcm16.Value, 256, Gcm16, 0, "NULL" },
        { EncryptionAlgorithm.AesGcm12.Value, 192, Gcm12, 0, "NULL" },
        { EncryptionAlgorithm.AesGcm8.Value, 128, Gcm8, 0, "NULL" },
        { EncryptionAlgorithm.AesCbc.Value, 128, Cbc, 12, "HMAC-SHA-256-128 [RFC4868]" },
        { EncryptionAlgorithm.AesCbc.Value, 256, Cbc, 14, "HMAC-SHA-512-256 [RFC4868]" },
        { EncryptionAlgorithm.AesCtr.Value, 192, Ctr, 13, "HMAC-SHA-384-192 [RFC4868]" },
        { EncryptionAlgorithm.TripleDes.Value, 192, TripleDes, 2, "HMAC-SHA-1-96 [RFC2404]" },
        { EncryptionAlgorithm.Null.Value, 0, "NULL", 1, "HMAC-MD5-96 [RFC2403]" },
    };

    [OracleTheory]
    [MemberData(nameof(Suites))]
    public void Tshark_opens_what_we_send(
        ushort encryption, int bits, string cipherName, ushort integrity, string macName)
    {
        var random = new Random(encryption + bits);
        var spec = EncryptionSpecs.All.Single(
            row => row.Algorithm.Value == encryption && row.KeyLength * 8 == bits);
        var mac = IntegritySpec.Find(new(integrity))!;
        var (key, macKey) = (new byte[spec.KeyMaterialLength], new byte[mac.KeyLength]);
        random.NextBytes(key);
        random.NextBytes(macKey);
        using var esp = new EspOutbound(
            new(new Spi(0xC0DE4321), IpsecMode.Tunnel)
            {
                Outer = new(new(0x010200C0), new(0x016433C6)),
            },
            CryptoProviders.Fastest(out _).CreateCipher(spec, mac, key, macKey),
            new(spec, NoncePartition.Alone, random.NextBytes), new OutboundSequence(false));

        var payloads = Enumerable.Range(1, 20)
            .Select(length => Octets(random, length * 7))
            .ToList();
        var sent = payloads.Select(payload => Protect(esp, payload));
        var capture = PcapFile.Write(folder.File($"{encryption}-{bits}.pcap"), RawIp, sent);
        var seen = Fields(
            capture,
            string.Join(
                ',',
                ((string[])[
                    "IPv4", "*", "*", "0xc0de4321", cipherName, Hex(key), macName, Hex(macKey)])
                    .Select(field => $"\"{field}\"")));
        Assert.Equal(
            payloads.Select(payload => $"True {Convert.ToHexStringLower(payload)}"), seen);
    }

    // An inner UDP datagram to a port that nobody dissects.
    private static byte[] Protect(EspOutbound esp, byte[] payload)
    {
        byte[] packet =
        [
            .. Convert.FromHexString("4500000000000000401100000a0100010a020001"),
            .. Convert.FromHexString("c738c73800000000"),
            .. payload,
        ];
        packet[3] = (byte)packet.Length;
        packet[25] = (byte)(packet.Length - 20);
        var output = new byte[esp.OutputLengthMax(packet.Length)];
        Assert.True(
            esp.TryEncapsulate(packet, output, out var written, out var refusal), $"{refusal}");
        return output[..written];
    }

    private static List<string> Fields(string capture, string sa)
    {
        using var process = Process.Start(new ProcessStartInfo(Tshark.Executable!,
        [
            "-n", "-r", capture, "-o", "esp.enable_encryption_decode:TRUE",
            "-o", "esp.enable_authentication_check:TRUE", "-o", "uat:esp_sa:" + sa,
            "-T", "fields", "-E", "separator=/s", "-e", "esp.icv_good", "-e", "data.data",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim())
            .Select(line => line.StartsWith("1 ", StringComparison.Ordinal)
                ? "True" + line[1..] : line)
            .ToList();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaint.Result);
        return lines;
    }

    private static string Hex(byte[] octets) => "0x" + Convert.ToHexStringLower(octets);

    private static byte[] Octets(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
