using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>The laws of machines for the side that begins phase 1.</summary>
public sealed class PhaseOneInitiatorLaws() : MachineLaws<
    PhaseOneInitiator.Config, PhaseOneInitiator.State, PhaseOneInitiator.Input,
    PhaseOneInitiator.Output>(PhaseOneInitiator.Machine, Ikev1Samples.Initiators);

/// <summary>The laws of machines for the side that answers phase 1.</summary>
public sealed class PhaseOneResponderLaws() : MachineLaws<
    PhaseOneResponder.Config, PhaseOneResponder.State, PhaseOneResponder.Input,
    PhaseOneResponder.Output>(PhaseOneResponder.Machine, Ikev1Samples.Responders);

/// <summary>The laws of machines for the side that begins quick mode.</summary>
public sealed class QuickInitiatorLaws() : MachineLaws<
    QuickInitiator.Config, QuickInitiator.State, QuickInitiator.Input, QuickInitiator.Output>(
    QuickInitiator.Machine, Ikev1Samples.QuickInitiators);

/// <summary>The laws of machines for the side that answers quick mode.</summary>
public sealed class QuickResponderLaws() : MachineLaws<
    QuickResponder.Config, QuickResponder.State, QuickResponder.Input, QuickResponder.Output>(
    QuickResponder.Machine, Ikev1Samples.QuickResponders);

/// <summary>The laws of machines for the side that asks in a transaction.</summary>
public sealed class TransactionInitiatorLaws() : MachineLaws<
    TransactionInitiator.Config, TransactionInitiator.State, TransactionInitiator.Input,
    TransactionInitiator.Output>(
    TransactionInitiator.Machine, Ikev1Samples.TransactionInitiators);

/// <summary>The laws of machines for the side that answers in a transaction.</summary>
public sealed class TransactionResponderLaws() : MachineLaws<
    TransactionResponder.Config, TransactionResponder.State, TransactionResponder.Input,
    TransactionResponder.Output>(
    TransactionResponder.Machine, Ikev1Samples.TransactionResponders);

/// <summary>The laws of machines for the side that asks a user to log in.</summary>
public sealed class XauthEdgeLaws() : MachineLaws<
    XauthEdge.Config, XauthEdge.State, XauthEdge.Input, XauthEdge.Output>(
    XauthEdge.Machine, Ikev1Samples.XauthEdges);

/// <summary>The laws of machines for the side that logs in.</summary>
public sealed class XauthHostLaws() : MachineLaws<
    XauthHost.Config, XauthHost.State, XauthHost.Input, XauthHost.Output>(
    XauthHost.Machine, Ikev1Samples.XauthHosts);
