using Holdfast.Simulation.Models;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What is found out by the machines, beside others: numbers come later.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override object? FindOut(in Want want) => want.Kind switch
    {
        WantKind.Step => StepFrom(want.Whom, want.From, want.Input),
        WantKind.Ticks => TicksFrom(want.Whom, want.From),
        WantKind.Later => LaterFrom(want.Whom, want.From),
        WantKind.Anew when want.Whom < _count => AnewFrom(want.Whom, want.From, want.All),
        WantKind.Image when want.Whom < _count =>
            ImageFrom(want.Whom, want.From, want.Input),
        _ => null,
    };

    private ulong StepOf(Expansion into, int member, int state, int input)
    {
        var step = _locals[member].Steps.StepOf(state, input);
        if (step == 0)
        {
            into.Wants.Add(new(WantKind.Step, member, state, input));
        }

        return step;
    }

    private FoundStep StepFrom(int member, int state, int input)
    {
        var locals = _locals[member];
        var config = ConfigOf(member);
        var before = locals.Values[state];
        var next = _model.Machine.Step(config, before, Instant.Zero, _inputs[input]);
        var broken = locals.Broken[state] | BrokenBy(member, before, _inputs[input], next);
        var hash = Pool<Outputs<TOutput>>.HashOf(next.Outputs);
        return new(
            input, next.Outputs, hash, _outputs[member].Find(next.Outputs, hash),
            After(member, state, next.State, broken));
    }

    /// <summary>What was made of a state that is known: what is the same object is normal.
    /// </summary>
    private FoundState After(int member, int state, TState made, ulong broken)
    {
        var (locals, config) = (_locals[member], ConfigOf(member));
        var before = locals.Values[state];
        var normal = _model.Machine.NormalizeAfter is { } normalize
            ? normalize(config, before, made)
            : _model.Machine.Normalize(config, made);
        return ReferenceEquals(normal, before) && broken == locals.Broken[state]
            ? new(normal, broken, 0, state, 0, false, default)
            : Found(member, normal, broken);
    }

    private FoundStep[] TicksFrom(int member, int state)
    {
        // Most often the first one is all.
        FoundStep[] found = [StepFrom(member, state, _ticks[0])];
        foreach (var input in _ticks.AsSpan(1))
        {
            if (_model.TickMayDiffer(
                ConfigOf(member), _locals[member].Values[state], _inputs[input]))
            {
                found = [.. found, StepFrom(member, state, input)];
            }
        }

        return found;
    }

    private FoundState LaterFrom(int member, int state)
    {
        var locals = _locals[member];
        return After(
            member, state, _model.Machine.Rebase(locals.Values[state], -_model.Unit),
            locals.Broken[state]);
    }

    private FoundState AnewFrom(int member, int state, Used all)
    {
        var locals = _locals[member];
        return After(
            member, state, _counting!.Anew(locals.Values[state], all), locals.Broken[state]);
    }

    /// <summary>All about a state but its number, and that too where it is known.</summary>
    private FoundState Found(int member, TState normal, ulong broken)
    {
        var hash = Locals<TState>.HashOf(normal, broken);
        var number = _locals[member].Find(normal, broken, hash);
        return number != Locals<TState>.Unknown
            ? new(normal, broken, hash, number, 0, false, default)
            : new(
                normal, broken, hash, number, _model.Label(normal),
                _model.Machine.Deadline(ConfigOf(member), normal) <= Instant.Zero,
                _counting?.Of(normal) ?? default);
    }

    /// <summary>A state that was found: its number, if it is known, or all that goes with it.
    /// </summary>
    private readonly record struct FoundState(
        TState Normal, ulong Broken, int Hash, int Number, int Label, bool IsDue, Used Used);

    /// <summary>A step that was taken.</summary>
    private readonly record struct FoundStep(
        int Input, Outputs<TOutput> Outputs, int OutputsHash, int OutputsNumber, FoundState After);
}
