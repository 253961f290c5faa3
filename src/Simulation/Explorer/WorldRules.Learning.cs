using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What is computed once. One thread learns while no other one asks.</content>
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
    private int NumberOf(int member, TState state, ulong broken = 0) => NumberOfNormal(
        member, _model.Machine.Normalize(ConfigOf(member), state), broken);

    private int NumberOfNormal(int member, TState normal, ulong broken)
    {
        var locals = _locals[member];
        var config = ConfigOf(member);
        return locals.TryNumberOf(normal, broken, out var known)
            ? known
            : locals.Add(
                normal,
                broken,
                _model.Label(normal),
                _model.Machine.Deadline(config, normal) <= Instant.Zero,
                _counting?.Of(normal) ?? default);
    }

    private ulong StepOf(int member, int state, int input, bool learns)
    {
        var step = _locals[member].Steps.StepOf(state, input);
        return step != 0 || !learns ? step : LearnStep(member, state, input);
    }

    private ulong LearnStep(int member, int state, int input)
    {
        var before = _locals[member].Values[state];
        var next = _model.Machine.Step(
            ConfigOf(member), before, Instant.Zero, _inputs[input]);
        var outputs = _outputs[member].NumberOf(next.Outputs);
        for (var twin = 0; twin < _count; twin++)
        {
            if (_outputs[twin] == _outputs[member] && _sendings[twin].Count == outputs)
            {
                _sendings[twin].Add(SendingsOf(twin, next.Outputs));
            }
        }

        var broken = _locals[member].Broken[state]
            | BrokenBy(member, before, _inputs[input], next);
        var after = _model.Machine.NormalizeAfter is { } normalize
            ? NumberOfNormal(member, normalize(ConfigOf(member), before, next.State), broken)
            : NumberOf(member, next.State, broken);
        var step = Step.Of(after, outputs);
        _locals[member].Steps.Keep(state, input, step);
        return step;
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

    private ulong[] LearnTicks(int member, int state)
    {
        List<ulong> steps = [];
        List<int> inputs = [];
        foreach (var input in _ticks)
        {
            if (steps.Count > 0 && !_model.TickMayDiffer(
                ConfigOf(member), _locals[member].Values[state], _inputs[input]))
            {
                continue;
            }

            var step = StepOf(member, state, input, learns: true);
            if (!steps.Contains(step))
            {
                steps.Add(step);
                inputs.Add(input);
            }
        }

        _locals[member].TickInputs[state] = [.. inputs];
        return _locals[member].Ticks[state] = [.. steps];
    }

    private int LearnLater(int member, int state)
    {
        var locals = _locals[member];
        var later = NumberOf(
            member, _model.Machine.Rebase(locals.Values[state], -_model.Unit),
            locals.Broken[state]);
        return _locals[member].Later[state] = later;
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

    private Surroundings? SurroundingsOf(int environment, bool learns) =>
        _surroundings[environment] is { } known ? known
        : learns ? LearnSurroundings(environment)
        : null;

    private Surroundings LearnSurroundings(int environment)
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
        return known;
    }

    /// <summary>What a fault does to a member: an input, or -1: it forgets.</summary>
    private readonly record struct Effect(int Member, int Input, ulong Unless);

    /// <summary>What may become of what is broken.</summary>
    /// <param name="Changes">The rules that may be followed, and what is broken then.</param>
    /// <param name="Later">A unit of time later.</param>
    /// <param name="Spent">For each budget: once more of it is spent.</param>
    private sealed record Surroundings((int Rule, int Next)[] Changes, int Later, int[] Spent);
}
