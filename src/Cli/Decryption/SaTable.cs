using Holdfast.Cli.Decryption.Derivation;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decryption;

/// <summary>SAs at work on one capture, found by what their packets show.</summary>
internal sealed class SaTable : IDisposable
{
    private readonly Dictionary<(ProtocolId Protocol, uint Spi), List<ChildSa>> _children = [];
    private readonly List<ChildSa> _patterns = [];
    private readonly List<SaKeys> _derived = [];
    private readonly Dictionary<(IkeSpi Initiator, IkeSpi Responder), List<IkeSa>> _ike = [];
    private readonly Dictionary<IkeSpiPair, IkeProofs> _proofs = [];

    /// <summary>The SAs that a ring has keys of.</summary>
    public SaTable(KeyRing ring)
    {
        Ring = ring;
        var secrets = KnownSecrets.Of(ring);
        Isakmp = new IsakmpTable(ring, this, secrets);
        Ike = new IkeDerivation(this, secrets);
        foreach (var sa in ring.Sas)
        {
            switch (sa)
            {
                case SaKeys.Child child:
                    Add(child);
                    break;
                case SaKeys.Version2 ike:
                    _ = Add(ike);
                    break;
            }
        }
    }

    /// <summary>Derives keys of IKEv2 and its CHILD SAs.</summary>
    public IkeDerivation Ike { get; }

    /// <summary>SAs whose keys were derived, in the order of the capture.</summary>
    public IReadOnlyList<SaKeys> Derived => _derived;

    /// <summary>Tickets by which IKE SAs of version 2 are resumed.</summary>
    public KnownTickets Tickets { get; } = new();

    /// <summary>Why SAs that the capture shows to begin have no keys.</summary>
    public MissingKeys Missing { get; } = new();

    /// <summary>IKE SAs of version 1.</summary>
    public IsakmpTable Isakmp { get; }

    /// <summary>Where the keys are kept.</summary>
    public KeyRing Ring { get; }

    /// <summary>Adds an SA.</summary>
    public void Add(SaKeys.Child keys)
    {
        var sa = new ChildSa(keys, Ring.Provider);
        if (keys.Spi.Mask != uint.MaxValue)
        {
            _patterns.Add(sa);
            return;
        }

        var key = (keys.Protocol, keys.Spi.Value);
        if (!_children.TryGetValue(key, out var list))
        {
            _children[key] = list = [];
        }

        list.Add(sa);
    }

    /// <summary>Adds an IKE SA whose keys were derived, and which becomes its own.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="before">
    /// The keys of the same SA before a further key exchange; null: this is the first.
    /// </param>
    public IkeSa AddDerived(SaKeys.Version2 keys, IkeSa? before = null)
    {
        _derived.Add(keys);
        var sa = new IkeSa(keys, Ring.Provider)
        {
            IsDerived = true,
            Exchanges = before is null ? 0 : before.Exchanges + 1,
        };
        var list = ListOf(keys);
        if (before is null)
        {
            list.Add(sa);
            return sa;
        }

        // The later ones are tried first; the earlier still open what is sent once more.
        before.Successor = sa;
        list.Insert(Math.Max(0, list.IndexOf(before)), sa);
        return sa;
    }

    /// <summary>Adds both directions of CHILD SAs whose keys were derived.</summary>
    /// <param name="suite">Their algorithms.</param>
    /// <param name="keys">Their keys, which stay the caller's.</param>
    /// <param name="initiator">The SPI under which the exchange's initiator receives.</param>
    /// <param name="responder">The SPI under which the responder receives.</param>
    public void Add(ChildSuite suite, ChildKeys keys, uint initiator, uint responder)
    {
        foreach (var (spi, sender) in ((uint, IkeRole)[])[
            (responder, IkeRole.Initiator), (initiator, IkeRole.Responder)])
        {
            var key = (suite.Protocol, spi);
            if (_children.TryGetValue(key, out var known) && known.Any(
                sa => sa.Keys.EncryptionKey.FixedTimeEquals(keys.EncryptionOf(sender).Span)
                    && sa.Keys.IntegrityKey.FixedTimeEquals(keys.IntegrityOf(sender).Span)))
            {
                continue;
            }

            var derived = new SaKeys.Child(
                suite.Protocol, new SpiPattern(spi), AddressPattern.Any, AddressPattern.Any,
                suite.Encryption, suite.Integrity,
                new Secret(keys.EncryptionOf(sender).Span),
                new Secret(keys.IntegrityOf(sender).Span))
            {
                Esn = suite.Esn,
            };
            _derived.Add(derived);
            Add(derived);
        }
    }

