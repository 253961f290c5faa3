using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Protocol.Sync;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>What the attacker does: it has heard much, and has no key.</content>
internal sealed partial class Breaking
{
    private const int GarbageLength = 64;
    private const int TokenLength = 32;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private Chance _chance = Chance.Of(stage.Seed, "attacker");

    private bool OfAttacker(Fault fault)
    {
        if (stage.Watch.Recordings is null)
        {
            return false;
        }

        switch (fault)
        {
            case Fault.Replay(var which, var to, var count):
                return Replay(which, to, count);
            case Fault.ForgeHsrp(var segment, var what, var priority, var time):
                return Forge(segment, what, priority, stage.Agenda.Now + time);
            case Fault.UnprotectedHint(var to, var what, var perSecond, var time):
                return Hint(to, what, perSecond, stage.Agenda.Now + time);
            case Fault.InjectSync(var to, var what):
                return Inject(to, what);
            default:
                return false;
        }
    }

    private LanPort? OutsideOf(string who) =>
        stage.SeatsOf(who) is { Count: > 0 } seats ? seats[0].Outside
        : stage.Peers.TryGetValue(who, out var peer) ? peer.Port
        : null;

    private bool Replay(MessageKind which, string to, int count)
    {
        if (OutsideOf(to) is not { } port)
        {
            return false;
        }

        var replayed = stage.Watch.Recordings!.Newest(which, to, count);
        foreach (var frame in replayed)
        {
            port.Lan.Inject(port, frame with { Source = FrameSource.Replay });
        }

        return replayed.Count > 0;
    }

    private bool Forge(string segment, HsrpForgery what, int priority, Instant until)
    {
        if (stage.Fabric.LanOf(segment) is not { } lan
            || stage.Agenda.Now >= Instant.Zero + stage.Plan.HealAt)
        {
            return false;
        }

        var boxes = stage.Members.Values.Where(
            box => box.Front.Lan == lan || box.Back.Lan == lan).ToList();
        var forged = false;
        foreach (var box in boxes)
        {
            var isFront = box.Front.Lan == lan;
            var group = isFront ? box.Config.Hsrp.Front : box.Config.Hsrp.Back;
            if (Forged(group, what, priority) is not { } message)
            {
                continue;
            }

            forged = true;
            var port = isFront ? box.Front : box.Back;
            var to = HsrpGroup.DestinationOf(group);
            var source = new HostAddress(lan.Prefix.Address.Value + 99, IsIpv6: false);
            port.Lan.Inject(port, Ether.Carry(
                new(0x0200_00FF_FF01), Ether.GroupOf(to.Address),
                Ether.Udp(
                    source, to.Address, to.Port, to.Port, to.Hops, message.ToArray()),
                MessageKind.Hsrp) with
            {
                Source = FrameSource.Forgery,
            });
        }

        // It goes on happening to everybody there.
        stage.Watch.Moves.Upset(new Fault.ForgeHsrp(segment, what, priority, Second));
        if (stage.Agenda.Now + Second <= until)
        {
            stage.Agenda.After(Second, () => Forge(segment, what, priority, until));
        }

        return forged;
    }

    /// <summary>The message; null: the other version has none, for such a group or priority.
    /// </summary>
    private static HsrpMessageValue? Forged(
        HsrpGroup.Config group, HsrpForgery what, int priority)
    {
        if (what == HsrpForgery.OtherVersion)
        {
            // Sent to where the group listens all the same.
            return InOtherVersion(group) is { } other
                ? Forged(other, HsrpForgery.Hello, priority)
                : null;
        }

        var said = new HsrpGroup.Announcement(
            HsrpGroup.Phase.Active, (uint)priority, group.HelloTime ?? TimeSpan.FromSeconds(3),
            group.HoldTime ?? TimeSpan.FromSeconds(10), group.Settings.VirtualAddress,
            FromVirtualMac: false);
        HsrpGroup.Output output = what switch
        {
            HsrpForgery.Hello or HsrpForgery.OtherVersion => new HsrpGroup.Output.SendHello(said),
            HsrpForgery.Coup => new HsrpGroup.Output.SendCoup(said),
            HsrpForgery.Resign => new HsrpGroup.Output.SendResign(said),
        };
        return HsrpGroup.ToMessage(group, output)!;
    }

