using System.Globalization;
using System.Text;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.Gateway.Loading;

/// <summary>How a gateway is loaded: how many peers it has, who they are, and what each asks of a
/// host behind it. <c>%d</c> stands for the number of a peer, from 1.</summary>
public sealed record LoadSettings
{
    /// <summary>What stands for the number of a peer.</summary>
    public const string Number = "%d";

    /// <summary>Peers at most.</summary>
    public const int PeersMost = 65_536;

    /// <summary>Questions in a second at most.</summary>
    public const double RateMost = 1_000_000;

    /// <summary>Octets behind the header of a question at most: no packet is cut.</summary>
    public const int PayloadMost = 1_344;

    /// <summary>Where the gateway is, IPv4.</summary>
    public required HostAddress Gateway { get; init; }

    /// <summary>Its port of IKE and ESP in UDP, RFC 3948.</summary>
    public ushort GatewayPort { get; init; } = IkePort.Encapsulated;

    /// <summary>From which address of this machine; null: from that which is routed there.
    /// </summary>
    public HostAddress? Local { get; init; }

    /// <summary>From which port all of them come; 0: from any.</summary>
    public ushort LocalPort { get; init; } = IkePort.Encapsulated;

    /// <summary>How many peers there are.</summary>
    public int Peers { get; init; } = 100;

    /// <summary>Who a peer is, as configurations write identities.</summary>
    public string Identity { get; init; } = "email:peer-%d@load";

    /// <summary>What it and the gateway both know, RFC 7296 §2.15; a file, or nobody sees it.
    /// </summary>
    public required string Secret { get; init; }

    /// <summary>Who the gateway has to be, the body of its ID payload; null: whoever it is.
    /// </summary>
    public Octets? GatewayIdentity { get; init; }

    /// <summary>What is behind the first peer; behind each other one is the address that follows
    /// that of the one before.</summary>
    public required HostAddress From { get; init; }

    /// <summary>Who is asked, behind the gateway: any host that answers an echo of ICMP.</summary>
    public required HostAddress To { get; init; }

    /// <summary>Questions in a second, of all peers in turn.</summary>
    public double Rate { get; init; } = 100;

    /// <summary>For how long there are questions.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Octets behind the header of a question.</summary>
    public int Payload { get; init; } = 56;

    /// <summary>Handshakes at a time.</summary>
    public int InFlight { get; init; } = 32;

    /// <summary>Within which time all tunnels are to stand; then there are questions of those that
    /// do.</summary>
    public TimeSpan StandWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the last answers are waited for.</summary>
    public TimeSpan AnswersWithin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The address behind a peer.</summary>
    /// <param name="peer">Its number, from 0.</param>
    public HostAddress Behind(int peer) => new(From.Value + (uint)peer, From.IsIpv6);

    /// <summary>A template for one peer.</summary>
    /// <param name="template">The text.</param>
    /// <param name="peer">Its number, from 0.</param>
    public static string Of(string template, int peer)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.Replace(
            Number, (peer + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>What is wrong with it, and what to write instead; null: nothing.</summary>
    public string? Check() =>
        Gateway.IsIpv6 || From.IsIpv6 || To.IsIpv6 || Local is { IsIpv6: true }
            ? "addresses are of IPv4"
        : Peers is < 1 or > PeersMost ? $"peers: 1 to {PeersMost}"
        : Peers > 1 && !Identity.Contains(Number, StringComparison.Ordinal)
            ? $"identity: '{Identity}' is the same for all: {Number} stands for the number"
        : IdentityText.Read(Of(Identity, 0)) is null || IdentityText.Read(Of(Identity, Peers - 1))
            is null
            ? $"identity: '{Identity}' is none: as in email:peer-{Number}@load"
        : Secret.Length == 0 ? "secret: it is empty"
        : !(Rate > 0 && Rate <= RateMost) ? $"rate: more than 0, up to {RateMost:0} in a second"
        : Time <= TimeSpan.Zero || Time > TimeSpan.FromDays(30) ? "time: up to 30 days"
        : Payload is < EchoQuestion.PayloadLeast or > PayloadMost
            ? $"payload: {EchoQuestion.PayloadLeast} to {PayloadMost} octets"
        : InFlight is < 1 or > PeersMost ? $"handshakes at a time: 1 to {PeersMost}"
        : From.Value + (uint)Peers - 1 > uint.MaxValue
            ? "behind the last peers there is no address any more"
        : null;

    /// <summary>How many peers, no secret.</summary>
    public override string ToString() => $"{Peers} peers of {Gateway}, {Rate} questions a second";

    internal byte[] SecretOf(int peer) => Encoding.UTF8.GetBytes(Of(Secret, peer));
}
