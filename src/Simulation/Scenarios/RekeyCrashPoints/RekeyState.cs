using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <summary>A member with its store and as much of IKE as rekeys, or the peer.</summary>
public abstract record RekeyState
{
    private RekeyState()
    {
    }

    /// <summary>A member of the cluster.</summary>
    /// <param name="Boot">Its start and its store.</param>
    /// <param name="Started">What it was started with; null while it is down.</param>
    /// <param name="Is">The state of the shipped machine; null while it is down.</param>
    /// <param name="Acts">Whether it uses the SAs.</param>
    /// <param name="UsesIds">Whether it may use the message IDs.</param>
    /// <param name="IsFresh">Whether it repeated what is open in this unit of time.</param>
    public sealed record Member(
        Boot Boot, Started? Started, SaReplication.State? Is, bool Acts, bool UsesIds,
        bool IsFresh) : RekeyState;

    /// <summary>The peer: it never crashes.</summary>
    /// <param name="Ike">The IKE SA.</param>
    /// <param name="Children">The CHILD SAs, in order.</param>
    /// <param name="Expected">The ID of the next request of the cluster.</param>
    /// <param name="Answers">What it answered last in each IKE SA.</param>
    /// <param name="NextId">The ID of its next request.</param>
    /// <param name="Asked">Its request that is open.</param>
    /// <param name="IsFresh">Whether that was sent in this unit of time.</param>
    public sealed record Peer(
        ulong Ike, Items<ulong> Children, uint Expected, Items<RekeyMessage> Answers, uint NextId,
        RekeyMessage? Asked, bool IsFresh) : RekeyState;
}

/// <summary>What an exchange is for.</summary>
public enum RekeyWish : byte
{
    /// <summary>A CHILD SA in the place of another, RFC 7296 §1.3.3.</summary>
    Child,

    /// <summary>An IKE SA in the place of another, RFC 7296 §1.3.2.</summary>
    Ike,

    /// <summary>The end of a CHILD SA, RFC 7296 §1.4.1.</summary>
    Delete,
}

/// <summary>A message of IKE.</summary>
/// <param name="Ike">The IKE SA.</param>
/// <param name="Id">The message ID.</param>
/// <param name="Wish">What the exchange is for.</param>
/// <param name="Old">The SA that goes.</param>
/// <param name="New">The SA that comes; 0: none.</param>
/// <param name="IsAnswer">Whether it is a response.</param>
/// <param name="IsAccepted">Whether the response is yes.</param>
public sealed record RekeyMessage(
    ulong Ike, uint Id, RekeyWish Wish, ulong Old, ulong New, bool IsAnswer, bool IsAccepted)
{
    /// <summary>As a member seals it.</summary>
    public Octets Content =>
        new([(byte)Wish, (byte)Old, (byte)New, (byte)(IsAccepted ? 1 : 0)]);

    /// <summary>The message that was sealed so.</summary>
    public static RekeyMessage Of(ulong ike, uint id, Octets content, bool isAnswer) => new(
        ike, id, (RekeyWish)content.Span[0], content.Span[1], content.Span[2], isAnswer,
        content.Span[3] != 0);

    /// <summary>The answer to it.</summary>
    public RekeyMessage Answer(bool isAccepted) =>
        this with { IsAnswer = true, IsAccepted = isAccepted };
}

/// <summary>What happens to a member, or to the peer.</summary>
public abstract record RekeyInput
{
    private RekeyInput()
    {
    }

    /// <summary>A timer is due.</summary>
    public sealed record Tick : RekeyInput;

    /// <summary>The other member said something.</summary>
    public sealed record Heard(byte From, SyncMessage Message) : RekeyInput;

    /// <summary>A message of IKE arrives.</summary>
    public sealed record Arrives(RekeyMessage Message) : RekeyInput;

    /// <summary>A connection to the other member is there.</summary>
    public sealed record Connected(byte Member) : RekeyInput;

    /// <summary>Whether the first hop is here.</summary>
    public sealed record Authority(bool IsHere) : RekeyInput;

    /// <summary>It crashes: what it held in memory is gone.</summary>
    public sealed record Crash : RekeyInput;

    /// <summary>It starts anew, with its store.</summary>
    public sealed record Start : RekeyInput;

    /// <summary>An SA is to be rekeyed.</summary>
    public sealed record Want(RekeyWish Wish) : RekeyInput;

    /// <summary>An IKE SA with a CHILD SA is made.</summary>
    public sealed record Establish : RekeyInput;
}

/// <summary>What others notice.</summary>
public abstract record RekeyOutput
{
    private RekeyOutput()
    {
    }

    /// <summary>A member says something to the other one.</summary>
    public sealed record Shares(SyncMessage Message) : RekeyOutput;

    /// <summary>A message of IKE leaves.</summary>
    public sealed record Sends(RekeyMessage Message) : RekeyOutput;
}

/// <summary>How the members are wrong: all but the first are canaries.</summary>
public enum RekeyFlaw : byte
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>A new CHILD SA is told to the standby before the exchange begins.</summary>
    ChildToldEarly,

    /// <summary>A rekeyed IKE SA is an old one that goes, and a new one that comes.</summary>
    ChildrenLeftBehind,

    /// <summary>Of two rekeys at the same time none yields.</summary>
    NobodyYields,
}

/// <summary>What a member, or the peer, is configured with.</summary>
/// <param name="Settings">The settings of its machine; the start comes from its store.</param>
/// <param name="Initial">What it is in the beginning.</param>
/// <param name="Flaw">How it is wrong.</param>
public sealed record RekeyConfig(
    SaReplication.Settings Settings, RekeyState Initial, RekeyFlaw Flaw)
{
    /// <summary>The machine's configuration in a start.</summary>
    public Started Of(Boot boot) =>
        new(SaReplication.Config.Create(Settings with { Start = boot.Record }));
}
