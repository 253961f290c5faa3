using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <content>Its machines: message IDs, and whether the other spoke lives.</content>
internal sealed partial class SpokeLink
{
    private readonly Dictionary<uint, InnerPayloadsValue> _contents = [];
    private readonly Queue<Items<IkePayloadValue>> _requests = new();
    private MessageIds.State _ids = new MessageIds.State.Standby();
    private LivenessCheck.State _liveness = new LivenessCheck.State.Paused();
    private bool _isCheckWanted;
    private uint? _check;
    private uint? _farewell;

    /// <summary>When a machine is due.</summary>
    public Instant? Deadline => !IsUp ? null : Instant.Earliest(
        LivenessCheck.Deadline(_box.Liveness, _liveness), MessageIds.Deadline(_box.Ids, _ids));

    /// <summary>Time has passed.</summary>
    public void Tick(Instant now)
    {
        if (IsUp && LivenessCheck.Deadline(_box.Liveness, _liveness) <= now)
        {
            Live(new LivenessCheck.Input.Tick());
        }

        if (IsUp && MessageIds.Deadline(_box.Ids, _ids) <= now)
        {
            Ids(new MessageIds.Input.Tick());
        }
    }

    /// <summary>Deletes it: it is gone here once the other end has answered.</summary>
    public void Delete()
    {
        if (IsUp)
        {
            _requests.Enqueue(Descriptions.DeleteOfIke());
            Ids(new MessageIds.Input.Wanted());
        }
    }

    private void Take(IkeHeaderValue message, InnerPayloadsValue inner)
    {
        if (MessageIds.Classify(message, inner, Sa) is { } input)
        {
            if (input is MessageIds.Input.Requested(var id))
            {
                _contents[id] = inner;
            }

            Ids(input);
        }
    }

    private void Live(LivenessCheck.Input input)
    {
        if (IsGone)
        {
            return;
        }

        var next = LivenessCheck.Step(_box.Liveness, _liveness, _box.Now, input);
        _liveness = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case LivenessCheck.Output.Ask:
                    Live(new LivenessCheck.Input.Granted());
                    break;
                case LivenessCheck.Output.Seal:
                    _isCheckWanted = true;
                    Ids(new MessageIds.Input.Wanted());
                    break;
                case LivenessCheck.Output.PeerFailed(var cause, _):
                    _stage.Tell(
                        MomentKind.Peer, _box.Name,
                        $"{MomentWords.TakesForDead(Remote?.Name)}: {cause}");
                    End();
                    break;
                case LivenessCheck.Output.Release or LivenessCheck.Output.Transmit
                    or LivenessCheck.Output.Answer or LivenessCheck.Output.Synchronize:
                    break;
            }
        }

        _box.PlanTick();
    }

    private void Ids(MessageIds.Input input)
    {
        if (IsGone)
        {
            return;
        }

        var next = MessageIds.Step(_box.Ids, _ids, _box.Now, input);
        _ids = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MessageIds.Output.Seal(var id):
                    Request(id);
                    break;
                case MessageIds.Output.RoomLeft when _isCheckWanted || _requests.Count > 0:
                    Ids(new MessageIds.Input.Wanted());
                    break;
                case MessageIds.Output.Transmit(var octets):
                    foreach (var one in octets)
                    {
                        SendIke(one.Span);
                    }

                    break;
                case MessageIds.Output.Finish(var id):
                    _check = _check == id ? null : _check;
                    Live(new LivenessCheck.Input.Answered(id));
                    if (_farewell == id)
                    {
                        _stage.Tell(
                            MomentKind.Sa, _box.Name, $"has deleted its SA with {Remote?.Name}");
                        End();
                    }

                    break;
                case MessageIds.Output.Take(var id):
                    Live(new LivenessCheck.Input.Heard());
                    Answer(id);
                    break;
                case MessageIds.Output.SaFailed:
                    Live(new LivenessCheck.Input.GivenUp());
                    break;
                case MessageIds.Output.RoomLeft or MessageIds.Output.Hold
                    or MessageIds.Output.Drop or MessageIds.Output.Complain
                    or MessageIds.Output.Rekey:
                    break;
            }
        }

        _box.PlanTick();
    }

    private void Request(uint id)
    {
        Items<IkePayloadValue> payloads = [];
        var isCheck = _isCheckWanted;
        if (isCheck)
        {
            (_isCheckWanted, _check) = (false, id);
        }
        else if (_requests.TryDequeue(out var asked))
        {
            (payloads, _farewell) = (asked, id);
        }

        if (Seal(id, isResponse: false, payloads) is { } octets)
        {
            Ids(new MessageIds.Input.Sealed(id, [octets]));
            if (isCheck)
            {
                Live(new LivenessCheck.Input.Sealed(id, octets));
            }
        }
    }

    private void Answer(uint id)
    {
        if (!_contents.Remove(id, out var content))
        {
            return;
        }

        if (Seal(id, isResponse: true, []) is { } octets)
        {
            Ids(new MessageIds.Input.Responded(id, [octets]));
        }

        if (content.Payloads.Any(one => one.Body is IkePayloadBody.Delete(var delete)
            && delete.ProtocolId == ProtocolId.Ike))
        {
            _stage.Tell(
                MomentKind.Sa, _box.Name, $"has its SA with {Remote?.Name} deleted");
            End();
        }
    }

    private Octets? Seal(uint id, bool isResponse, Items<IkePayloadValue> payloads) =>
        _stage.Sealed.Seal(
            _sealer, IkeContent.Header(Sa, ExchangeType.Informational, id, isResponse, []),
            payloads) is { } octets
            ? new Octets(octets)
            : null;
}
