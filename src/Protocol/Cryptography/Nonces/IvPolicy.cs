namespace Holdfast.Protocol.Cryptography;

/// <summary>What the IVs of an SA are made of.</summary>
public enum IvPolicy : byte
{
    /// <summary>There is no IV.</summary>
    None,

    /// <summary>
    /// Member, reign and counter (<see cref="NoncePartition"/>): counter modes, where a nonce that
    /// comes twice under one key is fatal.
    /// </summary>
    Partitioned,

    /// <summary>Unpredictable octets of the caller's: CBC (RFC 3602 §3), never a counter.</summary>
    Random,

    /// <summary>
    /// The sequence number, not sent (RFC 8750 §4). Nothing keeps the nonces of two active members
    /// apart, so such an SA moves only by a fenced takeover, else it is rekeyed.
    /// </summary>
    SequenceNumber,
}

/// <summary>The IV policy that an encryption algorithm leaves.</summary>
public static class IvPolicies
{
    /// <summary>The only policy under which the algorithm is safe.</summary>
    public static IvPolicy Of(EncryptionSpec encryption)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        return encryption switch
        {
            { IvLength: 0 } => IvPolicy.None,
            { IsImplicitIv: true } => IvPolicy.SequenceNumber,
            { IsCounterMode: true } => IvPolicy.Partitioned,
            _ => IvPolicy.Random,
        };
    }

    /// <summary>
    /// Whether an SA with this policy outlives a takeover only when the old member is fenced: its
    /// nonces are those of its sequence numbers, and nothing else keeps two members apart.
    /// </summary>
    public static bool NeedsFenceOrRekey(this IvPolicy policy) =>
        policy == IvPolicy.SequenceNumber;
}
