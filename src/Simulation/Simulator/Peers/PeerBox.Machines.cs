using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <content>What the machines of a peer want done.</content>
internal sealed partial class PeerBox
{
    private void Live(PeerIke ike, LivenessCheck.Input input)
    {
        if (ike.Isakmp is not null)
        {
            LiveOld(ike, input);
            return;
        }

        var next = LivenessCheck.Step(_liveness, ike.Liveness, Now, input);
        ike.Liveness = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case LivenessCheck.Output.Ask:
                    Live(ike, new LivenessCheck.Input.Granted());
                    break;
                case LivenessCheck.Output.Seal:
                    ike.IsCheckWanted = true;
                    Ids(ike, new MessageIds.Input.Wanted());
                    break;
                case LivenessCheck.Output.PeerFailed(var cause, _):
                    Fail(ike, $"{cause}");
                    break;
                case LivenessCheck.Output.Release or LivenessCheck.Output.Transmit
                    or LivenessCheck.Output.Answer or LivenessCheck.Output.Synchronize:
                    break;
            }
        }

        PlanTick();
    }

    private void Ids(PeerIke ike, MessageIds.Input input)
    {
        var next = MessageIds.Step(_ids, ike.Ids, Now, input);
        ike.Ids = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MessageIds.Output.Seal(var id):
                    SealRequest(ike, id);
                    break;
                case MessageIds.Output.RoomLeft when ike.IsCheckWanted || ike.Requests.Count > 0:
                    Ids(ike, new MessageIds.Input.Wanted());
                    break;
                case MessageIds.Output.Transmit(var octets):
                    foreach (var one in octets)
                    {
                        SendIke(ike, one.Span);
                    }

                    break;
                case MessageIds.Output.Finish(var id):
                    if (ike.Check == id)
                    {
                        ike.Check = null;
                    }

                    Live(ike, new LivenessCheck.Input.Answered(id));
                    ike.Answers.Remove(id, out var answer);
                    if (ike.Open.Remove(id, out var asked))
                    {
                        asked.Then(answer?.Payloads);
                    }

                    if (!ike.IsGone && ike.Requests.Count > 0)
                    {
                        Ids(ike, new MessageIds.Input.Wanted());
                    }

                    break;
                case MessageIds.Output.Drop(var id) when ike.Open.Remove(id, out var dropped):
                    dropped.Then(null);
                    break;
                case MessageIds.Output.Drop(var id) when ike.Check == id:
                    ike.Check = null;
                    Live(ike, new LivenessCheck.Input.Demoted());
                    Live(ike, new LivenessCheck.Input.Promoted(SyncsFirst: false));
                    break;
                case MessageIds.Output.Take(var id):
                    Live(ike, new LivenessCheck.Input.Heard());
                    Answer(ike, id);
                    break;
                case MessageIds.Output.SaFailed:
                    Live(ike, new LivenessCheck.Input.GivenUp());
                    break;
                case MessageIds.Output.RoomLeft or MessageIds.Output.Hold
                    or MessageIds.Output.Drop or MessageIds.Output.Complain
                    or MessageIds.Output.Rekey:
                    break;
            }
        }

        PlanTick();
    }

    private void Sync(PeerIke ike, MessageIdSync.Input input)
    {
        var next = _stage.Options.PeerSync(_sync, ike.Sync, Now, input);
        ike.Sync = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MessageIdSync.Output.Adopt(var send, var receive):
                    Adopt(ike, send, receive);
                    break;
                case MessageIdSync.Output.Draw:
                    Sync(ike, new MessageIdSync.Input.Drawn((uint)_chance.Next()));
                    break;
                case MessageIdSync.Output.Ask:
                    SealSync(ike, output);
                    break;
                case MessageIdSync.Output.Answer:
                    SealSync(ike, output);
                    break;
                case MessageIdSync.Output.Advance(var packets):
                    Advance(ike, packets);
                    break;
                case MessageIdSync.Output.TearDown:
                    Fail(ike, "its synchronisation does not fit");
                    break;
                case MessageIdSync.Output.AskCounters or MessageIdSync.Output.RekeyChildren:
                    break;
            }
        }

        if (input is MessageIdSync.Input.Asked && !ike.IsGone)
        {
            Live(ike, new LivenessCheck.Input.Heard());
        }

        PlanTick();
    }

    private void SealRequest(PeerIke ike, uint id)
    {
        var isCheck = ike.IsCheckWanted;
        IkeRequest? request = null;
        if (isCheck)
        {
            ike.IsCheckWanted = false;
            ike.Check = id;
        }
        else if (!ike.Requests.TryDequeue(out request))
        {
            return;
        }

        if (request is not null)
        {
            ike.Open[id] = request;
        }

        if (Seal(
            ike, request?.Exchange ?? ExchangeType.Informational, id, isResponse: false,
            request?.Payloads ?? []) is { } octets)
        {
            Ids(ike, new MessageIds.Input.Sealed(id, [octets]));
            if (isCheck)
            {
                Live(ike, new LivenessCheck.Input.Sealed(id, octets));
            }
        }

        // Room is told of once: whoever waits still is held again.
        if (ike is { IsGone: false } && (ike.IsCheckWanted || ike.Requests.Count > 0))
        {
            Ids(ike, new MessageIds.Input.Wanted());
        }
    }

    private Octets? Seal(
        PeerIke ike, ExchangeType exchange, uint id, bool isResponse,
        Items<IkePayloadValue> payloads) =>
        _stage.Sealed.Seal(
            ike.Sealer, IkeContent.Header(ike.Sa, exchange, id, isResponse, []), payloads)
            is { } octets
            ? new Octets(octets)
            : null;

    private void Answer(PeerIke ike, uint id)
    {
        if (!ike.Contents.Remove(id, out var content))
        {
            return;
        }

        Items<IkePayloadValue> payloads = [];
        Given(ike, Descriptions.NotifiesIn(content.Payloads));
        if (Plan.FollowsRedirects && !IsWithOther(ike))
        {
            IsSentOn(ike.Agreement.Sas, content.Payloads.Payloads, InRequest);
        }

        if (Plan.IsMobile && MobikeMessages.ClassifyCheck(
            Descriptions.NotifiesIn(content.Payloads)) is { } check)
        {
            Mobike(ike, check);
            payloads = [.. payloads, .. ike.Echo];
            ike.Echo = [];
        }

        foreach (var payload in content.Payloads.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.ReplayCounterSync(var by))
            {
                Sync(ike, new MessageIdSync.Input.CountersAsked(
                    new(((ulong)by.High.GetValueOrDefault() << 32) | by.Low, by.High is not null),
                    KindOf(ike)));
            }
        }

        Hear(ike, id, content, payloads);
    }

    /// <summary>RFC 6311 §5: what is sent jumps, so that nothing that was heard counts twice.
    /// </summary>
    private void Advance(PeerIke ike, ulong packets)
    {
        foreach (var child in ike.Children.Values)
        {
            var sequence = child.Out.Sequence;
            if (sequence.Next is not { } next || sequence.Last - next < packets)
            {
                continue;
            }

            child.Out = Leaving(child, next + packets, next);
        }
    }

    private MessageIdSync.Numbers NumbersOf(PeerIke ike)
    {
        if (ike.Ids is not MessageIds.State.Open open)
        {
            return ike.Doubt ?? default;
        }

        var receive = open.Theirs.Lowest;
        foreach (var response in open.Theirs.Responses)
        {
            receive = Math.Max(receive, response.Id + 1);
        }

        return new(open.Ours.Next, receive);
    }

    private static MessageIdSync.Children KindOf(PeerIke ike) =>
        ike.Children.Count == 0 ? MessageIdSync.Children.None
        : ike.Agreement.Sas.IsExtended ? MessageIdSync.Children.Extended
        : MessageIdSync.Children.Plain;
}
