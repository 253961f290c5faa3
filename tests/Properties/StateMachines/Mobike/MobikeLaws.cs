using Holdfast.StateMachines.Mobike;

namespace Holdfast.Tests.Properties.StateMachines.Mobike;

/// <summary>The laws of machines for the side that chooses.</summary>
public sealed class MobikeInitiatorLaws() : MachineLaws<
    MobikeInitiator.Config, MobikeInitiator.State,
    MobikeInitiator.Input, MobikeInitiator.Output>(
    MobikeInitiator.Machine, MobikeRuns.Initiators);

/// <summary>The laws of machines for the side that follows.</summary>
public sealed class MobikeResponderLaws() : MachineLaws<
    MobikeResponder.Config, MobikeResponder.State,
    MobikeResponder.Input, MobikeResponder.Output>(
    MobikeResponder.Machine, MobikeRuns.Responders);
