using Holdfast.StateMachines.Dpd;

namespace Holdfast.Tests.Properties.StateMachines.Dpd;

/// <summary>The laws of machines for dead peer detection.</summary>
public sealed class DeadPeerDetectionLaws() : MachineLaws<
    DeadPeerDetection.Config, DeadPeerDetection.State,
    DeadPeerDetection.Input, DeadPeerDetection.Output>(
    DeadPeerDetection.Machine, DpdRuns.Configs);
