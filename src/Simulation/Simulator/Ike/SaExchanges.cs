using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using ExchangeStep = Holdfast.Simulation.Scenarios.Collisions.ExchangeStep;
using Input = Holdfast.StateMachines.Ike.IkeExchanges.Input;
using Output = Holdfast.StateMachines.Ike.IkeExchanges.Output;
using State = Holdfast.StateMachines.Ike.IkeExchanges.State;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// Exchanges under the standing IKE SAs of one box, member or peer: the shipped machine for each,
/// made of what the box knows when something first happens to it, and what it computes. Keys are
/// copies, by numbers of their own.
/// </summary>
/// <param name="step">The machine.</param>
/// <param name="keys">Where the secrets are.</param>
/// <param name="now">The time of the box.</param>
/// <param name="standing">An IKE SA as it stands; null: there is none.</param>
/// <param name="carry">Carries out what is not computed.</param>
/// <param name="settled">Hears of what has happened to an IKE SA: it may be due at another time.
/// </param>
internal sealed class SaExchanges(
    ExchangeStep step, HandshakeKeys keys, Func<Instant> now,
    Func<IkeSaId, Input.Established?> standing,
    Action<IkeSaId, Output> carry, Action<IkeSaId> settled) : IDisposable
{
    private const int StepsMax = 100_000;

    /// <summary>One for each number of key exchanges that follow the first one.</summary>
    private static readonly Items<IkeExchanges.Config> Configs =
        [.. Enumerable.Range(0, 1 + SaPlan.KeyExchangesMax).Select(ConfigOf)];

    private readonly ExchangeWork _work = new(keys);
    private readonly Dictionary<IkeSaId, State.Standing> _states = [];
    private readonly Dictionary<(IkeSaId Ike, ExchangeWish Wish), Action<bool>> _hoped = [];
    private readonly Queue<(IkeSaId Ike, Input Input, Action? After)> _inputs = new();
    private bool _isBusy;
    private int _era;

    /// <summary>The secrets.</summary>
    public HandshakeKeys Keys => keys;

    /// <summary>What computes with them.</summary>
    public ExchangeWork Work => _work;

    /// <summary>Whether an exchange is not done.</summary>
    public bool IsBusy => _states.Values.Any(state => state.Waiting.Count + state.Held.Count > 0
        || state.Ours is not IkeExchanges.Ours.Idle
        || state.Theirs is not IkeExchanges.Theirs.Idle);

    /// <summary>How it is with an IKE SA; null: nothing has happened to it.</summary>
    public State.Standing? Of(IkeSaId ike) => _states.GetValueOrDefault(ike);

    /// <summary>When something is due under an IKE SA; null: never.</summary>
    public Instant? Deadline(IkeSaId ike) => _states.TryGetValue(ike, out var state)
        ? IkeExchanges.Deadline(ConfigOf(state.Sa), state)
        : null;

    /// <summary>Whether that is wanted already.</summary>
    public bool IsWanted(IkeSaId ike, ExchangeWish wish) => _hoped.ContainsKey((ike, wish));

    /// <summary>Something is wanted of the other side; what follows hears whether it came about.
    /// </summary>
    public void Want(IkeSaId ike, ExchangeWish wish, ExchangeDraw draw, Action<bool> then)
    {
        if (_hoped.TryAdd((ike, wish), then))
        {
            Step(ike, new Input.Wanted(wish, draw));
        }
        else
        {
            then(false);
        }
    }

    /// <summary>A step, and all that follows from it; within another one, after it.</summary>
    /// <param name="ike">The IKE SA.</param>
    /// <param name="input">What happens.</param>
    /// <param name="after">Is done behind this step.</param>
    public void Step(IkeSaId ike, Input input, Action? after = null)
    {
        _inputs.Enqueue((ike, input, after));
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        for (var steps = 0; _inputs.TryDequeue(out var next); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("an exchange goes on without an end");
            }

            One(next.Ike, next.Input);
            next.After?.Invoke();
            settled(next.Ike);
        }

        _isBusy = false;
    }

    /// <summary>An IKE SA is gone: nothing is left of it.</summary>
    public void Forget(IkeSaId ike)
    {
        if (_states.Remove(ike, out var gone))
        {
            keys.Forget(gone.Sa.Keys.Value);
        }

        GiveUp(ike);
    }

    /// <summary>Of IKE SAs that are gone nothing is left.</summary>
    public void Sweep(Func<IkeSaId, bool> isThere)
    {
        foreach (var ike in _states.Keys.Where(ike => !isThere(ike)).ToArray())
        {
            Forget(ike);
        }
    }

    /// <summary>Nothing is left.</summary>
    public void Clear()
    {
        _states.Clear();
        _hoped.Clear();
        _inputs.Clear();
        keys.Dispose();
        _era++;
    }

    public void Dispose() => Clear();

    private void One(IkeSaId ike, Input input)
    {
        State state = _states.TryGetValue(ike, out var known) ? known : new State.Idle();
        if (state is State.Idle && input is not (Input.TakenOver or Input.Established)
            && standing(ike) is { } made)
        {
            state = step(ConfigOf(made.Sa), state, now(), made).State;
        }

        var config = state is State.Standing { Sa: var sa } ? ConfigOf(sa)
            : input is Input.TakenOver taken ? ConfigOf(taken.Sa)
            : input is Input.Established established ? ConfigOf(established.Sa)
            : Configs[0];
        var next = step(config, state, now(), input);
        if (next.State is State.Standing stands)
        {
            _states[ike] = stands;
        }

        // What is carried out may end the life of the box, and all that it knows.
        var era = _era;
        foreach (var output in next.Outputs)
        {
            if (era != _era)
            {
                return;
            }

            if (_work.Do(output) is { } computed)
            {
                _inputs.Enqueue((ike, computed, null));
            }
            else
            {
                Carry(ike, output);
            }
        }

        if (next.State is State.Gone && era == _era)
        {
            Forget(ike);
        }
    }

    private static IkeExchanges.Config ConfigOf(StandingIke sa) =>
        Configs[sa.Suite.Additional.Count];

    private static IkeExchanges.Config ConfigOf(int exchanges) => IkeExchanges.Config.TryCreate(
        new()
        {
            Suites = [SaSuites.RekeyedOf(exchanges)],
            ChildrenMax = 65_536,
            WaitingMax = 65_536,
            HeldMax = 255,
            RetryAfter = TimeSpan.FromSeconds(2),
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private void Carry(IkeSaId ike, Output output)
    {
        switch (output)
        {
            case Output.Succeed(var made, var children, var tasks):
                foreach (var task in tasks)
                {
                    if (_hoped.Remove((ike, task.Wish), out var waits))
                    {
                        _hoped[(made.Id, task.Wish)] = waits;
                    }
                }

                _states.Remove(made.Id);
                _inputs.Enqueue(
                    (made.Id, new Input.Established(made, children, tasks), null));
                break;
            case Output.Confirm(var other):
                _inputs.Enqueue((other, new Input.Confirmed(), null));
                break;
            case Output.Supersede(var other, var by):
                _inputs.Enqueue((other, new Input.Superseded(by), null));
                break;
            case Output.Ended(var wish, var isDone, _):
                if (_hoped.Remove((ike, wish), out var then))
                {
                    then(isDone);
                }

                break;
            default:
                carry(ike, output);
                break;
        }
    }

    private void GiveUp(IkeSaId ike)
    {
        foreach (var hope in _hoped.Keys.Where(hope => hope.Ike == ike).ToArray())
        {
            if (_hoped.Remove(hope, out var then))
            {
                then(false);
            }
        }
    }
}
