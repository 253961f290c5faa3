namespace Holdfast.Simulation.Simulator;

/// <summary>
/// What a shell can do wrong on purpose, one bit each: what no machine can, and a checker that
/// looks at the wire must see. For tests of checkers alone.
/// </summary>
[Flags]
internal enum Mischief
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>I1a: whoever takes over counts IVs as a member that reigns for the first time.
    /// </summary>
    NonceOfFirstReign = 1,

    /// <summary>I1b: whoever takes over counts sequence numbers from 1.</summary>
    NumbersAnew = 2,

    /// <summary>I3: whoever takes over has an empty window and no floor.</summary>
    WindowForgotten = 4,

    /// <summary>I4: the window moves before the ICV is checked.</summary>
    WindowBeforeIcv = 8,

    /// <summary>I5: behind the last sequence number comes the first one again.</summary>
    NumbersWrap = 16,

    /// <summary>I6: an open request is sealed anew each time it is sent.</summary>
    RequestSealedAnew = 32,

    /// <summary>I14: a route stays when it should be withdrawn.</summary>
    RouteKept = 64,

    /// <summary>I19: a standby tells peers that it does not know their SAs.</summary>
    StandbySends = 128,

    /// <summary>I27: whoever reigned goes on after a higher epoch is known.</summary>
    DeafToFences = 256,

    /// <summary>Clear: what no SA protects goes out as it is.</summary>
    SendsInClear = 512,

    /// <summary>Liveness: nobody asks for leases.</summary>
    NoLeases = 1024,

    /// <summary>I10: whoever takes over lets no traffic pass.</summary>
    NeverOpens = 2_048,

    /// <summary>Synced: who stands by hears no facts, whole or in parts.</summary>
    FactsUnheard = 4_096,

    /// <summary>I6b: what finds the log full is dropped, and with it its message.</summary>
    RefusedIsLost = 1 << 13,

    /// <summary>I3: whoever makes a lower floor a fact does not keep to it.</summary>
    LowersForOthers = 1 << 14,

    /// <summary>Seamless: a drain does not wait until every tunnel has told how far it came.
    /// </summary>
    LeavesUnsettled = 1 << 15,

    /// <summary>I3: what waits for the floor of an SA is taken in before its end is a fact.
    /// </summary>
    TakesRestEarly = 1 << 16,

    /// <summary>I4: an SA ages by what comes, before the window is asked.</summary>
    LifeBeforeWindow = 1 << 17,

    /// <summary>I24: whoever asks for a CHILD SA tells the others of it before the peer has
    /// answered.</summary>
    ChildToldEarly = 1 << 18,

    /// <summary>I12: whoever is active speaks from the address of its card.</summary>
    OwnMacAlone = 1 << 19,

    /// <summary>I24 and I31: a member answers a Delete of its peer, and deletes nothing, and rekeys
    /// of IKE SAs, whose CHILD SAs stay where they are.</summary>
    DeafToDeletes = 1 << 20,

    /// <summary>I30: a member that has rekeyed a CHILD SA keeps the old one.</summary>
    OldChildKept = 1 << 21,

    /// <summary>I32: what is due is begun at once, however much it is.</summary>
    Unpaced = 1 << 22,

    /// <summary>I23: an SPI that is chosen is chosen again.</summary>
    SpiAgain = 1 << 23,

    /// <summary>I36: what a member does not know is dropped where records are read.</summary>
    UnknownDropped = 1 << 24,

    /// <summary>I35: whenever a member comes or goes, gateways are dealt out anew by how many there
    /// are.</summary>
    PlacedByCount = 1 << 25,

    /// <summary>I20: who does not follow is taken for off.</summary>
    OthersTakenForOff = 1 << 26,

    /// <summary>I22: a peer forgets which redirects it has followed.</summary>
    RedirectsForgotten = 1 << 27,

    /// <summary>I11: who is not active speaks from the virtual MAC address as well.</summary>
    MacKept = 1 << 28,

    /// <summary>I29: what is read half is kept by the address of a peer, not by its connection.
    /// </summary>
    FramesSpliced = 1 << 29,

    /// <summary>Asked: members do not tell each other that a peer was not asked where it is.
    /// </summary>
    PlacesUnasked = 1 << 30,
}
