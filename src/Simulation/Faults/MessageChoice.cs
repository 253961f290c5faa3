namespace Holdfast.Simulation.Faults;

/// <summary>What messages are, for those who break them.</summary>
public enum MessageKind
{
    /// <summary>Any.</summary>
    Any,

    /// <summary>HSRP.</summary>
    Hsrp,

    /// <summary>Records of the sync channel.</summary>
    Sync,

    /// <summary>ESP.</summary>
    Esp,

    /// <summary>AH.</summary>
    Ah,

    /// <summary>IKE of any exchange.</summary>
    Ike,

    /// <summary>IKE_SA_INIT, or phase 1 of IKEv1 before identities.</summary>
    IkeInit,

    /// <summary>IKE_INTERMEDIATE, RFC 9242.</summary>
    IkeIntermediate,

    /// <summary>IKE_AUTH, or the identities of phase 1.</summary>
    IkeAuth,

    /// <summary>CREATE_CHILD_SA, or quick mode.</summary>
    IkeChild,

    /// <summary>IKE_FOLLOWUP_KE, RFC 9370.</summary>
    IkeFollowup,

    /// <summary>INFORMATIONAL that deletes nothing: liveness checks, R-U-THERE, and the answers to
    /// them.</summary>
    IkeLiveness,

    /// <summary>Synchronisation of message IDs, RFC 6311.</summary>
    IkeSync,

    /// <summary>INFORMATIONAL with a Delete, and the answer that deletes the other half.
    /// </summary>
    IkeDelete,

    /// <summary>NHRP.</summary>
    Nhrp,
}

/// <summary>Which messages a fault is about.</summary>
public sealed record MessageChoice
{
    /// <summary>Of what kind.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>Who sends them; null: anybody.</summary>
    public string? From { get; init; }

    /// <summary>Who gets them; null: anybody.</summary>
    public string? To { get; init; }

    /// <summary>Over which segment they go; null: any.</summary>
    public string? On { get; init; }

    /// <summary>Only those of more octets than this, 0 to 65 535.</summary>
    public int LargerThan { get; init; }

    /// <summary>Of a million, 1 to 1 000 000.</summary>
    public int ChancePpm { get; init; } = 1_000_000;

    /// <summary>How many at most, 1 to 1 000 000 000.</summary>
    public int Count { get; init; } = 1;

    /// <summary>For how long they are looked for.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromMinutes(1);
}
