using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Gateway.Loading;

/// <content>Messages under standing IKE SAs, and their IDs.</content>
internal sealed partial class LoadIke
{
    private void HearOf(LoadSa sa, ReadOnlySpan<byte> octets, Instant now)
    {
        if (!IkeHeaderValue.TryParse(octets, out var message, out _))
        {
            return;
        }

        var (id, isResponse) = (message.MessageId.Value, message.Flags.Response);
        ExchangeMessage said;
        if (_keys.TryOpen(
            sa.Standing.Keys.Value, octets, out var inner, out var text, out var error))
        {
            said = ExchangeMessages.Classify(message.ExchangeType, inner, isResponse);
        }
        else if (!isResponse && HandshakeMessages.RefusalOf(error, text) is { } refusal)
        {
            (said, inner) = (new ExchangeMessage.Refused(refusal), new InnerPayloadsValue());
        }
        else
        {
            return;
        }

        if (MessageIds.Classify(message, inner, sa.Name) is not { } input)
        {
            HearSync(sa, message, inner, now);
            return;
        }

        if (input is MessageIds.Input.Requested or MessageIds.Input.Answered)
        {
            sa.Heard[(id, isResponse)] = new(message.ExchangeType, said);
        }

        Ids(sa, input, now);
        sa.Heard.Remove((id, isResponse));
    }

    private void Ids(LoadSa sa, MessageIds.Input first, Instant now)
    {
        var inputs = new Queue<MessageIds.Input>([first]);
        while (inputs.TryDequeue(out var input))
        {
            var next = MessageIds.Step(_numbering, sa.Ids, now, input);
            sa.Ids = next.State;
            foreach (var output in next.Outputs)
            {
                Carry(sa, output, now, inputs);
            }
        }
    }

    private void Carry(
        LoadSa sa, MessageIds.Output output, Instant now, Queue<MessageIds.Input> inputs)
    {
        switch (output)
        {
            case MessageIds.Output.Seal(var id):
                // An ID that nobody needs any more is used up by a message that says nothing.
                var request = sa.Wishes.TryDequeue(out var wish)
                    ? wish
                    : new ExchangeMessage.Inform([]);
                sa.Open[id] = request;
                if (_work.Seal(
                    sa.Standing, ExchangeMessages.ExchangeOf(request), id, request,
                    isResponse: false) is { } octets)
                {
                    inputs.Enqueue(new MessageIds.Input.Sealed(id, octets));
                }

                break;
            case MessageIds.Output.RoomLeft when sa.Wishes.Count > 0:
                inputs.Enqueue(new MessageIds.Input.Wanted());
                break;
            case MessageIds.Output.Transmit(var said):
                _carrier.Send(said);
                break;
            case MessageIds.Output.Finish(var id):
                sa.Heard.Remove((id, true), out var answer);
                if (sa.Open.Remove(id, out _) && answer is not null)
                {
                    Exchange(sa, new IkeExchanges.Input.Answered(answer.Message), now);
                }

                break;
            case MessageIds.Output.Drop(var id):
                if (sa.Open.Remove(id))
                {
                    Exchange(sa, new IkeExchanges.Input.Dropped(), now);
                }

                break;
            case MessageIds.Output.Take(var id):
                if (sa.Heard.Remove((id, false), out var asked))
                {
                    Counts.Requests++;
                    sa.Asked[id] = asked.Exchange;
                    Exchange(sa, new IkeExchanges.Input.Asked(id, asked.Message, Draw()), now);
                }

                break;
            case MessageIds.Output.SaFailed:
                Lose(sa);
                break;
            case MessageIds.Output.RoomLeft or MessageIds.Output.Hold
                or MessageIds.Output.Complain or MessageIds.Output.Rekey:
                break;
        }
    }

    /// <summary>RFC 6311 §5.1: a member that took over says which message IDs it goes on with.
    /// </summary>
    private void HearSync(
        LoadSa sa, IkeHeaderValue message, InnerPayloadsValue inner, Instant now)
    {
        var known = new MessageIdSync.Known(
            sa.Name, sa.Syncs, HasCounters: false, sa.Numbers, MessageIdSync.Children.None);
        if (MessageIdSync.Classify(message, inner, known) is not { } input)
        {
            return;
        }

        var next = MessageIdSync.Step(_syncing, sa.Sync, now, input);
        sa.Sync = next.State;
        foreach (var output in next.Outputs)
        {
            if (output is MessageIdSync.Output.Adopt(var send, var receive))
            {
                Counts.Syncs++;
                Ids(sa, new MessageIds.Input.Synced(send, receive), now);
            }
            else if (output is MessageIdSync.Output.Answer
                && MessageIdSync.ToMessage(output, sa.Name) is { } header
                && MessageIdSync.ToPayloads(output) is { } answer
                && _keys.TrySeal(
                    sa.Standing.Keys.Value, header, answer, null, out var octets, out _))
            {
                _carrier.Send(octets);
            }
        }
    }

    /// <summary>The gateway does not answer any more.</summary>
    private void Lose(LoadSa sa)
    {
        DropChildren(sa);
        Remove(sa);
    }

    private void DropChildren(LoadSa sa)
    {
        if (!sa.IsReplaced && sa.Exchanges is IkeExchanges.State.Standing standing)
        {
            foreach (var child in standing.Children)
            {
                Drop(sa, child.Sa.Inbound);
            }
        }
    }

    private void Drop(LoadSa sa, Protocol.Spi inbound)
    {
        _spis.Remove(inbound);
        _carrier.Down(sa.Peer, inbound);
    }

    /// <summary>An IKE SA is gone; a peer that has no other one has none.</summary>
    private void Remove(LoadSa sa)
    {
        if (!_sas.Remove(sa.Id))
        {
            return;
        }

        _keys.Forget(sa.Standing.Keys.Value);
        sa.Exchanges = new IkeExchanges.State.Gone();
        if (!sa.IsReplaced)
        {
            Counts.Ended++;
            _carrier.Gone(sa.Peer);
        }
    }
}
