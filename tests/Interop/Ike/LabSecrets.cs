using System.Text;
using System.Text.Json;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// What is known beside a capture of the lab, in the words of docs/keys-json.md: the secrets that
/// keys come from, and the keys that are to come of them.
/// </summary>
internal sealed class LabSecrets
{
    private readonly Dictionary<string, JsonElement> _ike = [];
    private readonly Dictionary<string, JsonElement> _child = [];
    private readonly Dictionary<string, byte[]> _shared = [];

    private LabSecrets()
    {
    }

    /// <summary>The captures with secrets.</summary>
    public static IEnumerable<string> Captures => Directory
        .EnumerateFiles(Path.Combine(Repository.Lab, "secrets"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// The keys (MSK) that EAP gave in v2-eap-mschapv2 and v2-eap-tls-only, as the peers logged
    /// them.
    /// </summary>
    public static IReadOnlyList<byte[]> EapKeys { get; } =
    [
        Convert.FromHexString(
            "0d84b093a7ff3e7cce97e61c86540f48d82a501a8d6013944ff4d518a340d14d"
                + new string('0', 64)),
        Convert.FromHexString(
            "7571e4caed9a48920ce07de6e91a4939d94f32c3d4a0bb9c2533aee52836e4f4"
                + "b70c7ccbd6ed84d6917aa929a94ffdb878623973f539e60cab5b0f7e9464087e"),
    ];

    /// <summary>Pre-shared keys of the capture.</summary>
    public List<byte[]> PreSharedKeys { get; } = [];

    /// <summary>What is known beside a capture.</summary>
    public static LabSecrets Of(string capture)
    {
        var secrets = new LabSecrets();
        foreach (var sa in Read("keys", capture).GetProperty("sas").EnumerateArray())
        {
            if (sa.GetProperty("protocol").GetString() == "ike")
            {
                secrets._ike[Text(sa, "initiator_spi")!] = sa;
            }
            else
            {
                secrets._child[Text(sa, "spi")!] = sa;
            }
        }

        var from = Read("secrets", capture);
        foreach (var key in from.GetProperty("pre_shared_keys").EnumerateArray())
        {
            secrets.PreSharedKeys.Add(Encoding.UTF8.GetBytes(Text(key, "key")!));
        }

        foreach (var shared in from.GetProperty("shared_secrets").EnumerateArray())
        {
            secrets._shared[Text(shared, "spi")!] =
                Convert.FromHexString(Text(shared, "shared_secret")!);
        }

        return secrets;
    }

    /// <summary>The result of the key exchange that made an SA; null: it is not known.</summary>
    /// <param name="spi">The initiator's SPI of an IKE SA, or an SPI of a CHILD SA, in hex.</param>
    public byte[]? Shared(string spi) => _shared.GetValueOrDefault(spi);

    /// <summary>A value that was written down of an IKE SA, in hex; null: it was not.</summary>
    public string? OfIke(string initiatorSpi, string name) =>
        _ike.TryGetValue(initiatorSpi, out var sa) ? Text(sa, name) : null;

    /// <summary>Whether the keys of a CHILD SA were written down.</summary>
    public bool KnowsChild(string spi) => _child.ContainsKey(spi);

    /// <summary>A value that was written down of a CHILD SA, in hex; empty: none.</summary>
    public string OfChild(string spi, string name) => Text(_child[spi], name) ?? "";

    private static JsonElement Read(string folder, string capture)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Lab, folder, capture + ".json")));
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
