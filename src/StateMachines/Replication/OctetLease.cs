namespace Holdfast.StateMachines.Replication;

/// <summary>
/// The octets that a member may still protect with an SA whose life is bounded by them (RFC 4301
/// §4.4.2.1): like its sequence numbers they are leased, and whoever takes over counts the whole
/// lease as used, so a failover never makes an SA live longer.
/// </summary>
/// <param name="Used">Octets that count as used.</param>
/// <param name="Through">Octets that may be used so far, as acknowledged.</param>
/// <param name="Last">Octets in the life of the SA; the largest number where it has no bound.
/// </param>
public readonly record struct OctetLease(ulong Used, ulong Through, ulong Last)
{
    /// <summary>The lease of a new SA.</summary>
    public static OctetLease New(ulong last) => new(0, 0, last);

    /// <summary>The lease of whoever takes over: all that was granted is used.</summary>
    public static OctetLease TakenOver(ulong through, ulong last) =>
        new(Math.Min(through, last), Math.Min(through, last), last);

    /// <summary>Whether the life of the SA is over.</summary>
    public bool IsSpent => Used == Last;

    /// <summary>Uses octets; false: they do not fit into what is granted.</summary>
    public bool TryUse(uint octets, out OctetLease rest)
    {
        if (Through - Used < octets)
        {
            rest = this;
            return false;
        }

        rest = this with { Used = Used + octets };
        return true;
    }

    /// <summary>The lease with its end acknowledged further on; leases never shrink.</summary>
    public OctetLease Renew(ulong through) =>
        this with { Through = Math.Max(Through, Math.Min(through, Last)) };

    /// <summary>The end to ask for when no more than the low water is left.</summary>
    public ulong? Wanted(ulong block, ulong lowWater)
    {
        if (Through - Used > lowWater || Through == Last)
        {
            return null;
        }

        var wanted = block > Last - Used ? Last : Used + block;
        return wanted > Through ? wanted : null;
    }
}
