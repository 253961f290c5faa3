using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>carol and mars, who have a key in common and speak IKEv1.</summary>
internal static class Ikev1Samples
{
    public static readonly Octets Carol = Named("carol");
    public static readonly Octets Mars = Named("mars");
    public static readonly TrafficRange AtCarol = Range("10.3.0.0", "10.3.0.255");
    public static readonly TrafficRange AtMars = Range("10.1.0.0", "10.1.0.255");

    public static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    /// <summary>The usual suites, each with signatures and without.</summary>
    public static Items<IsakmpSuite> Signing =>
    [
        .. IsakmpSuiteChoices.Default.SelectMany(suite => (IsakmpSuite[])
        [
            suite with { Authentication = PhaseOneAuthMethod.RsaSignatures }, suite,
        ]),
    ];

    private static readonly IsakmpRetries Short = new()
    {
        After = TimeSpan.FromTicks(1),
        Max = TimeSpan.FromTicks(3),
        SendsMax = 2,
    };

    public static readonly PhaseOneInitiator.Config[] Initiators =
    [
        Checked(new PhaseOneInitiator.Settings()),
        Checked(new PhaseOneInitiator.Settings { Retries = Short, Life = default }),
        Checked(new PhaseOneInitiator.Settings { Suites = Signing, Retries = Short }),
    ];

    public static readonly PhaseOneResponder.Config[] Responders =
    [
        Checked(new PhaseOneResponder.Settings { TakesAggressive = true }),
        Checked(new PhaseOneResponder.Settings
        {
            Retries = Short,
            HalfOpenFor = TimeSpan.FromTicks(3),
            TakesAggressive = true,
            Life = new(3_600, 1_000),
        }),
        Checked(new PhaseOneResponder.Settings()),
        Checked(new PhaseOneResponder.Settings
        {
            Suites = Signing,
            TakesAggressive = true,
            HalfOpenFor = TimeSpan.FromTicks(3),
            Authorities = [Octets.FromHex("3000")],
        }),
    ];

    public static readonly QuickInitiator.Config[] QuickInitiators =
    [
        Checked(new QuickInitiator.Settings()),
        Checked(new QuickInitiator.Settings { Retries = Short }),
    ];

    public static readonly QuickResponder.Config[] QuickResponders =
    [
        Checked(new QuickResponder.Settings()),
        Checked(new QuickResponder.Settings { Retries = Short }),
    ];

    public static readonly TransactionInitiator.Config[] TransactionInitiators =
    [
        Checked(new TransactionInitiator.Settings()),
        Checked(new TransactionInitiator.Settings { Retries = Short }),
    ];

    public static readonly TransactionResponder.Config[] TransactionResponders =
    [
        Checked(new TransactionResponder.Settings()),
        Checked(new TransactionResponder.Settings { DecidedWithin = TimeSpan.FromTicks(2) }),
    ];

    public static readonly XauthEdge.Config[] XauthEdges =
    [
        Checked(new XauthEdge.Settings()),
        Checked(new XauthEdge.Settings
        {
            RequestsMax = 1,
            JudgedWithin = TimeSpan.FromTicks(2),
        }),
    ];

    public static readonly XauthHost.Config[] XauthHosts =
    [
        Checked(new XauthHost.Settings { AskedWithin = TimeSpan.FromMinutes(30) }),
        Checked(new XauthHost.Settings { AskedWithin = TimeSpan.FromTicks(2) }),
    ];

    /// <summary>A suite of phase 1.</summary>
    public static IsakmpSuite Suite(
        EncryptionSpec cipher, PhaseOneHash hash, KeyExchangeMethod group) => new(
            cipher, hash,
            PrfSpec.Find(hash.Value switch
            {
                1 => PseudorandomFunction.HmacMd5,
                2 => PseudorandomFunction.HmacSha1,
                4 => PseudorandomFunction.HmacSha256,
                5 => PseudorandomFunction.HmacSha384,
                _ => PseudorandomFunction.HmacSha512,
            })!,
            PhaseOneAuthMethod.PreSharedKey, group);

    /// <summary>Credentials with a shared key.</summary>
    public static PhaseOneCredentials Key(Octets ours, Octets? wanted, string key) =>
        new(new(ours, wanted), new(Encoding.UTF8.GetBytes(key)));

    public static TrafficRange Range(string first, string last) =>
        TrafficRange.Between(HostAddress.Parse(first), HostAddress.Parse(last));

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

    public static QuickResponder.Config Checked(QuickResponder.Settings settings) =>
        QuickResponder.Config.TryCreate(settings, out var config, out var error)
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

    private static Octets Named(string name) => new(new IsakmpIdPayloadValue
    {
        IdType = IsakmpIdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());
}
