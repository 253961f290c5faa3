using System.Numerics;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>
/// How an unanswered purge request is repeated, RFC 2332 §5.2.6: each wait is twice as long as the
/// one before it.
/// </summary>
/// <param name="RetryAfter">How long the first request waits for its reply.</param>
/// <param name="SendsMax">How often it is sent in all, the first time included.</param>
public readonly record struct PurgeRepeats(TimeSpan RetryAfter, int SendsMax)
{
    /// <summary>More repeats than these would double beyond what a number holds.</summary>
    public const int SendsMost = 16;

    /// <summary>
    /// From the first request to the last one: if one of them arrives, what was told is wrong for
    /// no longer than this and the way of a packet.
    /// </summary>
    public TimeSpan Spread => RetryAfter * ((1 << (SendsMax - 1)) - 1);

    /// <summary>From the first request to the end of the wait behind the last one.</summary>
    public TimeSpan Whole => RetryAfter * ((1 << SendsMax) - 1);

    /// <summary>How long the n-th request waits for its reply.</summary>
    /// <param name="sent">n, from 1 on.</param>
    public TimeSpan After(int sent) => RetryAfter * (1 << (sent - 1));

    /// <summary>
    /// Checks the settings. RFC 2332 §5.2.6: a request is repeated no longer than what it is about
    /// would be held anyway.
    /// </summary>
    internal static ConfigError? Check(PurgeRepeats repeats, TimeSpan holdingTimeMax)
    {
        var found = ConfigError.Outside(
                "PurgeRetryAfter", repeats.RetryAfter, TimeSpan.FromTicks(1), TimeSpan.FromHours(1))
            ?? ConfigError.Outside("PurgeSendsMax", repeats.SendsMax, 1, SendsMost);
        if (found is not null || repeats.Whole <= holdingTimeMax)
        {
            return found;
        }

        // 2^n - 1 waits of one tick have to fit.
        var sends = BitOperations.Log2((ulong)holdingTimeMax.Ticks + 1);
        return ConfigError.Outside("PurgeSendsMax", repeats.SendsMax, 1, sends)
            ?? ConfigError.Outside(
                "PurgeRetryAfter", repeats.RetryAfter, TimeSpan.FromTicks(1),
                new(holdingTimeMax.Ticks / ((1 << repeats.SendsMax) - 1)));
    }
}
