using Holdfast.Codec;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>What an end asks the other one for.</summary>
public enum TunnelWish : byte
{
    /// <summary>An IKE SA with its CHILD SA, RFC 7296 §1.2.</summary>
    Create,

    /// <summary>A CHILD SA in the place of another, RFC 7296 §1.3.3.</summary>
    Rekey,

    /// <summary>The end of a CHILD SA, RFC 7296 §1.4.1.</summary>
    Delete,
}

/// <summary>A request.</summary>
/// <param name="Ike">The IKE SA in which it is made, or that it makes.</param>
/// <param name="Wish">What it asks for.</param>
/// <param name="Sa">The SA that is rekeyed or deleted; 0: none.</param>
/// <param name="New">The SA that is made; 0: none.</param>
public readonly record struct TunnelRequest(ulong Ike, TunnelWish Wish, ulong Sa, ulong New);

/// <summary>A request on its way, or the answer to one.</summary>
/// <param name="Request">The request.</param>
/// <param name="IsAnswer">Whether it is the answer.</param>
/// <param name="IsAccepted">Whether the answer is yes.</param>
public sealed record TunnelMessage(TunnelRequest Request, bool IsAnswer, bool IsAccepted);

/// <summary>What happens to an end, or to the witness.</summary>
public abstract record TunnelInput
{
    private TunnelInput()
    {
    }

    /// <summary>The next thing that is due.</summary>
    public sealed record Tick : TunnelInput;

    /// <summary>A message of the other end arrives.</summary>
    public sealed record Heard(TunnelMessage Message) : TunnelInput;

    /// <summary>A packet of the other end arrives over an SA.</summary>
    public sealed record Packet(ulong Sa) : TunnelInput;

    /// <summary>The other end has not answered for so long that it is dead.</summary>
    public sealed record PeerIsDead : TunnelInput;

    /// <summary>Somebody wants something of this end.</summary>
    public sealed record Want(TunnelWish Wish) : TunnelInput;

    /// <summary>The power is gone: nothing is left but what was written down.</summary>
    public sealed record PowerLost : TunnelInput;

    /// <summary>The IKE daemon dies; what it told the kernel stays there.</summary>
    public sealed record DaemonDies : TunnelInput;

    /// <summary>It starts anew.</summary>
    public sealed record Start : TunnelInput;

    /// <summary>An end looks otherwise: for the witness.</summary>
    public sealed record Seen(int End, TunnelView View) : TunnelInput;
}

/// <summary>What others notice.</summary>
public abstract record TunnelOutput
{
    private TunnelOutput()
    {
    }

    /// <summary>An end says something to the other one.</summary>
    public sealed record Say(TunnelMessage Message) : TunnelOutput;

    /// <summary>An end looks otherwise.</summary>
    public sealed record Shows(TunnelView View) : TunnelOutput;

    /// <summary>A packet arrives at an end.</summary>
    public sealed record Carries(int To, ulong Sa) : TunnelOutput;

    /// <summary>The other end is dead, for all that an end can know.</summary>
    public sealed record Declares(int To) : TunnelOutput;
}

/// <summary>What the witness sees of an end.</summary>
/// <param name="Decides">Whether its IKE daemon runs.</param>
/// <param name="Forwards">Whether it forwards packets.</param>
/// <param name="Ike">The IKE SA that it has; 0: none.</param>
/// <param name="Uses">The SA over which its packets leave; 0: none do.</param>
/// <param name="Receives">The SAs over which it receives.</param>
/// <param name="Unproven">Those over which it has heard nothing yet.</param>
public sealed record TunnelView(
    bool Decides, bool Forwards, ulong Ike, ulong Uses, Items<ulong> Receives,
    Items<ulong> Unproven)
{
    /// <summary>Nothing is to be seen.</summary>
    public static TunnelView Dark { get; } = new(false, false, 0, 0, [], []);
}

/// <summary>A thing to do, which is done at one instant.</summary>
public abstract record TunnelWork
{
    private TunnelWork()
    {
    }

    /// <summary>What the machine of routes wants done.</summary>
    public sealed record Obey(ReverseRouteInjection.Output Output) : TunnelWork;

    /// <summary>Takes a route away, if it is the one that is there.</summary>
    public sealed record TakeAway(Route Route, bool WhicheverItIs) : TunnelWork;

    /// <summary>Begins to receive over an SA.</summary>
    public sealed record Receive(ulong Sa) : TunnelWork;

    /// <summary>Begins to send over an SA, if a route leads there.</summary>
    public sealed record Send(ulong Sa) : TunnelWork;

    /// <summary>Removes an SA.</summary>
    public sealed record Remove(ulong Sa) : TunnelWork;

    /// <summary>Removes an SA that nobody knows any more.</summary>
    public sealed record Flush(ulong Sa) : TunnelWork;

    /// <summary>Says something to the other end.</summary>
    public sealed record Say(TunnelMessage Message) : TunnelWork;

    /// <summary>Begins to forward packets.</summary>
    public sealed record Forward : TunnelWork;
}
