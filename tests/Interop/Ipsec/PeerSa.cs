using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Tests.Interop.Ipsec;

/// <summary>An SA with a peer, as we and as others write it down.</summary>
internal sealed record PeerSa(
    EncryptionSpec Encryption, IntegritySpec Integrity, bool IsEsp, bool IsTunnel, bool OuterIpv6,
    bool Udp, bool Esn, Random Random)
{
    private static readonly CryptoProvider Provider = CryptoProviders.Fastest(out _);

    /// <summary>What others call our encryption algorithms.</summary>
    private static readonly Dictionary<EncryptionAlgorithm, string> Ciphers = new()
    {
        [EncryptionAlgorithm.Null] = "NULL",
        [EncryptionAlgorithm.TripleDes] = "3DES",
        [EncryptionAlgorithm.AesCbc] = "AES-CBC",
        [EncryptionAlgorithm.AesCtr] = "AES-CTR",
        [EncryptionAlgorithm.AesGcm16] = "AES-GCM",
        [EncryptionAlgorithm.AesCcm16] = "AES-CCM",
        [EncryptionAlgorithm.ChaCha20Poly1305] = "CHACHA20-POLY1305",
    };

    private static readonly Dictionary<IntegrityAlgorithm, string> Macs = new()
    {
        [IntegrityAlgorithm.HmacMd5Truncated96] = "HMAC-MD5-96",
        [IntegrityAlgorithm.HmacSha1Truncated96] = "HMAC-SHA1-96",
        [IntegrityAlgorithm.HmacSha256Truncated128] = "SHA2-256-128",
        [IntegrityAlgorithm.HmacSha384Truncated192] = "SHA2-384-192",
        [IntegrityAlgorithm.HmacSha512Truncated256] = "SHA2-512-256",
        [IntegrityAlgorithm.AesCmac96] = "AES-CMAC-96",
    };

    /// <summary>The ESP suites that both know.</summary>
    public static IReadOnlyList<(EncryptionSpec Encryption, IntegritySpec Integrity)> EspSuites
    { get; } =
    [
        .. from encryption in EncryptionSpecs.All
           where Ciphers.ContainsKey(encryption.Algorithm)
           from integrity in IntegritySpec.All
           where encryption.IsCombined
               ? integrity.Mac == MacAlgorithm.None
               : Macs.ContainsKey(integrity.Algorithm)
           select (encryption, integrity),
    ];

    /// <summary>The AH algorithms: MACs that both know, and GMAC, which the peer was taught.</summary>
    public static IReadOnlyList<(EncryptionSpec Encryption, IntegritySpec Integrity)> AhAlgorithms
    { get; } =
    [
        .. IntegritySpec.All.Where(spec => Macs.ContainsKey(spec.Algorithm))
            .Select(spec => (EncryptionSpecs.Null, spec)),
        .. EncryptionSpecs.All.Where(spec => spec.Mode == CipherMode.Gmac)
            .Select(spec => (spec, IntegritySpec.None)),
    ];

    /// <summary>The number that the next packet has; the low half wraps soon after.</summary>
    public ulong Next { get; } = Esn ? 0x5_FFFF_FFFEUL : 41;

    public byte[] Key { get; } = Octets(Random, Encryption.KeyMaterialLength);

    public byte[] MacKey { get; } = Octets(Random, Integrity.KeyLength);

    private static Spi Spi => new(0xC0DE1234);

    private static string[] Ends(bool ipv6) =>
        ipv6 ? ["2001:db8::1", "2001:db8::2"] : ["192.0.2.1", "198.51.100.1"];

    private IpsecSa Sa => new(Spi, IsTunnel ? IpsecMode.Tunnel : IpsecMode.Transport, Esn)
    {
        Outer = new(IPAddress.Parse(Ends(OuterIpv6)[0]), IPAddress.Parse(Ends(OuterIpv6)[1])),
        Udp = Udp ? UdpPorts.Standard : null,
    };

    /// <summary>A request to Scapy about a packet with that number.</summary>
    public JsonObject Request(string what, byte[] packet, ulong number)
    {
        var request = new JsonObject
        {
            ["do"] = what,
            ["protocol"] = IsEsp ? "esp" : "ah",
            ["spi"] = Spi.Value,
            ["sequence"] = (uint)number,
            ["high"] = (uint)(number >> 32),
            ["esn"] = Esn,
            ["udp"] = Udp,
            ["packet"] = Convert.ToHexStringLower(packet),
        };
        if (IsEsp)
        {
            request["encryption"] = Ciphers[Encryption.Algorithm];
            request["encryption_key"] = Convert.ToHexStringLower(Key);
        }

        if (IsAhGmac)
        {
            request["integrity"] = "AES-GMAC";
            request["integrity_key"] = Convert.ToHexStringLower(Key);
        }
        else if (Integrity.Mac != MacAlgorithm.None)
        {
            request["integrity"] = Macs[Integrity.Algorithm];
            request["integrity_key"] = Convert.ToHexStringLower(MacKey);
        }

        if (IsTunnel)
            request["outer"] = new JsonArray([.. Ends(OuterIpv6).Select(end => (JsonNode)end)]);
        return request;
    }

    /// <summary>Packets as we protect them, with their numbers.</summary>
    public IReadOnlyList<(byte[] Sent, ulong Number)> Protect(IEnumerable<byte[]> packets)
    {
        var sequence = new OutboundSequence(Esn, Next);
        using var esp = IsEsp
            ? new EspOutbound(
                Sa, Cipher(), new(Encryption, NoncePartition.Alone, Random.NextBytes), sequence)
            : null;
        using var ah = IsEsp
            ? null
            : new AhOutbound(
                Sa, AhKey(), sequence,
                IsAhGmac
                    ? new(Encryption, NoncePartition.Alone, Random.NextBytes)
                    : null);
        var sent = new List<(byte[], ulong)>();
        foreach (var packet in packets)
        {
            var number = sequence.Next!.Value;
            var output = new byte[packet.Length + 400];
            PacketRefusal refusal;
            Assert.True(
                esp is not null
                    ? esp.TryEncapsulate(packet, output, out var written, out refusal)
                    : ah!.TryEncapsulate(packet, output, out written, out refusal),
                $"{refusal}");
            sent.Add((output[..written], number));
        }

        return sent;
    }

    /// <summary>What we take out of a peer's packets, through a window.</summary>
    public IReadOnlyList<byte[]> Open(IEnumerable<byte[]> packets)
    {
        var window = new ReplayWindow(64, Esn, Next - 1);
        using var esp = IsEsp ? new EspInbound(Sa, Cipher(), window) : null;
        using var ah = IsEsp
            ? null
            : new AhInbound(Sa, AhKey(), window);
        var result = new List<byte[]>();
        foreach (var packet in packets)
        {
            var output = new byte[packet.Length + 100];
            PacketRefusal refusal;
            Assert.True(
                esp is not null
                    ? esp.TryDecapsulate(packet, output, out var opened, out refusal)
                    : ah!.TryDecapsulate(packet, output, out opened, out refusal),
                $"{refusal}");
            result.Add(output[..opened.Written]);
        }

        return result;
    }

    private bool IsAhGmac => !IsEsp && Encryption.Mode == CipherMode.Gmac;

    private AhIntegrity AhKey() => IsAhGmac
        ? AhIntegrity.OfGmac(Provider, Encryption, Key)
        : AhIntegrity.Of(Provider, Integrity, MacKey);

    private PacketCipher Cipher() => Provider.CreateCipher(Encryption, Integrity, Key, MacKey);

    private static byte[] Octets(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
