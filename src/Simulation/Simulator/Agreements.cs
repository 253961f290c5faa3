using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <summary>All that both ends of exchanges have agreed on, or are about to.</summary>
internal sealed class Agreements
{
    private readonly Dictionary<IkeSpi, Agreement> _ikes = [];
    private readonly Dictionary<Spi, (ChildAgreement Child, SaPlan Sas)> _children = [];
    private readonly Dictionary<Spi, (ChildAgreement Child, SaPlan Sas)> _ofPeers = [];
    private readonly Dictionary<Spi, SaPlan> _plans = [];
    private readonly Dictionary<Spi, ChildAgreement> _there = [];
    private readonly Dictionary<Spi, HashSet<ChildAgreement>> _replacing = [];
    private readonly HashSet<IkeSpi> _drawn = [];

    public void Add(Agreement agreement)
    {
        _ikes[agreement.Initiator] = agreement;
        foreach (var child in agreement.Children)
        {
            Add(child, agreement.Sas);
        }
    }

    public void Add(ChildAgreement child, SaPlan sas)
    {
        _plans[child.PeerSpi] = sas;
        _there[child.PeerSpi] = child;
        if (child.Replaces.Value != 0)
        {
            _replacing.TryAdd(child.Replaces, []);
            _replacing[child.Replaces].Add(child);
        }

        if (child.IsOfPeer)
        {
            _ofPeers[child.PeerSpi] = (child, sas);
        }

        if (child.MemberSpi.Value != 0)
        {
            _children[child.MemberSpi] = (child, sas);
        }
    }

    /// <summary>A member has chosen an SPI for an IKE SA.</summary>
    public void Drawn(IkeSpi spi) => _drawn.Add(spi);

    /// <summary>Whether a member has ever chosen an SPI for an IKE SA.</summary>
    public bool IsDrawn(IkeSpi spi) => _drawn.Contains(spi);

    public Agreement? Of(IkeSpi initiator) => _ikes.GetValueOrDefault(initiator);

    public (ChildAgreement Child, SaPlan Sas)? OfChild(Spi memberSpi) =>
        _children.TryGetValue(memberSpi, out var child) ? child : null;

    /// <summary>A CHILD SA that the peer begins, by where the peer receives.</summary>
    public (ChildAgreement Child, SaPlan Sas)? OfPeersChild(Spi peerSpi) =>
        _ofPeers.TryGetValue(peerSpi, out var child) ? child : null;

    /// <summary>A CHILD SA by where the peer receives; null: there is none.</summary>
    public ChildAgreement? OfPeerSpi(Spi peerSpi) => _there.GetValueOrDefault(peerSpi);

    /// <summary>What is to replace a CHILD SA, or has, by where the cluster receives that.
    /// </summary>
    public IEnumerable<ChildAgreement> Replacing(Spi memberSpi) =>
        _replacing.TryGetValue(memberSpi, out var all)
            ? all.OrderBy(child => child.MemberSpi.Value)
            : [];

    /// <summary>The plan of an SA by the SPI of the peer's end.</summary>
    public SaPlan? SasOf(Spi peerSpi) => _plans.GetValueOrDefault(peerSpi);

    /// <summary>Whether a member was the original initiator of an IKE SA.</summary>
    public bool IsOfMember(IkeSaId ike) => Of(ike.Initiator)?.IsOfMember ?? false;
}
