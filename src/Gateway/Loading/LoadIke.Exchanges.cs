using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Ike.IkeExchanges.Input;
using Output = Holdfast.StateMachines.Ike.IkeExchanges.Output;

namespace Holdfast.Gateway.Loading;

/// <content>Exchanges under standing IKE SAs: a peer has no members that have to know first, so
/// what they make and end takes effect at once.</content>
internal sealed partial class LoadIke
{
    private readonly Queue<(LoadSa Sa, Input Input)> _inputs = new();
    private bool _isBusy;

    /// <summary>A step, and all that follows from it; within another one, after it.</summary>
    private void Exchange(LoadSa first, Input input, Instant now)
    {
        _inputs.Enqueue((first, input));
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        for (var steps = 0; _inputs.TryDequeue(out var one); steps++)
        {
            if (steps > StepsMost)
            {
                throw new GatewayException("an exchange goes on without an end");
            }

            var (sa, what) = one;
            var next = IkeExchanges.Step(_exchanging, sa.Exchanges, now, what);
            sa.Exchanges = next.State;
            foreach (var output in next.Outputs)
            {
                if (_work.Do(output) is { } made)
                {
                    _inputs.Enqueue((sa, made));
                }
                else
                {
                    Carry(sa, output, now);
                }
            }

            if (next.State is IkeExchanges.State.Gone)
            {
                Remove(sa);
            }
        }

        _isBusy = false;
    }

    private void Carry(LoadSa sa, Output output, Instant now)
    {
        switch (output)
        {
            case Output.Ask(var request, _):
                sa.Wishes.Enqueue(request);
                Ids(sa, new MessageIds.Input.Wanted(), now);
                break;
            case Output.Commit(var facts):
                Apply(sa, facts, now);
                _inputs.Enqueue((sa, new Input.Committed(IkeExchanges.Side.Ours)));
                break;
            case Output.Answer(var id, var said, var facts):
                Answer(sa, id, said, now);
                Apply(sa, facts, now);
                _inputs.Enqueue((sa, new Input.Committed(IkeExchanges.Side.Theirs)));
                break;
            case Output.Quiet(var inbound):
                _carrier.Quiet(sa.Peer, inbound);
                break;
            case Output.Succeed(var made, var children, var tasks) when Find(made.Id) is { } next:
                _inputs.Enqueue((next, new Input.Established(made, children, tasks)));
                break;
            case Output.Confirm(var other) when Find(other) is { } confirmed:
                _inputs.Enqueue((confirmed, new Input.Confirmed()));
                break;
            case Output.Supersede(var other, var by) when Find(other) is { } superseded:
                superseded.IsReplaced = true;
                _inputs.Enqueue((superseded, new Input.Superseded(by)));
                break;
            case Output.End(var ended) when Find(ended) is { } gone:
                Lose(gone);
                break;
            default:
                break;
        }
    }

    private LoadSa? Find(IkeSaId id) => _sas.GetValueOrDefault(id);

    private void Answer(LoadSa sa, uint id, ExchangeMessage said, Instant now)
    {
        if (sa.Asked.Remove(id, out var exchange)
            && _work.Seal(sa.Standing, exchange, id, said, isResponse: true) is { } octets)
        {
            Ids(sa, new MessageIds.Input.Responded(id, octets), now);
        }
    }

    private void Apply(LoadSa sa, Items<SaFact> facts, Instant now)
    {
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SaFact.ChildMade(var child, var replaces):
                    Counts.ChildRekeys += replaces is null ? 0u : 1u;
                    Take(sa, child);
                    break;
                case SaFact.ChildrenEnded(var inbound):
                    foreach (var spi in inbound)
                    {
                        Drop(sa, spi);
                    }

                    break;
                case SaFact.IkeMade(var next, var from):
                    Counts.IkeRekeys++;
                    var made = new LoadSa(sa.Peer, next, sa.Syncs) { IsReplaced = from is null };
                    _sas.Add(made.Id, made);
                    sa.IsReplaced |= from is not null;

                    // RFC 7296 §2.18: both sides count from 0.
                    Ids(made, new MessageIds.Input.Promoted(new(0, 1, [], 0, [])), now);
                    break;
                case SaFact.IkeEnded:
                    DropChildren(sa);
                    break;
            }
        }
    }
}
