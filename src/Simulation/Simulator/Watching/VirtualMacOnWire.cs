using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I11, RFC 2281 §6.1: a frame leaves from the virtual MAC address of a group only where a member
/// is active in it, or was until this moment.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class VirtualMacOnWire(Verdicts verdicts, Stage stage)
{
    public void Look(LanPort port, Frame frame)
    {
        if (frame.Source != FrameSource.Box
            || !EthernetHeader.TryParse(frame.Octets, out var header, out _))
        {
            return;
        }

        foreach (var seat in stage.SeatsOf(port.Owner))
        {
            var isFront = port == seat.Front;
            if (seat.Life is { } life
                && (isFront ? life.Config.Hsrp.Front : life.Config.Hsrp.Back).VirtualMac
                    == header.Source
                && !life.IsActive(isFront))
            {
                verdicts.Broken(
                    "I11", $"{seat.Name} sends from {header.Source}, and is not active");
            }
        }
    }
}
