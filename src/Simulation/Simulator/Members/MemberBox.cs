using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// A box in one gateway, and what outlives a crash of it: its cards, the store of epochs of that
/// gateway and its clock; everything else is in its life, and gone with it. In several gateways a
/// box has a place in each: they have cards and power in common, and no state.
/// </summary>
internal sealed class MemberBox
{
    private readonly Stage _stage;
    private readonly List<(CrashPoint Point, MessageKind About)> _crashes = [];
    private readonly ClusterMemberConfig _whole;

    public MemberBox(Stage stage, GatewayPlan gateway, MemberPlan plan)
    {
        _stage = stage;
        Gateway = gateway;
        Plan = plan;
        Name = stage.Plan.SeatOf(gateway.Name, plan.Name);
        Config = _whole = ClusterMemberConfig.Of(stage.Options.Settings(Settling(
            MemberSettings.Of(stage.Plan, stage.Addresses, gateway, plan))));
        FirstHopKeys.Know(stage.FirstHopKeys, Config.Hsrp.Front);
        FirstHopKeys.Know(stage.FirstHopKeys, Config.Hsrp.Back);
        Front = stage.Fabric.PortOf(plan.Name, gateway.Front)!;
        Back = stage.Fabric.PortOf(plan.Name, gateway.Back)!;
        Sync = stage.Plan.Sync is { } sync
            ? stage.Fabric.PortOf(plan.Name, sync.Segment)
            : null;
        Access = [.. plan.Access.Select(on => stage.Fabric.PortOf(plan.Name, on)!)];
        Loopback = plan is { Access.Count: > 0, Identity: LinkSelection.Identity.Loopback }
            ? stage.Addresses.Loopback(gateway.Name)
            : null;
        FrontAddress = stage.Addresses.Virtual(gateway.Name, gateway.Front);
        BackAddress = stage.Addresses.Virtual(gateway.Name, gateway.Back);
        stage.Fabric.Know(FrontAddress, Config.Hsrp.Front.VirtualMac);
        stage.Fabric.Know(BackAddress, Config.Hsrp.Back.VirtualMac);
        Boot = new(plan.Number, 0, 0, Epoch.None, Epoch.None, StoreCondition.Kept);
        Chance = Chance.Of(stage.Seed, $"member {Name}");
        Front.Receive += (port, frame) => Alive()?.FromFront(port, frame);
        Back.Receive += (_, frame) => Alive()?.FromBack(frame);
        Front.CarrierChanged += port => Life?.Carrier(HsrpPair.Side.Front, port.IsUp);
        Back.CarrierChanged += port => Life?.Carrier(HsrpPair.Side.Back, port.IsUp);
        for (var at = 0; at < Access.Count; at++)
        {
            var link = at;
            Access[at].Receive += (port, frame) => Alive()?.FromFront(port, frame);
            Access[at].CarrierChanged += port => Life?.Carrier(link, port.IsUp);
        }

        if (Sync is not null)
        {
            Sync.Receive += (_, frame) => Alive()?.FromMember(frame);
        }
    }

    public Chance Chance;

    public GatewayPlan Gateway { get; }

    public MemberPlan Plan { get; }

    /// <summary>The name of the box, and behind it that of the gateway where it has several.
    /// </summary>
    public string Name { get; }

    public byte Number => Plan.Number;

    /// <summary>Its configuration, from its next start on.</summary>
    public ClusterMemberConfig Config { get; private set; }

    public LanPort Front { get; }

    public LanPort Back { get; }

    public LanPort? Sync { get; }

    /// <summary>Its access links, the most preferred first; none: the front is its way out.
    /// </summary>
    public Items<LanPort> Access { get; }

    /// <summary>The loopback address on which its SAs end; null: they end on cards.</summary>
    public HostAddress? Loopback { get; }

    /// <summary>The card that peers reach it by.</summary>
    public LanPort Outside => Access.Count > 0 ? Access[0] : Front;

    /// <summary>The address that members share outside.</summary>
    public HostAddress FrontAddress { get; }

    /// <summary>The address that members share inside.</summary>
    public HostAddress BackAddress { get; }

    /// <summary>The gateway to which it sends its clients; null: they stay.</summary>
    public GatewayPlan? SendsTo { get; set; }

    public BoxClock Clock { get; } = new();

    /// <summary>Its start and its store.</summary>
    public Boot Boot { get; set; }

    /// <summary>The secrets of its tokens.</summary>
    public TokenSecrets Secrets { get; } = new();

    /// <summary>The SPIs of IKE SAs that it has drawn.</summary>
    public HashSet<IkeSpi> Drawn { get; } = [];

    /// <summary>What is in memory; null: it does not run.</summary>
    public MemberLife? Life { get; private set; }

