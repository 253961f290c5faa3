using Holdfast.Codec;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>When messages of IKEv1 are sent again: RFC 2408 §5.1 asks for a timer, and says no
/// time.</summary>
public sealed record IsakmpRetries
{
    /// <summary>How long the first send waits for the answer.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Each wait in percent of the one before.</summary>
    public int BackoffPercent { get; init; } = 180;

    /// <summary>No wait grows beyond it.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a message is sent in all, the first time included.</summary>
    public int SendsMax { get; init; } = 6;

    /// <summary>A message that is sent for the first time.</summary>
    internal IsakmpOpen Open(Octets octets, Instant now) => new(octets, 1, After, now + After);

    /// <summary>The same, sent again; null: often enough.</summary>
    internal IsakmpOpen? Again(IsakmpOpen open, Instant now)
    {
        if (open.Sends >= SendsMax)
        {
            return null;
        }

        // At most an hour and ten times that: no overflow.
        var longer = new TimeSpan(
            Math.Max(open.Wait.Ticks + 1, open.Wait.Ticks * BackoffPercent / 100));
        var wait = longer < Max ? longer : Max;
        return open with { Sends = open.Sends + 1, Wait = wait, At = now + wait };
    }

    /// <summary>Null where the times can stand.</summary>
    internal ConfigError? Check()
    {
        var (tick, hour) = (TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
        return ConfigError.Outside("Retries.After", After, tick, hour)
            ?? ConfigError.Outside("Retries.BackoffPercent", BackoffPercent, 101, 1_000)
            ?? ConfigError.Outside("Retries.Max", Max, After, hour)
            ?? ConfigError.Outside("Retries.SendsMax", SendsMax, 1, 100);
    }
}
