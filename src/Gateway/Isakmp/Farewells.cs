using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Isakmp;

/// <summary>Deletes of IKEv1. Law: that something ends is a fact before its peer hears it, else a
/// member that is cut off has told of an end that its successor does not know.</summary>
/// <param name="propose">Wants a fact, and says later whether it is one.</param>
/// <param name="send">Sends datagrams of IKE.</param>
internal sealed class Farewells(
    Action<Items<Change>, Action<bool>> propose, Action<Items<Octets>, Flow> send)
{
    /// <summary>Something ends.</summary>
    /// <param name="ends">What.</param>
    /// <param name="said">What its peer hears then, sealed: keys end with the fact.</param>
    /// <param name="flow">Where the peer is.</param>
    /// <param name="then">Hears whether it has ended.</param>
    public void End(Items<Change> ends, Items<Octets> said, Flow flow, Action<bool> then) =>
        propose(ends, isFact =>
        {
            if (isFact && said.Count > 0)
            {
                send(said, flow);
            }

            then(isFact);
        });
}
