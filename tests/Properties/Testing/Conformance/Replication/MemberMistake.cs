namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>What somebody may get wrong.</summary>
public enum MemberMistake
{
    None,
    GoesOnBehindTheLastSent,
    GoesOnBehindWhatItKept,
    CountsIvsAnew,
    CountsIvsAnewWhenBack,
    WrapsAround,
    ForgetsWhatWasAccepted,
    ForgetsHighHalves,
    TakesFloorsFromOne,
    ChecksNoIntegrity,
    AcceptsNothing,
    AcceptsNothingAlone,
    SendsRequestsBeforeTheyAreKnown,
    AnswersAnew,
    AnswersInOnePart,
    HeedsNoWindow,
    TakesAnswersInOrderOnly,
    AnswersNothing,
    OffersChildrenBeforeTheyAreKnown,
    SaysNothingAgain,
    AppliesTwice,
    ObeysTheDead,
    ObeysTheLastOfTheDead,
    NeverSendsAlone,
    NeverSynced,
    ShowsNothing,
}
