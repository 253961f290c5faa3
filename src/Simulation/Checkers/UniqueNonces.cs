using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I1a: no nonce is used twice under a key (RFC 4106 §3.1). A nonce is member, reign and counter,
/// and the counters of a member in a reign grow by one, so how far each went is all there is.
/// </summary>
/// <param name="Uses">How far each member's counter went in each reign.</param>
/// <param name="Twice">How many nonces were used twice.</param>
public sealed record UniqueNonces(Items<NonceUse> Uses, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I1a", nameof(UniqueNonces), "no nonce is used twice under one key",
        "nonces used twice",
        ["EpochRestoredFromSnapshot", "NoncesAnew", "PeriodicCounters"]);

    /// <summary>Nothing was sent yet.</summary>
    public static UniqueNonces None { get; } = new([], 0);

    /// <summary>After a packet with a nonce.</summary>
    public UniqueNonces Seen(byte member, uint reign, uint counter)
    {
        for (var at = 0; at < Uses.Count; at++)
        {
            if (Uses[at].Member == member && Uses[at].Reign == reign)
            {
                return counter < Uses[at].Count
                    ? this with { Twice = Twice + 1 }
                    : this with
                    {
                        Uses = Uses.With(at, Uses[at] with { Count = counter + 1 }),
                    };
            }
        }

        return this with
        {
            Uses =
            [
                .. Uses.Append(new(member, reign, counter + 1))
                    .OrderBy(use => use.Member).ThenBy(use => use.Reign),
            ],
        };
    }
}

/// <summary>How many nonces a member has used in a reign.</summary>
public readonly record struct NonceUse(byte Member, uint Reign, uint Count);
