using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Measuring;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway;

/// <summary>
/// What the shell of a member needs beside its configuration: interfaces, sync channel, files.
/// Paths that are not absolute begin at the folder of the file.
/// </summary>
public sealed record GatewayConfig
{
    /// <summary>The most octets of a configuration that is read.</summary>
    public const int LengthMax = 1 << 20;

    /// <summary>Where the schema is; not heeded.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>For people; not heeded.</summary>
    public string? Comment { get; init; }

    /// <summary>The configuration of the member (docs/cluster-member-json.md).</summary>
    public required string Member { get; init; }

    /// <summary>The interfaces of the machine.</summary>
    public required InterfaceNames Interfaces { get; init; }

    /// <summary>The sync channel.</summary>
    public required Channel Sync { get; init; }

    /// <summary>The file that keeps the epoch over a restart.</summary>
    public required string Store { get; init; }

    /// <summary>The Unix socket of <c>holdfast gateway status</c>.</summary>
    public required string Control { get; init; }

    /// <summary>
    /// Files with the keys of MD5 authentication, by their numbers: that of a group's
    /// <c>md5_key_id</c>, and those that others may still use.
    /// </summary>
    public IReadOnlyDictionary<uint, string>? HsrpKeys { get; init; }

    /// <summary>IKE and ESP; null: the gateway carries the first hop alone.</summary>
    public IpsecConfig? Ipsec { get; init; }

    /// <summary>Where what is measured is told; null: nowhere.</summary>
    public MetricsConfig? Metrics { get; init; }

    /// <summary>Interfaces by name.</summary>
    public sealed record InterfaceNames
    {
        /// <summary>Where peers come from.</summary>
        public required string Front { get; init; }

        /// <summary>What is protected.</summary>
        public required string Back { get; init; }

        /// <summary>
        /// The interfaces of access links and tracked links, by the names that the member's
        /// configuration has for them; one that is not named here is the front.
        /// </summary>
        public IReadOnlyDictionary<string, string>? Links { get; init; }
    }

    /// <summary>How members speak to each other: TLS 1.3, both sides authenticated.</summary>
    public sealed record Channel
    {
        /// <summary>The TCP port of every member; 4510 where it is not set.</summary>
        public int? Port { get; init; }

        /// <summary>This member's certificate in PEM; its subject's common name is the name of the
        /// member.</summary>
        public required string Certificate { get; init; }

        /// <summary>Its private key in PEM.</summary>
        public required string Key { get; init; }

        /// <summary>The authority that has signed the certificates of all members, in PEM.
        /// </summary>
        public required string Authority { get; init; }
    }

    /// <summary>Reads a configuration; the error names line, column and field.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out GatewayConfig? config, out string error)
    {
        config = null;
        error = "";
        if (utf8.Length > LengthMax)
        {
            error = $": has {utf8.Length} octets, {LengthMax} are the most";
            return false;
        }

        try
        {
            config = JsonSerializer.Deserialize(utf8, GatewayJson.Default.GatewayConfig);
            error = config is null ? ": null is no configuration" : config.NullIn();
            config = error.Length == 0 ? config : null;
        }
        catch (JsonException wrong)
        {
            error = $"({wrong.LineNumber + 1},{wrong.BytePositionInLine + 1}): "
                + $"{wrong.Path ?? "$"}: {wrong.Message.Split(" Path:")[0]}";
        }

        return config is not null;
    }

    /// <summary>Nullable annotations say nothing of what is in lists and tables.</summary>
    private string NullIn() =>
        (Interfaces.Links ?? new Dictionary<string, string>())
            .Where(one => one.Value is null).Select(one => $"interfaces.links.{one.Key}")
        .Concat((HsrpKeys ?? new Dictionary<uint, string>())
            .Where(one => one.Value is null).Select(one => $"hsrp_keys.{one.Key}"))
        .Concat((Ipsec?.Protects ?? [])
            .Where(one => one is null).Select(_ => "ipsec.protects"))
        .Concat((Ipsec?.KeyExchanges ?? [])
            .Where(one => one is null).Select(_ => "ipsec.key_exchanges"))
        .Concat((Ipsec?.Peers ?? new Dictionary<string, IpsecConfig.Credentials>())
            .Where(one => one.Value is null).Select(one => $"ipsec.peers.{one.Key}"))
        .Select(place => $": $.{place}: null stands for nothing there")
        .FirstOrDefault("");

