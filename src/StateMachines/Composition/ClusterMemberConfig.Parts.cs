using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>The configurations of the parts, each checked by its own machine.</content>
public sealed partial record ClusterMemberConfig
{
    private delegate bool Create<TSettings, TConfig>(
        TSettings settings, out TConfig? config, out ConfigError error);

    /// <summary>An error of a part, under the part's name; null: it stands.</summary>
    private static ConfigError? Check<TSettings, TConfig>(
        string name, TSettings settings, Create<TSettings, TConfig> create, out TConfig config)
        where TConfig : class
    {
        var stands = create(settings, out var made, out var error);
        config = made!;
        return stands ? null : error.Inside(name);
    }

    private static ConfigError? CheckIfAny<TSettings, TConfig>(
        string name, TSettings? settings, Create<TSettings, TConfig> create, out TConfig? config)
        where TSettings : class
        where TConfig : class
    {
        config = null;
        return settings is null ? null : Check(name, settings, create, out config);
    }

    /// <summary>Filled by <see cref="Check"/>, and complete where that finds nothing.</summary>
    private sealed class Parts
    {
        public HsrpPair.Config Hsrp = null!;
        public LinkSelection.Config Links = null!;
        public SaReplication.Config Replication = null!;
        public MemberDrain.Config Drain = null!;
        public PacedWork.Config Reestablish = null!;
        public PacedWork.Config Rekey = null!;
        public PacedWork.Config Redirect = null!;
        public PacedWork.Config Reauthenticate = null!;
        public CheckSchedule.Config Checks = null!;
        public LivenessCheck.Config Liveness = null!;
        public DeadPeerDetection.Config Dpd = null!;
        public MessageIds.Config MessageIds = null!;
        public MessageIdSync.Config MessageIdSync = null!;
        public ReverseRouteInjection.Config Routes = null!;
        public AsymmetricTraffic.Config Foreign = null!;
        public RedirectGateway.Config Redirection = null!;
        public TokenMaker.Config? TokenMaker;
        public TokenTaker.Config? TokenTaker;
        public NhrpServer.Config? NhrpServer;
        public NhrpRegistration.Config? NhrpRegistration;
        public NhrpShortcut.Config? NhrpShortcut;

        public ConfigError? Check(Settings set) =>
            Check<HsrpPair.Settings, HsrpPair.Config>(
                nameof(set.Hsrp), set.Hsrp, HsrpPair.Config.TryCreate, out Hsrp)
            ?? Check<LinkSelection.Settings, LinkSelection.Config>(
                nameof(set.Links), Selection(set.Links), LinkSelection.Config.TryCreate, out Links)
            ?? Check<SaReplication.Settings, SaReplication.Config>(
                nameof(set.Replication), OfMembers(set), SaReplication.Config.TryCreate,
                out Replication)
            ?? Check<MemberDrain.Settings, MemberDrain.Config>(
                nameof(set.Drain), set.Drain, MemberDrain.Config.TryCreate, out Drain)
            ?? CheckPacing(set.Pacing)
            ?? CheckWatch(set)
            ?? CheckIke(set)
            ?? CheckRoutes(set)
            ?? CheckQcd(set.Qcd)
            ?? CheckNhrp(set.Nhrp);

        private ConfigError? CheckPacing(Pacing pacing) =>
            (Check<PacedWork.Settings, PacedWork.Config>(
                nameof(pacing.Reestablish), pacing.Reestablish, PacedWork.Config.TryCreate,
                out Reestablish)
            ?? Check<PacedWork.Settings, PacedWork.Config>(
                nameof(pacing.Rekey), pacing.Rekey, PacedWork.Config.TryCreate, out Rekey)
            ?? Check<PacedWork.Settings, PacedWork.Config>(
                nameof(pacing.Redirect), pacing.Redirect, PacedWork.Config.TryCreate, out Redirect)
            ?? Check<PacedWork.Settings, PacedWork.Config>(
                nameof(pacing.Reauthenticate), pacing.Reauthenticate, PacedWork.Config.TryCreate,
                out Reauthenticate))?.Inside(nameof(Pacing));

        private ConfigError? CheckWatch(Settings set) =>
            Check<CheckSchedule.Settings, CheckSchedule.Config>(
                nameof(set.Checks), set.Checks, CheckSchedule.Config.TryCreate, out Checks)
            ?? Check<LivenessCheck.Settings, LivenessCheck.Config>(
                nameof(set.Liveness), set.Liveness, LivenessCheck.Config.TryCreate, out Liveness)
            ?? Check<DeadPeerDetection.Settings, DeadPeerDetection.Config>(
                nameof(set.Dpd), set.Dpd, DeadPeerDetection.Config.TryCreate, out Dpd);

