using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Tests.Interop.ModelCheckers;

internal static partial class SmallMachines
{
    /// <summary>Whether a peer is there, and where.</summary>
    private static IEnumerable<SmallMachine> OfPeers() =>
    [
        Of(
            DeadPeerDetection.Machine, DeadPeerDetection.Config.TryCreate,
            new DeadPeerDetection.Settings
            {
                WorryAfter = 2 * Unit,
                RetryAfter = Unit,
                RetryMax = 2 * Unit,
                BackoffPercent = 200,
                ProbesMax = 3,
                AheadMax = 1,
                ReanswerAfter = 2 * Unit,
            },
            Unit),
        Of(
            LivenessCheck.Machine, LivenessCheck.Config.TryCreate,
            new LivenessCheck.Settings
            {
                Mode = LivenessCheck.Mode.OnDemand,
                IdleAfter = 2 * Unit,
                RetryAfter = Unit,
                BackoffPercent = 200,
                SendsMax = 3,
                GiveUpAfter = 4 * Unit,
                HintsIgnoredFor = Unit,
                HintEvery = 2 * Unit,
            },
            Unit),
        Of(
            BfdSession.Machine, BfdSession.Config.TryCreate,
            new BfdSession.Settings
            {
                Discriminator = 7,
                DesiredMinTx = Second,
                RequiredMinRx = Second,
                SlowTx = 2 * Second,
                DetectMultiplier = 2,
            },
            Second),
        Of(
            LinkSelection.Machine, LinkSelection.Config.TryCreate,
            new LinkSelection.Settings
            {
                HoldDown = Unit,
                StableAfter = Unit,
                DoublingsMax = 1,
            },
            Unit),
        Of(
            MobikeInitiator.Machine, MobikeInitiator.Config.TryCreate,
            new MobikeInitiator.Settings { Patience = 2 * Unit, TryFor = Unit }, Unit),
        Of(
            MobikeResponder.Machine, MobikeResponder.Config.TryCreate,
            new MobikeResponder.Settings { Shared = [HostAddress.Parse("203.0.113.1")] }, Unit),
        Of(
            RedirectedClient.Machine, RedirectedClient.Config.TryCreate,
            new RedirectedClient.Settings
            {
                Origin = GatewayName.From(HostAddress.Parse("192.0.2.1")),
                RedirectsMax = 1,
                LoopPeriod = Unit,
            },
            Unit),
        Of(
            RedirectGateway.Machine, RedirectGateway.Config.TryCreate,
            new RedirectGateway.Settings { DeleteAfter = 2 * Unit }, Unit),
        Of(
            ResumingClient.Machine, ResumingClient.Config.TryCreate,
            new ResumingClient.Settings { LifetimeMax = 3 * Unit, Margin = Unit }, Unit),
        Of(
            ResumptionGateway.Machine, ResumptionGateway.Config.TryCreate,
            new ResumptionGateway.Settings
            {
                Kind = ResumptionGateway.TicketKind.ByReference,
                Lifetime = 2 * Second,
                SweepEvery = Second,
            },
            Second),
        Of(
            TokenMaker.Machine, TokenMaker.Config.TryCreate,
            new TokenMaker.Settings
            {
                Method = TokenMaker.Method.ByAddress,
                RolloverEvery = 2 * Unit,
                FreshFor = TimeSpan.Zero,
                FreshTokensEvery = Unit,
                TokensEvery = Unit,
                ComplaintsEvery = Unit,
                Burst = 1,
                SweepEvery = Unit,
            },
            Unit),
        Of(
            TokenTaker.Machine, TokenTaker.Config.TryCreate,
            new TokenTaker.Settings
            {
                TokensKept = 2,
                TokensEvery = Unit,
                Burst = 1,
                ReportEvery = 2 * Unit,
            },
            Unit),
    ];
}
