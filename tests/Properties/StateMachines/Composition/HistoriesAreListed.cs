using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>What members do, report, measure and foretell in each history of the situations, and in
/// some that were drawn once.</summary>
public sealed class HistoriesAreListed
{
    [Fact]
    public void Silence_over_IKEv2_is_what_is_listed() => Known("silence-over-ikev2");

    [Fact]
    public void Silence_over_IKEv1_is_what_is_listed() => Known("silence-over-ikev1");

    [Fact]
    public void IKEv1_without_dpd_is_what_is_listed() => Known("ikev1-without-dpd");

    [Fact]
    public void Client_goes_is_what_is_listed() => Known("client-goes");

    [Fact]
    public void Token_without_room_is_what_is_listed() => Known("token-without-room");

    [Fact]
    public void Client_gone_without_room_is_what_is_listed() => Known("client-gone-without-room");

    [Fact]
    public void Request_without_room_is_what_is_listed() => Known("request-without-room");

    [Fact]
    public void Dead_peer_without_room_is_what_is_listed() => Known("dead-peer-without-room");

    [Fact]
    public void Drain_and_return_is_what_is_listed() => Known("drain-and-return");

    [Fact]
    public void Lost_vote_is_what_is_listed() => Known("lost-vote");

    [Fact]
    public void Stale_takeover_is_what_is_listed() => Known("stale-takeover");

    [Fact]
    public void Synced_takeover_and_return_is_what_is_listed() =>
        Known("synced-takeover-and-return");

    [Fact]
    public void Two_reigns_is_what_is_listed() => Known("two-reigns");

    [Fact]
    public void Long_sleep_is_what_is_listed() => Known("long-sleep");

    [Fact]
    public void Side_disabled_is_what_is_listed() => Known("side-disabled");

    [Fact]
    public void Drain_behind_a_cut_is_what_is_listed() => Known("drain-behind-a-cut");

    [Fact]
    public void Access_links_is_what_is_listed() => Known("access-links");

    [Fact]
    public void Request_never_answered_is_what_is_listed() => Known("request-never-answered");

    [Fact]
    public void Made_anew_is_what_is_listed() => Known("made-anew");

    [Fact]
    public void A_registration_is_what_is_listed() => Known("registration");

    [Fact]
    public void Shortcuts_of_a_spoke_are_what_is_listed() => Known("shortcuts");

    [Fact]
    public void Drawn_faults_under_the_default_are_what_is_listed() =>
        Drawn(1, self => ClusterSettings.Of(self));

    [Fact]
    public void Drawn_faults_of_members_with_every_machine_are_what_is_listed() =>
        Drawn(2, ClusterSettings.WithAll);

    [Fact]
    public void Drawn_faults_under_safety_first_are_what_is_listed() =>
        Drawn(3, self => With(self, one => one with { Solo = SoloPolicy.SafetyFirst }));

    [Fact]
    public void Drawn_faults_under_a_strict_replay_policy_are_what_is_listed() =>
        Drawn(4, self => With(self, one => one with { Replay = ReplayPolicy.Strict }));

    [Fact]
    public void Drawn_faults_under_a_bounded_replay_policy_are_what_is_listed() =>
        Drawn(5, self => With(self, one => one with { Replay = ReplayPolicy.Bounded }));

    [Fact]
    public void Drawn_faults_where_facts_wait_for_no_standby_are_what_is_listed() =>
        Drawn(6, self => With(self, one => one with { OpenMax = 2 }));

    private static void Known(string name) => HistoryList.Holds(
        name, ClusterSituations.Histories().Single(one => one.Name == name).Play);

    private static ClusterMemberConfig.Settings With(
        byte self, Func<SaReplication.Settings, SaReplication.Settings> change) =>
        ClusterSettings.WithAll(self) with
        {
            Replication = change(ClusterSettings.WithAll(self).Replication),
        };

    private static void Drawn(int seed, Func<byte, ClusterMemberConfig.Settings> settings) =>
        HistoryList.Holds($"drawn-{seed}", look =>
        {
            var choices = new Choices(Choices.FromSeed(seed, 1_000));
            var world = new ClusterWorld(settings);
            world.OnStep = (host, before, input) => look(world, host, before, input);
            world.Start(0).Start(1);
            world.Run(20);
            world.Establish(0);
            world.Run(1);
            for (var act = 0; act < 150; act++)
            {
                TwoMembers.Act(world, choices.Below(1 << 16));
            }
        });
}
