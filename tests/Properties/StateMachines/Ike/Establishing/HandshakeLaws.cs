using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>The laws of machines for the side that answers.</summary>
public sealed class IkeResponderLaws() : MachineLaws<
    IkeResponder.Config, IkeResponder.State, IkeResponder.Input, IkeResponder.Output>(
    IkeResponder.Machine, HandshakeSamples.Responders);

/// <summary>The laws of machines for the side that begins.</summary>
public sealed class IkeInitiatorLaws() : MachineLaws<
    IkeInitiator.Config, IkeInitiator.State, IkeInitiator.Input, IkeInitiator.Output>(
    IkeInitiator.Machine, HandshakeSamples.Initiators);
