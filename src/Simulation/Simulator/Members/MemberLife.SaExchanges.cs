using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Ike.IkeExchanges.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Output = Holdfast.StateMachines.Ike.IkeExchanges.Output;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// CREATE_CHILD_SA and INFORMATIONAL under standing IKE SAs: what the shipped machine wants said.
/// </content>
internal sealed partial class MemberLife
{
    private readonly SaExchanges _exchanges;
    private readonly Dictionary<IkeSaId, Change.RequestAnswered> _answeredOf = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), Requested> _requested = [];
    private readonly Dictionary<IkeSaId, Instant> _exchangeTicks = [];
    private Change.RequestAnswered? _answered;

    /// <summary>A request of a peer that is not answered, and what goes with the answer.</summary>
    private sealed record Requested(
        ExchangeType Exchange, Items<IkePayloadValue> Besides, Items<Change> Changes,
        Action<bool>? Then);

    private HandshakeKeys ExchangeKeys()
    {
        NoncePartition.TryCreate(_box.Number, 0, out var partition, out _);
        return new(
            _stage.Cryptography, partition, octets => _box.Chance.Fill(octets),
            isRepeatable: true);
    }

    private void BeginExchanges()
    {
        _exchanges.Clear();
        _answeredOf.Clear();
        _requested.Clear();
        _exchangeTicks.Clear();
        _promised.Clear();
    }

    private void PlanExchange(IkeSaId ike)
    {
        if (_exchanges.Deadline(ike) is not { } due
            || (_exchangeTicks.TryGetValue(ike, out var planned) && planned <= due))
        {
            return;
        }

        _exchangeTicks[ike] = due;
        Later(due > Now ? due - Now : TimeSpan.Zero, () =>
        {
            if (_exchangeTicks.TryGetValue(ike, out var at) && at == due)
            {
                _exchangeTicks.Remove(ike);
                _exchanges.Step(ike, new Input.Tick());
            }
        });
    }

    /// <summary>A request of the peer that its window let in.</summary>
    private void Answer(IkeSaId ike, uint id, IkeContent content)
    {
        if (Known(ike) is null)
        {
            return;
        }

        var changes = new List<Change>();
        Action<bool>? then = null;
        var besides = Mobike(ike, content, changes, ref then);
        _requested[(ike, id)] = new(content.Exchange, besides, [.. changes], then);
        var request = ExchangeMessages.Classify(
            content.Exchange, content.Payloads, isResponse: false);
        _exchanges.Step(ike, new Input.Asked(id, request, Draw(request)));
    }

    /// <summary>The answer to a request of the machine; null: it was dropped.</summary>
    private void Answered(IkeSaId ike, ExchangeType exchange, InnerPayloadsValue? answer)
    {
        if (answer is null)
        {
            _exchanges.Step(ike, new Input.Dropped());
            return;
        }

        if (TakeAnswered() is { Count: > 0 } taken)
        {
            _answeredOf[ike] = (Change.RequestAnswered)taken[0];
        }

        _exchanges.Step(
            ike,
            new Input.Answered(ExchangeMessages.Classify(exchange, answer, isResponse: true)),
            () =>
            {
                // Whoever makes no fact of it lets the window go on.
                if (_exchanges.Of(ike)?.Ours is not (IkeExchanges.Ours.Completing
                        or IkeExchanges.Ours.Ready)
                    && _answeredOf.Remove(ike, out var alone))
                {
                    Propose([alone]);
                }
            });
    }

    /// <summary>That a request is answered becomes a fact with what the answer makes, or alone.
    /// </summary>
    private Items<Change> TakeAnswered()
    {
        Items<Change> answered = _answered is { } one ? [one] : [];
        _answered = null;
        return answered;
    }

    private void CarryExchange(IkeSaId ike, Output output)
    {
        switch (output)
        {
            case Output.Ask(ExchangeMessage.Inform { Deletes.Count: > 0 }, _)
                when _stage.Options.Mischief.HasFlag(Mischief.OldChildKept):
                _exchanges.Step(ike, new Input.Answered(new ExchangeMessage.Inform([])));
                break;
            case Output.Ask(var request, _) ask:
                if (request is ExchangeMessage.Child or ExchangeMessage.Rekey)
                {
                    Redeem(ike);
                }

                if (!TellsEarly(ike, request, () => Ask(ike, ask)))
                {
                    Ask(ike, ask);
                }

                break;
            case Output.Commit(var facts):
                Commit(
                    ike, facts, IkeExchanges.Side.Ours,
                    _answeredOf.Remove(ike, out var answered) ? [answered] : []);
                break;
            case Output.Answer(var message, var said, var facts):
                _requested.Remove((ike, message), out var asked);
                Commit(
                    ike, facts, IkeExchanges.Side.Theirs,
                    [
                        new Change.ResponseSent(ike, new(message, [], KeyHandle.None)),
                        .. asked?.Changes ?? [],
                    ],
                    message, said, asked);
                break;
            case Output.Quiet(var inbound):
                Quiet(inbound);
                break;
            case Output.Reestablish(var lost):
                EstablishAnew(lost);
                break;
            case Output.End(var ended):
                Propose([new Change.IkeDown(ended)]);
                break;
            default:
                break;
        }
    }

    private void Ask(IkeSaId ike, Output.Ask ask)
    {
        var exchange = ExchangeMessages.ExchangeOf(ask.Request);
        Ask(
            ike, exchange, ExchangeMessages.ToPayloads(ask.Request).Payloads,
            answer => Answered(ike, exchange, answer), ask.Secrets, ask.Series);
    }

    /// <summary>An SA ends: its route goes first, then it, then the peer's. What the peer sends
    /// under it until it hears that is still opened.</summary>
    private void Quiet(Protocol.Spi inbound)
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.OldChildKept)
            || !_state.Replication.Replica.Sas.Children.TryFind(inbound.Value, out _))
        {
            return;
        }

        if (_paths.TryGetValue(inbound, out var path))
        {
            path.IsEnding = true;
            CountUsable(path.Remote);
        }

        Do(new StateMachines.Composition.ClusterMember.Input.ChildEnding(inbound));
    }

    /// <summary>An IKE SA of which nothing is unfinished, when something first happens to it.
    /// </summary>
    private Input.Established? Standing(IkeSaId id) =>
        Known(id) is { } row && KnownOf(row) is { } known
            ? new(
                known.Sa with { Origin = null },
                [.. known.Children.Select(child => new StandingChild(child))], [])
            : null;

    /// <summary>An IKE SA as the facts have it; null: nobody knows how it was made.</summary>
    private KnownIke? KnownOf(IkeSa row)
    {
        if (_stage.Agreements.Of(row.Id.Initiator) is not { Sas: var sas }
            || _keys.Ike(row.Keys) is not var (keys, role))
        {
            return null;
        }

        var suite = SaSuites.RekeyedOf(sas.KeyExchanges);
        var sa = new StandingIke(
            row.Id, role, suite, new(_exchanges.Keys.Import(suite, keys, role)),
            _stage.Policies.PeerOf(sas))
        {
            Origin = WhereaboutsOf(row.Id).Origin,
        };
        return new(sa, row.IsReplaced, ChildrenOf(row, sas), Open: null);
    }

    private Items<EstablishedChild> ChildrenOf(IkeSa row, SaPlan sas)
    {
        List<EstablishedChild> children = [];
        foreach (var spi in row.Children)
        {
            if (_state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child)
                && ChildTraffic.Read(child.Description) is { } traffic)
            {
                children.Add(
                    _stage.Policies.Made(sas, child.Inbound, child.Outbound, traffic) with
                    {
                        Origin = ChildTraffic.OriginIn(child.Description),
                    });
            }
        }

        return [.. children];
    }
}
