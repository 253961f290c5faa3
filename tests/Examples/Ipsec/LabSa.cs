using System.Globalization;
using System.Net;
using System.Text.Json;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Ipsec;

/// <summary>One SA of a lab capture, from the file of keys beside it.</summary>
internal sealed record LabSa(
    bool IsEsp, Spi Spi, IPAddress Destination, IpsecMode Mode, bool Esn,
    uint High, EncryptionSpec Encryption, IntegritySpec Integrity, byte[] Key, byte[] MacKey)
{
    // The tunnel is IPComp's there, and ESP carries it in transport mode.
    private const string Compressed = "k-v2-ipcomp";

    private static readonly CryptoProvider Provider = CryptoProviders.Managed();

    /// <summary>The SA's cipher.</summary>
    public PacketCipher Cipher() => Provider.CreateCipher(Encryption, Integrity, Key, MacKey);

    /// <summary>Opens without a window.</summary>
    public EspOpener Opener() => new(Cipher(), Esn);

    /// <summary>The inbound half of ESP.</summary>
    public EspInbound Esp(ReplayWindow window) => new(Sa(), Cipher(), window);

    /// <summary>The inbound half of AH.</summary>
    public AhInbound Ah(ReplayWindow window) =>
        new(Sa(), AhIntegrity.Of(Provider, Integrity, MacKey), window);

    /// <summary>A window that has seen all in front of a first number.</summary>
    public ReplayWindow WindowBefore(uint firstNumber) =>
        new(64, Esn, (((ulong)High << 32) | firstNumber) - 1);

    private IpsecSa Sa() => new(Spi, Mode, Esn);

    /// <summary>The SAs of a capture.</summary>
    public static IReadOnlyList<LabSa> Of(string capture)
    {
        var path = Path.Combine(
            LabCapture.Root, "tests", "captures", "lab", "keys", capture + ".json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. document.RootElement.GetProperty("sas").EnumerateArray()
                .Where(sa => sa.GetProperty("protocol").GetString() is "esp" or "ah")
                .Select(sa => Read(capture, sa)),
        ];
    }

    private static LabSa Read(string capture, JsonElement sa)
    {
        var key = Hex(sa, "encryption_key");
        var macKey = Hex(sa, "integrity_key");
        var encryption = Text(sa, "encryption") is { } name
            ? EncryptionSpecs.All.Single(spec =>
                spec.Algorithm.ToString() == name && spec.KeyMaterialLength == key.Length)
            : EncryptionSpecs.Null;
        var integrity = Text(sa, "integrity") is { } mac
            ? IntegritySpec.All.Single(spec => spec.Algorithm.ToString() == mac)
            : IntegritySpec.None;
        return new(
            sa.GetProperty("protocol").GetString() == "esp",
            new(uint.Parse(Text(sa, "spi")!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
            Text(sa, "destination") is { } to ? IPAddress.Parse(to) : IPAddress.Any,
            Text(sa, "mode") == "transport" || capture == Compressed
                ? IpsecMode.Transport
                : IpsecMode.Tunnel,
            sa.TryGetProperty("esn", out var esn) && esn.GetBoolean(),
            sa.TryGetProperty("sequence_high", out var high) ? high.GetUInt32() : 0,
            encryption, integrity, key, macKey);
    }

    private static string? Text(JsonElement sa, string member) =>
        sa.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static byte[] Hex(JsonElement sa, string member) =>
        Convert.FromHexString(Text(sa, member) ?? "");
}
