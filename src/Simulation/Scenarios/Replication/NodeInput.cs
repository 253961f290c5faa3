using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>What happens to a node.</summary>
public abstract record NodeInput
{
    private NodeInput()
    {
    }

    /// <summary>A timer is due.</summary>
    public sealed record Tick : NodeInput;

    /// <summary>The other member said something.</summary>
    public sealed record Heard(byte From, SyncMessage Message) : NodeInput;

    /// <summary>A connection to the other member is there.</summary>
    public sealed record Connected(byte Member) : NodeInput;

    /// <summary>Whether the first hop is here.</summary>
    public sealed record Authority(bool IsHere) : NodeInput;

    /// <summary>The other member is switched off for certain.</summary>
    public sealed record Fenced(byte Member) : NodeInput;

    /// <summary>It crashes: what it held in memory is gone.</summary>
    public sealed record Crash : NodeInput;

    /// <summary>It starts anew.</summary>
    public sealed record Start(StoreFate Fate) : NodeInput;

    /// <summary>A packet is there for the peer.</summary>
    public sealed record SendPacket : NodeInput;

    /// <summary>A packet of the peer arrives: new, or recorded by somebody and sent again.
    /// </summary>
    public sealed record Arrives(ulong Number) : NodeInput;

    /// <summary>Few packets of the peer come now.</summary>
    public sealed record Slackens : NodeInput;

    /// <summary>IKE wants to ask the peer something.</summary>
    public sealed record Request : NodeInput;

    /// <summary>The peer answers the request that it was sent last.</summary>
    public sealed record Answered : NodeInput;

    /// <summary>Somebody asks it for a token of the IKE SA, RFC 6290 §9.2.</summary>
    public sealed record Fish : NodeInput;

    /// <summary>An IKE SA with a CHILD SA is made.</summary>
    public sealed record Establish : NodeInput;

    /// <summary>A unit of time passes for its clock alone.</summary>
    public sealed record Skewed : NodeInput;

    /// <summary>Members hear each other, or do not: for the observer.</summary>
    public sealed record Separated(bool IsCut) : NodeInput;

    /// <summary>A member did something: for the observer.</summary>
    public sealed record Seen(NodeOutput Deed) : NodeInput;
}

/// <summary>What a member does that others notice.</summary>
public abstract record NodeOutput
{
    private NodeOutput()
    {
    }

    /// <summary>It says something to the other member.</summary>
    public sealed record Say(SyncMessage Message) : NodeOutput;

    /// <summary>It uses the SAs from now on, or no longer.</summary>
    public sealed record Acting(byte Member, bool IsActing) : NodeOutput;

    /// <summary>It sends a packet to the peer.</summary>
    /// <param name="Authority">Its epoch.</param>
    /// <param name="NonceReign">The reign in the nonce.</param>
    /// <param name="Counter">The counter in the nonce.</param>
    /// <param name="Number">The sequence number.</param>
    /// <param name="Iv">The octets of its IV, where somebody looks at them.</param>
    /// <param name="Octets">Its octets, where somebody counts them.</param>
    public sealed record Packet(
        Epoch Authority, uint NonceReign, uint Counter, ulong Number, ulong Iv, uint Octets)
        : NodeOutput;

    /// <summary>It accepts a packet of the peer.</summary>
    public sealed record Accepted(ulong Number) : NodeOutput;

    /// <summary>It sends a request to the peer.</summary>
    public sealed record Transmitted(uint Id, ulong Content) : NodeOutput;
}
