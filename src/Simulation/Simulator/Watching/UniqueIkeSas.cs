using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I23: the SPI with which members answer is of one IKE SA for ever, half open or not, whoever
/// chose it (RFC 6027 §3.9).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class UniqueIkeSas(Verdicts verdicts) : Onlooker
{
    private readonly Dictionary<ulong, ulong> _initiators = [];

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (IkeHeader.TryParse(message, out var header, out _)
            && header.Flags.Response && header.ResponderSpi.Value != 0
            && !_initiators.TryAdd(header.ResponderSpi.Value, header.InitiatorSpi.Value)
            && _initiators[header.ResponderSpi.Value] != header.InitiatorSpi.Value)
        {
            verdicts.Broken(
                "I23", $"{member.Name} answers with {header.ResponderSpi}, which is another's");
        }
    }
}
