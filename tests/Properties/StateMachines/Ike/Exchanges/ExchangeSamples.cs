using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>carol and mars, between whom an IKE SA stands.</summary>
internal static class ExchangeSamples
{
    public static readonly IkeExchanges.Config[] Configs =
    [
        Checked(new()),
        Checked(new()
        {
            ChildrenMax = 2,
            WaitingMax = 2,
            HeldMax = 2,
            RetryAfter = TimeSpan.FromTicks(2),
            RetriesMax = 1,
            LingerFor = TimeSpan.FromTicks(3),
        }),
        Checked(new()
        {
            Suites =
            [
                HandshakeSuites.Default[0] with
                {
                    Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384],
                },
            ],
            PendingMax = 2,
            PendingFor = TimeSpan.FromTicks(4),
        }),
    ];

    /// <summary>The IKE SA of both.</summary>
    public static readonly IkeSaId Id = new(new(0xca), new(0x3a));

    public static IkeExchanges.Config Checked(IkeExchanges.Settings settings) =>
        IkeExchanges.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>The IKE SA as one side has it.</summary>
    public static StandingIke Ike(
        IkeRole role, KeyHandle keys, Items<ChildSuite> suites, IkeSuite? suite = null) => new(
            Id, role, suite ?? HandshakeSuites.Default[0], keys,
            role == IkeRole.Initiator
                ? HandshakeSamples.ForMars with { Suites = suites }
                : HandshakeSamples.ForCarol with { Suites = suites });

    /// <summary>Its first CHILD SA as one side has it.</summary>
    public static StandingChild Child(IkeRole role, KeyHandle keys) => new(
        role == IkeRole.Initiator
            ? new(
                new(0x1ca), new(0x13a), HandshakeSamples.Child,
                new(HandshakeSamples.AtCarol, HandshakeSamples.AtMars), IsTransport: false, keys)
            : new(
                new(0x13a), new(0x1ca), HandshakeSamples.Child,
                new(HandshakeSamples.AtMars, HandshakeSamples.AtCarol), IsTransport: false, keys)
            {
                Role = IkeRole.Responder,
            });
}
