using Holdfast.Codec;
using Holdfast.Protocol.Bfd;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Nhrp;
using static Holdfast.Tests.Examples.StateMachines.WireRow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.StateMachines;

/// <content>Paths, first hops, hubs and spokes.</content>
internal static partial class WireRows
{
    private static readonly HostAddress Hub = HostAddress.Parse("10.0.0.254");
    private static readonly HostAddress Spoke = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Other = HostAddress.Parse("10.0.0.2");
    private static readonly NhrpHubMessages.Self AtHub = new(Gateway, Hub);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Binding Way = new(Other, 32, Gateway);

    /// <summary>RFC 4555: paths of an IKE SA.</summary>
    public static Items<WireRow> OfPaths =>
    [
        Sends<MobikeInitiator.Output.SendUpdate>(() => (
            new MobikeResponder.Input.Update(
                new(Gateway, Peer), true, MobikeResponder.Nat.Absent, Nonce),
            MobikeMessages.ClassifyRequest(
                Travel(MobikeMessages.Update(Nonce, new(new(Peer, Gateway), 4500, 4500))),
                new(new(Gateway, Peer), 4500, 4500), true))),
        Sends<MobikeInitiator.Output.Answer>(() => (
            new MobikeResponder.Input.Answered(Nonce),
            MobikeMessages.ClassifyCheckAnswer(
                Travel(MobikeMessages.Echo(new MobikeInitiator.Output.Answer(Nonce)))))),
        Sends<MobikeInitiator.Output.Announce>(() => (
            (Items<HostAddress>)[Peer, HostAddress.Parse("2001:db8::9")],
            MobikeMessages.ClassifyAddresses(Travel(MobikeMessages.Announce(
                [Peer, HostAddress.Parse("2001:db8::9")]))))),
        Does<MobikeInitiator.Output.UseForIke>("the path of what is sent from now on"),
        Does<MobikeInitiator.Output.UseForChildSas>("the path of what is sent from now on"),
        Does<MobikeInitiator.Output.NoPathWorks>("a word to whoever waits"),
        Does<MobikeInitiator.Output.CloseSa>("an exchange of IKE deletes the SA"),
        Sends<MobikeResponder.Output.Answer>([
            .. Enum.GetValues<MobikeInitiator.Verdict>()
                .Select(verdict => (Func<(object?, object?)>)(() => (
                    new MobikeInitiator.Input.Answered(verdict, Nonce),
                    MobikeMessages.ClassifyAnswer(
                        Travel(MobikeMessages.Answer(
                            new MobikeResponder.Output.Answer(verdict, Nonce))))))),
        ]),
        Sends<MobikeResponder.Output.SendCheck>(() => (
            new MobikeInitiator.Input.Probed(Nonce),
            MobikeMessages.ClassifyCheck(Travel([MobikeMessages.Cookie2(Nonce)])))),
        Sends<MobikeResponder.Output.Announce>(
            () => (
                new MobikeInitiator.Input.Remotes([Peer]),
                MobikeMessages.ClassifyCheck(Travel(MobikeMessages.Announce([Peer])))),
            () => (
                new MobikeInitiator.Input.Remotes([]),
                MobikeMessages.ClassifyCheck(Travel(MobikeMessages.Announce([]))))),
        Does<MobikeResponder.Output.UseForIke>("the path of what is sent from now on"),
        Does<MobikeResponder.Output.UseForChildSas>("the path of what is sent from now on"),
        Does<MobikeResponder.Output.CloseSa>("an exchange of IKE deletes the SA"),
    ];

    /// <summary>HSRP, BFD and NHRP.</summary>
    public static Items<WireRow> OfRouters =>
    [
        Sends<HsrpGroup.Output.SendHello>([.. Groups.Select(group => Hsrp(
            group, said => new HsrpGroup.Output.SendHello(said),
            heard => new HsrpGroup.Input.Hello(heard)))]),
        Sends<HsrpGroup.Output.SendCoup>([.. Groups.Select(group => Hsrp(
            group, said => new HsrpGroup.Output.SendCoup(said),
            heard => new HsrpGroup.Input.Coup(heard)))]),
        Sends<HsrpGroup.Output.SendResign>([.. Groups.Select(group => Hsrp(
            group, said => new HsrpGroup.Output.SendResign(said),
            heard => new HsrpGroup.Input.Resign(heard)))]),
        Does<HsrpGroup.Output.AnnounceVirtualAddress>("a gratuitous ARP, which hosts hear"),
        Does<HsrpGroup.Output.ClaimVirtualMac>("a filter of the interface"),
        Does<HsrpGroup.Output.ReleaseVirtualMac>("a filter of the interface"),
        Does<HsrpPair.Output.At>("what a group says: its own rows"),
        Does<HsrpPair.Output.OpenTraffic>("traffic passes"),
        Does<HsrpPair.Output.CloseTraffic>("traffic stops"),
        Sends<BfdSession.Output.Send>([
            .. Enum.GetValues<BfdSession.Phase>()
                .Select(phase => Bfd(phase, isPoll: phase == BfdSession.Phase.Up)),
        ]),
        Does<BfdSession.Output.Judge>("a word to the choice of links"),
        .. OfSpokes, .. OfHub,
    ];

