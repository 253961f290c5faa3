using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>
/// One step of a whole member that reigns: its price must not grow with the IKE SAs that have
/// nothing to do with it.
/// </summary>
[MemoryDiagnoser]
public class ClusterMemberStepSuite
{
    private static readonly ClusterMember.Input Tick = new ClusterMember.Input.Tick();

    private ClusterMemberConfig _config = null!;
    private ClusterMember.State _reigning = null!;
    private ClusterMember.Input _heard = null!;
    private ClusterMember.Input _packet = null!;
    private Instant _now;
    private Instant _due;

    /// <summary>How many IKE SAs it reigns over.</summary>
    [Params(1, 1_000)]
    public int IkeSas { get; set; }

    /// <summary>Brings a member to reign.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _config = ClusterMemberConfig.Of(new()
        {
            Cluster = "mars",
            Self = 1,
            Members =
            [
                new() { Number = 1, Name = "alice" },
                new() { Number = 2, Name = "moon" },
            ],
            Hsrp = new(Group("192.0.2."), Group("10.1.0.")),
        }).Started(new(new(9), 1, Epoch.None, StoreCondition.Kept));
        var state = ClusterMember.Initial(_config, Instant.Zero);
        Say("access link up", "Front a: enable", "Back a: enable");
        PassUntil(() => state.Replication.Role is SaReplication.Role.Promoting);
        Say("persisted");
        PassUntil(() => state.IsOpen);
        for (var ike = 1; ike <= IkeSas; ike++)
        {
            var id = new IkeSaId(new(0x5000 + (ulong)ike), new(0x6000));
            Do(new ClusterMember.Input.AtReplication(new SaReplication.Input.Propose(
                (ulong)ike,
                [
                    new Change.IkeUp(new(
                        id, new(500 + (ulong)ike), new("carol"u8), default,
                        IkeTraits.MessageIdSync, 1, 1, 0, 0, [], [], 0, 0, [], default, default)),
                ],
                null, KeyHandle.None)));
            _heard = new ClusterMember.Input.AtLiveness(id, new LivenessCheck.Input.Heard());
        }

        if (!state.IsOpen || state.Sas.Count != IkeSas)
        {
            throw new InvalidOperationException(ClusterMember.PhaseOf(state));
        }

        _reigning = state;
        _packet = new ClusterMember.Input.Packet(new(0x0200_0001), null, 0);
        _due = ClusterMember.Deadline(_config, state)
            ?? throw new InvalidOperationException("nothing is ever due");

        void Say(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                Do(ClusterMember.Machine.Alphabet.Single(letter => letter.Name == name)
                    .Make(_config, state));
            }
        }

        void PassUntil(Func<bool> isThere)
        {
            for (var ticks = 0; ticks < 1_000 && !isThere(); ticks++)
            {
                _now = Instant.Latest(_now, ClusterMember.Deadline(_config, state) ?? _now);
                Do(Tick);
            }
        }

        void Do(ClusterMember.Input input) =>
            state = ClusterMember.Step(_config, state, _now, input).State;
    }

    /// <summary>When it is due next.</summary>
    [Benchmark]
    public Instant? Deadline() => ClusterMember.Deadline(_config, _reigning);

    /// <summary>The first machine that is due is served.</summary>
    [Benchmark]
    public ClusterMember.State DueTick() =>
        ClusterMember.Step(_config, _reigning, _due, Tick).State;

    /// <summary>A peer is heard.</summary>
    [Benchmark]
    public ClusterMember.State PeerHeard() =>
        ClusterMember.Step(_config, _reigning, _now, _heard).State;

    /// <summary>ESP of nobody.</summary>
    [Benchmark]
    public ClusterMember.State StrangePacket() =>
        ClusterMember.Step(_config, _reigning, _now, _packet).State;

    private static HsrpGroup.Settings Group(string network) => new()
    {
        Address = HostAddress.Parse($"{network}1"),
        VirtualAddress = HostAddress.Parse($"{network}254"),
        Preempt = true,
        PreemptWhenSynced = true,
        Priority = 110,
    };
}
