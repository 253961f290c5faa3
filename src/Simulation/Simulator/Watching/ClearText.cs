using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// Never in clear: what a host sends or gets passes no segment that others can read but inside ESP
/// (RFC 4301 §5.1: what is to be protected and cannot be is discarded).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="isProtected">Whether an address is that of a host.</param>
internal sealed class ClearText(Verdicts verdicts, Func<HostAddress, bool> isProtected) : Onlooker
{
    public const string Name = "Clear";

    public override void Outside(LanPort port, Ipv4Packet packet)
    {
        if (isProtected(HostAddress.From(packet.SourceAddress))
            && isProtected(HostAddress.From(packet.DestinationAddress)))
        {
            verdicts.Broken(
                Name,
                $"{port.Owner} sends a packet of {packet.SourceAddress} in clear on "
                + port.Lan.Name);
        }
    }
}
