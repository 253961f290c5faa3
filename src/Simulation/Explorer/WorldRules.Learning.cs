using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What is computed once, and its number: one thread at a time, while nobody asks.
/// </content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <summary>The first member of the same configuration.</summary>
    private int TwinOf(int member)
    {
        for (var other = 0; other < member; other++)
        {
            if (_model.Members[other].Config.Equals(_model.Members[member].Config))
            {
                return other;
            }
        }

        return member;
    }

    private TConfig ConfigOf(int member) => _model.Members[member].Config;

    private int InitialOf(int member) => NumberOf(
        member, _model.Machine.Initial(ConfigOf(member), Instant.Zero));

    private Effect[] Compiled(Items<FaultEffect<TInput>> effects) =>
    [
        .. effects.Select(effect => effect switch
        {
            FaultEffect<TInput>.Forget(var member) => new Effect(member, -1, 0),
            FaultEffect<TInput>.Take(var member, var input, var unless) =>
                new Effect(member, _inputs.NumberOf(input), unless),
        }),
    ];

    /// <summary>The number of a state, in its normal form.</summary>
    private int NumberOf(int member, TState state, ulong broken = 0) => NumberOf(
        member, Found(member, _model.Machine.Normalize(ConfigOf(member), state), broken));

    private int NumberOf(int member, in FoundState found, int? from = null)
    {
        var locals = _locals[member];
        return found.Number != Locals<TState>.Unknown ? found.Number
            : locals.Find(found.Normal, found.Broken, found.Hash) is >= 0 and var known ? known
            : locals.Add(
                Shared(locals, found.Normal, from), found.Broken, found.Hash, found.Label,
                found.IsDue, found.Used);
    }

    private TState Shared(Locals<TState> locals, TState state, int? from) =>
        _model.Share is { } share && from is { } before
            ? share(locals.Values[before], state, locals.PartOf)
            : state;

    /// <inheritdoc/>
    public override void Keep(in Want want, object? found)
    {
        switch (want.Kind)
        {
            case WantKind.Step:
                Keep(
                    want.Whom, want.From,
                    found as FoundStep? ?? StepFrom(want.Whom, want.From, want.Input));
                break;
            case WantKind.Ticks:
                KeepTicks(
                    want.Whom, want.From,
                    found as FoundStep[] ?? TicksFrom(want.Whom, want.From));
                break;
            case WantKind.Later:
                _locals[want.Whom].Later[want.From] = NumberOf(
                    want.Whom, found as FoundState? ?? LaterFrom(want.Whom, want.From),
                    want.From);
                break;
            case WantKind.Anew:
                KeepAnew(want, found);
                break;
            case WantKind.Put:
                _flights!.Put(want.From, want.Input);
                break;
            case WantKind.Age:
                _flights!.Age(want.From);
                break;
            case WantKind.Numbers:
                LearnFlights(_counting!, want.From);
                break;
            case WantKind.Image:
                KeepImage(want, found);
                break;
            case WantKind.Surroundings:
                LearnSurroundings(want.From);
                break;
        }
    }

    private ulong Keep(int member, int state, in FoundStep found)
    {
        var known = _locals[member].Steps.StepOf(state, found.Input);
        if (known != 0)
        {
            return known;
        }

        var outputs = found.OutputsNumber;
        if (outputs == Pool<Outputs<TOutput>>.None)
        {
            outputs = _outputs[member].Find(found.Outputs, found.OutputsHash);
        }

        if (outputs == Pool<Outputs<TOutput>>.None)
        {
            outputs = _outputs[member].Add(found.Outputs, found.OutputsHash);
            for (var twin = 0; twin < _count; twin++)
            {
                if (_outputs[twin] == _outputs[member])
                {
                    _sendings[twin].Add(SendingsOf(twin, found.Outputs));
                }
            }
        }

        var step = Step.Of(NumberOf(member, found.After, state), outputs);
        _locals[member].Steps.Keep(state, found.Input, step);
        return step;
    }

    private void KeepTicks(int member, int state, FoundStep[] found)
    {
        if (_locals[member].Ticks[state] is not null)
        {
            return;
        }

        List<ulong> steps = [];
        List<int> inputs = [];
        foreach (var one in found)
        {
            var step = Keep(member, state, one);
            if (!steps.Contains(step))
            {
                steps.Add(step);
                inputs.Add(one.Input);
            }
        }

        _locals[member].TickInputs[state] = [.. inputs];
        _locals[member].Ticks[state] = [.. steps];
    }

    private void KeepAnew(in Want want, object? found)
    {
        if (!_counting!.TryFind(want.Whom, want.From, want.All, out _))
        {
            _counting.Keep(
                want.Whom, want.From, want.All,
                want.Whom < _count
                    ? NumberOf(
                        want.Whom, found as FoundState? ?? AnewFrom(want.Whom, want.From, want.All),
                        want.From)
                    : AnewOf(_counting, want.From, want.All));
        }
    }

    private Sending[] SendingsOf(int from, Outputs<TOutput> outputs)
    {
        List<Sending> sendings = [];
        foreach (var output in outputs)
        {
            for (var to = 0; to < _count; to++)
            {
                if (to == from)
                {
                    continue;
                }

                var slot = SlotOf(from, to);
                foreach (var input in _model.Hear(from, to, output))
                {
                    sendings.Add(new(
                        from, to, _inputs.NumberOf(input), slot,
                        _model.Faults.Blocks(from, to, output)
                            | (slot < 0 ? _gone[to] : 0)));
                }
            }
        }

        return [.. sendings];
    }

    /// <summary>Where the way lies; -1: what is said is heard at once.</summary>
    private int SlotOf(int from, int to)
    {
        var way = Array.IndexOf(_ways, (from, to));
        return way < 0 ? -1 : _count + way;
    }

    private int NumberOf(Damage damage)
    {
        var number = _damages.NumberOf(damage);
        if (number == _bits.Length)
        {
            Array.Resize(ref _bits, 2 * number);
            Array.Resize(ref _surroundings, 2 * number);
        }

        _bits[number] = damage.Bits;
        return number;
    }

    private Surroundings? SurroundingsOf(Expansion into, int environment)
    {
        if (_surroundings[environment] is { } known)
        {
            return known;
        }

        into.Wants.Add(new(WantKind.Surroundings, 0, environment));
        return null;
    }

    private void LearnSurroundings(int environment)
    {
        var damage = _damages[environment];
        var faults = _model.Faults;
        List<(int Rule, int Next)> changes = [];
        for (var rule = 0; rule < faults.Rules.Count; rule++)
        {
            if (faults.Rules[rule].May(damage, faults.Budgets))
            {
                changes.Add((rule, NumberOf(faults.Rules[rule].On(damage))));
            }
        }

        var known = new Surroundings(
            [.. changes],
            NumberOf(damage with { Quiet = Math.Min(damage.Quiet + 1, faults.QuietMax) }),
            [.. faults.Budgets.Select((budget, index) => damage.SpentOf(index) < budget.Max
                ? NumberOf(damage.Spend(index) with { Quiet = 0 })
                : environment)]);
        _surroundings[environment] = known;
    }

    /// <summary>What a fault does to a member: an input, or -1: it forgets.</summary>
    private readonly record struct Effect(int Member, int Input, ulong Unless);

    /// <summary>What may become of what is broken.</summary>
    /// <param name="Changes">The rules that may be followed, and what is broken then.</param>
    /// <param name="Later">A unit of time later.</param>
    /// <param name="Spent">For each budget: once more of it is spent.</param>
    private sealed record Surroundings((int Rule, int Next)[] Changes, int Later, int[] Spent);
}