        private ConfigError? CheckIke(Settings set) =>
            Check<MessageIds.Settings, MessageIds.Config>(
                nameof(set.MessageIds), set.MessageIds, Ike.MessageIds.Config.TryCreate,
                out MessageIds)
            ?? Check<MessageIdSync.Settings, MessageIdSync.Config>(
                nameof(set.MessageIdSync), set.MessageIdSync,
                Ike.MessageIdSync.Config.TryCreate, out MessageIdSync)
            ?? Check<RedirectGateway.Settings, RedirectGateway.Config>(
                nameof(set.Redirection), set.Redirection, RedirectGateway.Config.TryCreate,
                out Redirection);

        private ConfigError? CheckRoutes(Settings set) =>
            Check<ReverseRouteInjection.Settings, ReverseRouteInjection.Config>(
                nameof(set.Routes), set.Routes, ReverseRouteInjection.Config.TryCreate, out Routes)
            ?? ConfigError.Outside(
                nameof(set.PrefixesMax), set.PrefixesMax, 1, Settings.PrefixesMost)
            ?? Check<AsymmetricTraffic.Settings, AsymmetricTraffic.Config>(
                nameof(set.Foreign), set.Foreign, AsymmetricTraffic.Config.TryCreate,
                out Foreign);

        private ConfigError? CheckQcd(QcdParts qcd) =>
            (CheckIfAny<TokenMaker.Settings, TokenMaker.Config>(
                nameof(qcd.Maker), qcd.Maker, Qcd.TokenMaker.Config.TryCreate, out TokenMaker)
            ?? CheckIfAny<TokenTaker.Settings, TokenTaker.Config>(
                nameof(qcd.Taker), qcd.Taker, Qcd.TokenTaker.Config.TryCreate,
                out TokenTaker))?.Inside(nameof(Qcd));

        private ConfigError? CheckNhrp(NhrpParts nhrp) =>
            (CheckIfAny<NhrpServer.Settings, NhrpServer.Config>(
                nameof(nhrp.Server), nhrp.Server, Nhrp.NhrpServer.Config.TryCreate,
                out NhrpServer)
            ?? CheckIfAny<NhrpRegistration.Settings, NhrpRegistration.Config>(
                nameof(nhrp.Registration), nhrp.Registration,
                Nhrp.NhrpRegistration.Config.TryCreate, out NhrpRegistration)
            ?? CheckIfAny<NhrpShortcut.Settings, NhrpShortcut.Config>(
                nameof(nhrp.Shortcut), nhrp.Shortcut, Nhrp.NhrpShortcut.Config.TryCreate,
                out NhrpShortcut)
            ?? CheckHubs(nhrp)
            ?? ConfigError.Outside(
                nameof(nhrp.ShortcutsMax), nhrp.ShortcutsMax, 1, NhrpParts.ShortcutsMost))
            ?.Inside(nameof(Nhrp));

        private static ConfigError? CheckHubs(NhrpParts nhrp)
        {
            var hubs = new HashSet<HostAddress>();
            var found = nhrp.Registration is null && nhrp.Hubs.Count > 0
                ? new(
                    nameof(nhrp.Hubs), $"{Text(nhrp.Hubs.Count)} addresses",
                    $"none without {nameof(nhrp.Registration)}",
                    $"set {nameof(nhrp.Registration)}, or remove them")
                : ConfigError.Outside("Hubs.Count", nhrp.Hubs.Count, 0, NhrpParts.HubsMax);
            for (var at = 0; found is null && at < nhrp.Hubs.Count; at++)
            {
                found = Once(hubs, At(nameof(nhrp.Hubs), at), nhrp.Hubs[at]);
            }

            return found;
        }

        private static LinkSelection.Settings Selection(AccessLinks links) => new()
        {
            Identity = links.Identity,
            Links = links.Names.Count,
            HoldDown = links.HoldDown,
            StableAfter = links.StableAfter,
            DoublingsMax = links.DoublingsMax,
            GoesBack = links.GoesBack,
        };

        private static SaReplication.Settings OfMembers(Settings set) => set.Replication with
        {
            Member = set.Self,
            Members = [.. set.Members.Select(member => member.Number)],
        };
    }
}
