using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>HSRP as octets.</content>
internal sealed partial class MemberLife
{
    private const ushort HsrpPort = 1985;

    private readonly bool[] _claims = new bool[2];
    private readonly (HsrpGroup.Output? Said, Frame? Frame)[] _lastSaid =
        new (HsrpGroup.Output?, Frame?)[2];

    private void CarryFirstHop(HsrpPair.Side side, HsrpGroup.Output said)
    {
        var group = side == HsrpPair.Side.Front ? _config.Hsrp.Front : _config.Hsrp.Back;
        var port = side == HsrpPair.Side.Front ? _box.Front : _box.Back;
        switch (said)
        {
            case HsrpGroup.Output.ClaimVirtualMac:
                _claims[(int)side] = true;
                _stage.Tell(MomentKind.Role, _box.Name, $"is active {NameOf(side)}");
                break;
            case HsrpGroup.Output.ReleaseVirtualMac:
                _claims[(int)side] = _stage.Options.Mischief.HasFlag(Mischief.DeafToFences);
                _stage.Tell(MomentKind.Role, _box.Name, $"is not active {NameOf(side)}");
                break;
            case HsrpGroup.Output.SendHello(var hello):
                Say(side, port, group, said, hello.FromVirtualMac);
                break;
            case HsrpGroup.Output.SendCoup(var coup):
                Say(side, port, group, said, coup.FromVirtualMac);
                break;
            case HsrpGroup.Output.SendResign(var resign):
                Say(side, port, group, said, resign.FromVirtualMac);
                break;
            case HsrpGroup.Output.AnnounceVirtualAddress:
                // Switches learn the address from the Hello that goes with it.
                break;
        }
    }

    private void Say(
        HsrpPair.Side side, LanPort port, HsrpGroup.Config group, HsrpGroup.Output said,
        bool isFromVirtualMac)
    {
        isFromVirtualMac |= _stage.Options.Mischief.HasFlag(Mischief.MacKept);
        isFromVirtualMac &= !_stage.Options.Mischief.HasFlag(Mischief.OwnMacAlone);

        // RFC 2281 §5.4: a Hello is the same until something changes.
        var (last, frame) = _lastSaid[(int)side];
        if (frame is null || last != said)
        {
            var to = HsrpGroup.DestinationOf(group);
            var octets = HsrpGroup.ToOctets(group, said, _stage.FirstHopKeys)!;
            frame = Ether.Carry(
                isFromVirtualMac ? group.VirtualMac : port.Mac, Ether.GroupOf(to.Address),
                Ether.Udp(group.Address, to.Address, to.Port, to.Port, to.Hops, octets),
                MessageKind.Hsrp);
            _lastSaid[(int)side] = (said, frame);
        }

        Send(port, frame);
    }

    /// <summary>A datagram to the port of HSRP.</summary>
    private void FromGroup(HsrpPair.Side side, Ipv4Packet packet, ReadOnlySpan<byte> payload)
    {
        var group = side == HsrpPair.Side.Front ? _config.Hsrp.Front : _config.Hsrp.Back;
        if (HsrpGroup.Classify(
            group, payload, HostAddress.From(packet.SourceAddress), _stage.FirstHopKeys)
            is { } heard)
        {
            Do(new Input.AtFirstHop(side, heard));
        }
    }

    /// <summary>Whether it is active on a side, or was before what it does now.</summary>
    public bool IsActive(bool isFront) => IsActive(_state.FirstHop, isFront)
        || IsActive(_before.FirstHop, isFront);

    private static bool IsActive(HsrpPair.State pair, bool isFront) =>
        (isFront ? pair.Front : pair.Back).Phase == HsrpGroup.Phase.Active;

    private static string NameOf(HsrpPair.Side side) =>
        side == HsrpPair.Side.Front ? "outside" : "inside";
}
