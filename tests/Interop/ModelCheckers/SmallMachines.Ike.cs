using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using IkeSuite = Holdfast.Protocol.Cryptography.IkeSuite;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Interop.ModelCheckers;

internal static partial class SmallMachines
{
    /// <summary>Those of every machine, the first one with ML-KEM behind it.</summary>
    private static Items<IkeSuite> Suites =>
    [
        HandshakeSuites.Default[0] with { Additional = [KeyExchangeMethod.MlKem768] },
        .. HandshakeSuites.Default.Skip(1),
    ];

    /// <summary>IKEv2.</summary>
    private static IEnumerable<SmallMachine> OfIke() =>
    [
        Of(
            IkeInitiator.Machine, IkeInitiator.Config.TryCreate,
            new IkeInitiator.Settings
            {
                Suites = Suites,
                RetryAfter = Unit,
                RetryMax = 2 * Unit,
                SendsMax = 2,
                ChangesMax = 1,
                FollowsRedirects = true,
                Eap = new() { RoundsMax = 1, OctetsMax = 1_020, Within = 3 * Unit },
            },
            Unit),
        Of(
            IkeResponder.Machine, IkeResponder.Config.TryCreate,
            new IkeResponder.Settings
            {
                Suites = Suites,
                HalfOpenFor = 3 * Unit,
                Eap = new() { RoundsMax = 1, OctetsMax = 1_020, Within = 3 * Unit },
            },
            Unit),
        Of(
            MessageIds.Machine, MessageIds.Config.TryCreate,
            new MessageIds.Settings
            {
                Window = 2,
                OpenMax = 2,
                RetryAfter = Unit,
                RetryMax = Unit,
                SendsMax = 2,
                RekeyAt = uint.MaxValue - 2,
                ComplainEvery = Unit,
            },
            Unit),
        Of(
            MessageIdSync.Machine, MessageIdSync.Config.TryCreate,
            new MessageIdSync.Settings
            {
                RetryAfter = 2 * Unit,
                BackoffPercent = 100,
                SendsMax = 2,
                WhenUnfit = MessageIdSync.Unfit.Rekey,
            },
            Unit),
    ];
}
