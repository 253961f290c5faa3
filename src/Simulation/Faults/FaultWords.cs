namespace Holdfast.Simulation.Faults;

/// <summary>What is left of a member's store of epochs after a crash.</summary>
public enum KeptStore
{
    /// <summary>All.</summary>
    Kept,

    /// <summary>Nothing.</summary>
    Lost,

    /// <summary>What it held once before: somebody restored it.</summary>
    Older,
}

/// <summary>A point of work at which somebody may crash.</summary>
public enum CrashPoint
{
    /// <summary>A message is sealed, and not sent.</summary>
    BeforeSend,

    /// <summary>A message is sent, and nothing after it.</summary>
    AfterSend,

    /// <summary>A message has come, and is not heeded yet.</summary>
    AfterReceive,

    /// <summary>A fact is proposed, and is not in its own log yet.</summary>
    BeforeCommit,

    /// <summary>A fact is in its own log, and not on its way to others.</summary>
    AfterCommit,

    /// <summary>A fact is on its way to others, and nobody has acknowledged it.</summary>
    AfterReplicate,

    /// <summary>A fact of another one is applied, and not acknowledged.</summary>
    BeforeAcknowledge,

    /// <summary>A fact is acknowledged, and nothing after it.</summary>
    AfterAcknowledge,
}

/// <summary>What is rekeyed.</summary>
public enum RekeyOf
{
    /// <summary>CHILD SAs.</summary>
    Children,

    /// <summary>The IKE SA.</summary>
    Ike,
}

/// <summary>HSRP that somebody makes up.</summary>
public enum HsrpForgery
{
    /// <summary>A Hello of an active router.</summary>
    Hello,

    /// <summary>A Coup.</summary>
    Coup,

    /// <summary>A Resign in the name of whoever is active.</summary>
    Resign,

    /// <summary>A message of the other version of HSRP.</summary>
    OtherVersion,
}

/// <summary>What messages without protection claim.</summary>
public enum HintKind
{
    /// <summary>INVALID_SPI, RFC 7296 §2.21.</summary>
    InvalidSpi,

    /// <summary>INVALID_IKE_SPI, RFC 7296 §2.21.4.</summary>
    InvalidIkeSpi,

    /// <summary>A QCD_TOKEN that is made up, RFC 6290 §4.5.</summary>
    ForgedToken,

    /// <summary>A protected request for an IKE SA that the asked one does not know, and another
    /// member may, so that it shows a token, RFC 6290 §9.2.</summary>
    TokenWanted,

    /// <summary>A redirect to another gateway, RFC 5685 §5, in the clear.</summary>
    Redirect,

    /// <summary>An R-U-THERE-ACK of IKEv1, RFC 3706 §5.2. Needs: a member with an SA of it.
    /// </summary>
    LiveSign,
}

/// <summary>What somebody sends into a sync channel.</summary>
public enum SyncInjection
{
    /// <summary>Octets that are no record.</summary>
    Garbage,

    /// <summary>A record that ends too early.</summary>
    Truncated,

    /// <summary>A length beyond all bounds.</summary>
    LengthBomb,

    /// <summary>A record of an epoch that is over, with all of its octets.</summary>
    OldEpoch,
}
