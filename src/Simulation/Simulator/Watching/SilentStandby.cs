using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I19: who does not reign sends neither ESP nor IKE on shared SAs. An IKE SA that only this member
/// has is its own to delete.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class SilentStandby(Verdicts verdicts) : Onlooker
{
    public override void Esp(MemberBox member, EspPacket packet)
    {
        if (!member.MaySend)
        {
            verdicts.Broken("I19", $"{member.Name} sends ESP under {packet.Spi}, and is no active");
        }
    }

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!member.MaySend && IkeHeader.TryParse(message, out var header, out _)
            && !member.IsOwnToDelete(new(header.InitiatorSpi, header.ResponderSpi)))
        {
            verdicts.Broken("I19", $"{member.Name} sends IKE, and is no active");
        }
    }
}
