using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>
/// Two composed members, front and back, with replication and injected routes, and one peer behind
/// one CHILD SA: crashes, starts and cuts of each segment; what is said is heard at once.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed partial record StatefulPairScenario(string Name)
{
    /// <summary>What comes first when members do not hear each other.</summary>
    public SoloPolicy Solo { get; init; } = SoloPolicy.AvailabilityFirst;

    /// <summary>How often a member may crash; it may start again at any time.</summary>
    public int Crashes { get; init; }

    /// <summary>How often a segment may be cut; it may be joined again at any time.</summary>
    public int Cuts { get; init; }

    /// <summary>How often alice is told to leave, or to stay.</summary>
    public int Drains { get; init; }

    /// <summary>How often a member asks the peer something.</summary>
    public int Requests { get; init; }

    /// <summary>How many packets a member sends in a reign; somebody at the peer looks at them.
    /// </summary>
    public uint Packets { get; init; }

    /// <summary>How many packets the peer has sent; each arrives whenever, as often as it likes.
    /// </summary>
    public uint Inbound { get; init; }

    /// <summary>Whether peers are redirected when a member leaves, RFC 5685 §5.</summary>
    public bool Redirects { get; init; }

    /// <summary>Whether traffic tells its last numbers before a member leaves.</summary>
    public bool Settles { get; init; }

    /// <summary>The machines that members are composed of.</summary>
    public ClusterMember.Machines Machines { get; init; } = ClusterMember.Machines.Shipped;

    /// <summary>How the members are wrong.</summary>
    public PairFlaw Flaw { get; init; }

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private bool IsFenced => Solo == SoloPolicy.SafetyFirst;

    private bool IsWatched => Packets > 0 || Inbound > 0;

    /// <summary>The model: it begins where alice is active, and moon is synced.</summary>
    public WorldModel<PairConfig, PairState, PairInput, PairWord> Model()
    {
        var configs = Prepared();
        return new(Name)
        {
            Machine = PairNode.Machine,
            Members =
            [
                new("alice", configs[0]), new("moon", configs[1]),
                .. IsWatched ? [new("peer", Watching(configs))] : Nobody,
            ],
            Hear = static (_, to, word) => Heard(to, word),
            Ticks =
            [
                new PairInput.Take(new Input.Tick()),
                new PairInput.Take(new Input.Tick(
                    ClusterMember.Part.FirstHop, HsrpPair.Side.Front)),
                new PairInput.Take(new Input.Tick(
                    ClusterMember.Part.FirstHop, HsrpPair.Side.Back)),
                new PairInput.Take(new Input.Tick(ClusterMember.Part.Replication)),
            ],
            TickMayDiffer = PairNode.TickMayDiffer,
            Unit = Unit,
            Counters = PairCounters.All,
            Share = PairNode.Share,
            Faults = Alphabet(),
            Label = LabelOf,
            Invariants = [
                .. Invariants(Drains > 0), .. IsWatched ? OfPackets : [],
                .. Settles && IsWatched ? Heirs : [],
            ],
            Tracks = PairTracks.Of,
            Gauges =
            [
                HsrpTracks.Serving<PairState>(
                    "open members", "members that pass traffic at once",
                    static label => (label & Open) != 0),
            ],
            Goals =
            [
                new("I10", "in the end one member carries the traffic, and the other is synced",
                    static (in Look<PairState> look) => IsSettled(look))
                {
                    Stays = true,
                },
            ],
            NameOfInput = NameOf,
            NameOfOutput = static word => word.Said is { } said
                ? $"{word.Over}: {NameOf(new PairInput.Take(said))}"
                : $"peer: {NameOf(new PairInput.Seen(word.Deed!))}",
        };
    }

    private ClusterMemberConfig.Settings SettingsOf(byte self) => new()
    {
        Cluster = "mars",
        Self = self,
        Members =
        [
            new() { Number = 1, Name = "alice", Gateway = HostAddress.Parse("192.0.2.1") },
            new() { Number = 2, Name = "moon", Gateway = HostAddress.Parse("192.0.2.2") },
        ],
        Hsrp = new(Group(self, "192.0.2."), Group(self, "10.1.0.")),
        Links = new() { TrackedAs = "uplink", HoldDown = TimeSpan.Zero, StableAfter = Unit },
        Replication = new()
        {
            Solo = Solo,
            Heartbeat = Unit,
            SilentAfter = 2 * Unit,
            DetectWithin = 3 * Unit,
            SyncedFor = 8 * Unit,
            DriftPpm = 0,
            HoldTime = 3 * Unit,
            StaleFor = 9 * Unit,
            GatherFor = Unit,
            PacketsPerSecondMax = 1,
            LeaseBlock = 2,
            FloorBlock = 2,
            DigestEvery = 1,
            OpenMax = 8,
            TailMax = 8,
        },
        Liveness = new() { Mode = Holdfast.StateMachines.Liveness.LivenessCheck.Mode.OnDemand },
        Routes = new() { StaticVia = new(null, 7) },
        Drain = new()
        {
            RedirectsPeers = Redirects,
            SettlesTraffic = Settles,
            FinishWithin = 2 * Unit,
            PushWithin = 2 * Unit,
            YieldWithin = 4 * Unit,
        },
        Redirection = new() { DeleteAfter = Unit },
    };

    private static HsrpGroup.Settings Group(byte self, string network) => new()
    {
        Address = HostAddress.Parse($"{network}{self}"),
        VirtualAddress = HostAddress.Parse($"{network}254"),
        HelloTime = Unit,
        HoldTime = 3 * Unit,
        JitterPercent = 0,
        Preempt = true,
        PreemptWhenSynced = true,
        Priority = self == 1 ? 110 : 100,
        Links = [new("uplink", 20)],
    };

    private FaultAlphabet<PairInput, PairWord> Alphabet() => new()
    {
        Budgets =
        [
            new("crash", Crashes), new("cut", Cuts), new("drain", Drains),
            new("request", Requests),
        ],
        Gone = IsWatched ? [1, 2, 0] : [1, 2],
        Disturbing = CutOf(PairSegment.Front) | CutOf(PairSegment.Back) | CutOf(PairSegment.Sync)
            | MayRun(0) | MayRun(1),
        Blocks = static (_, _, word) => word.Said is null ? 0 : CutOf(word.Over),
        Rules =
        [
            .. Life(0, "alice"), .. Life(1, "moon"),
            .. IsFenced ? [Fence(0, "alice", "moon"), Fence(1, "moon", "alice")] : NoFences,
            .. Enum.GetValues<PairSegment>()
                .Where(segment => segment == PairSegment.Sync || Drains == 0)
                .SelectMany(Cutting),
            .. Drains > 0 ? Draining() : [],
            .. Requests > 0 ? Asking(0, "alice").Concat(Asking(1, "moon")) : [],
            .. Traffic(0, "alice"), .. Traffic(1, "moon"),
        ],
    };

    private static ulong CutOf(PairSegment segment) => 16ul << (int)segment;

    private static Items<FaultRule<PairInput>> NoFences => [];

    private static ulong Gone(int member) => 1ul << member;

    // Where nobody takes over before it is certain, it is to be told that a member is off.
    private static ulong MayRun(int member) => 4ul << member;

    private IEnumerable<FaultRule<PairInput>> Life(int member, string name)
    {
        yield return new($"{name} crashes")
        {
            Budget = 0,
            Forbids = Gone(member),
            Sets = Gone(member) | (IsFenced ? MayRun(member) : 0),
            Effects = [new FaultEffect<PairInput>.Take(member, new PairInput.Crash())],
        };
        var starts = new FaultRule<PairInput>($"{name} starts")
        {
            Needs = Gone(member),
            Clears = Gone(member) | (IsFenced ? MayRun(member) : 0),
            Effects =
            [
                new FaultEffect<PairInput>.Take(member, new PairInput.Start()),
                .. Connecting(),
            ],
        };
        yield return IsFenced ? starts with { Forbids = Gone(1 - member) } : starts;
        if (IsFenced)
        {
            // Whoever starts anew has not been told.
            yield return starts with
            {
                Needs = Gone(member) | Gone(1 - member),
                Sets = MayRun(1 - member),
            };
        }
    }

    private static FaultRule<PairInput> Fence(int member, string name, string other) =>
        new($"{other} is told that {name} is off")
        {
            Needs = Gone(member) | MayRun(member),
            Forbids = Gone(1 - member),
            Clears = MayRun(member),
            Effects =
            [
                new FaultEffect<PairInput>.Take(
                    1 - member, new PairInput.Fenced((byte)(member + 1))),
            ],
        };

    private IEnumerable<FaultRule<PairInput>> Cutting(PairSegment segment)
    {
        var name = segment.ToString().ToLowerInvariant();
        yield return new($"cut {name}")
        {
            Budget = 1,
            Forbids = CutOf(segment),
            Sets = CutOf(segment),
            Effects = Seeing(segment, isCut: true),
        };
        yield return new($"join {name}")
        {
            Needs = CutOf(segment),
            Clears = CutOf(segment),
            Effects =
            [
                .. Seeing(segment, isCut: false),
                .. segment == PairSegment.Sync ? Connecting() : [],
            ],
        };
    }

    // Where one of the two does not run, or the channel is cut, there is no connection.
    private static IEnumerable<FaultEffect<PairInput>> Connecting() =>
        new[] { 0, 1 }.Select(member => new FaultEffect<PairInput>.Take(
            member,
            new PairInput.Take(new Input.AtReplication(
                new SaReplication.Input.Connected((byte)(2 - member)))),
            3 | CutOf(PairSegment.Sync)));
}
