using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;

namespace Holdfast.Tests.Interop.ModelCheckers;

internal static partial class SmallMachines
{
    /// <summary>What members of a cluster owe to each other.</summary>
    private static IEnumerable<SmallMachine> OfMembers() =>
    [
        Of(
            AsymmetricTraffic.Machine, AsymmetricTraffic.Config.TryCreate,
            new AsymmetricTraffic.Settings
            {
                ForeignSa = AsymmetricTraffic.Policy.Accept,
                HopsMax = 2,
                ForwardsPerSecond = 10_000_000,
                Burst = 2,
            },
            Unit),
        Of(
            PacedWork.Machine, PacedWork.Config.TryCreate,
            new PacedWork.Settings { PerSecond = 1, Burst = 1, AtOnceMax = 1, TriesMax = 2 },
            Second),
        Of(
            MemberDrain.Machine, MemberDrain.Config.TryCreate,
            new MemberDrain.Settings
            {
                RedirectsPeers = true,
                FinishWithin = 2 * Unit,
                PushWithin = Unit,
                YieldWithin = 2 * Unit,
            },
            Unit),
    ];
}
