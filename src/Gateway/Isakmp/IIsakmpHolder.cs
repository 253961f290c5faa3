using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Isakmp;

/// <summary>What exchanges of IKEv1 need of the member around them.</summary>
internal interface IIsakmpHolder
{
    /// <summary>A cookie that no ISAKMP SA has.</summary>
    IkeSpi DrawIkeSpi();

    /// <summary>A SPI for a CHILD SA that none has.</summary>
    Spi DrawChildSpi();

    /// <summary>A message ID that no other member draws.</summary>
    MessageId DrawMessageId();

    /// <summary>Sends datagrams of IKE.</summary>
    void Send(Items<Octets> octets, Flow flow);

    /// <summary>Hears why there will be no ISAKMP SA with somebody.</summary>
    void Complain(Octets identity, Flow flow, string what);

    /// <summary>Makes an ISAKMP SA a fact, and says later whether it is one.</summary>
    /// <param name="made">The SA.</param>
    /// <param name="isFirst">Whether there is no other one any more.</param>
    /// <param name="flow">Where the peer is.</param>
    /// <param name="keys">Where its keys are.</param>
    /// <param name="settled">Hears whether it is one.</param>
    void Establish(
        PhaseOneSa made, bool isFirst, Flow flow, IsakmpHandshakeKeys keys,
        Action<bool> settled);

    /// <summary>Makes a CHILD SA a fact, and says later whether it is one.</summary>
    /// <param name="made">The CHILD SA.</param>
    /// <param name="keys">Where its keys are.</param>
    /// <param name="settled">Hears whether it is one.</param>
    void Establish(QuickSa made, IsakmpHandshakeKeys keys, Action<bool> settled);

    /// <summary>Sends something in an Informational exchange of its own.</summary>
    void Inform(StandingIsakmp isakmp, Information information);

    /// <summary>The peer has shown that it has a CHILD SA.</summary>
    void Use(Spi inbound);

    /// <summary>Nobody has shown that the peer has a CHILD SA: it ends.</summary>
    void Abandon(Spi inbound);
}
