using Holdfast.Codec;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Faults;

/// <summary>
/// What can be done to a world. Names are those of its plan. A fault whose condition does not hold
/// does nothing: nobody crashes twice, and what nobody knows cannot break.
/// </summary>
public abstract partial record Fault
{
    private Fault()
    {
    }

    /// <summary>Somebody is gone at once, with all that was in memory. Needs: it runs.</summary>
    /// <param name="Who">A member, peer or spoke.</param>
    public sealed record Crash(string Who) : Fault
    {
        /// <summary>Whether the process of a member dies alone: the routes and SAs in the kernel of
        /// its box stay, and whoever starts there finds them.</summary>
        public bool KeepsKernel { get; init; }
    }

    /// <summary>Somebody crashes the next time it comes to a point of its work. Needs: it runs.
    /// </summary>
    /// <param name="Who">A member or peer.</param>
    /// <param name="Point">The point.</param>
    /// <param name="About">The messages whose work counts.</param>
    public sealed record CrashAt(string Who, CrashPoint Point, MessageKind About) : Fault;

    /// <summary>Somebody starts anew. Needs: it does not run.</summary>
    /// <param name="Who">A member, peer or spoke.</param>
    /// <param name="Store">What is left of the store of epochs.</param>
    public sealed record Restart(string Who, KeptStore Store = KeptStore.Kept) : Fault;

    /// <summary>A fence says for certain that a member is off. Needs: it does not run.</summary>
    public sealed record Fence(string Member) : Fault;

    /// <summary>A link is down, and who is attached sees that.</summary>
    public sealed record LinkDown(LinkName Link) : Fault;

    /// <summary>A link is up again, in both directions. Needs: it is down, or loses.</summary>
    public sealed record LinkUp(LinkName Link) : Fault;

    /// <summary>What goes one way over a link is lost, and nobody sees that.</summary>
    public sealed record LinkLoses(LinkName Link, LinkWay Way) : Fault;

    /// <summary>A link goes down and up with a period.</summary>
    /// <param name="Link">The link.</param>
    /// <param name="Down">How long it is down each time.</param>
    /// <param name="Up">How long it is up between.</param>
    /// <param name="Times">How often, 1 to 10 000.</param>
    public sealed record LinkFlaps(LinkName Link, TimeSpan Down, TimeSpan Up, int Times) : Fault;

    /// <summary>Of those who are attached to a segment, some do not reach the others.</summary>
    /// <param name="Segment">The segment.</param>
    /// <param name="Apart">Those on one side; all others are on the other one.</param>
    public sealed record Partition(string Segment, Items<string> Apart) : Fault;

    /// <summary>A segment is whole again. Needs: it is parted.</summary>
    public sealed record Rejoin(string Segment) : Fault;

    /// <summary>Messages are lost.</summary>
    public sealed record Lose(MessageChoice Which) : Fault;

    /// <summary>Messages arrive once more.</summary>
    /// <param name="Which">Which.</param>
    /// <param name="Copies">How often more, 1 to 100.</param>
    /// <param name="Within">The most by which a copy is later.</param>
    public sealed record Duplicate(MessageChoice Which, int Copies, TimeSpan Within) : Fault;

    /// <summary>Messages are late, each by its own time between two bounds.</summary>
    public sealed record Delay(MessageChoice Which, TimeSpan Least, TimeSpan Most) : Fault;

    /// <summary>Messages are kept until so many more have passed, and sent last first.</summary>
    /// <param name="Which">Which.</param>
    /// <param name="Depth">How many are kept at a time, 2 to 1000.</param>
    public sealed record Reorder(MessageChoice Which, int Depth) : Fault;

    /// <summary>Octets of messages arrive changed.</summary>
    /// <param name="Which">Which.</param>
    /// <param name="OctetsMax">How many of each at most, 1 to 1000.</param>
    public sealed record Corrupt(MessageChoice Which, int OctetsMax) : Fault;

    /// <summary>The sync channel is slower, for a time.</summary>
    /// <param name="By">How much later everything arrives.</param>
    /// <param name="For">How long.</param>
    public sealed record SyncSlow(TimeSpan By, TimeSpan For) : Fault;

    /// <summary>The connections of the sync channel end, and no other begins for a time.</summary>
    public sealed record SyncCut(TimeSpan For) : Fault;

    /// <summary>A member has no path over an access link, or over the front of its gateway: the
    /// carrier is there. Needs: it has that one.</summary>
    public sealed record AccessDown(string Member, string Segment) : Fault;

    /// <summary>The path over an access link is there again. Needs: it is not.</summary>
    public sealed record AccessUp(string Member, string Segment) : Fault;

