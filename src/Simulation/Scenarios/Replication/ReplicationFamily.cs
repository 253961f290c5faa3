using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// The scenarios of replication: each looks at one thing that members do, under both policies, with
/// the faults that can harm it.
/// </summary>
public static class ReplicationFamily
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Scenario> All =>
        from solo in Enum.GetValues<SoloPolicy>()
        from one in Of(solo)
        select one;

    private static IEnumerable<Scenario> Of(SoloPolicy solo)
    {
        var policy = solo == SoloPolicy.SafetyFirst ? "safety-first" : "availability-first";
        var world = new ReplicationScenario($"replication-{policy}")
        {
            Solo = solo,
            IdsTwiceMax = 1,
        };
        yield return Named(
            "outbound", "numbers and nonces of packets while members die and are cut off",
            world with { Packets = 2, Crashes = 1, Cuts = 1 });
        yield return Named(
            "stores", "the same where a member starts with its store, without it, or an older one",
            world with { Packets = 2, Crashes = 1, LosesStores = true });
        foreach (var one in Policies(world))
        {
            yield return Named(one.What, one.Says, one.World);
        }

        // All that both members may do is too much there: one of them dies in each.
        var starts = world with
        {
            Packets = 1,
            Crashes = 1,
            LosesStores = true,
            Delay = 0,
            IsReduced = true,
        };
        yield return Named(
            "stores-lossy", "packets where alice starts anew, store or not, and a message is lost",
            starts with
            {
                Losses = 1,
                Allows = static name => name != "moon crashes",
            }) with
        {
            IsLong = true,
        };
        yield return Named(
            "stores-doubled", "packets where moon starts anew, and a message comes twice",
            starts with
            {
                Doublings = 1,
                Allows = static name => name != "alice crashes",
            });
        yield return Named(
            "channel", "numbers and nonces while messages are under way, and one is lost",
            world with { Packets = 1, Crashes = 1, Losses = 1, Delay = 0 });
        yield return Named(
            "doubled", "the same while a message comes twice, and the first hop moves",
            world with { Packets = 1, Moves = 1, Doublings = 1, Delay = 0 });
        yield return Named(
            "inbound", "packets of the peer, which somebody records and sends again",
            world with { Inbound = 2, Crashes = 1, Cuts = 1 });
        yield return Named(
            "floors", "the same while floors are lowered as soon as they lie ahead",
            world with { Inbound = 2, Slackenings = 2, Crashes = 1 });
        yield return Named(
            "requests", "message IDs of requests that are open while members go",
            world with { Requests = 1, Crashes = 1, Cuts = 1 });
        var lossy = Named(
            "requests-lossy", "the same while a message is lost, and the first hop moves",
            world with { Requests = 1, Moves = 1, Losses = 1, Delay = 0, IsReduced = true });

        // Schedules of it have no crashes: beside lost and doubled messages they put so many under
        // way at once that what is left of them, one by one, takes minutes to tell.
        yield return lossy with
        {
            Faults =
            [
                .. lossy.Faults.Select(one => one with
                {
                    IsKept = one.IsKept || one.Name == "crash",
                }),
            ],
        };
        foreach (var one in Partitions(world))
        {
            yield return Named(one.What, one.Says, one.World) with
            {
                IsLong = one.World is { BeginsParted: true, Packets: > 0 },
            };
        }

        yield return Named(
            "numbers", "an SA whose sequence numbers come to their end",
            world with { Packets = 3, Crashes = 1, NumbersFrom = uint.MaxValue - 3 });
        yield return Named(
            "life", "an SA whose octets come to their end",
            world with { Packets = 2, Crashes = 1, Life = 3 });
        yield return Named(
            "tokens", "somebody asks members for the token of an SA; and the octets of IVs",
            world with
            {
                Packets = 1,
                Crashes = 1,
                Iv = PartitionedIvs.Sent,
                Believes = static known => known,
                Allows = static name => name != "alice is asked for a token",
            });
        yield return Named(
            "versions", "what a newer member told, through takeovers, lost stores and snapshots",
            world with { Packets = 1, Crashes = 1, LosesStores = true, TellsUnknown = true });
        yield return Named(
            "clocks", "clocks that drift: one runs ahead, and whoever goes on alone waits for that",
            world with { Packets = 1, Cuts = 1, Skews = 2 });
        yield return Named(
            "moves", "numbers and nonces while the first hop goes where it need not, store and all",
            world with { Packets = 1, Crashes = 1, Moves = 1, LosesStores = true }) with
        {
            IsLong = true,
        };
        yield return Named(
            "late-death", "packets while messages take up to a heartbeat, one is lost, alice dies",
            world with
            {
                Packets = 1,
                Crashes = 1,
                Losses = 1,
                Delay = 1,
                IsReduced = true,
                But = ReplicationScenario.Patient,
                Allows = static name => name != "moon crashes"
                    && !name.Contains("starts", StringComparison.Ordinal),
            });

        // Nobody sends a packet there.
        var late = world with
        {
            Delay = 1,
            IsReduced = true,
            But = static settings =>
                ReplicationScenario.Patient(settings) with { PacketsPerSecondMax = 0 },
        };
        yield return Named(
            "late-lossy", "messages that take up to a heartbeat, or are lost",
            late with { Losses = 1 });
        yield return Named(
            "late-moves", "messages that take up to a heartbeat, while the first hop moves",
            late with { Moves = 1 }) with
        {
            IsLong = true,
        };
        yield return Named(
            "late", "messages that take up to half a heartbeat, while a member crashes",
            late with
            {
                Crashes = 1,
                But = static settings =>
                    ReplicationScenario.Unhurried(settings) with { PacketsPerSecondMax = 0 },
            }) with
        {
            IsLong = true,
        };

        Scenario Named(string what, string says, ReplicationScenario one) => new(
            $"{one.Name}-{what}", says, BudgetsOf(one),
            faults => World.Of((one with
            {
                Name = $"{one.Name}-{what}",
                Crashes = faults["crash"],
                Cuts = faults["cut"],
                Moves = faults["move"],
                Losses = faults["loss"],
                Doublings = faults["doubling"],
                Skews = faults["skew"],
                Slackenings = faults["slackening"],
            }).Model()));
    }

    // What a takeover does about replays where a member starts anew, which may have been active.
    private static IEnumerable<(string What, string Says, ReplicationScenario World)> Policies(
        ReplicationScenario world)
    {
        var starts = world with { Inbound = 2, Crashes = 1, LosesStores = true };
        yield return (
            "stores-bounded", "packets of the peer where one starts anew and may leave one exposed",
            starts with { Replay = ReplayPolicy.Bounded });
        yield return (
            "stores-peer-sync", "the same where the peer skips numbers at a takeover",
            starts with { Replay = ReplayPolicy.PeerSync });
        yield return (
            "stores-rekey-first", "the same where a takeover rekeys the SA",
            starts with { Replay = ReplayPolicy.RekeyFirst });
    }

    // The first hop goes where it need not while members do not hear each other: where availability
    // comes first, two are active then.
    private static IEnumerable<(string What, string Says, ReplicationScenario World)> Partitions(
        ReplicationScenario world)
    {
        var parted = world with { Cuts = 1, Moves = 1 };
        yield return (
            "parted-outbound", "numbers and nonces where the first hop is at both sides of a cut",
            parted with { Packets = 1 });
        yield return (
            "parted-inbound", "packets of the peer there, which somebody sends again",
            parted with { Inbound = 1 });
        yield return (
            "parted-requests", "message IDs there", parted with { Requests = 1 });
        yield return (
            "parted-life", "the octets of an SA there, which come to their end",
            parted with { Packets = 3, Life = 3 });

        // It is past the cut already when the first fault happens: all of both are too many states.
        var behind = world with
        {
            BeginsParted = true,
            Crashes = 1,
            LosesStores = true,
            IsReduced = true,
        };
        yield return (
            "parted-stores", "nonces of a member that was one of two and starts anew, store or not",
            behind with
            {
                Packets = 1,
                Moves = 1,
                Allows = static name => name is not "alice crashes" and not "alice sends a packet",
            });
        yield return (
            "parted-stores-inbound", "packets of the peer where one of two starts anew",
            behind with { Inbound = 1 });
        yield return (
            "parted-stores-requests", "message IDs where one of two starts anew",
            behind with { Requests = 1 });
    }

    private static Codec.Items<Budget> BudgetsOf(ReplicationScenario one) =>
    [
        new("crash", one.Crashes), new("cut", one.Cuts), new("move", one.Moves),
        new("loss", one.Losses), new("doubling", one.Doublings),

        // By how much clocks drift apart is what the settings promise, not what befalls anybody.
        new("skew", one.Skews) { IsKept = true }, new("slackening", one.Slackenings),
    ];
}
