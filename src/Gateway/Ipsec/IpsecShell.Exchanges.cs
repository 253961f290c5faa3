using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// Exchanges under standing IKE SAs: each has an <see cref="IkeExchanges"/>, made from the facts
/// when something first happens to it in a reign. Its keys are copies, by numbers of their own.
/// </content>
internal sealed partial class IpsecShell
{
    private const int ExchangeStepsMax = 64;
    private const int WaysBackMax = 1_024;
    private const int DrawnNonceLength = 32;
    private const int DrawnLinkLength = 16;

    private readonly Dictionary<IkeSaId, IkeExchanges.State> _exchanges = [];
    private readonly Dictionary<IkeSaId, uint> _answered = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), ExchangeType> _asked = [];
    private readonly Dictionary<(IkeSaId Ike, ExchangeWish Wish), Action<bool>> _hoped = [];

    /// <summary>When an exchange goes on by itself.</summary>
    private Instant? ExchangesAt => _exchanges.Values
        .Select(state => IkeExchanges.Deadline(_exchanging, state))
        .Aggregate((Instant?)null, Instant.Earliest);

    /// <summary>Something is wanted of a peer; what follows hears whether it came about.</summary>
    public void Want(IkeSaId id, ExchangeWish wish, Action<bool> then)
    {
        if (Known(id) is not { } ike)
        {
            then(false);
            return;
        }

        if (IsOld(ike))
        {
            WantOld(ike, wish, then);
            return;
        }

        if (_hoped.TryAdd((id, wish), then))
        {
            Exchange(id, new IkeExchanges.Input.Wanted(wish, Draw()));
        }
        else
        {
            then(false);
        }
    }

    private void BeginExchanges()
    {
        _exchangeKeys.Dispose();
        _exchanges.Clear();
        _answered.Clear();
        _asked.Clear();
        _hoped.Clear();
    }

    private void ForgetKeysOf(IkeExchanges.State state)
    {
        if (state is IkeExchanges.State.Standing(var sa, _))
        {
            _exchangeKeys.Forget(sa.Keys.Value);
        }
    }

    /// <summary>Of IKE SAs that are gone nothing is left.</summary>
    private void SweepExchanges()
    {
        foreach (var (id, state) in _exchanges.ToArray())
        {
            if (Known(id) is null && state is IkeExchanges.State.Standing)
            {
                ForgetKeysOf(state);
                _exchanges.Remove(id);
            }
        }

        foreach (var id in _lifeSigns.Keys.Concat(_wishes.Keys).Concat(_wants).Distinct()
            .Where(id => Known(id) is null).ToArray())
        {
            _lifeSigns.Remove(id);
            _wishes.Remove(id);
            _wants.Remove(id);
            _answered.Remove(id);
        }

        SweepMoves();
        _phaseTwo.Sweep(id => Known(id) is not null);
        foreach (var hope in _hoped.Keys.Where(hope => Known(hope.Ike) is null).ToArray())
        {
            _hoped.Remove(hope, out var then);
            then!(false);
        }

        foreach (var key in _open.Keys.Concat(_asked.Keys).Distinct()
            .Where(key => Known(key.Ike) is null).ToArray())
        {
            _open.Remove(key);
            _asked.Remove(key);
        }

        // The answer to the Delete of an IKE SA leaves when the SA is gone: few ways stay longer.
        if (_waysBack.Count > WaysBackMax)
        {
            foreach (var key in _waysBack.Keys.Where(key => Known(key.Ike) is null).ToArray())
            {
                _waysBack.Remove(key);
            }
        }
    }

    private void TickExchanges(Instant now)
    {
        foreach (var (id, state) in _exchanges.ToArray())
        {
            if (IkeExchanges.Deadline(_exchanging, state) <= now)
            {
                Exchange(id, new IkeExchanges.Input.Tick());
            }
        }
    }

    /// <summary>A request of the peer that its window let in.</summary>
    private void Answer(IkeSaId id, uint message, Content content)
    {
        _asked[(id, message)] = content.Exchange;
        Exchange(id, new IkeExchanges.Input.Asked(
            message,
            content.Refusal is { } refusal
                ? new ExchangeMessage.Refused(refusal)
                : ExchangeMessages.Classify(
                    content.Exchange, content.Payloads, isResponse: false),
            Draw(),
            Move(id, message, content)));
    }

    /// <summary>The answer to a request of ours, or null: it was dropped.</summary>
    private void Answered(IkeSaId id, uint message, ExchangeType exchange, Content? answer)
    {
        if (answer is null)
        {
            Exchange(id, new IkeExchanges.Input.Dropped());
            return;
        }

        _answered[id] = message;
        Exchange(id, new IkeExchanges.Input.Answered(
            ExchangeMessages.Classify(exchange, answer.Payloads, isResponse: true)));

        // Whoever makes no fact of it lets the window go on.
        if (_exchanges.GetValueOrDefault(id) is not IkeExchanges.State.Standing
            {
                Ours: IkeExchanges.Ours.Completing or IkeExchanges.Ours.Ready,
            }
            && _answered.Remove(id))
        {
            Propose([new Change.RequestAnswered(id, message)]);
        }
    }

    private void Exchange(IkeSaId id, IkeExchanges.Input first)
    {
        var inputs = new Queue<IkeExchanges.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > ExchangeStepsMax)
            {
                throw new GatewayException("an exchange goes on without an end");
            }

            if (!_exchanges.TryGetValue(id, out var state)
                && input is not IkeExchanges.Input.TakenOver && Standing(id) is { } standing)
            {
                state = IkeExchanges.Step(
                    _exchanging, new IkeExchanges.State.Idle(), _now(), standing).State;
            }

            var next = IkeExchanges.Step(
                _exchanging, state ?? new IkeExchanges.State.Idle(), _now(), input);
            if (next.State is IkeExchanges.State.Standing)
            {
                _exchanges[id] = next.State;
            }
            else if (_exchanges.Remove(id, out var gone))
            {
                ForgetKeysOf(gone);
            }

            foreach (var output in next.Outputs)
            {
                if (_exchangeWork.Do(output) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else
                {
                    Carry(id, output);
                }
            }
        }
    }

    private void Carry(IkeSaId id, IkeExchanges.Output output)
    {
        switch (output)
        {
            case IkeExchanges.Output.Ask(var request, var share) ask:
                Request(
                    id, ExchangeMessages.ExchangeOf(request),
                    ExchangeMessages.ToPayloads(request).Payloads,
                    (message, answer) => Answered(
                        id, message, ExchangeMessages.ExchangeOf(request), answer),
                    share, ask.Series);
                break;
            case IkeExchanges.Output.Commit(var facts):
                Commit(
                    id, facts, IkeExchanges.Side.Ours,
                    _answered.Remove(id, out var asked)
                        ? [new Change.RequestAnswered(id, asked)]
                        : []);
                break;
            case IkeExchanges.Output.Answer(var message, var said, var facts):
                Commit(
                    id, facts, IkeExchanges.Side.Theirs,
                    [
                        new Change.ResponseSent(id, new(message, [], KeyHandle.None)),
                        .. Moved(id, message),
                    ],
                    message, said);
                break;
            case IkeExchanges.Output.Quiet(var inbound):
                _tunnels.Of(inbound)?.Quiet();
                break;
            case IkeExchanges.Output.Succeed(var made, var children, var tasks):
                foreach (var task in tasks)
                {
                    if (_hoped.Remove((id, task.Wish), out var waits))
                    {
                        _hoped[(made.Id, task.Wish)] = waits;
                    }
                }

                _exchanges[made.Id] = new IkeExchanges.State.Idle();
                Exchange(made.Id, new IkeExchanges.Input.Established(made, children, tasks));
                AskWhereItIs(made.Id);
                break;
            case IkeExchanges.Output.Confirm(var other):
                Exchange(other, new IkeExchanges.Input.Confirmed());
                break;
            case IkeExchanges.Output.Supersede(var other, var by):
                Exchange(other, new IkeExchanges.Input.Superseded(by));
                break;
            case IkeExchanges.Output.Reestablish(var lost):
                EstablishAnew(lost);
                break;
            case IkeExchanges.Output.End(var ended):
                End(ended, "its peer does not delete it");
                break;
            case IkeExchanges.Output.Ended(var wish, var isDone, _):
                if (_hoped.Remove((id, wish), out var then))
                {
                    then(isDone);
                }

                break;
            default:
                break;
        }
    }

    private ExchangeDraw Draw()
    {
        Span<byte> nonce = stackalloc byte[DrawnNonceLength];
        Span<byte> link = stackalloc byte[DrawnLinkLength];
        System.Security.Cryptography.RandomNumberGenerator.Fill(nonce);
        System.Security.Cryptography.RandomNumberGenerator.Fill(link);
        return new(new(nonce), DrawChildSpi(), DrawIkeSpi(), new(link));
    }
}
