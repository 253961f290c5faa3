using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I1b: no sequence number is sent twice by one authority, nor across a takeover from a synced
/// standby (RFC 4303 §3.3.3). An authority is a reign of a member.
/// </summary>
/// <param name="Sent">The numbers that were sent, a bit for each: 0 to 127.</param>
/// <param name="Highest">The highest number of each authority.</param>
/// <param name="ByOne">How often an authority sent a number that it had sent.</param>
/// <param name="ByTwo">How often it sent one that another had sent.</param>
public sealed record UniqueNumbers(
    UInt128 Sent, Items<NumberUse> Highest, int ByOne, int ByTwo)
{
    private const ulong NumbersMax = 127;

    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I1b", nameof(UniqueNumbers), "no sequence number is sent twice",
        "numbers sent twice",
        ["LeaseNotAwaited", "PeriodicCounters"]);

    /// <summary>Nothing was sent yet.</summary>
    public static UniqueNumbers None { get; } = new(0, [], 0, 0);

    /// <summary>After a packet.</summary>
    public UniqueNumbers Seen(Epoch authority, ulong number)
    {
        if (number > NumbersMax)
        {
            throw new InvalidOperationException($"{number}: numbers go up to {NumbersMax}");
        }

        var bit = UInt128.One << (int)number;
        var known = Highest.FirstOrDefault(use => use.Authority == authority);
        if (number <= known.Number)
        {
            return this with { ByOne = ByOne + 1 };
        }

        return new(
            Sent | bit,
            [
                .. Highest.Where(use => use.Authority != authority)
                    .Append(new(authority, number)).OrderBy(use => use.Authority),
            ],
            ByOne, ByTwo + ((Sent & bit) != 0 ? 1 : 0));
    }
}

/// <summary>The highest number that an authority has sent.</summary>
public readonly record struct NumberUse(Epoch Authority, ulong Number);
