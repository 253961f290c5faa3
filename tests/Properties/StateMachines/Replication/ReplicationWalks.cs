using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// What two members come to on fixed ways through acts and faults, value by value, as files in
/// Replication/Walks: a line for each phase of a member and each act, how often, and a checksum of
/// all that is so then. Searches say that nothing bad comes in any order; here stands what comes.
/// </summary>
public sealed class ReplicationWalks
{
    private const int Walks = 30;
    private const int Acts = 30;

    private static readonly Budget Plenty = new(
        Crashes: 3, Restarts: 3, Cuts: 3, Heals: 3, Losses: 4, Duplicates: 2, Delays: 2, Holds: 2,
        Sleeps: 2, Fences: 2, Moves: 6, Packets: 12, Inbound: 12, Requests: 6, Exchanges: 2,
        Ticks: 40);

    [Fact]
    public void Strict_members_that_go_on_alone_decide_what_is_listed() =>
        Hold("strict", SoloPolicy.AvailabilityFirst, ReplayPolicy.Strict);

    [Fact]
    public void Strict_members_that_want_a_fence_decide_what_is_listed() =>
        Hold("strict-fenced", SoloPolicy.SafetyFirst, ReplayPolicy.Strict);

    [Fact]
    public void Members_that_expose_some_packets_decide_what_is_listed() =>
        Hold("bounded", SoloPolicy.AvailabilityFirst, ReplayPolicy.Bounded);

    [Fact]
    public void Members_that_ask_the_peer_decide_what_is_listed() =>
        Hold("peer-sync", SoloPolicy.AvailabilityFirst, ReplayPolicy.PeerSync);

    [Fact]
    public void Members_that_rekey_first_decide_what_is_listed() =>
        Hold("rekey-first", SoloPolicy.SafetyFirst, ReplayPolicy.RekeyFirst);

    private static void Hold(string name, SoloPolicy solo, ReplayPolicy replay)
    {
        var steps = new Checksums();
        var shipped = ReplicationSearch.Shipped(settings => settings with
        {
            Solo = solo,
            Replay = replay,
            Exposed = 1,
            DigestEvery = 3,
        });
        for (var seed = 1; seed <= Walks; seed++)
        {
            var choices = new Choices(Choices.FromSeed(seed, Acts));
            var world = ReplicationSearch.Synced(shipped, Plenty);
            for (var act = 0; act < Acts; act++)
            {
                var acts = ReplicationActs.Of(shipped, world).ToList();
                if (acts.Count == 0)
                {
                    break;
                }

                var (what, make) = choices.Of(acts);
                world = make();
                foreach (var host in world.Members)
                {
                    var phase = host.State is { } state ? SaReplication.PhaseOf(state) : "down";
                    steps.Add(
                        $"{phase} {host.Boot.Member}: {what.Split(',')[0]}",
                        $"{host} {host.State}");
                }

                steps.Add(
                    "what is on its way",
                    $"{world.Ghost} {world.Held.Message?.Value} "
                    + string.Join(' ', world.To1.Concat(world.To2).Select(one => one.Value)));
            }
        }

        steps.Hold($"Replication/Walks/{name}.txt");
    }
}