    /// <summary>Adds an IKE SA.</summary>
    public IkeSa Add(SaKeys.Version2 keys)
    {
        var sa = new IkeSa(keys, Ring.Provider);
        ListOf(keys).Add(sa);
        foreach (var ticket in keys.Tickets.Span)
        {
            Tickets.Add(ticket, sa);
        }

        return sa;
    }

    /// <summary>The IKE SAs of version 2 with these SPIs.</summary>
    public IReadOnlyList<IkeSa> Find(IkeSpi initiator, IkeSpi responder)
    {
        if (!_ike.ContainsKey((initiator, responder)))
        {
            Ike.Finish(ProtocolId.Ike, initiator.Value);
        }

        return _ike.GetValueOrDefault((initiator, responder)) ?? [];
    }

    /// <summary>What is said of an SA without keys.</summary>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <param name="spi">An SPI of it: of IKE the initiator's.</param>
    public Opening WithoutKeys(ProtocolId protocol, ulong spi) =>
        Missing.Why(protocol, spi) is { } why
            ? new Opening { Problem = $"no keys: {why}" }
            : Opening.NoKeys;

    /// <summary>The proofs of an IKE SA of version 2 that has keys.</summary>
    public IkeProofs ProofsOf(IkeSpiPair spis)
    {
        if (!_proofs.TryGetValue(spis, out var proofs))
        {
            _proofs[spis] = proofs = new IkeProofs(Ring);
        }

        return proofs;
    }

    /// <summary>Whether keys of an IKE SA of version 2 were derived.</summary>
    public bool HasDerived(IkeSpiPair spis) =>
        _ike.TryGetValue((spis.Initiator, spis.Responder), out var known)
            && known.Any(sa => sa.IsDerived);

    /// <summary>
    /// The SAs that a packet may be of, the likeliest first: those of its addresses, then those
    /// whose ICV will tell (addresses change behind a NAT).
    /// </summary>
    public IEnumerable<(ChildSa Sa, bool IsOfItsAddresses)> Find(
        ProtocolId protocol, uint spi, FlowKey flow)
    {
        if (!_children.ContainsKey((protocol, spi)))
        {
            Ike.Finish(protocol, spi);
        }

        var all = (_children.GetValueOrDefault((protocol, spi)) ?? []).Concat(_patterns.Where(
            sa => sa.Keys.Protocol == protocol && sa.Keys.Spi.Matches(spi)));
        return all
            .Select(sa => (sa, IsOf: IsOf(sa.Keys, flow)))
            .Where(entry => entry.IsOf || entry.sa.IsChecked)
            .OrderByDescending(entry => entry.IsOf);
    }

    /// <summary>Zeroes the keys of all ciphers.</summary>
    public void Dispose()
    {
        Isakmp.Dispose();
        _derived.ForEach(keys => keys.Dispose());
        foreach (var sa in _children.Values.SelectMany(list => list).Concat(_patterns))
        {
            sa.Dispose();
        }

        foreach (var sa in _ike.Values.SelectMany(list => list))
        {
            sa.Dispose();
        }
    }

    private List<IkeSa> ListOf(SaKeys.Version2 keys)
    {
        var key = (keys.InitiatorSpi, keys.ResponderSpi);
        if (!_ike.TryGetValue(key, out var list))
        {
            _ike[key] = list = [];
        }

        return list;
    }

    private static bool IsOf(SaKeys.Child keys, FlowKey flow) =>
        keys.Source.Matches(flow.Source) && keys.Destination.Matches(flow.Destination);
}
