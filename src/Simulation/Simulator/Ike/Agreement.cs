using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The name that both ends have for an IKE SA: whose it is, of which plan, and for watchers its
/// keys. What IKEv2 negotiates stands in its messages; of IKEv1, of a handshake in parts and of
/// recorded traffic it stands here, while the messages travel as octets and can be lost, late or
/// refused.
/// </summary>
/// <param name="initiator">The SPI of whoever begins.</param>
/// <param name="sas">The SAs that it is about, as planned.</param>
internal sealed class Agreement(IkeSpi initiator, SaPlan sas)
{
    public IkeSpi Initiator => initiator;

    public SaPlan Sas => sas;

    /// <summary>The peer.</summary>
    public required string Peer { get; init; }

    /// <summary>The gateway.</summary>
    public required GatewayPlan Gateway { get; init; }

    /// <summary>Where the peer is as they agree.</summary>
    public HostAddress PeerAt { get; init; }

    /// <summary>Whether both support MOBIKE, RFC 4555 §3.3.</summary>
    public bool IsMobile { get; set; }

    /// <summary>Whether a member begins.</summary>
    public bool IsOfMember { get; init; }

    /// <summary>The IKE SA; the responder's part is known once it has answered.</summary>
    public IkeSaId Ike { get; set; }

    /// <summary>Its keys.</summary>
    public KeyHandle Keys { get; init; }

    /// <summary>Their material.</summary>
    public byte[] Material { get; set; } = [];

    /// <summary>Since when its SA stands; null: it does not.</summary>
    public Instant? Since { get; set; }

    /// <summary>The CHILD SAs.</summary>
    public List<ChildAgreement> Children { get; } = [];

    /// <summary>An IKE SA in the place of this one.</summary>
    /// <param name="ike">Its SPIs.</param>
    /// <param name="byMember">Whether a member begins.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="material">Their material.</param>
    public Agreement Renewed(IkeSaId ike, bool byMember, KeyHandle keys, byte[] material) =>
        new(ike.Initiator, sas)
        {
            Peer = Peer,
            Gateway = Gateway,
            PeerAt = PeerAt,
            IsMobile = IsMobile,
            IsOfMember = byMember,
            Ike = ike,
            Keys = keys,
            Material = material,
        };
}

/// <summary>A CHILD SA on which both ends agree.</summary>
internal sealed class ChildAgreement
{
    /// <summary>Which of the planned ones it is, from 0.</summary>
    public required int Place { get; init; }

    /// <summary>Where the peer receives.</summary>
    public required Spi PeerSpi { get; init; }

    /// <summary>Where the cluster receives; none until a member has chosen it.</summary>
    public Spi MemberSpi { get; set; }

    public required KeyHandle Keys { get; init; }

    public required byte[] Material { get; init; }

    /// <summary>Since when it stands; null: it does not.</summary>
    public Instant? Since { get; set; }

    /// <summary>Where the cluster receives what it replaces; none: it is the first.</summary>
    public Spi Replaces { get; init; }

    /// <summary>Whether the peer begins it.</summary>
    public bool IsOfPeer { get; init; }

    /// <summary>Begins the nonces of a Quick Mode: the SPI of whoever begins.</summary>
    public uint Nonce => IsOfPeer ? PeerSpi.Value : MemberSpi.Value;

    /// <summary>The recorded SA that it is; null: it is drawn.</summary>
    public RecordedSa? Recorded { get; init; }
}
