using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Simulation.Network;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// Who looks at what boxes put on the wire: at the octets, and at nothing that a box says of them.
/// What the network doubles or the attacker sends is nobody's doing.
/// </summary>
internal abstract class Onlooker
{
    /// <summary>A member sends ESP towards a peer.</summary>
    public virtual void Esp(MemberBox member, EspPacket packet)
    {
    }

    /// <summary>A member sends IKE towards a peer.</summary>
    public virtual void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
    }

    /// <summary>Anybody sends an IP packet where everybody can read it.</summary>
    public virtual void Outside(LanPort port, Ipv4Packet packet)
    {
    }
}
