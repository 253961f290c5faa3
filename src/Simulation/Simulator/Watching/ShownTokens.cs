using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I20: no member shows the token of an IKE SA in the clear that any member of its gateway has (RFC
/// 6290 §9.2).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class ShownTokens(Verdicts verdicts, Stage stage) : Onlooker
{
    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IkeHeaderValue.TryParse(message, out var header, out _)
            || !header.Payloads.Any(payload => payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.QuickCrashDetection))
        {
            return;
        }

        var sa = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
        foreach (var other in stage.Members.Values)
        {
            if (other.Gateway == member.Gateway
                && other.Life?.State.Replication.Replica.Sas.Ikes.TryFind(sa.Key, out _) == true)
            {
                verdicts.Broken(
                    "I20", $"{member.Name} shows the token of {sa}, which {other.Name} has");
            }
        }
    }
}
