using Holdfast.Codec;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Addresses that a cluster gives to peers, RFC 7296 §2.19: which one is nobody's memory but
/// follows from who may ask, so members that do not know of each other give the same, and no
/// address twice.
/// </summary>
/// <param name="Prefix">The addresses; the first and the last are given to nobody.</param>
public sealed record AddressPool(Prefix Prefix)
{
    /// <summary>The shortest prefix of a pool.</summary>
    public const int LengthMin = 8;

    /// <summary>The longest one: two addresses.</summary>
    public const int LengthMax = 30;

    /// <summary>How many addresses there are to give.</summary>
    public int Count => (1 << (32 - Prefix.Length)) - 2;

    /// <summary>Null where the prefix can be a pool, else what is wrong with it.</summary>
    public static string? Check(Prefix prefix) =>
        prefix.Address.IsIpv6 ? $"{prefix} is not of IPv4"
        : prefix.Length is < LengthMin or > LengthMax
            ? $"{prefix}: its length is {LengthMin} to {LengthMax}"
        : null;

    /// <summary>
    /// The address of each who may ask, in whatever order they are named: that which follows from
    /// its identity, or the next one that is free. So one more or less moves few of the others.
    /// </summary>
    /// <param name="identities">Who may ask; no more than there are addresses.</param>
    public IReadOnlyDictionary<Octets, HostAddress> Assign(IEnumerable<Octets> identities)
    {
        var given = new Dictionary<Octets, HostAddress>();
        var taken = new HashSet<uint>();
        foreach (var identity in identities.Distinct()
            .OrderBy(HashOf).ThenBy(one => one.ToString(), StringComparer.Ordinal))
        {
            if (taken.Count == Count)
            {
                throw new ArgumentException(
                    $"{Prefix} has {Count} addresses", nameof(identities));
            }

            var at = HashOf(identity) % (uint)Count;
            while (!taken.Add(at))
            {
                at = (at + 1) % (uint)Count;
            }

            given.Add(
                identity,
                Prefix.Address with { Value = Prefix.Address.Value + 1 + at });
        }

        return given;
    }

    /// <summary>FNV-1a: the same on every member, and that is all that is asked of it.</summary>
    private static uint HashOf(Octets identity)
    {
        var hash = 2_166_136_261;
        foreach (var octet in identity.Span)
        {
            hash = unchecked((hash ^ octet) * 16_777_619);
        }

        return hash;
    }
}
