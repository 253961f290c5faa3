using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Interop.ModelCheckers;

internal static partial class SmallMachines
{
    private static IsakmpRetries Short => new()
    {
        After = Unit,
        Max = 2 * Unit,
        SendsMax = 2,
    };

    /// <summary>A suite with a pre-shared key, and the same with signatures.</summary>
    private static Items<IsakmpSuite> EitherMethod =>
    [
        IsakmpSuiteChoices.Default[0],
        IsakmpSuiteChoices.Default[0] with
        {
            Authentication = PhaseOneAuthMethod.RsaSignatures,
        },
    ];

    /// <summary>IKEv1.</summary>
    private static IEnumerable<SmallMachine> OfIkev1() =>
    [
        Of(
            PhaseOneInitiator.Machine, PhaseOneInitiator.Config.TryCreate,
            new PhaseOneInitiator.Settings { Retries = Short, Suites = EitherMethod }, Unit),
        Of(
            PhaseOneResponder.Machine, PhaseOneResponder.Config.TryCreate,
            new PhaseOneResponder.Settings
            {
                Retries = Short,
                Suites = EitherMethod,
                HalfOpenFor = 3 * Unit,
                TakesAggressive = true,
            },
            Unit),
        Of(
            QuickInitiator.Machine, QuickInitiator.Config.TryCreate,
            new QuickInitiator.Settings { Retries = Short }, Unit),
        Of(
            QuickResponder.Machine, QuickResponder.Config.TryCreate,
            new QuickResponder.Settings { Retries = Short }, Unit),
        Of(
            TransactionInitiator.Machine, TransactionInitiator.Config.TryCreate,
            new TransactionInitiator.Settings { Retries = Short }, Unit),
        Of(
            TransactionResponder.Machine, TransactionResponder.Config.TryCreate,
            new TransactionResponder.Settings { DecidedWithin = 2 * Unit }, Unit),
        Of(
            XauthEdge.Machine, XauthEdge.Config.TryCreate,
            new XauthEdge.Settings { RequestsMax = 2, JudgedWithin = 2 * Unit }, Unit),
        Of(
            XauthHost.Machine, XauthHost.Config.TryCreate,
            new XauthHost.Settings { AskedWithin = 2 * Unit }, Unit),
    ];
}
