using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>Configurations of machines of IKEv1.</summary>
internal static class Ikev1Cases
{
    public static readonly IsakmpRetries Short = new()
    {
        After = TimeSpan.FromTicks(1),
        Max = TimeSpan.FromTicks(2),
        SendsMax = 2,
    };

    /// <summary>A suite with a pre-shared key, and the same with signatures.</summary>
    public static Items<IsakmpSuite> EitherMethod { get; } =
    [
        IsakmpSuiteChoices.Default[0],
        IsakmpSuiteChoices.Default[0] with
        {
            Authentication = PhaseOneAuthMethod.RsaSignatures,
        },
    ];

    public static PhaseOneInitiator.Config Checked(PhaseOneInitiator.Settings settings) =>
        PhaseOneInitiator.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static PhaseOneResponder.Config Checked(PhaseOneResponder.Settings settings) =>
        PhaseOneResponder.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static QuickInitiator.Config Checked(QuickInitiator.Settings settings) =>
        QuickInitiator.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static TransactionInitiator.Config Checked(TransactionInitiator.Settings settings) =>
        TransactionInitiator.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static TransactionResponder.Config Checked(TransactionResponder.Settings settings) =>
        TransactionResponder.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static XauthEdge.Config Checked(XauthEdge.Settings settings) =>
        XauthEdge.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static XauthHost.Config Checked(XauthHost.Settings settings) =>
        XauthHost.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static QuickResponder.Config Checked(QuickResponder.Settings settings) =>
        QuickResponder.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
