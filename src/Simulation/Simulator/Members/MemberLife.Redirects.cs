using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>Clients that are sent on, RFC 5685: where to is the gateway's word, whether is the
/// machine's.</content>
internal sealed partial class MemberLife
{
    /// <summary>How long an SA stands before its client is looked at again.</summary>
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(1);

    private RedirectGateway.Output? _redirect;

    /// <summary>REDIRECT for the IKE_SA_INIT of a client that follows redirects; null: it is
    /// served here.</summary>
    private NotifyPayloadValue? Elsewhere(IkeHeaderValue message)
    {
        Items<NotifyPayloadValue> notifies = [];
        var nonce = Octets.Empty;
        foreach (var payload in message.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify))
            {
                notifies = notifies.Add(notify);
            }
            else if (payload.Body is IkePayloadBody.Nonce(var drawn))
            {
                nonce = drawn.Data;
            }
        }

        var client = RedirectGateway.Classify(notifies);
        if (!client.Follows)
        {
            return null;
        }

        _redirect = null;
        Do(new Input.ClientGreets(
            new(message.InitiatorSpi, default), client, nonce, GoesTo(message.InitiatorSpi)));
        return _redirect is RedirectGateway.Output.RedirectInInit
            ? RedirectGateway.ToPayload(_redirect)
            : null;
    }

    /// <summary>Where clients of this gateway are to go; null: they stay.</summary>
    private GatewayName? GoesTo(IkeSpi initiator) =>
        _box.SendsTo is { } to && _stage.Agreements.Of(initiator) is { } agreement
            ? GatewayName.From(_stage.Addresses.End(to, agreement.Sas))
            : null;

    /// <summary>Clients whose SAs stand are to be elsewhere.</summary>
    public void SendOn()
    {
        foreach (var ike in _state.Replication.Replica.Sas.Ikes.ToArray())
        {
            SendOn(ike.Id);
        }
    }

    private void SendOn(IkeSaId ike)
    {
        if (IsOpen && GoesTo(ike.Initiator) is { } to)
        {
            Do(new Input.ClientUnwanted(ike, to));
        }
    }

    private void CarryRedirection(IkeSaId ike, RedirectGateway.Output wanted)
    {
        switch (wanted)
        {
            case RedirectGateway.Output.GoOn or RedirectGateway.Output.RedirectInInit:
                _redirect = wanted;
                break;
            case RedirectGateway.Output.SendRedirect:
                _stage.Tell(
                    MomentKind.Peer, _box.Name,
                    $"sends {_stage.PeerOf(ike)?.Plan.Name} to {_box.SendsTo?.Name}");
                Ask(
                    ike, ExchangeType.Informational,
                    Descriptions.Of([RedirectGateway.ToPayload(wanted)!]),
                    answer => Do(new Input.WorkEnded(
                        PacedWork.Work.Redirect, ike, null, IsDone: answer is not null)));
                break;
            case RedirectGateway.Output.RedirectInAuth or RedirectGateway.Output.DeleteSas:
                // Its keys are gone with the fact that ends the SA: whoever has not left by then
                // hears nothing any more, and finds out by a check.
                break;
        }
    }
}
