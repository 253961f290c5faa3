using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>carol and mars, who have a key in common.</summary>
internal static class HandshakeSamples
{
    public static readonly Octets Carol = Named("carol");
    public static readonly Octets Mars = Named("mars");
    public static readonly Octets Erin = Named("erin");

    public static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None, Esn: true);

    public static readonly Items<TrafficRange> AtCarol = [Range("10.3.0.0", "10.3.0.255")];
    public static readonly Items<TrafficRange> AtMars = [Range("10.1.0.0", "10.1.0.255")];

    public static readonly HandshakePeer ForCarol =
        new(Mars, [Child], [new(AtMars, AtCarol)]);

    public static readonly HandshakePeer ForMars =
        new(Carol, [Child], [new(AtCarol, AtMars)]);

    public static readonly HandshakeWish Wish =
        new(Carol, Mars, [Child], new(AtCarol, AtMars));

    /// <summary>With two additional key exchanges, with one, and without.</summary>
    public static readonly Items<IkeSuite> Added =
    [
        HandshakeSuites.Default[0] with
        {
            Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256],
        },
        HandshakeSuites.Default[1] with { Additional = [KeyExchangeMethod.MlKem512] },
        HandshakeSuites.Default[0],
    ];

    public static readonly IkeInitiator.Config[] Initiators =
    [
        Checked(new IkeInitiator.Settings { Eap = new() { OctetsMax = 1_020 } }),
        Checked(new IkeInitiator.Settings
        {
            RetryAfter = TimeSpan.FromTicks(1),
            RetryMax = TimeSpan.FromTicks(3),
            SendsMax = 2,
            ChangesMax = 1,
            FollowsRedirects = true,
            Eap = new() { OctetsMax = 1_020 },
        }),
        Checked(new IkeInitiator.Settings
        {
            Suites = Added,
            SendsMax = 2,
            Eap = new()
            {
                RoundsMax = 2, OctetsMax = 1_020, Within = TimeSpan.FromTicks(5),
                TakesKeyless = true,
            },
        }),
    ];

    public static readonly IkeResponder.Config[] Responders =
    [
        Checked(new IkeResponder.Settings()),
        Checked(new IkeResponder.Settings
        {
            HalfOpenFor = TimeSpan.FromTicks(3),
            IsChildlessTaken = true,
        }),
        Checked(new IkeResponder.Settings { Suites = Added }),
        Checked(new IkeResponder.Settings { Eap = new() { RoundsMax = 2, OctetsMax = 1_020 } }),
        Checked(new IkeResponder.Settings
        {
            Suites = Added,
            HalfOpenFor = TimeSpan.FromTicks(3),
            Eap = new()
            {
                OctetsMax = 1_020, Within = TimeSpan.FromTicks(9), TakesKeyless = true,
            },
        }),
    ];

    /// <summary>Credentials with a shared key.</summary>
    public static HandshakeCredentials Key(HandshakePeer peer, string key) =>
        new(peer) { Shared = new(Encoding.UTF8.GetBytes(key)) };

    public static TrafficRange Range(string first, string last) =>
        TrafficRange.Between(HostAddress.Parse(first), HostAddress.Parse(last));

    public static IkeInitiator.Config Checked(IkeInitiator.Settings settings) =>
        IkeInitiator.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static IkeResponder.Config Checked(IkeResponder.Settings settings) =>
        IkeResponder.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static Octets Named(string name) => new(new IdPayloadValue
    {
        IdType = IdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());
}
