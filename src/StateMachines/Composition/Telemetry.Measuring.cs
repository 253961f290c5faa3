using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Part = Holdfast.StateMachines.Composition.ClusterMember.Part;

namespace Holdfast.StateMachines.Composition;

/// <content>Numbers from steps, reports and states.</content>
public static partial class Telemetry
{
    private const string Sent = "transmit";
    private const string Taken = "receive";

    /// <summary>What a step counts.</summary>
    public static Items<Measurement> Of(MemberStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var numbers = new List<Measurement>();
        foreach (var hop in step.Hops.Span)
        {
            numbers.Add(One(Decisions, Value(hop.Part), hop.Reason.Section, hop.Reason.Rule));
        }

        if (OfInput(step.Input) is { } taken)
        {
            numbers.Add(taken);
        }

        foreach (var output in step.Outputs)
        {
            if (OfOutput(output) is { } number)
            {
                numbers.Add(number);
            }
        }

        return [.. numbers];
    }

    /// <summary>What a report that is closed counts.</summary>
    public static Items<Measurement> Of(FailoverReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var cause = Value(report.Cause);
        var numbers = new List<Measurement>
        {
            One(Failovers, cause, Value(report.Standing)),
            Measured(NumbersSkipped, report.Skipped.SequenceNumbers),
            Measured(IdsSkipped, report.Skipped.MessageIds),
            Measured(PacketsExposed, report.Exposed.Packets),
            Measured(PacketsLost, report.Lost.Packets),
        };
        foreach (var phase in report.Phases.Span)
        {
            if (phase.Took is { } took)
            {
                numbers.Add(
                    Measured(PhaseDuration, took.TotalSeconds, cause, Value(phase.Phase)));
            }
        }

        if (report.Outage is { } outage)
        {
            numbers.Add(Measured(OutageDuration, outage.TotalSeconds, cause));
        }

        return [.. numbers];
    }

    /// <summary>The activities of a report that is closed; none where its beginning is unknown.
    /// </summary>
    public static Items<Span> SpansOf(FailoverReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var phases = report.Phases
            .Where(phase => phase is { From: not null, Until: not null })
            .Select(phase => new Span(
                ActivityOf(phase.Phase), FailoverActivity, phase.From!.Value, phase.Until!.Value,
                []))
            .ToList();
        return phases.Count == 0 ? [] :
        [
            new(
                FailoverActivity, null, phases.Min(span => span.From),
                phases.Max(span => span.Until),
                [
                    new(Tags.Cause, Value(report.Cause)),
                    new(Tags.Standing, Value(report.Standing)),
                    new(Tags.Epoch, $"{report.Epoch}"),
                    .. report.Before is { } before
                        ? (Label[])[new(Tags.EpochBefore, $"{before}")]
                        : [],
                ]),
            .. phases,
        ];
    }

    /// <summary>What the gauges show now.</summary>
    public static Items<Measurement> Of(
        ClusterMemberConfig config, ClusterMember.State state, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        var sas = state.Replication.Replica.Sas;
        var lags = ReplicationLag.Of(config.Replication, state.Replication, now).ToList();
        return [
            Measured(Reigning, state.IsOpen ? 1 : 0),
            Measured(IkeSas, sas.Ikes.Count),
            Measured(ChildSas, sas.Children.Count),
            Measured(SyncedStandbys, lags.Count(lag => lag.IsWaitedFor)),
            .. lags.Select(lag => Measured(LagRecords, lag.Records, NumberOf(lag.Member))),
            .. lags.Select(lag => Measured(
                LagSilence, lag.Silence.TotalSeconds, NumberOf(lag.Member))),
            Measured(QcdQuestions, QuestionsOf(state)),
            Measured(NhrpSpokes, state.Nhrp?.Hub?.Spokes.Count ?? 0),
            Measured(NhrpShortcuts, state.Nhrp?.Shortcuts.Count(IsInUse) ?? 0),
            Measured(WorkWaiting, state.Rekeys.Places.Count, "rekey"),
            Measured(WorkWaiting, state.Reestablishments.Places.Count, "reestablish"),
            Measured(WorkWaiting, state.Redirects.Places.Count, "redirect"),
        ];
    }

    /// <summary>What the gauges show of the leases of the data path.</summary>
    /// <param name="outbound">The lease of each outbound SA.</param>
    /// <param name="inbound">The floor of each inbound SA.</param>
    public static Items<Measurement> Of(
        ReadOnlySpan<SequenceLease> outbound, ReadOnlySpan<InboundFloor> inbound)
    {
        var (sent, taken) = (LeasesLeft.Of(outbound), LeasesLeft.Of(inbound));
        return
        [
            Measured(LeaseLeft, sent.Fewest, Sent),
            Measured(LeaseLeft, taken.Fewest, Taken),
            Measured(LeasesUsedUp, sent.UsedUp, Sent),
            Measured(LeasesUsedUp, taken.UsedUp, Taken),
        ];
    }

