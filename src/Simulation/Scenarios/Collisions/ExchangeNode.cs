using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <summary>A step of exchanges: the shipped one, or one that is wrong.</summary>
public delegate Next<IkeExchanges.State, IkeExchanges.Output> ExchangeStep(
    IkeExchanges.Config config, IkeExchanges.State state, Instant now, IkeExchanges.Input input);

/// <summary>What a side of exchanges is configured with.</summary>
/// <param name="Role">Which side of the first IKE SA it is.</param>
/// <param name="Exchanges">The configuration of exchanges.</param>
/// <param name="Ids">That of message IDs.</param>
/// <param name="Step">The step of exchanges.</param>
/// <param name="HasForwardSecrecy">Whether CHILD SAs have a key exchange of their own.</param>
public sealed record ExchangeConfig(
    IkeRole Role, IkeExchanges.Config Exchanges, MessageIds.Config Ids,
    ExchangeStep Step, bool HasForwardSecrecy)
{
    /// <summary>The key exchanges that follow the first one.</summary>
    public Items<KeyExchangeMethod> Additional { get; init; }
}

/// <summary>A side: the member that is active, and what all members know.</summary>
/// <param name="Sas">The shipped machines of the active one, for each IKE SA.</param>
/// <param name="Facts">What has been replicated.</param>
/// <param name="ToDo">What the active one is about to do, one by one: it may die before each.
/// </param>
/// <param name="Wishes">How much was wanted.</param>
public sealed record ExchangeNode(
    Items<ExchangeSa> Sas, Items<ExchangeFact> Facts, Items<ExchangeWork> ToDo, uint Wishes)
{
    /// <summary>What was said under each message ID.</summary>
    public UniqueMessageIds Said { get; init; } = UniqueMessageIds.None;

    /// <summary>Whether a wish was dropped for which the peer had no time.</summary>
    public bool GaveUp { get; init; }

    /// <summary>How many CHILD SAs were wanted beside the first one.</summary>
    public int Others { get; init; }

    /// <summary>Whether it was wanted that a CHILD SA ends.</summary>
    public bool EndsChild { get; init; }

    /// <summary>Whether it was wanted that the IKE SA ends.</summary>
    public bool EndsIke { get; init; }
}

/// <summary>An IKE SA of the active member.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Is">Its exchanges.</param>
/// <param name="Ids">Its message IDs.</param>
/// <param name="Asks">Requests that wait for a message ID.</param>
public sealed record ExchangeSa(
    IkeSaId Id, IkeExchanges.State Is, MessageIds.State Ids, Items<ExchangeAsk> Asks)
{
    /// <summary>Our last request.</summary>
    public ExchangeSaid? Sent { get; init; }

    /// <summary>Our last response.</summary>
    public ExchangeSaid? Said { get; init; }

    /// <summary>The request whose answer is no fact yet; null: there is none.</summary>
    public uint? Answered { get; init; }
}

/// <summary>A request that waits.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Share">Our half of its key exchange.</param>
public sealed record ExchangeAsk(ExchangeMessage Message, KeyHandle Share)
{
    /// <summary>What IKE_FOLLOWUP_KE goes on with; null: it is none.</summary>
    public ExchangeSeries? Series { get; init; }
}

/// <summary>A message that was said.</summary>
/// <param name="Id">Its message ID.</param>
/// <param name="Message">What it says.</param>
public sealed record ExchangeSaid(uint Id, ExchangeMessage Message);

/// <summary>An IKE SA as every member knows it.</summary>
/// <param name="Sa">What it is.</param>
/// <param name="IsReplaced">Whether another one has its CHILD SAs.</param>
/// <param name="Children">Its CHILD SAs.</param>
/// <param name="Next">The message ID of our next request.</param>
/// <param name="Open">Our request without an answer; null: there is none.</param>
/// <param name="Share">Our half of its key exchange.</param>
/// <param name="Lowest">The peer's lowest message ID that is not answered.</param>
/// <param name="Said">Our last response; null: there is none.</param>
public sealed record ExchangeFact(
    StandingIke Sa, bool IsReplaced, Items<EstablishedChild> Children, uint Next,
    ExchangeSaid? Open, KeyHandle Share, uint Lowest, ExchangeSaid? Said)
{
    /// <summary>What IKE_FOLLOWUP_KE goes on with; null: it is none that is open.</summary>
    public ExchangeSeries? Series { get; init; }
}

/// <summary>What a member is about to do.</summary>
public abstract record ExchangeWork
{
    private ExchangeWork()
    {
    }

    /// <summary>To make a request known to all members.</summary>
    public sealed record CommitRequest(IkeSaId Ike, uint Id, ExchangeAsk Ask) : ExchangeWork;

    /// <summary>To make known what an answer of the peer has made.</summary>
    public sealed record CommitOurs(IkeSaId Ike, uint? Answered, Items<SaFact> Facts)
        : ExchangeWork;

    /// <summary>To make known what we answer, and what it makes.</summary>
    public sealed record CommitTheirs(
        IkeSaId Ike, uint Id, ExchangeMessage Answer, Items<SaFact> Facts) : ExchangeWork;

    /// <summary>To make known that an IKE SA is gone.</summary>
    public sealed record CommitEnd(IkeSaId Ike) : ExchangeWork;

    /// <summary>To send.</summary>
    public sealed record Send(ExchangeWord Word) : ExchangeWork;
}

/// <summary>A message of IKE.</summary>
/// <param name="Ike">Its IKE SA.</param>
/// <param name="Id">Its message ID.</param>
/// <param name="IsResponse">Whether it is a response.</param>
/// <param name="Message">What it says.</param>
public sealed record ExchangeWord(
    IkeSaId Ike, uint Id, bool IsResponse, ExchangeMessage Message);

/// <summary>What somebody may want.</summary>
public enum ExchangeWant
{
    /// <summary>The CHILD SA is rekeyed.</summary>
    RekeyChild,

    /// <summary>The IKE SA is rekeyed.</summary>
    RekeyIke,

    /// <summary>Another CHILD SA is made.</summary>
    Another,

    /// <summary>The first CHILD SA is deleted.</summary>
    DeleteChild,

    /// <summary>The IKE SA is deleted.</summary>
    DeleteIke,
}

/// <summary>What happens to a side.</summary>
public abstract record ExchangeInput
{
    private ExchangeInput()
    {
    }

    /// <summary>Something is due.</summary>
    public sealed record Tick : ExchangeInput;

    /// <summary>A message has come.</summary>
    public sealed record Heard(ExchangeWord Word) : ExchangeInput;

    /// <summary>Somebody wants something, with a nonce that is low or high.</summary>
    public sealed record Want(ExchangeWant What, bool IsLow) : ExchangeInput;

    /// <summary>The active member dies, and another one takes over with what is replicated.
    /// </summary>
    public sealed record TakeOver : ExchangeInput;
}
