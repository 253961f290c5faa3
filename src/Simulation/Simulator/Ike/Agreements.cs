using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
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
    private readonly HashSet<IkeSpi> _drawn = [];
    private readonly HashSet<Spi> _drawnChildren = [];

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

    /// <summary>A member has chosen an SPI for a CHILD SA.</summary>
    public void Drawn(Spi spi) => _drawnChildren.Add(spi);

    /// <summary>Whether a member has ever chosen an SPI for a CHILD SA.</summary>
    public bool IsDrawn(Spi spi) => _drawnChildren.Contains(spi) || _children.ContainsKey(spi);

    /// <summary>A CHILD SA that an exchange under an IKE SA has made: whoever knows of it first
    /// gives it its name.</summary>
    public ChildAgreement Made(
        Spi memberSpi, Spi peerSpi, int place, SaPlan sas, KeyHandle keys)
    {
        if (_children.TryGetValue(memberSpi, out var known) && known.Child.PeerSpi == peerSpi)
        {
            return known.Child;
        }

        var child = new ChildAgreement
        {
            Place = place,
            PeerSpi = peerSpi,
            MemberSpi = memberSpi,
            Keys = keys,
            Material = [],
        };
        Add(child, sas);
        return child;
    }

    /// <summary>An IKE SA that was made in the place of another one, likewise.</summary>
    public Agreement Made(
        Agreement before, IkeSaId ike, bool isOfMember, KeyHandle keys, byte[] material)
    {
        if (Of(ike.Initiator) is { } known && known.Ike == ike)
        {
            return known;
        }

        var agreement = before.Renewed(ike, isOfMember, keys, material);
        Add(agreement);
        return agreement;
    }

    /// <summary>Whether a member has ever chosen an SPI for an IKE SA.</summary>
    public bool IsDrawn(IkeSpi spi) => _drawn.Contains(spi);

    public Agreement? Of(IkeSpi initiator) => _ikes.GetValueOrDefault(initiator);

    public (ChildAgreement Child, SaPlan Sas)? OfChild(Spi memberSpi) =>
        _children.TryGetValue(memberSpi, out var child) ? child : null;

    /// <summary>A CHILD SA that the peer begins, by where the peer receives.</summary>
    public (ChildAgreement Child, SaPlan Sas)? OfPeersChild(Spi peerSpi) =>
        _ofPeers.TryGetValue(peerSpi, out var child) ? child : null;

    /// <summary>All CHILD SAs.</summary>
    public IEnumerable<ChildAgreement> Children => _there.Values;

    /// <summary>A CHILD SA by where the peer receives; null: there is none.</summary>
    public ChildAgreement? OfPeerSpi(Spi peerSpi) => _there.GetValueOrDefault(peerSpi);

    /// <summary>The plan of an SA by the SPI of the peer's end.</summary>
    public SaPlan? SasOf(Spi peerSpi) => _plans.GetValueOrDefault(peerSpi);

    /// <summary>Whether a member was the original initiator of an IKE SA.</summary>
    public bool IsOfMember(IkeSaId ike) => Of(ike.Initiator)?.IsOfMember ?? false;
}
