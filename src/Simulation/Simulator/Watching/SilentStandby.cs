using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Replication;

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
        if (!member.MaySend && SaOf(message) is { } sa && !member.IsOwnToDelete(sa))
        {
            verdicts.Broken("I19", $"{member.Name} sends IKE, and is no active");
        }
    }

    private static IkeSaId? SaOf(ReadOnlySpan<byte> message) =>
        IkeHeader.TryParse(message, out var header, out _)
            ? new(header.InitiatorSpi, header.ResponderSpi)
        : IsakmpHeader.TryParse(message, out var old, out _)
            ? new(old.InitiatorSpi, old.ResponderSpi)
        : null;
}
