using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// Two members, one peer, one IKE SA and one CHILD SA under the shipped machine of replication,
/// and everything that may happen to them within budgets: crashes, restarts with a store that was
/// kept, lost or is older, cuts of the sync channel (one way or both), a first hop that moves and
/// is at both, lost, doubled and delayed messages, replayed packets.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed partial record ReplicationScenario(string Name)
{
    /// <summary>What comes first when members do not hear each other.</summary>
    public SoloPolicy Solo { get; init; } = SoloPolicy.AvailabilityFirst;

    /// <summary>What a takeover does about replays.</summary>
    public ReplayPolicy Replay { get; init; } = ReplayPolicy.Strict;

    /// <summary>How often a member may crash; it may start again at any time.</summary>
    public int Crashes { get; init; }

    /// <summary>Whether a store may be lost, or older, when a member starts.</summary>
    public bool LosesStores { get; init; }

    /// <summary>How often the channel may be cut, one direction or both.</summary>
    public int Cuts { get; init; }

    /// <summary>How often the first hop may go where it need not.</summary>
    public int Moves { get; init; }

    /// <summary>
    /// Whether it begins behind a cut, where whatever is known of the other one is too old, and the
    /// first hop is at both sides: under AvailabilityFirst two are active. Once it has left one of
    /// them it is at one alone.
    /// </summary>
    public bool BeginsParted { get; init; }

    /// <summary>How many messages may be lost.</summary>
    public int Losses { get; init; }

    /// <summary>How many messages may arrive twice.</summary>
    public int Doublings { get; init; }

    /// <summary>Units of time that a message may take; null: it is heard at once.</summary>
    public int? Delay { get; init; }

    /// <summary>
    /// Whether states that have the same future are one, as far as that is known: what no step
    /// reads any more is left out, spells are counted anew like probes, and what is under way to a
    /// member that crashes goes with it.
    /// </summary>
    public bool IsReduced { get; init; }

    /// <summary>
    /// How many units of time clocks may get ahead of each other: a member's clock runs ahead of
    /// the other one's by a unit at any time, which is more than clocks of these settings do. That
    /// one is slow is that the other one is fast: nothing else here has a clock.
    /// </summary>
    public int Skews { get; init; }

    /// <summary>How many packets a member sends in a reign.</summary>
    public uint Packets { get; init; }

    /// <summary>How many requests a member makes in a reign.</summary>
    public uint Requests { get; init; }

    /// <summary>How many packets the peer has sent; each arrives whenever, as often as it likes.
    /// </summary>
    public uint Inbound { get; init; }

    /// <summary>How often a floor may be lowered: few packets come then.</summary>
    public int Slackenings { get; init; }

    /// <summary>Whether who lowers a floor keeps to it before it is a fact.</summary>
    public bool LowersItself { get; init; } = true;

    /// <summary>How many message IDs two active members in a partition use twice at most.</summary>
    public int IdsTwiceMax { get; init; }

    /// <summary>
    /// How often a packet of the peer is accepted once more, at most, in a partition with two
    /// active members: each of them takes it once (docs/replication.md).
    /// </summary>
    public int AcceptedAgainMax { get; init; } = 1;

    /// <summary>How many lives of an SA in octets are used besides its own, at most, in a partition
    /// with two active members: each of them counts for itself (docs/adr/0113).</summary>
    public int LivesApartMax { get; init; } = 1;

    /// <summary>How many packets are accepted twice at most where the policy of takeovers leaves
    /// one exposed: one for each takeover.</summary>
    public int ExposuresMax { get; init; } = 1;

    /// <summary>The highest sequence number that was sent before the world begins.</summary>
    public ulong NumbersFrom { get; init; }

    /// <summary>Octets in the life of the CHILD SA, one for each packet; null: no end.</summary>
    public ulong? Life { get; init; }

    /// <summary>How a number is taken out of its lease.</summary>
    public TakeNumber? TakesNumbers { get; init; }

    /// <summary>The IV of a packet by member, reign and counter; null: nobody looks.</summary>
    public Func<byte, uint, uint, ulong>? Iv { get; init; }

    /// <summary>What a member that is asked for a token believes, by what it knows; null: nobody
    /// asks.</summary>
    public Func<SpiKnowledge, SpiKnowledge>? Believes { get; init; }

    /// <summary>Whether a member of a newer version has told of something that is not known here.
    /// </summary>
    public bool TellsUnknown { get; init; }

    /// <summary>The step of both members.</summary>
    public ReplicaStep Step { get; init; } = SaReplication.Step;

    /// <summary>Settings that are not as they should be.</summary>
    public Func<SaReplication.Settings, SaReplication.Settings> But { get; init; } =
        static settings => settings;

    /// <summary>Which of the faults and acts may happen, by name: all of them.</summary>
    public Func<string, bool> Allows { get; init; } = static _ => true;

    // A tenth: of the five units for which a standby is synced, a unit for both clocks.
    private const int DriftPpm = 100_000;

    private static TimeSpan Unit => TimeSpan.FromTicks(1);

    /// <summary>The model: it begins where alice reigns and moon is synced.</summary>
    public WorldModel<NodeConfig, NodeState, NodeInput, NodeOutput> Model()
    {
        NodeConfig[] configs =
            [.. Prepared().Select(config => config with { OmitsUnread = IsReduced })];
        return new(Name)
        {
            Machine = ReplicationNode.Machine,
            Members =
            [
                new("alice", configs[0]),
                new("moon", configs[1]),
                new("peer", configs[0] with { Initial = Observing(configs) }),
            ],
            Hear = Heard,
            Ticks = [new NodeInput.Tick()],
            Unit = Unit,
            Delivery = Delay is { } most
                ? new Delivery.Ways(Capacity: IsReduced ? 32 : 8)
                {
                    DelayMax = most,
                    IsStream = IsReduced,
                    Loss = Losses > 0 ? new(Budget.Losses) : Allowance.Never,
                    Doubling = Doublings > 0 ? new(Budget.Doublings) : Allowance.Never,
                }
                : new Delivery.AtOnce(),
            IsAtOnce = static (from, to) => from > 1 || to > 1,
            Counters = IsReduced ? ReplicationCounters.WithSpells : ReplicationCounters.All,
            Faults = Alphabet(),
            Label = LabelOf,
            Invariants = Invariants(),
            Tracks = ReplicationTracks.Of,
            Goals =
            [
                new("I10", "in the end one member reigns, and the other one is synced",
                    static (in Look<NodeState> look) => IsSettled(look))
                {
                    Stays = true,
                },
                RepairedReplicas.Card.InTheEnd<NodeState>(static (in Look<NodeState> look) =>
                    RepairedReplicas.Are(
                        ((NodeState.Member)look[0]).Is, ((NodeState.Member)look[1]).Is)),
            ],
            NameOfInput = NameOf,
            NameOfOutput = NameOf,
        };
    }

    /// <summary>
    /// Times for messages that may be late. Silence lasts longer than the way there and back: else
    /// an active member goes on alone again and again, and the log grows for ever. And a standby is
    /// synced for more than twice as long as a probe is under way, a heartbeat included: else it
    /// asks anew before it is answered, and once it has lost the beat it is never synced again.
    /// </summary>
    public static SaReplication.Settings Patient(SaReplication.Settings settings) =>
        settings with
        {
            SilentAfter = 3 * settings.Heartbeat,
            SyncedFor = 8 * settings.Heartbeat,
            StaleFor = 9 * settings.Heartbeat,
        };

    /// <summary>The same where a message takes up to half a heartbeat.</summary>
    public static SaReplication.Settings Unhurried(SaReplication.Settings settings) =>
        settings with
        {
            Heartbeat = 2 * settings.Heartbeat,
            SilentAfter = 6 * settings.Heartbeat,
            SyncedFor = 11 * settings.Heartbeat,
            StaleFor = 12 * settings.Heartbeat,
        };

    /// <summary>Times of a few units, and one packet in each unit at most.</summary>
    public SaReplication.Settings SettingsOf(byte member) => But(new()
    {
        Member = member,
        Solo = Solo,
        Replay = Replay,
        Exposed = 1,
        Heartbeat = Unit,
        SilentAfter = 2 * Unit,
        DetectWithin = TimeSpan.Zero,
        SyncedFor = 5 * Unit,
        DriftPpm = Skews > 0 ? DriftPpm : 0,
        HoldTime = 3 * Unit,
        StaleFor = 6 * Unit,
        GatherFor = Unit,
        PacketsPerSecondMax = (uint)TimeSpan.TicksPerSecond,
        LeaseBlock = 2,
        FloorBlock = 2,
        DigestEvery = 1,
        OpenMax = 4,
        TailMax = 8,
    });

    private static Items<NodeInput> Heard(int from, int to, NodeOutput output) => output switch
    {
        NodeOutput.Say(var message) => to < 2
            ? [new NodeInput.Heard((byte)(from + 1), message)]
            : [],
        NodeOutput.Acting or NodeOutput.Packet or NodeOutput.Accepted or NodeOutput.Transmitted =>
            to == 2 ? [new NodeInput.Seen(output)] : [],
    };
}