    /// <summary>What a peer sends to the gateway arrives at a member, whoever is active.</summary>
    /// <param name="Peer">The peer or spoke.</param>
    /// <param name="Member">The member; null: at whoever has the address, as without faults.
    /// </param>
    public sealed record Reroute(string Peer, string? Member) : Fault;

    /// <summary>From now on routes need so long to follow a reroute; until they do, what is sent is
    /// lost.</summary>
    public sealed record ConvergeIn(TimeSpan Convergence) : Fault;

    /// <summary>The largest packet that a segment carries is smaller from now on; larger ones are
    /// lost without a word.</summary>
    public sealed record MtuFalls(string Segment, int MtuOctets) : Fault;

    /// <summary>The public port of a peer behind a NAT is another one. Needs: it is behind one.
    /// </summary>
    public sealed record NatRebind(string Peer) : Fault;

    /// <summary>The clock of somebody runs at another rate from now on.</summary>
    /// <param name="Who">A member, peer or spoke.</param>
    /// <param name="Ppm">By how many millionths it is faster, −100 000 to 100 000.</param>
    public sealed record ClockRate(string Who, int Ppm) : Fault;

    /// <summary>Somebody does nothing for a time, and its clock goes on: it was suspended. What
    /// came meanwhile is lost.</summary>
    public sealed record MonotonicGap(string Who, TimeSpan For) : Fault;

    /// <summary>The configuration of a member loses a peer that others know: it heeds that from its
    /// next start on. Needs: it has it.</summary>
    public sealed record ConfigDrift(string Member, string Peer) : Fault;

    /// <summary>Somebody wants a member to leave.</summary>
    public sealed record Drain(string Member) : Fault;

    /// <summary>A member that was to leave stays after all.</summary>
    public sealed record Remain(string Member) : Fault;

    /// <summary>SAs with a peer are rekeyed, all that stand. Needs: there is one.</summary>
    /// <param name="Peer">The peer or spoke.</param>
    /// <param name="What">Which of them.</param>
    /// <param name="ByPeer">Whether the peer begins.</param>
    public sealed record Rekey(string Peer, RekeyOf What, bool ByPeer = false) : Fault;

    /// <summary>The IKE SA with a peer is deleted. Needs: there is one.</summary>
    /// <param name="Peer">The peer or spoke.</param>
    /// <param name="ByPeer">Whether the peer deletes it.</param>
    public sealed record Delete(string Peer, bool ByPeer = false) : Fault;

    /// <summary>SAs with a peer are established. Needs: there are none.</summary>
    /// <param name="Peer">The peer or spoke.</param>
    public sealed record Establish(string Peer) : Fault;

    /// <summary>A gateway sends its clients on from now on, RFC 5685: those that come, and those
    /// whose SAs stand.</summary>
    /// <param name="Gateway">The gateway.</param>
    /// <param name="To">The other one; null: clients stay.</param>
    public sealed record SendsOn(string Gateway, string? To) : Fault;

    /// <summary>A mobile peer has another address, RFC 4555. Needs: it is mobile.</summary>
    public sealed record PeerMoves(string Peer) : Fault;

    /// <summary>The attacker sends what it has heard once more.</summary>
    /// <param name="Which">Of what kind.</param>
    /// <param name="To">Whom it sends it to.</param>
    /// <param name="Count">How much, the newest; 1 to 1 000 000.</param>
    public sealed record Replay(MessageKind Which, string To, int Count) : Fault;

    /// <summary>The attacker sends HSRP on a segment.</summary>
    /// <param name="Segment">The segment.</param>
    /// <param name="What">The message.</param>
    /// <param name="Priority">Its priority, 0 to 255.</param>
    /// <param name="For">How long, once each second; zero: once.</param>
    public sealed record ForgeHsrp(
        string Segment, HsrpForgery What, int Priority, TimeSpan For) : Fault;

    /// <summary>The attacker sends messages without protection that claim something.</summary>
    /// <param name="To">A member or peer.</param>
    /// <param name="What">What they claim.</param>
    /// <param name="PerSecond">How many in a second, 1 to 100 000.</param>
    /// <param name="For">How long.</param>
    public sealed record UnprotectedHint(
        string To, HintKind What, int PerSecond, TimeSpan For) : Fault;

    /// <summary>The attacker sends into the sync channel of a member.</summary>
    public sealed record InjectSync(string To, SyncInjection What) : Fault;

    /// <summary>The attacker sends IKE_SA_INIT of nobody to whoever serves, and never goes on.
    /// </summary>
    /// <param name="PerSecond">How many in a second, 1 to 100 000.</param>
    /// <param name="For">How long.</param>
    public sealed record HalfOpenFlood(int PerSecond, TimeSpan For) : Fault;
}
