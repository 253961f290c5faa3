using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>The laws of machines for message IDs.</summary>
public sealed class MessageIdsLaws() : MachineLaws<
    MessageIds.Config, MessageIds.State, MessageIds.Input, MessageIds.Output>(
    MessageIds.Machine, MessageIdRuns.Configs);