    private static HsrpGroup.Config? InOtherVersion(HsrpGroup.Config group) =>
        HsrpGroup.Config.TryCreate(
            group.Settings with
            {
                Version = group.Settings.Version == HsrpGroup.HsrpVersion.V1
                    ? HsrpGroup.HsrpVersion.V2
                    : HsrpGroup.HsrpVersion.V1,

                // Version 1 tells whole seconds.
                HelloTime = TimeSpan.FromSeconds(3),
                HoldTime = TimeSpan.FromSeconds(10),
            },
            out var other, out _)
            ? other
            : null;

    private bool Hint(string to, HintKind what, int perSecond, Instant until)
    {
        if (OutsideOf(to) is not { } port || stage.Agenda.Now > until
            || stage.Agenda.Now >= Instant.Zero + stage.Plan.HealAt
            || SomeIke(to) is not var (seat, ike)
            || (what == HintKind.LiveSign && !IsOfIkev1(seat, ike)))
        {
            return false;
        }

        var message = what switch
        {
            HintKind.LiveSign => LiveSign(ike),
            HintKind.TokenWanted => Fished(to, seat, ike),
            HintKind.InvalidSpi or HintKind.InvalidIkeSpi or HintKind.ForgedToken
                or HintKind.Redirect => Claim(seat, ike, what),
        };
        var toAddress = seat?.Loopback ?? seat?.FrontAddress ?? port.Address;

        // Whoever sends a peer elsewhere says that it is its gateway; all others are strangers.
        var fromAddress = seat is null && what == HintKind.Redirect
            ? ServerOf(ike)?.FrontAddress ?? port.Address
            : port.Address;
        port.Lan.Inject(port, Ether.Carry(
            new(0x0200_00FF_FF01), port.Mac,
            Ether.Udp(fromAddress, toAddress, 500, 500, 64, message),
            MessageKind.IkeLiveness) with
        {
            Source = FrameSource.Forgery,
        });
        stage.Agenda.After(
            TimeSpan.FromTicks(TimeSpan.TicksPerSecond / perSecond),
            () => Hint(to, what, perSecond, until));
        return true;
    }

    private static bool IsOfIkev1(MemberBox? seat, IkeSaId ike) =>
        seat?.Life is { } life
        && life.State.Replication.Replica.Sas.Ikes.TryFind(ike.Key, out var known)
        && known.Traits.HasFlag(IkeTraits.Version1);

    /// <summary>An R-U-THERE-ACK in the clear, with the cookies that anybody sees.</summary>
    private byte[] LiveSign(IkeSaId ike) => IsakmpMessages.Header(
        new(ike.Initiator, ike.Responder), IsakmpExchangeType.Informational,
        new((uint)_chance.Next()),
        [
            IsakmpPayloads.Of(new IsakmpPayloadBody.Notify(DeadPeerDetection.ToPayload(
                new DeadPeerDetection.Output.SendRUThereAck(1),
                new(ike.Initiator, ike.Responder))!)),
        ]).ToArray();

    private byte[] Claim(MemberBox? seat, IkeSaId ike, HintKind what) =>
        new IkeHeaderValue
        {
            InitiatorSpi = ike.Initiator,
            ResponderSpi = ike.Responder,
            ExchangeType = ExchangeType.Informational,
            Flags = new(seat is null ? (byte)0 : (byte)0x08),
            MessageId = new(0),
            Payloads =
            [
                new()
                {
                    Body = new IkePayloadBody.Notify(new()
                    {
                        Data = what == HintKind.Redirect
                            ? ToOther(seat?.Gateway ?? ServerOf(ike)?.Gateway)
                            : new NotifyPayloadData.Unknown(
                                what == HintKind.InvalidSpi
                                    ? NotifyType.InvalidSpi
                                    : NotifyType.InvalidIkeSpi,
                                default),
                    }),
                },
                .. what == HintKind.ForgedToken ? Guess() : [],
            ],
        }.ToArray();

