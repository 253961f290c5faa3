using Holdfast.StateMachines.Liveness;

namespace Holdfast.Tests.Properties.StateMachines.Liveness;

/// <summary>The laws of machines for liveness checks.</summary>
public sealed class LivenessCheckLaws() : MachineLaws<
    LivenessCheck.Config, LivenessCheck.State,
    LivenessCheck.Input, LivenessCheck.Output>(
    LivenessCheck.Machine, LivenessRuns.Configs);
