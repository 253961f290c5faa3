using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// What the explorer finds beside one trace for each canary happens with real octets as well: under
/// SafetyFirst, where a fence says that a member is off, behind partitions, and where messages are
/// late. What does not is on the page, with the reason.
/// </summary>
public sealed class PlayedFindings
{
    private const string Stream =
        "in a connection of the sync channel nothing is lost or comes twice, and with the "
            + "connection goes all that is under way";

    /// <summary>Findings that no run of the simulator has, and why.</summary>
    internal static SortedDictionary<string, string> NotPlayed { get; } =
        new(StringComparer.Ordinal)
        {
            ["AckIsForNext, lost behind a lease"] = Stream,
            ["DoubledFactIsNext, doubled"] = Stream,
            ["FloorNotAwaited, lost"] = Stream,
            ["LeaseNotAwaited, lost"] = Stream,
            ["LostFactIsNothing, lost"] = Stream,
            ["SentBeforeReplicated, lost, requests"] = Stream,
            ["BFD whose packets need a whole interval"] =
                "two ends chase each other where they speak at the same instants; the intervals "
                    + "of the simulator are drawn, RFC 5880 §6.8.7",
            ["another replay policy than is set, stores"] =
                "the first hop waits for nobody who starts anew: another member is active by then",
        };

    /// <summary>Canaries where nobody takes over before it is certain that the other one is off.
    /// </summary>
    [Theory]
    [InlineData("FloorNotAwaited", "channel", true)]
    [InlineData("LeaseNotAwaited", "channel", true)]
    [InlineData("SentBeforeReplicated", "channel", true)]
    [InlineData("MessageIdsAnew", "requests", false)]
    [InlineData("NumberComesRound", "numbers", false)]
    public void What_is_found_where_safety_comes_first_happens_behind_a_fence(
        string name, string world, bool isLate)
    {
        var played = Happens(
            $"replication-safety-first-{world}",
            Rfc6027_3_Replication.FindUnder(SoloPolicy.SafetyFirst, name), name, isLate);
        Assert.Equal(SoloPolicy.SafetyFirst, played.Scenario.World.Policy.Solo);
        Assert.Contains(played.Scenario.Faults.Faults, one => one.Fault is Fault.Fence);
    }

    /// <summary>It is the fence that lets the other member take over, as in the trace.</summary>
    [Fact]
    public void Without_the_fence_nobody_takes_over_and_nothing_is_accepted_twice()
    {
        var found = Rfc6027_3_Replication.FindUnder(SoloPolicy.SafetyFirst, "FloorNotAwaited");
        var played = CounterexamplePlayer.TryOf(
            "replication-safety-first-channel", found.Trace,
            PlayedCanaries.Of("FloorNotAwaited")! with { IsLate = true }, out _)!;
        var faults = played.Scenario.Faults.Faults.Where(one => one.Fault is not Fault.Fence);
        var unfenced = played with
        {
            Scenario = played.Scenario with { Faults = new([.. faults]) },
        };
        Assert.DoesNotContain(found.Name, unfenced.Play().Broken);
    }

    [Theory]
    [InlineData("EpochRestoredFromSnapshot", "parted stores", SoloPolicy.AvailabilityFirst)]
    [InlineData("FloorNotAwaited", "parted stores, inbound", SoloPolicy.SafetyFirst)]
    [InlineData("MessageIdsAnew", "parted stores, requests", SoloPolicy.SafetyFirst)]
    public void What_is_found_behind_a_partition_happens_with_real_octets(
        string name, string world, SoloPolicy solo) => Happens(
        $"replication-{(solo == SoloPolicy.SafetyFirst ? "safety" : "availability")}-first-"
            + world.Replace(", ", "-", StringComparison.Ordinal)
                .Replace(' ', '-'),
        StoresBehindPartitions.Find(name, world, solo), name, isLate: false);

    [Theory]
    [InlineData("LeaseNotAwaited", "I1b")]
    [InlineData("FloorNotAwaited", "I3")]
    public void What_is_found_in_late_messages_happens_with_real_octets(
        string name, string finds) => Happens(
        "replication-availability-first-late-death",
        SyncMessagesUnderWay.Find(name, "late", finds), name, isLate: false);

    /// <summary>A trace of a world that has a policy of its own for replays is played under it.
    /// </summary>
    [Theory]
    [InlineData("stores", ReplayPolicy.Strict)]
    [InlineData("stores-bounded", ReplayPolicy.Bounded)]
    [InlineData("stores-peer-sync", ReplayPolicy.PeerSync)]
    [InlineData("stores-rekey-first", ReplayPolicy.RekeyFirst)]
    public void A_trace_is_played_under_the_policy_of_its_world(string name, ReplayPolicy replay)
    {
        var found = StoresBehindPartitions.Find(
            "FloorNotAwaited", "parted stores, inbound", SoloPolicy.SafetyFirst);
        foreach (var (first, solo) in new[]
        {
            ("safety", SoloPolicy.SafetyFirst), ("availability", SoloPolicy.AvailabilityFirst),
        })
        {
            var played = CounterexamplePlayer.TryOf(
                $"replication-{first}-first-{name}", found.Trace, shell: null, out _)!;
            var policy = played.Scenario.World.Policy;
            Assert.Equal((solo, replay), (policy.Solo, policy.Replay));
            Assert.Equal([], played.Play().Broken);
        }
    }

    private static PlayedTrace Happens(
        string scenario, Violation found, string canary, bool isLate)
    {
        var wrong = PlayedCanaries.Of(canary)!;
        wrong = wrong with { IsLate = wrong.IsLate || isLate };
        var played = CounterexamplePlayer.TryOf(scenario, found.Trace, wrong, out var why);
        Assert.True(played is not null, why);
        Assert.Contains(played.NameOf(found.Name), played.Play().Broken);
        Assert.Equal([], (played with { Shell = wrong.AsShipped() }).Play().Broken);
        return played;
    }
}