    /// <summary>To another gateway, or to nobody, RFC 5685 §9.2.</summary>
    private NotifyPayloadData.Redirect ToOther(GatewayPlan? from)
    {
        var there = stage.Plan.Gateways.FirstOrDefault(one => one != from);
        var name = GatewayName.From(there is null
            ? HostAddress.Parse("192.0.2.66")
            : stage.Addresses.Virtual(there.Name, there.Front));
        return new(new RedirectValue { IdentityType = name.Type, Identity = name.Identity });
    }

    /// <summary>A protected request that nobody can open, RFC 6290 §9.2: of an IKE SA that another
    /// member has, if there is one that the asked one does not know.</summary>
    private byte[] Fished(string to, MemberBox? seat, IkeSaId known)
    {
        var fished = stage.Members.Values
            .Where(other => other.Gateway == seat?.Gateway && other.Life is not null)
            .SelectMany(other => other.Life!.State.Replication.Replica.Sas.Ikes)
            .Select(ike => ike.Id)
            .Where(id => !Running(to).Any(
                asked => asked.Life!.State.Replication.Replica.Sas.Ikes.TryFind(id.Key, out _)))
            .Append(new IkeSaId(known.Initiator, new(known.Responder.Value ^ _chance.Next() | 1)))
            .First();
        var body = new byte[GarbageLength];
        _chance.Fill(body);
        return new IkeHeaderValue
        {
            InitiatorSpi = fished.Initiator,
            ResponderSpi = fished.Responder,
            ExchangeType = ExchangeType.Informational,
            Flags = new(0x08),
            MessageId = new(0),
            Payloads =
            [
                new() { Body = new IkePayloadBody.Sk(new() { EncryptedData = new(body) }) },
            ],
        }.ToArray();
    }

    /// <summary>A token that somebody makes up, RFC 6290 §4.5.</summary>
    private Items<IkePayloadValue> Guess()
    {
        var token = new byte[TokenLength];
        _chance.Fill(token);
        return
        [
            new()
            {
                Body = new IkePayloadBody.Notify(TokenMessages.ToPayload(new(token))),
            },
        ];
    }

    /// <summary>An IKE SA of somebody; of a box with the gateway in which it has it.</summary>
    private (MemberBox? Seat, IkeSaId Ike)? SomeIke(string who)
    {
        if (stage.Peers.TryGetValue(who, out var peer))
        {
            return peer.Ikes.FirstOrDefault() is { } one ? (null, one.Id) : null;
        }

        foreach (var seat in Running(who))
        {
            if (seat.Life!.State.Replication.Replica.Sas.Ikes.First is { } ike)
            {
                return (seat, ike.Id);
            }
        }

        return null;
    }

    /// <summary>Who serves a peer's IKE SA; null: nobody knows it.</summary>
    private MemberBox? ServerOf(IkeSaId ike) => stage.Members.Values.FirstOrDefault(
        box => box.Life?.State.Replication.Replica.Sas.Ikes.TryFind(ike.Key, out _) == true);

    private bool Inject(string to, SyncInjection what)
    {
        var running = Running(to);
        running.ForEach(seat => stage.Syncs.Inject(seat, Injected(what)));
        return running.Count > 0;
    }

    private byte[] Injected(SyncInjection what)
    {
        var old = SyncBorder.ToRecord(new SyncMessage.Heartbeat(
            new(new(1, 1), new(1)), new(1), 1, 1, 1, true, 1, 1)).ToArray();
        switch (what)
        {
            case SyncInjection.Garbage:
                var garbage = new byte[GarbageLength];
                _chance.Fill(garbage);
                return garbage;
            case SyncInjection.Truncated:
                return old[..(old.Length / 2)];
            case SyncInjection.LengthBomb:
                var bomb = old.ToArray();
                bomb.AsSpan(4, 4).Fill(0xFF);
                return bomb;
            case SyncInjection.OldEpoch:
                return old;
            default:
                return [];
        }
    }
}
