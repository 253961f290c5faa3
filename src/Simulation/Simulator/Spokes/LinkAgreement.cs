using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>What two spokes agree on, as a fact: the CHILD SA between them, and who has it now.
/// </summary>
/// <param name="initiator">The SPI of whoever begins.</param>
/// <param name="suite">What protects it.</param>
internal sealed class LinkAgreement(IkeSpi initiator, SaSuite suite)
{
    private readonly bool[] _isUp = new bool[2];
    private readonly Instant?[] _lostAt = new Instant?[2];

    public IkeSpi Initiator => initiator;

    public SaSuite Suite => suite;

    /// <summary>Where whoever begins receives.</summary>
    public required Spi InitiatorSpi { get; init; }

    /// <summary>Where the other one receives.</summary>
    public required Spi ResponderSpi { get; init; }

    public required KeyHandle IkeKeys { get; init; }

    public required KeyHandle Keys { get; init; }

    public required byte[] Material { get; init; }

    /// <summary>Whether a side has it; the initiator is 0.</summary>
    public bool IsUp(int side) => _isUp[side];

    /// <summary>Since when a side that had it has not; null: it has it, or never had.</summary>
    public Instant? LostAt(int side) => _lostAt[side];

    /// <summary>A side has it from now on, or no longer.</summary>
    public void Set(int side, bool isUp, Instant now)
    {
        (_isUp[side], _lostAt[side]) = (isUp, isUp ? null : now);
    }
}

/// <summary>All that spokes have agreed on with each other, or are about to.</summary>
internal sealed class LinkAgreements
{
    private readonly Dictionary<IkeSpi, LinkAgreement> _all = [];
    private readonly Dictionary<Spi, (LinkAgreement Link, int Receiver)> _bySpi = [];

    public void Add(LinkAgreement link)
    {
        _all.Add(link.Initiator, link);
        _bySpi[link.InitiatorSpi] = (link, 0);
        _bySpi[link.ResponderSpi] = (link, 1);
    }

    public LinkAgreement? Of(IkeSpi initiator) => _all.GetValueOrDefault(initiator);

    /// <summary>Who receives under an SPI; null: it is of no SA between spokes.</summary>
    public (LinkAgreement Link, int Receiver)? Of(Spi spi) =>
        _bySpi.TryGetValue(spi, out var found) ? found : null;
}