    /// <summary>What a process that died has left in its kernel; null: nothing.</summary>
    private LeftKernel? _left;

    /// <summary>Until when it does nothing.</summary>
    public Instant SuspendedUntil { get; set; }

    /// <summary>The epoch in which it reigns, or reigned last.</summary>
    public Epoch Epoch => Life?.Epoch ?? Epoch.None;

    /// <summary>Whether traffic passes here, as its machine last said.</summary>
    public bool MayServe => Life is { IsOpen: true };

    /// <summary>Whether it may send to peers: from the beginning of a reign, whose first messages
    /// go out before traffic passes, to where traffic stops.</summary>
    public bool MaySend => Life is { MaySend: true };

    public bool IsSuspended => SuspendedUntil > _stage.Agenda.Now;

    public bool IsExtended(Spi peerSpi) => _stage.Agreements.SasOf(peerSpi)?.IsExtended ?? false;

    public bool IsOwnToDelete(IkeSaId ike) => Life?.Orphans.Contains(ike) ?? false;

    /// <summary>It starts: a new boot, and what is left of its store.</summary>
    public void Start(StoreFate fate)
    {
        if (Life is not null)
        {
            return;
        }

        Boot = Boot.Next(fate);
        Secrets.Restart(fate);
        Life = new(_stage, this, Config.Started(Boot.Record));
        _stage.Watch.Started(this);
        _stage.Tell(MomentKind.Life, Name, Boot.Starts == 1 ? "starts" : "starts anew");
        Life.Begin(_left);
        _left = null;
        _stage.Syncs.Started(this);
        _stage.PlaceByCount();
    }

    /// <summary>The whole box is gone at once, with what it has in memory; or its process alone,
    /// and its kernel stays.</summary>
    public void Crash(string how, bool keepsKernel = false)
    {
        if (Life is null)
        {
            return;
        }

        var seats = _stage.SeatsOf(Plan.Name);
        foreach (var seat in seats)
        {
            seat._crashes.Clear();
            var life = seat.Life;
            seat._left = keepsKernel ? life?.Left() : null;
            seat.Life = null;
            life?.End();
        }

        _stage.Tell(MomentKind.Life, Plan.Name, how);
        foreach (var seat in seats)
        {
            _stage.Syncs.Stopped(seat);
        }

        _stage.Watch.OpenChanged();
        _stage.PlaceByCount();
    }

    public void CrashAt(CrashPoint point, MessageKind about)
    {
        if (Life is not null)
        {
            _crashes.Add((point, about));
        }
    }

    public void Disarm() => _crashes.Clear();

    /// <summary>It comes to a point of its work; true: it is gone.</summary>
    public bool Reaches(CrashPoint point, MessageKind? about)
    {
        for (var at = 0; at < _crashes.Count; at++)
        {
            if (_crashes[at].Point == point && Frame.IsOf(about, _crashes[at].About))
            {
                Crash($"crashes {Words(point)}");
                return true;
            }
        }

        return false;
    }

    /// <summary>Its configuration loses a peer, which it heeds once it starts anew; false: it has
    /// none of that name.</summary>
    public bool Lack(string peer)
    {
        var settings = Config.Set;
        if (settings.Peers.All(one => one.Name != peer))
        {
            return false;
        }

        Config = ClusterMemberConfig.Of(settings with
        {
            Peers = [.. settings.Peers.Where(one => one.Name != peer)],
        });
        return true;
    }

    /// <summary>Its configuration is whole again: what runs can authenticate everybody at once, and
    /// has the rest from its next start on.</summary>
    public void MendConfig()
    {
        Config = _whole;
        Life?.LoadConnections();
    }

    /// <summary>The same member, that gives its place away once its tunnels have told how far they
    /// came.</summary>
    private ClusterMemberConfig.Settings Settling(ClusterMemberConfig.Settings settings) =>
        settings with
        {
            Drain = settings.Drain with
            {
                // Whoever deals gateways out anew moves them at once.
                SettlesTraffic = (_stage.Options.Mischief
                    & (Mischief.LeavesUnsettled | Mischief.PlacedByCount)) == Mischief.None,
            },
        };

    private MemberLife? Alive() => IsSuspended ? null : Life;

    /// <summary>Where it crashes, in words.</summary>
    public static string Words(CrashPoint point) => point switch
    {
        CrashPoint.BeforeSend => "before it sends",
        CrashPoint.AfterSend => "once it has sent",
        CrashPoint.AfterReceive => "once it has received",
        CrashPoint.BeforeCommit => "before a fact is in its log",
        CrashPoint.AfterCommit => "once a fact is in its log",
        CrashPoint.AfterReplicate => "once a fact is on its way",
        CrashPoint.BeforeAcknowledge => "before it acknowledges",
        CrashPoint.AfterAcknowledge => "once it has acknowledged",
    };
}
