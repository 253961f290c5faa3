using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <summary>A side: the member that is active, and what all members know.</summary>
/// <param name="Ours">The IKE SA that it begins; null: none.</param>
/// <param name="Theirs">Those that the other side has begun.</param>
/// <param name="Facts">What has been replicated.</param>
/// <param name="Sas">The machines of the active one for each fact.</param>
/// <param name="ToDo">What the active one is about to do, one by one: it may die before each.
/// </param>
public sealed record FirstNode(
    FirstAttempt? Ours, Items<FirstHalf> Theirs, Items<FirstFact> Facts, Items<FirstSa> Sas,
    Items<FirstWork> ToDo)
{
    /// <summary>Whether an IKE SA is always wanted.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Whether cookies are wanted.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>How many members have served before this one.</summary>
    public byte Reign { get; init; }

    /// <summary>How many were begun.</summary>
    public byte Begun { get; init; }

    /// <summary>How many SPIs were drawn for what the other side began.</summary>
    public byte Drawn { get; init; }

    /// <summary>When the next one may be begun.</summary>
    public Instant BeginAt { get; init; }

    /// <summary>What was asked under each message ID behind IKE_SA_INIT.</summary>
    public UniqueMessageIds Asked { get; init; } = UniqueMessageIds.None;

    /// <summary>What was answered to each of them.</summary>
    public UniqueMessageIds Answered { get; init; } = UniqueMessageIds.None;

    /// <summary>Whatever was a fact once.</summary>
    public Items<IkeSaId> Ever { get; init; }
}

/// <summary>An IKE SA that a side begins.</summary>
/// <param name="Is">The shipped machine.</param>
/// <param name="Before">What stood when it was begun.</param>
/// <param name="Said">What it has written last; null: nothing.</param>
public sealed record FirstAttempt(
    IkeInitiator.State Is, Items<IkeSaId> Before, FirstWord? Said);

/// <summary>An IKE SA that the other side begins.</summary>
/// <param name="Initiator">The SPI of the other side.</param>
/// <param name="Is">The shipped machine.</param>
/// <param name="Before">What stood when it came.</param>
/// <param name="Said">What it has written last; null: nothing.</param>
public sealed record FirstHalf(
    IkeSpi Initiator, IkeResponder.State Is, Items<IkeSaId> Before, FirstWord? Said);

/// <summary>An IKE SA with its CHILD SA as every member knows it.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Role">Which side we are.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Child">The CHILD SA: inbound SPI, outbound SPI and keys.</param>
/// <param name="Answer">Our response to IKE_AUTH, to be repeated; null: we began.</param>
public sealed record FirstFact(
    IkeSaId Id, IkeRole Role, ulong Keys, (uint Inbound, uint Outbound, ulong Keys) Child,
    FirstWord? Answer);

/// <summary>An IKE SA of the active member.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Ids">Its message IDs.</param>
/// <param name="Life">Whether the other side lives.</param>
public sealed record FirstSa(IkeSaId Id, MessageIds.State Ids, LivenessCheck.State Life);

/// <summary>What a member is about to do.</summary>
public abstract record FirstWork
{
    private FirstWork()
    {
    }

    /// <summary>To send.</summary>
    public sealed record Send(FirstWord Word) : FirstWork;

    /// <summary>To tell the other members that an IKE SA stands, and which ones end with it.
    /// </summary>
    public sealed record Tell(FirstFact Fact, Items<IkeSaId> Replaced) : FirstWork;

    /// <summary>To take their acknowledgement.</summary>
    public sealed record Acknowledge(FirstFact Fact, Items<IkeSaId> Replaced) : FirstWork;

    /// <summary>To tell them that an IKE SA is gone.</summary>
    public sealed record End(IkeSaId Id) : FirstWork;
}

/// <summary>What a message is.</summary>
public enum FirstKind : byte
{
    /// <summary>A request of IKE_SA_INIT.</summary>
    Greets,