    private static Items<WireRow> OfSpokes =>
    [
        Sends<NhrpRegistration.Output.SendRequest>(() => (
            new NhrpServer.Input.Registers(7, Spoke, Peer, Hour),
            ToHub(NhrpMessages.ToPacket(
                new NhrpRegistration.Output.SendRequest(7, Hour), new(Peer, Spoke, Hub))))),
        Does<NhrpRegistration.Output.HubUsable>("a word to shortcuts"),
        Does<NhrpRegistration.Output.HubLost>("a word to shortcuts"),
        Sends<NhrpShortcut.Output.SendRequest>(() => (
            new NhrpServer.Input.Asks(7, Spoke, Other), ToHub(Resolution))),
        Sends<NhrpShortcut.Output.SendPurge>(
            () => (new NhrpServer.Input.Purges(7, Spoke, Other), ToHub(Purge)),
            () => (
                new NhrpShortcut.Input.Purged(7),
                NhrpMessages.ClassifyForShortcut(Travel(Purge), Other))),
        Sends<NhrpShortcut.Output.AnswerPurge>(() => (
            new NhrpServer.Input.PurgeAnswered(9, Spoke),
            ToHub(NhrpMessages.ToReply(
                new NhrpShortcut.Output.AnswerPurge(9), Travel(PurgeOfHub))))),
        Does<NhrpShortcut.Output.OpenSa>("an exchange of IKE"),
        Does<NhrpShortcut.Output.Install>("a route"),
        Does<NhrpShortcut.Output.Withdraw>("a route"),
    ];

    private static Items<WireRow> OfHub =>
    [
        Sends<NhrpServer.Output.Accept>(() => (
            new NhrpRegistration.Input.Accepted(7),
            NhrpMessages.ClassifyForRegistration(
                Replied(new NhrpServer.Output.Accept(7, Spoke), Registration)))),
        Sends<NhrpServer.Output.Refuse>([
            .. Enum.GetValues<NhrpServer.Refusal>()
                .Select(why => (Func<(object?, object?)>)(() => (
                    new NhrpRegistration.Input.Rejected(7),
                    NhrpMessages.ClassifyForRegistration(
                        Replied(new NhrpServer.Output.Refuse(7, why), Registration))))),
        ]),
        Sends<NhrpServer.Output.Answer>(() => (
            new NhrpShortcut.Input.Resolved(7, Way, Hour),
            NhrpMessages.ClassifyForShortcut(
                Replied(new NhrpServer.Output.Answer(7, Spoke, Way), Resolution), Other))),
        Sends<NhrpServer.Output.NoBinding>(() => (
            new NhrpShortcut.Input.Unresolved(7),
            NhrpMessages.ClassifyForShortcut(
                Replied(new NhrpServer.Output.NoBinding(7, Spoke), Resolution), Other))),

        // The spoke that answers it is, for that, a server of what lies behind it.
        Sends<NhrpServer.Output.Forward>(() => (
            new NhrpServer.Input.Asks(7, Spoke, Other),
            ToHub(Replied(new NhrpServer.Output.Forward(7, Other), Resolution)))),
        Sends<NhrpServer.Output.SendRedirect>(() => (
            Other,
            NhrpMessages.ClassifyRedirect(Travel(NhrpHubMessages.ToRedirect(
                new NhrpServer.Output.SendRedirect(Spoke), AtHub, Other, Nonce))))),
        Sends<NhrpServer.Output.SendPurge>(() => (
            new NhrpShortcut.Input.Purged(9),
            NhrpMessages.ClassifyForShortcut(
                Travel(PurgeOfHub), Other))),
        Sends<NhrpServer.Output.AnswerPurge>(() => (
            new NhrpShortcut.Input.PurgeAnswered(7),
            NhrpMessages.ClassifyForShortcut(
                Replied(new NhrpServer.Output.AnswerPurge(7, Spoke), Purge), Other))),
    ];