    private static int QuestionsOf(ClusterMember.State state) =>
        state.Tokens is { } tokens ? tokens.Asked.Count + tokens.Behind.Count : 0;

    private static bool IsInUse(NhrpMachines.Way way) =>
        way.State is NhrpShortcut.State.Live or NhrpShortcut.State.Refreshing;

    private static Measurement? OfInput(Input input) => input switch
    {
        Input.AtFirstHop(var side, var said) when said is HsrpGroup.Input.Hello
            or HsrpGroup.Input.Coup or HsrpGroup.Input.Resign =>
            One(HsrpMessages, Taken, Value(side), Value(said.GetType().Name)),
        Input.AtReplication(SaReplication.Input.Received(var from, var message)) =>
            One(SyncMessages, Taken, NumberOf(from), Value(message.GetType().Name)),
        Input.AtTokenTaker(_, TokenTaker.Input.Given) => One(QcdTokens, Taken, "given"),
        Input.AtTokenTaker(_, TokenTaker.Input.Shown) => One(QcdTokens, Taken, "shown"),
        Input.AtHub(var said) => said switch
        {
            NhrpServer.Input.Registers or NhrpServer.Input.Asks or NhrpServer.Input.Purges
                or NhrpServer.Input.PurgeAnswered =>
                OfNhrp(Taken, Part.NhrpServer, said),
            NhrpServer.Input.Passes or NhrpServer.Input.SaDown or NhrpServer.Input.Tick => null,
        },
        Input.AtRegistration(_, var said) => said switch
        {
            NhrpRegistration.Input.Accepted or NhrpRegistration.Input.Rejected =>
                OfNhrp(Taken, Part.NhrpRegistration, said),
            NhrpRegistration.Input.SaUp or NhrpRegistration.Input.SaDown
                or NhrpRegistration.Input.Tick => null,
        },
        Input.AtShortcut(_, var said) => said switch
        {
            NhrpShortcut.Input.Redirected or NhrpShortcut.Input.Resolved
                or NhrpShortcut.Input.Unresolved or NhrpShortcut.Input.Purged
                or NhrpShortcut.Input.PurgeAnswered =>
                OfNhrp(Taken, Part.NhrpShortcut, said),
            NhrpShortcut.Input.Traffic or NhrpShortcut.Input.SaUp or NhrpShortcut.Input.SaDown
                or NhrpShortcut.Input.HubLost or NhrpShortcut.Input.Tick => null,
        },
        Input.AtFirstHop or Input.AtReplication or Input.Tick or Input.LinkChanged
            or Input.AtLinks or Input.AtDrain or Input.AtLiveness or Input.AtDpd
            or Input.AtMessageIds or Input.AtMessageIdSync or Input.SyncAsked
            or Input.CountersAsked or Input.ChildEnding or Input.ChildMoved or Input.Protected
            or Input.WorkEnded or Input.Packet or Input.PacketsWait or Input.InnerPacket
            or Input.AtTokenMaker or Input.UnknownSpi or Input.AtTokenTaker or Input.ClientGreets
            or Input.ClientProves or Input.ClientUnwanted or Input.PeerSeen => null,
    };

