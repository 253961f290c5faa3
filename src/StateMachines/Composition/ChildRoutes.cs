using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <summary>What is behind the peer of a CHILD SA, and where it is.</summary>
/// <param name="Vrf">The routing table.</param>
/// <param name="Prefixes">The prefixes; none: the SA gets no routes.</param>
/// <param name="Via">Where its traffic goes.</param>
public readonly record struct ChildRoutes(uint Vrf, Items<Prefix> Prefixes, NextHop Via)
{
    /// <summary>Octets before the selectors in a description: their length.</summary>
    private const int LengthOctets = 2;

    /// <summary>
    /// A description that <see cref="Of"/> reads: 2 octets of length, the peer's selectors as in
    /// their payload (RFC 7296 §3.13), then whatever the caller needs besides.
    /// </summary>
    /// <param name="selectors">TSr if the peer responds, TSi if it initiates.</param>
    /// <param name="rest">All that a takeover does not depend on.</param>
    /// <param name="description">The description.</param>
    /// <param name="error">The selectors cannot be written.</param>
    public static bool TryDescribe(
        TrafficSelectorPayloadValue selectors, Octets rest, out Octets description,
        out EncodeError error)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        description = default;
        var size = selectors.SizeOf();
        if (size > ushort.MaxValue)
        {
            error = new(EncodeFault.DoesNotFit, nameof(selectors));
            return false;
        }

        var octets = new byte[LengthOctets + size + rest.Length];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)size);
        if (!selectors.TryWrite(octets.AsSpan(LengthOctets, size), default, out _, out error))
        {
            return false;
        }

        rest.Span.CopyTo(octets.AsSpan(LengthOctets + size));
        description = new(octets);
        return true;
    }

    /// <summary>
    /// The routes of a CHILD SA: from its description, in the table of the configuration, by way
    /// of the peer's first address. A description that says no prefixes gives none.
    /// </summary>
    public static ChildRoutes Of(ClusterMemberConfig config, IkeSa ike, ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(ike);
        ArgumentNullException.ThrowIfNull(child);
        var via = config.PeerOf(ike.Peer) is { } at && config.Peers[at].Addresses.Count > 0
            ? new NextHop(config.Peers[at].Addresses[0], config.Routes.StaticVia.Interface)
            : config.Routes.StaticVia;
        return new(config.Routes.Vrf, PrefixesOf(config, child.Description.Span), via);
    }

    /// <summary>Reads what <see cref="TryDescribe"/> wrote; false: it is something else.</summary>
    /// <param name="description">The description.</param>
    /// <param name="selectors">The peer's selectors.</param>
    /// <param name="rest">What stands behind them.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> description,
        [NotNullWhen(true)] out TrafficSelectorPayloadValue? selectors,
        out ReadOnlySpan<byte> rest)
    {
        selectors = null;
        rest = default;
        if (description.Length < LengthOctets)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt16BigEndian(description);
        if (description.Length < LengthOctets + size
            || !TrafficSelectorPayloadValue.TryParse(
                description.Slice(LengthOctets, size), out selectors, out _))
        {
            return false;
        }

        rest = description[(LengthOctets + size)..];
        return true;
    }

    private static Items<Prefix> PrefixesOf(
        ClusterMemberConfig config, ReadOnlySpan<byte> description) =>
        TryRead(description, out var selectors, out _)
        && Selection.Classify(selectors, config.Set.PrefixesMax, out var selection)
            == SelectionFault.None
            ? selection.Prefixes
            : [];
}