    /// <summary>Holds it against the configuration of the member; null: they fit.</summary>
    public string? Check(ClusterMemberConfig member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return CheckGroup("front", Interfaces.Front, member.Hsrp.Front)
            ?? CheckGroup("back", Interfaces.Back, member.Hsrp.Back)
            ?? CheckKey("front", member.Hsrp.Front)
            ?? CheckKey("back", member.Hsrp.Back)
            ?? CheckLinks(member)
            ?? Uncarried(member)
            ?? Ipsec?.Check(member)
            ?? Metrics?.Check()
            ?? (Sync.Port is < 1 or > 65_535 ? $"sync.port: {Sync.Port} is no port" : null)
            ?? member.Set.Members
                .Where(one => one.Address is null)
                .Select(one => $"members: {one.Name} has no address for the sync channel")
                .FirstOrDefault();
    }

    /// <summary>The same with paths that begin at a folder.</summary>
    public GatewayConfig From(string folder) => this with
    {
        Member = Path.Combine(folder, Member),
        Store = Path.Combine(folder, Store),
        Control = Path.Combine(folder, Control),
        HsrpKeys = HsrpKeys?.ToDictionary(
            key => key.Key, key => Path.Combine(folder, key.Value)),
        Ipsec = Ipsec?.From(folder),
        Sync = Sync with
        {
            Certificate = Path.Combine(folder, Sync.Certificate),
            Key = Path.Combine(folder, Sync.Key),
            Authority = Path.Combine(folder, Sync.Authority),
        },
    };

    private string? CheckLinks(ClusterMemberConfig member) => Interfaces.Links?.Keys
        .Where(name => !member.Set.Links.Names.Contains(name)
            && member.Hsrp.Front.Links.All(link => link.Name != name))
        .Select(name => $"interfaces.links: the member has no link '{name}'")
        .FirstOrDefault();

    /// <summary>Machines of a member for which nothing here sends or hears: whoever sets them
    /// relies on what would not happen.</summary>
    private static string? Uncarried(ClusterMemberConfig member) =>
        member.NhrpServer is not null ? "nhrp.server: the gateway does not speak NHRP"
        : member.NhrpRegistration is not null
            ? "nhrp.registration: the gateway does not speak NHRP"
        : member.NhrpShortcut is not null ? "nhrp.shortcut: the gateway does not speak NHRP"
        : member.TokenMaker is not null ? "qcd.maker: the gateway gives no tokens of RFC 6290"
        : member.TokenTaker is not null ? "qcd.taker: the gateway takes no tokens of RFC 6290"
        : member.Drain.RedirectsPeers
            ? "drain.redirects_peers: the gateway sends no redirects of RFC 5685"
        : null;

    private string? CheckKey(string side, HsrpGroup.Config group) =>
        group.Settings.Authentication is HsrpGroup.Authentication.Md5(var id)
            && HsrpKeys?.ContainsKey(id) is not true
            ? $"hsrp_keys: key {id} of hsrp.{side} has no file"
            : null;

    private static string? CheckGroup(string side, string card, HsrpGroup.Config group) =>
        group.Address.IsIpv6 ? $"hsrp.{side}: the gateway carries IPv4 groups alone"
        : group.VirtualAddress is null
            ? $"hsrp.{side}: the gateway needs a virtual address that is set"
        : group.HelloTime is null || group.HoldTime is null
            ? $"hsrp.{side}: the gateway needs hello_time and hold_time that are set"
        : card.Length is 0 or > 15 ? $"interfaces.{side}: '{card}' is no name of an interface"
        : null;
}

/// <summary>How the configuration is read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GatewayConfig))]
internal sealed partial class GatewayJson : JsonSerializerContext;