    /// <summary>A response of IKE_SA_INIT that goes on.</summary>
    Welcomes,

    /// <summary>A response of IKE_SA_INIT that does not.</summary>
    Turns,

    /// <summary>A request of IKE_AUTH.</summary>
    Asks,

    /// <summary>A response of IKE_AUTH.</summary>
    Answers,

    /// <summary>A Delete of the IKE SA.</summary>
    Deletes,

    /// <summary>A liveness check.</summary>
    Checks,

    /// <summary>Its answer.</summary>
    Lives,
}

/// <summary>A message of IKE.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Spis">Its IKE SA.</param>
/// <param name="Octets">What stands for its octets: equal ones are equal messages.</param>
public sealed record FirstWord(FirstKind Kind, IkeSpiPair Spis, Octets Octets)
{
    /// <summary>What IKE_SA_INIT says.</summary>
    public Greeting? Greeting { get; init; }

    /// <summary>What IKE_AUTH says.</summary>
    public AuthMessage? Auth { get; init; }

    /// <summary>Why it does not go on.</summary>
    public NotifyPayloadValue? Notify { get; init; }
}

/// <summary>What happens to a side.</summary>
public abstract record FirstInput
{
    private FirstInput()
    {
    }

    /// <summary>Something is due.</summary>
    public sealed record Tick : FirstInput;

    /// <summary>A message has come.</summary>
    public sealed record Heard(FirstWord Word) : FirstInput;

    /// <summary>An IKE SA is always wanted from now on.</summary>
    public sealed record Want : FirstInput;

    /// <summary>Cookies are wanted from now on.</summary>
    public sealed record Load : FirstInput;

    /// <summary>The active member dies, and another one takes over with what is replicated.
    /// </summary>
    public sealed record TakeOver : FirstInput;
}

/// <summary>A step of an initiator: the shipped one, or one that is wrong.</summary>
public delegate Next<IkeInitiator.State, IkeInitiator.Output> BeginningStep(
    IkeInitiator.Config config, IkeInitiator.State state, Instant now, IkeInitiator.Input input);

/// <summary>A step of a responder: the shipped one, or one that is wrong.</summary>
public delegate Next<IkeResponder.State, IkeResponder.Output> AnsweringStep(
    IkeResponder.Config config, IkeResponder.State state, Instant now, IkeResponder.Input input);

/// <summary>Which IKE SAs end when another one is made.</summary>
public delegate Items<IkeSaId> ContactRule(
    Established made, Items<(IkeSaId Id, IkeRole Role)> standing, Items<IkeSaId> before);

/// <summary>How the shell of a member is wrong.</summary>
public enum FirstFlaw : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>What is asked for is told to the standby before it is answered.</summary>
    ToldBeforeAnswer,

    /// <summary>Whoever takes over answers a repeated IKE_AUTH anew.</summary>
    AnsweredAnew,
}

/// <summary>What a side is configured with.</summary>
/// <param name="Side">1 or 2.</param>
/// <param name="Begins">The configuration of what it begins.</param>
/// <param name="Answers">The configuration of what it answers.</param>
/// <param name="Ids">That of message IDs.</param>
/// <param name="Life">That of liveness checks.</param>
/// <param name="AttemptsMax">How many it begins at most.</param>
public sealed record FirstConfig(
    byte Side, IkeInitiator.Config Begins, IkeResponder.Config Answers, MessageIds.Config Ids,
    LivenessCheck.Config Life, int AttemptsMax)
{
    /// <summary>The step of what it begins.</summary>
    public BeginningStep Beginning { get; init; } = IkeInitiator.Step;

    /// <summary>The step of what it answers.</summary>
    public AnsweringStep Answering { get; init; } = IkeResponder.Step;

    /// <summary>Which IKE SAs end when another one is made.</summary>
    public ContactRule Replaced { get; init; } = FirstContacts.Replaced;

    /// <summary>How its shell is wrong.</summary>
    public FirstFlaw Flaw { get; init; }
}
