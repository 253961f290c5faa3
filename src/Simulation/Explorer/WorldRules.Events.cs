using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <content>What can happen in a state.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    private void Ticks(Expansion into, int member, ulong bits)
    {
        var state = into.Slots[member];
        if (_locals[member].Ticks[state] is not { } ticks)
        {
            into.Wants.Add(new(WantKind.Ticks, member, state));
            return;
        }

        for (var which = 0; which < ticks.Length; which++)
        {
            into.Begin(Happening.Of(EventKind.Tick, member, which));
            End(into, Apply(into, member, ticks[which], bits));
        }
    }

    /// <summary>Ends an event; if not all of it is known, nothing follows from it yet.</summary>
    private void End(Expansion into, bool isKnown)
    {
        if (isKnown && Recount(into) && Fold(into))
        {
            into.End();
        }
        else
        {
            into.Cancel();
        }
    }

    private void Deliveries(Expansion into, int way, int content, int environment)
    {
        var bits = _bits[environment];
        var to = _ways[way].To;
        var flight = _flights![content];
        if ((bits & _gone[to]) == 0)
        {
            var ready = flight.Ready;
            for (var which = 0; which < ready.Length; which++)
            {
                var (input, rest) = ready[which];
                into.Begin(Happening.Of(EventKind.Deliver, way, which));
                into.Set(_count + way, rest);
                End(into, Arrive(into, to, input, bits));
                if (_doubling.IsThere)
                {
                    Twice(into, way, which, environment, input);
                }
            }
        }

        if (_loss.IsThere)
        {
            Losses(into, way, flight, environment);
        }
    }

    private bool Arrive(Expansion into, int member, int input, ulong bits)
    {
        var step = StepOf(into, member, into.Get(member), input);
        return step != 0 && Apply(into, member, step, bits);
    }

    /// <summary>A message arrives, and stays under way.</summary>
    private void Twice(Expansion into, int way, int which, int environment, int input)
    {
        if (IsLeft(environment, _doubling))
        {
            into.Begin(Happening.Of(EventKind.Double, way, which));
            End(
                into,
                Spend(into, environment, _doubling)
                    && Arrive(into, _ways[way].To, input, _bits[environment]));
        }
    }

    private void Losses(Expansion into, int way, Flight flight, int environment)
    {
        if (!IsLeft(environment, _loss))
        {
            return;
        }

        var all = flight.All;
        for (var which = 0; which < all.Length; which++)
        {
            var happening = Happening.Of(EventKind.Lose, way, which);
            if (_isAsItIs && _loss.Budget < 0)
            {
                into.Only(happening, _count + way, all[which].Left);
                continue;
            }

            into.Begin(happening);
            into.Set(_count + way, all[which].Left);
            End(into, Spend(into, environment, _loss));
        }
    }

    /// <summary>A unit of time, if it changes anything.</summary>
    private void Pass(Expansion into, int environment)
    {
        into.Begin(Happening.Of(EventKind.Time));
        var isKnown = Later(into, _bits[environment]);
        if (SurroundingsOf(into, environment) is { } known)
        {
            into.Set(_environment, known.Later);
        }
        else
        {
            isKnown = false;
        }

        if (isKnown && Recount(into) && into.HasChanged && Fold(into))
        {
            into.End();
        }
        else
        {
            into.Cancel();
        }
    }

    /// <summary>Members and ways a unit of time later, as far as that is known.</summary>
    private bool Later(Expansion into, ulong bits)
    {
        var isKnown = true;
        for (var member = 0; member < _count; member++)
        {
            var state = into.Slots[member];
            if ((bits & _gone[member]) == 0)
            {
                isKnown &= Later(
                    into, member, _locals[member].Later[state],
                    new(WantKind.Later, member, state));
            }
        }

        for (var way = 0; way < _ways.Length; way++)
        {
            var content = into.Slots[_count + way];
            isKnown &= Later(
                into, _count + way, _flights![content].Later, new(WantKind.Age, 0, content));
        }

        return isKnown;
    }

    private static bool Later(Expansion into, int slot, int later, in Want want)
    {
        if (later < 0)
        {
            into.Wants.Add(want);
            return false;
        }

        into.Set(slot, later);
        return true;
    }

    /// <summary>What breaks, and what is mended.</summary>
    private void Changes(Expansion into, int environment)
    {
        if (SurroundingsOf(into, environment) is not { } known)
        {
            return;
        }

        foreach (var (rule, next) in known.Changes)
        {
            into.Begin(Happening.Of(
                _mends[rule] ? EventKind.Mend : EventKind.Fault, which: rule));
            into.Set(_environment, next);
            if (_areStreams)
            {
                EndWays(into, _bits[next]);
            }

            End(into, Affect(into, _effects[rule], _bits[next]));
        }
    }

    /// <summary>What is under way to those that are gone is gone.</summary>
    private void EndWays(Expansion into, ulong bits)
    {
        for (var way = 0; way < _ways.Length; way++)
        {
            if ((bits & _gone[_ways[way].To]) != 0)
            {
                into.Set(_count + way, 0);
            }
        }
    }

    private bool Affect(Expansion into, Effect[] effects, ulong bits)
    {
        foreach (ref readonly var effect in effects.AsSpan())
        {
            if (effect.Input < 0)
            {
                into.Set(effect.Member, _initial[effect.Member]);
            }
            else if ((bits & effect.Unless) == 0
                && !Arrive(into, effect.Member, effect.Input, bits))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsLeft(int environment, Allowance allowed) =>
        allowed.Budget < 0
        || _damages[environment].SpentOf(allowed.Budget)
            < _model.Faults.Budgets[allowed.Budget].Max;

    private bool Spend(Expansion into, int environment, Allowance allowed)
    {
        if (allowed.Budget < 0)
        {
            return true;
        }

        if (SurroundingsOf(into, environment) is not { } known)
        {
            return false;
        }

        into.Set(_environment, known.Spent[allowed.Budget]);
        return true;
    }
}
