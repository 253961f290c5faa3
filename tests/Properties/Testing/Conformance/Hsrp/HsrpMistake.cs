namespace Holdfast.Tests.Properties.Testing.Conformance.Hsrp;

/// <summary>What somebody may get wrong.</summary>
public enum HsrpMistake
{
    None,
    IgnoresAHigherRouter,
    IgnoresCoups,
    SendsNoCoup,
    PreemptsAlways,
    GoesWithoutAWord,
    IgnoresResigns,
    ChecksNoPassword,
    ChecksNoGroup,
    SpeaksInListen,
    SaysAnotherPriority,
    IsLateWithHellos,
    ComparesPrioritiesAlone,
    YieldsToEquals,
    KeepsItsOwnHoldTime,
    TakesAnyCoup,
    StaysInTheElection,
    IgnoresALowerStandby,
    GoesWithoutAWordAtACoup,
    ResignsAtAHello,
    ResignsAsAListener,
    StandsByAtOnce,
    KeepsItsStandbyTimer,
    TakesAnyResign,
    NeverStandsBy,

    /// <summary>No mistake: the RFC does not say whose hold time it is.</summary>
    OwnHoldTimeForTheStandby,
    SaysItsStateBeforeInACoup,
    GivesWayToALowerSpeaker,
    YieldsToACoupInStandby,
    ResignsInStandby,
    ChecksNoVersion,
    TakesAnyKind,
}
