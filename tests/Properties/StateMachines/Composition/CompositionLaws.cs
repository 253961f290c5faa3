using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>The laws of machines for a member as a whole.</summary>
public sealed class CompositionLaws()
    : MachineLaws<ClusterMemberConfig, State, Input, Output>(
        ClusterMember.Machine,
        ClusterSettings.Started(ClusterSettings.Of(1), 9, 1, Epoch.None),
        ClusterSettings.Started(ClusterSettings.Of(2), 9, 3, new(4, 1)),
        ClusterSettings.Started(
            ClusterSettings.Of(1) with
            {
                Replication = ClusterSettings.Of(1).Replication with
                {
                    Solo = SoloPolicy.SafetyFirst,
                    OpenMax = 1,
                    TailMax = 2,
                },
                PrefixesMax = 1,
                Drain = new() { RedirectsPeers = true },
                Routes = new()
                {
                    StaticVia = new(null, 7),
                    DrainFor = TimeSpan.FromSeconds(2),
                },
            },
            9, 1, Epoch.None));
