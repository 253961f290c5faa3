using Holdfast.Gateway.Measuring;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Measurement = Holdfast.StateMachines.Composition.Telemetry.Measurement;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Composition.ClusterMember.State,
    Holdfast.StateMachines.Composition.ClusterMember.Output>;

namespace Holdfast.Gateway.Running;

/// <content>What is measured, where anybody listens.</content>
public sealed partial class MemberShell
{
    private static readonly TimeSpan PublishEach = TimeSpan.FromSeconds(1);

    private readonly MemberMeters _meters = new();
    private FailoverReports.State _reports = FailoverReports.Initial;
    private Instant _publishedAt;

    /// <summary>A step; where somebody measures, it is told to the meters.</summary>
    private Next Step(Instant now, Input input)
    {
        if (!_meters.IsWanted)
        {
            return ClusterMember.Step(_config, _state, now, input);
        }

        var next = ClusterMember.Step(_config, _state, now, input, out var told);
        var before = _reports;
        _reports = FailoverReports.After(_config, before, told);
        foreach (var number in Telemetry.Of(told))
        {
            _meters.Record(number);
        }

        if (FailoverReports.Closed(before, _reports) is { } report)
        {
            foreach (var number in Telemetry.Of(report))
            {
                _meters.Record(number);
            }
        }

        return next;
    }

    /// <summary>Once a second what gauges show is made anew; a Hello wakes the loop more often.
    /// </summary>
    private void Measure()
    {
        if (_meters.IsWanted && Now is var now && now - _publishedAt >= PublishEach)
        {
            _publishedAt = now;
            _meters.Publish([.. Telemetry.Of(_config, _state, now), .. OfLeases(), .. OfGateway()]);
        }
    }

    private IEnumerable<Measurement> OfLeases() => _ipsec is { } ipsec
        ? Telemetry.Of(
            [
                .. ipsec.Tunnels
                    .Where(one => one.Out is not null || one.Kernel is { Sends: true })
                    .Select(one => one.Lease),
            ],
            [.. ipsec.Tunnels.Where(one => one.In is not null).Select(one => one.Floor)])
        : [];

    private IEnumerable<Measurement> OfGateway()
    {
        var connected = _mesh.Connected;
        var role = _state.Replication.Role;
        return
        [
            Of(GatewayTelemetry.GuardDrops, _drops),
            Of(GatewayTelemetry.Role, 1, Named(role)),
            .. role is SaReplication.Role.Standby { Standing: var standing }
                ? (Measurement[])[Of(GatewayTelemetry.Standing, 1, Named(standing))]
                : [],
            Of(
                GatewayTelemetry.Epoch,
                role is SaReplication.Role.Active active ? active.Reign.Epoch.Reign : 0),
            .. Sides.Select(side => Of(
                GatewayTelemetry.Phase, 1, side == HsrpPair.Side.Front ? "front" : "back",
                $"{StateOf(side).Phase}".ToLowerInvariant())),
            .. _config.Set.Members.Where(one => one.Number != _config.Set.Self).Select(
                one => Of(
                    GatewayTelemetry.Connected, connected.Contains(one.Number) ? 1 : 0,
                    $"{one.Number}")),
            Of(GatewayTelemetry.Uptime, (Now - _started).TotalSeconds),
            .. OfTraffic(),
        ];
    }

    private IEnumerable<Measurement> OfTraffic() => _ipsec is not { Counts: var packets } ipsec
        ? []
        :
        [
            Of(GatewayTelemetry.Packets, packets.PacketsOut, "transmit"),
            Of(GatewayTelemetry.Packets, packets.PacketsIn, "receive"),
            Of(GatewayTelemetry.Octets, packets.OctetsOut, "transmit"),
            Of(GatewayTelemetry.Octets, packets.OctetsIn, "receive"),
            .. Enum.GetValues<PacketDrop>().Select(
                why => Of(GatewayTelemetry.Drops, packets[why], TrafficCounts.Word(why))),
            Of(GatewayTelemetry.Waits, packets.FloorWaits, "floor"),
            Of(GatewayTelemetry.Waits, packets.LeaseWaits, "lease"),
            Of(GatewayTelemetry.Exchanges, ipsec.Sas.Ours, "us"),
            Of(GatewayTelemetry.Exchanges, ipsec.Sas.Theirs, "peer"),
            Of(GatewayTelemetry.Repeats, ipsec.Sas.Repeats),
            Of(GatewayTelemetry.Unsent, ipsec.Sas.Unsent),
            Of(GatewayTelemetry.Rekeys, ipsec.Sas.ChildRekeys, "child"),
            Of(GatewayTelemetry.Rekeys, ipsec.Sas.IkeRekeys, "ike"),
        ];

    /// <summary>A value of an instrument, its tags in their order.</summary>
    private static Measurement Of(
        Telemetry.Instrument instrument, double value, params string[] tags) => new(
            instrument, value,
            [.. tags.Select((tag, at) => new Telemetry.Label(instrument.Tags[at], tag))]);

    private static string Named(SaReplication.Role role) => role switch
    {
        SaReplication.Role.Standby => "standby",
        SaReplication.Role.Promoting => "promoting",
        SaReplication.Role.Active => "active",
        SaReplication.Role.Proving => "proving",
    };

    private static string Named(SaReplication.Standing standing) => standing switch
    {
        SaReplication.Standing.Empty => "empty",
        SaReplication.Standing.Joining => "joining",
        SaReplication.Standing.Stale => "stale",
        SaReplication.Standing.Synced => "synced",
    };

    private HsrpGroup.State StateOf(HsrpPair.Side side) =>
        side == HsrpPair.Side.Front ? _state.FirstHop.Front : _state.FirstHop.Back;

    private MemberStatus.TrafficStatus? TrafficNow() => _ipsec?.Counts is not { } counts
        ? null
        : new(
            counts.PacketsIn, counts.OctetsIn, counts.PacketsOut, counts.OctetsOut,
            counts.FloorWaits, counts.LeaseWaits,
            Enum.GetValues<PacketDrop>().Where(why => counts[why] > 0).ToDictionary(
                TrafficCounts.Word, why => counts[why]));
}
