using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>The laws of machines for the synchronisation of message IDs.</summary>
public sealed class MessageIdSyncLaws() : MachineLaws<
    MessageIdSync.Config, MessageIdSync.State, MessageIdSync.Input, MessageIdSync.Output>(
    MessageIdSync.Machine, Rfc6311_5_1_Synchronisation.Configs);
