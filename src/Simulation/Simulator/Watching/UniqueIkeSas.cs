using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

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
        if (IkeHeader.TryParse(message, out var header, out _))
        {
            if (header.Flags.Response)
            {
                Look(member, header.InitiatorSpi, header.ResponderSpi);
            }
        }
        else if (IsakmpHeader.TryParse(message, out var old, out _))
        {
            // RFC 2408 §2.5.3: of either side, each cookie is of one SA.
            Look(member, old.InitiatorSpi, old.ResponderSpi);
        }
    }

    private void Look(MemberBox member, IkeSpi initiator, IkeSpi responder)
    {
        if (responder.Value != 0 && !_initiators.TryAdd(responder.Value, initiator.Value)
            && _initiators[responder.Value] != initiator.Value)
        {
            verdicts.Broken(
                "I23", $"{member.Name} answers with {responder}, which is another's");
        }
    }
}
