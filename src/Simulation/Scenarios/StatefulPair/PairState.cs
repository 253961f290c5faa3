using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>A composed member, its store, and what its outputs have made of its box.</summary>
/// <param name="Boot">Its start and its store.</param>
/// <param name="Started">What it was started with; null while it is down.</param>
/// <param name="Is">The state of the shipped machine; null while it is down.</param>
/// <param name="Box">Its box.</param>
public sealed record PairState(
    Boot Boot, PairStart? Started, ClusterMember.State? Is, PairBox Box)
{
    /// <summary>The data path of the CHILD SA, where packets are looked at.</summary>
    public DataPath Path { get; init; } = DataPath.Off;

    /// <summary>What somebody sees who stands at the peer; null: this is a member.</summary>
    public NodeState.Observer? Seen { get; init; }
}

/// <summary>
/// The configuration of a start. All else in it is the same in every start of a member, so two are
/// equal where the starts are.
/// </summary>
/// <param name="Config">The configuration.</param>
public sealed record PairStart(ClusterMemberConfig Config)
{
    private StartRecord Start => Config.Replication.Settings.Start;

    /// <inheritdoc/>
    public bool Equals(PairStart? other) => other is not null && Start == other.Start;

    /// <inheritdoc/>
    public override int GetHashCode() => Start.Boot.GetHashCode();
}

/// <summary>What the outputs of a member have made of its box.</summary>
/// <param name="IsOpen">Whether traffic passes.</param>
/// <param name="Sides">The virtual addresses that it has: bit 0 the front, bit 1 the back.</param>
/// <param name="Routes">How many routes it has injected.</param>
/// <param name="IsUsable">Whether the CHILD SA may be used here.</param>
/// <param name="HasMoved">Whether the peer has gone to another gateway.</param>
/// <param name="AnswerIn">Units until the peer answers what it was asked; null: nothing.</param>
/// <param name="Settling">How far traffic tells its last numbers.</param>
public readonly record struct PairBox(
    bool IsOpen, byte Sides, int Routes, bool IsUsable, bool HasMoved = false,
    int? AnswerIn = null, Settling Settling = Settling.No);

/// <summary>How far traffic tells its last numbers before a place is given up.</summary>
public enum Settling : byte
{
    /// <summary>Nobody wants that.</summary>
    No,

    /// <summary>Now.</summary>
    Now,

    /// <summary>It did, and asks for no floor for a unit of time.</summary>
    Waiting,

    /// <summary>That is over: whatever is not told is not told.</summary>
    Late,
}

/// <summary>Over what members hear each other.</summary>
public enum PairSegment : byte
{
    /// <summary>Outside.</summary>
    Front,

    /// <summary>Inside.</summary>
    Back,

    /// <summary>The sync channel.</summary>
    Sync,
}

/// <summary>What happens to a member.</summary>
public abstract record PairInput
{
    private PairInput()
    {
    }

    /// <summary>What the composed machine takes.</summary>
    public sealed record Take(ClusterMember.Input Input) : PairInput;

    /// <summary>It crashes: what it held in memory is gone.</summary>
    public sealed record Crash : PairInput;

    /// <summary>It starts anew, with its store.</summary>
    public sealed record Start : PairInput;

    /// <summary>The other member is switched off for certain.</summary>
    public sealed record Fenced(byte Other) : PairInput;

    /// <summary>IKE wants to ask the peer something.</summary>
    public sealed record Asks(IkeSaId Ike) : PairInput;

    /// <summary>A packet is there for the peer.</summary>
    public sealed record SendPacket : PairInput;

    /// <summary>A packet of the peer arrives: new, or recorded by somebody and sent again.
    /// </summary>
    public sealed record Arrives(ulong Number) : PairInput;

    /// <summary>Members hear each other, or do not: for the observer.</summary>
    public sealed record Separated(bool IsCut) : PairInput;

    /// <summary>A member did something: for the observer.</summary>
    public sealed record Seen(NodeOutput Deed) : PairInput;
}

/// <summary>How the members of a pair are wrong: all but the first are canaries.</summary>
public enum PairFlaw : byte
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>A member that gives its place up keeps its routes.</summary>
    StandbyWithRoutes,

    /// <summary>A member that gives its place up lets traffic pass still.</summary>
    DrainedStillOpen,

    /// <summary>A member that leaves does not wait until the other one knows all.</summary>
    LeavesUnacknowledged,

    /// <summary>A member sends before the other one has acknowledged the lease.</summary>
    LeaseNotAwaited,

    /// <summary>Whoever takes over counts its nonces as in its first reign.</summary>
    NoncesAnew,

    /// <summary>Whoever takes over accepts what was accepted before.</summary>
    WindowForgotten,

    /// <summary>A member that leaves does not wait for traffic to tell its last numbers.</summary>
    LeavesUnsettled,
}

/// <summary>Something that a member says to the other one, or does to the peer.</summary>
/// <param name="Over">The segment.</param>
/// <param name="Said">What the other one takes; null: it is no word for members.</param>
/// <param name="Deed">What the peer sees; null: nothing.</param>
public sealed record PairWord(
    PairSegment Over, ClusterMember.Input? Said, NodeOutput? Deed = null);
