using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>The laws of machines for a member as a whole, from its start on.</summary>
public sealed class CompositionLaws()
    : MachineLaws<ClusterMemberConfig, State, Input, Output>(
        ClusterMember.Machine, Reigning.Configs);

/// <summary>The same from where it reigns over an IKE SA, alone or with a synced standby.</summary>
public sealed class CompositionLawsInAReign()
    : MachineLaws<ClusterMemberConfig, State, Input, Output>(
        ClusterMember.Machine with { Initial = Reigning.From }, Reigning.Configs);

/// <summary>A member that has come to reign by its own letters.</summary>
internal static class Reigning
{
    public static readonly ClusterMemberConfig[] Configs =
    [
        ClusterSettings.Started(ClusterSettings.Of(1), 9, 1, Epoch.None),
        ClusterSettings.Started(ClusterSettings.Of(2), 9, 3, new(4, 1)),
        ClusterSettings.Started(
            ClusterSettings.Of(1) with
            {
                Replication = ClusterSettings.Of(1).Replication with
                {
                    Solo = SoloPolicy.SafetyFirst,
                    OpenMax = 2,
                    TailMax = 3,
                },
                PrefixesMax = 1,
                Drain = new() { RedirectsPeers = true },
                Routes = new()
                {
                    StaticVia = new(null, 7),
                    DrainFor = TimeSpan.FromSeconds(2),
                },
            },
            9, 1, Epoch.None),
        ClusterSettings.Started(ClusterSettings.WithAll(1), 9, 1, Epoch.None),
    ];

    /// <summary>Letters that make and end shortcuts.</summary>
    public static readonly string[] Shortcuts =
    [
        "the hub tells of a shorter way", "the far end is resolved",
        "the hub tells of a shorter way", "the far end is resolved",
        "an inner packet to a far end", "the far end purges", "propose a CHILD SA",
        "propose its end", "propose a CHILD SA", "vote lost",
    ];

    /// <summary>Letters that ask for tokens.</summary>
    public static readonly string[] Tokens =
    [
        "a secret is made", "a request of a lost SA", "asked again",
        "asked again, half-open meanwhile", "asked while the others are off",
        "acknowledged, the same",
    ];

    /// <summary>A member in a reign, and of its letters only these.</summary>
    public static Machine<ClusterMemberConfig, State, Input, Output> Over(
        Machine<ClusterMemberConfig, State, Input, Output> machine, string[] letters) =>
        machine with
        {
            Initial = From,
            Alphabet =
            [
                .. letters.Select(name =>
                    machine.Alphabet.Single(letter => letter.Name == name)),
            ],
        };

    public static State From(ClusterMemberConfig config, Instant now)
    {
        var machine = ClusterMember.Machine;
        var at = now - TimeSpan.FromMinutes(1);
        var state = machine.Initial(config, at);
        Say("access link up", "Front a: enable", "Back a: enable");
        PassUntil(() => state.Replication.Role is SaReplication.Role.Promoting);
        Say("persisted");
        PassUntil(() => state.IsOpen);
        Say(
            config.NhrpServer is null
                ? "propose an IKE SA"
                : "propose an IKE SA of a client that follows",
            "propose a CHILD SA", "acknowledged, a new spell",
            "propose a request", "sealed");
        return machine.Rebase(state, now - at);

        void Say(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                Do(machine.Alphabet.Single(letter => letter.Name == name).Make(config, state));
            }
        }

        void PassUntil(Func<bool> isThere)
        {
            for (var ticks = 0; ticks < 100 && !isThere(); ticks++)
            {
                at = Instant.Latest(at, machine.Deadline(config, state) ?? at);
                Do(machine.Tick);
            }
        }

        void Do(Input input) => state = machine.Step(config, state, at, input).State;
    }
}

/// <summary>The way leads where it says.</summary>
public sealed class TheWayToAReign
{
    [Fact]
    public void It_ends_in_a_reign_over_an_IKE_SA_with_a_route() => Assert.All(
        Reigning.Configs.Take(2),
        config =>
        {
            var state = Reigning.From(config, Instant.Zero);
            Assert.True(state.IsOpen, ClusterMember.PhaseOf(state));
            Assert.Single(state.Sas);
            Assert.Single(state.Routes.Routes);
        });
}
