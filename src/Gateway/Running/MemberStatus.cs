using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Gateway.Running;

/// <summary>What a member is at this moment; what <c>holdfast gateway status</c> shows.</summary>
public sealed record MemberStatus
{
    /// <summary>The cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>The name of the member.</summary>
    public required string Member { get; init; }

    /// <summary>"active", "promoting", "proving", "standby" or what else its replication is.
    /// </summary>
    public required string Role { get; init; }

    /// <summary>How much a standby knows; null: it does not stand by.</summary>
    public string? Standing { get; init; }

    /// <summary>The epoch in which it reigns; null: it does not.</summary>
    public string? Epoch { get; init; }

    /// <summary>Whether traffic passes.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The groups of the first hop.</summary>
    public required IReadOnlyList<GroupStatus> Groups { get; init; }

    /// <summary>The other members.</summary>
    public required IReadOnlyList<OtherStatus> Others { get; init; }

    /// <summary>"serving" or how far a drain is.</summary>
    public required string Drain { get; init; }

    /// <summary>IKE SAs that it knows, its own or those of the member that reigns.</summary>
    public required int IkeSas { get; init; }

    /// <summary>CHILD SAs that it knows.</summary>
    public required int ChildSas { get; init; }

    /// <summary>What has gone through since it started; null: it has no IPsec.</summary>
    public TrafficStatus? Traffic { get; init; }

    /// <summary>How often the guard took the addresses since it started.</summary>
    public required int GuardDrops { get; init; }

    /// <summary>Seconds since it started.</summary>
    public required double Uptime { get; init; }

    /// <summary>A group of the first hop.</summary>
    /// <param name="Side">"front" or "back".</param>
    /// <param name="Phase">The state of RFC 2281 §5.3.</param>
    /// <param name="VirtualAddress">The address that members share.</param>
    /// <param name="Priority">The priority that it has now.</param>
    /// <param name="Link">The link on which the address is, or would be.</param>
    public sealed record GroupStatus(
        string Side, string Phase, string VirtualAddress, long Priority, string Link);

    /// <summary>Another member.</summary>
    /// <param name="Member">Its name.</param>
    /// <param name="IsConnected">Whether the sync channel to it stands.</param>
    public sealed record OtherStatus(string Member, bool IsConnected);

    /// <summary>Clear packets, and those that went nowhere.</summary>
    /// <param name="PacketsIn">Packets that peers have sent.</param>
    /// <param name="OctetsIn">Octets of those.</param>
    /// <param name="PacketsOut">Packets that were sealed for peers.</param>
    /// <param name="OctetsOut">Octets of those.</param>
    /// <param name="FloorWaits">Packets that have waited for a floor.</param>
    /// <param name="LeaseWaits">Packets that have waited for a lease.</param>
    /// <param name="Drops">Packets that went nowhere, by reason; what never happened is not there.
    /// </param>
    public sealed record TrafficStatus(
        ulong PacketsIn, ulong OctetsIn, ulong PacketsOut, ulong OctetsOut, ulong FloorWaits,
        ulong LeaseWaits, IReadOnlyDictionary<string, ulong> Drops);

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StatusJson.Default.MemberStatus);

    /// <summary>Reads what <see cref="ToJson"/> wrote; null: it is none.</summary>
    public static MemberStatus? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StatusJson.Default.MemberStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How a status is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MemberStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