    private static NhrpPacketValue Registration => NhrpMessages.ToPacket(
        new NhrpRegistration.Output.SendRequest(7, Hour), new(Peer, Spoke, Hub))!;

    private static NhrpPacketValue Resolution => NhrpMessages.ToPacket(
        new NhrpShortcut.Output.SendRequest(7), new(Peer, Spoke, Other))!;

    private static NhrpPacketValue Purge => NhrpMessages.ToPacket(
        new NhrpShortcut.Output.SendPurge(7, Way), new(Peer, Spoke, Other))!;

    private static NhrpPacketValue PurgeOfHub => NhrpHubMessages.ToPurge(
        new NhrpServer.Output.SendPurge(9, Spoke, Other), AtHub)!;

    private static NhrpPacketValue Replied(NhrpServer.Output output, NhrpPacketValue request) =>
        Travel(NhrpHubMessages.ToReply(output, Travel(request), Hour));

    private static NhrpServer.Input? ToHub(NhrpPacketValue? packet) =>
        NhrpHubMessages.Classify(
            Travel(packet), NhrpHubMessages.SubjectOf(packet!) ?? default);

    private static HsrpGroup.Config[] Groups =>
    [
        Group(HsrpGroup.HsrpVersion.V1, "10.0.0.1"), Group(HsrpGroup.HsrpVersion.V2, "10.0.0.1"),
        Group(HsrpGroup.HsrpVersion.V2, "fe80::1"),
    ];

    private static HsrpGroup.Config Group(
        HsrpGroup.HsrpVersion version, string address) =>
        HsrpGroup.Config.TryCreate(
            new()
            {
                Version = version,
                Group = 7,
                Address = HostAddress.Parse(address),
                Identifier = new(0x02_00_00_00_00_0A),
                VirtualAddress = HostAddress.Parse(address[..^1] + "254"),
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static Func<(object? Meant, object? Taken)> Hsrp(
        HsrpGroup.Config config, Func<HsrpGroup.Announcement, HsrpGroup.Output> say,
        Func<HsrpGroup.Message, HsrpGroup.Input> meant) => () =>
        {
            HsrpGroup.Announcement said = new(
                HsrpGroup.Phase.Active, 110, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
                config.VirtualAddress, FromVirtualMac: true);
            var octets = HsrpGroup.ToMessage(config, say(said))!.ToArray();
            Assert.True(HsrpMessageValue.TryParse(octets, out var heard, out var error), $"{error}");
            return (
                meant(new(
                    new(config.Address, 110), said.Phase, said.HelloTime, said.HoldTime,
                    said.VirtualAddress)),
                HsrpGroup.Classify(config, heard, config.Address, HsrpGroup.Digest.None));
        };

    private static Func<(object?, object?)> Bfd(BfdSession.Phase phase, bool isPoll) => () =>
    {
        Assert.True(
            BfdSession.Config.TryCreate(new() { Discriminator = 7 }, out var config, out _));
        Assert.True(
            BfdSession.Config.TryCreate(new() { Discriminator = 9 }, out var neighbour, out _));
        var octets = BfdSession.ToMessage(config, new BfdSession.Output.Send(new(
            phase, BfdDiagnostic.NoDiagnostic, isPoll, !isPoll, YourDiscriminator: 9, Hour)))!
            .ToArray();
        Assert.True(BfdControlValue.TryParse(octets, out var heard, out var error), $"{error}");
        return (
            new BfdSession.Input.Heard(new(
                new(7, phase, IsDemanding: false, Hour, config.RequiredMinRx, 3),
                isPoll, !isPoll)),
            BfdSession.Classify(neighbour, heard, 255, BfdSession.Authenticity.None));
    };

    private static NhrpPacketValue Travel(NhrpPacketValue? packet)
    {
        Assert.NotNull(packet);
        Assert.True(
            NhrpPacketValue.TryParse(packet.ToArray(), out var read, out var error), $"{error}");
        return read;
    }

    private static NhrpTrafficIndicationValue Travel(NhrpTrafficIndicationValue? indication)
    {
        Assert.NotNull(indication);
        Assert.True(
            NhrpTrafficIndicationValue.TryParse(
                indication.ToArray(), out var read, out var error),
            $"{error}");
        return read;
    }

    private static Items<NotifyPayloadValue> Travel(Items<NotifyPayloadValue> payloads) =>
        [.. payloads.Select(payload => Travel(payload))];
}