    private static Measurement? OfOutput(Output output) => output switch
    {
        Output.OfFirstHop(var side, var said) => said switch
        {
            HsrpGroup.Output.SendHello => One(HsrpMessages, Sent, Value(side), "hello"),
            HsrpGroup.Output.SendCoup => One(HsrpMessages, Sent, Value(side), "coup"),
            HsrpGroup.Output.SendResign => One(HsrpMessages, Sent, Value(side), "resign"),
            HsrpGroup.Output.ClaimVirtualMac or HsrpGroup.Output.ReleaseVirtualMac
                or HsrpGroup.Output.AnnounceVirtualAddress => null,
        },
        Output.OfReplication(var said) => OfReplication(said),
        Output.OfRoutes(var said) => One(RouteChanges, Value(said.GetType().Name)),
        Output.OfLinks(var said) => One(LinkChanges, Value(said.GetType().Name)),
        Output.OfDrain(var said) => One(DrainChanges, Value(said.GetType().Name)),
        Output.SealCheck => One(Checks, "ikev2"),
        Output.OfDpd(_, DeadPeerDetection.Output.SendRUThere) => One(Checks, "ikev1"),
        Output.OfDpd(_, DeadPeerDetection.Output.PeerDied) =>
            One(PeersFailed, "ikev1", "silent"),
        Output.OfLiveness(_, LivenessCheck.Output.PeerFailed failed) =>
            One(PeersFailed, "ikev2", Value(failed.Cause)),
        Output.OfMessageIds(_, MessageIds.Output.Transmit) => One(IkeMessages),
        Output.OfMessageIdSync(_, var said) when said is MessageIdSync.Output.Ask
            or MessageIdSync.Output.Answer =>
            One(Synchronisations, Value(said.GetType().Name)),
        Output.SealCounters =>
            One(Synchronisations, Value(nameof(MessageIdSync.Output.AskCounters))),
        Output.BeginWork begin => One(WorkBegun, Value(begin.Work)),
        Output.WorkGivenUp given => One(WorkGivenUp, Value(given.Work)),
        Output.OfForeign(AsymmetricTraffic.Output.Drop(var why)) =>
            One(ForeignPackets, $"drop_{Value(why)}"),
        Output.OfForeign(var said) => One(ForeignPackets, Value(said.GetType().Name)),
        Output.OfTokenMaker(var said) => OfTokenMaker(said),
        Output.AskAgain => One(QcdAnswers, "ask_again"),
        Output.OfTokenTaker(_, var said) => OfTokenTaker(said),
        Output.OfRedirection(_, var said) => One(Redirects, Value(said.GetType().Name)),
        Output.OfHub(var said) => OfNhrp(Sent, Part.NhrpServer, said),
        Output.OfRegistration(_, NhrpRegistration.Output.SendRequest said) =>
            OfNhrp(Sent, Part.NhrpRegistration, said),
        Output.OfRegistration(_, var said) => One(NhrpChanges, Value(said.GetType().Name)),
        Output.OfShortcut(_, var said) => OfShortcut(said),
        Output.OfDpd or Output.OfLiveness or Output.OfMessageIds or Output.OfMessageIdSync
            or Output.OpenTraffic or Output.CloseTraffic => null,
    };

    private static Measurement? OfTokenMaker(TokenMaker.Output said) => said switch
    {
        TokenMaker.Output.Give => One(QcdTokens, Sent, "given"),
        TokenMaker.Output.Reveal => One(QcdAnswers, "reveal"),
        TokenMaker.Output.Complain => One(QcdAnswers, "complain"),
        TokenMaker.Output.MakeSecret or TokenMaker.Output.Forget => One(
            QcdChanges, Value(Part.TokenMaker), Value(said.GetType().Name)),
    };

    private static Measurement? OfTokenTaker(TokenTaker.Output said) => said switch
    {
        TokenTaker.Output.Reconnect or TokenTaker.Output.Forget or TokenTaker.Output.Report =>
            One(QcdChanges, Value(Part.TokenTaker), Value(said.GetType().Name)),

        // What it leads to is the failure of the peer, which counts.
        TokenTaker.Output.Discard => null,
    };

    private static Measurement OfShortcut(NhrpShortcut.Output said) => said switch
    {
        NhrpShortcut.Output.SendRequest or NhrpShortcut.Output.SendPurge
            or NhrpShortcut.Output.AnswerPurge => OfNhrp(Sent, Part.NhrpShortcut, said),
        NhrpShortcut.Output.OpenSa or NhrpShortcut.Output.Install
            or NhrpShortcut.Output.Withdraw => One(NhrpChanges, Value(said.GetType().Name)),
    };

    private static Measurement OfNhrp(string direction, Part part, object said) =>
        One(NhrpMessages, direction, Value(part), Value(said.GetType().Name));

    private static Measurement? OfReplication(SaReplication.Output said) => said switch
    {
        SaReplication.Output.Reign(var takeover) => One(ReignsBegun, Value(takeover.Standing)),
        SaReplication.Output.Stop(var why) => One(ReignsEnded, Value(why)),
        SaReplication.Output.Send(var to, var message) =>
            One(SyncMessages, Sent, NumberOf(to), Value(message.GetType().Name)),
        SaReplication.Output.Committed => One(FactsCommitted),
        SaReplication.Output.Refused(_, var why) => One(FactsRefused, Value(why)),
        SaReplication.Output.SendThrough => One(Leases, Sent),
        SaReplication.Output.AcceptThrough => One(Leases, Taken),
        SaReplication.Output.Transmit => One(IkeMessages),
        SaReplication.Output.CannotFollow => One(RepairsFailed),
        SaReplication.Output.PersistEpoch or SaReplication.Output.Seal
            or SaReplication.Output.Forget or SaReplication.Output.Resume
            or SaReplication.Output.Stands or SaReplication.Output.Solo
            or SaReplication.Output.DeleteAtPeer or SaReplication.Output.Contested
            or SaReplication.Output.Diverged or SaReplication.Output.StoreDoubted
            or SaReplication.Output.ChildEnded => null,
    };

    private static string NumberOf(byte member) =>
        member.ToString(CultureInfo.InvariantCulture);
}
