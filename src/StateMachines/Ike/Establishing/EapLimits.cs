namespace Holdfast.StateMachines.Ike;

/// <summary>How far conversations by EAP may go, RFC 7296 §2.16.</summary>
public sealed record EapLimits
{
    private const int OctetsLeast = 1_020;
    private const int OctetsMost = 60_000;

    /// <summary>Requests of EAP in a conversation at most.</summary>
    public int RoundsMax { get; init; } = 64;

    /// <summary>Octets of a message of EAP at most; RFC 3748 §3.1: not below 1,020.</summary>
    public int OctetsMax { get; init; } = 4_096;

    /// <summary>How long a conversation may take from its first request on, whoever is slow.
    /// </summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether methods that make no key are taken, §2.16: whoever stands between another
    /// server and its client may then be taken for the client.</summary>
    public bool TakesKeyless { get; init; }

    /// <summary>Null where they can be kept.</summary>
    internal static ConfigError? Check(EapLimits? limits) => limits is null
        ? null
        : ConfigError.Outside("Eap.RoundsMax", limits.RoundsMax, 1, 1_000)
            ?? ConfigError.Outside(
                "Eap.OctetsMax", limits.OctetsMax, OctetsLeast, OctetsMost)
            ?? ConfigError.Outside(
                "Eap.Within", limits.Within, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));
}
