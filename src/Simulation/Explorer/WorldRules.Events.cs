using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <content>What can happen in a state.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    private bool Ticks(Expansion into, int member, ulong bits, bool learns)
    {
        var locals = _locals[member];
        var state = into.Slots[member];
        if (locals.Ticks[state] is not { } ticks)
        {
            if (!learns)
            {
                return false;
            }

            ticks = LearnTicks(member, state);
        }

        for (var which = 0; which < ticks.Length; which++)
        {
            into.Begin(Happening.Of(EventKind.Tick, member, which));
            if (!Apply(into, member, ticks[which], bits, learns) || !Recount(into, learns))
            {
                return false;
            }

            into.End();
        }

        return true;
    }

    private bool Deliveries(
        Expansion into, int way, int content, int environment, bool learns)
    {
        var ways = (Delivery.Ways)_model.Delivery;
        var bits = _bits[environment];
        var to = _ways[way].To;
        var flight = _flights![content];
        if ((bits & _gone[to]) == 0)
        {
            for (var which = 0; which < flight.Ready.Count; which++)
            {
                var (input, rest) = flight.Ready[which];
                into.Begin(Happening.Of(EventKind.Deliver, way, which));
                into.Set(_count + way, rest);
                if (!Arrive(into, to, input, bits, learns) || !Recount(into, learns))
                {
                    return false;
                }

                into.End();
                if (ways.Doubling.IsThere
                    && !Twice(into, way, which, environment, input, learns))
                {
                    return false;
                }
            }
        }

        return !ways.Loss.IsThere || Losses(into, way, flight, environment, learns);
    }

    private bool Arrive(Expansion into, int member, int input, ulong bits, bool learns)
    {
        var step = StepOf(member, into.Get(member), input, learns);
        return step != 0 && Apply(into, member, step, bits, learns);
    }

    /// <summary>A message arrives, and stays under way.</summary>
    private bool Twice(
        Expansion into, int way, int which, int environment, int input, bool learns)
    {
        var allowed = ((Delivery.Ways)_model.Delivery).Doubling;
        if (!IsLeft(environment, allowed))
        {
            return true;
        }

        into.Begin(Happening.Of(EventKind.Double, way, which));
        if (!Spend(into, environment, allowed, learns)
            || !Arrive(into, _ways[way].To, input, _bits[environment], learns)
            || !Recount(into, learns))
        {
            return false;
        }

        into.End();
        return true;
    }

    private bool Losses(
        Expansion into, int way, Flight flight, int environment, bool learns)
    {
        var allowed = ((Delivery.Ways)_model.Delivery).Loss;
        if (!IsLeft(environment, allowed))
        {
            return true;
        }

        for (var which = 0; which < flight.All.Count; which++)
        {
            into.Begin(Happening.Of(EventKind.Lose, way, which));
            into.Set(_count + way, flight.All[which].Left);
            if (!Spend(into, environment, allowed, learns) || !Recount(into, learns))
            {
                return false;
            }

            into.End();
        }

        return true;
    }

    /// <summary>A unit of time, if it changes anything.</summary>
    private bool Pass(Expansion into, int environment, bool learns)
    {
        into.Begin(Happening.Of(EventKind.Time));
        var bits = _bits[environment];
        for (var member = 0; member < _count; member++)
        {
            if ((bits & _gone[member]) != 0)
            {
                continue;
            }

            var state = into.Slots[member];
            var later = _locals[member].Later[state];
            if (later < 0)
            {
                if (!learns)
                {
                    return false;
                }

                later = LearnLater(member, state);
            }

            into.Set(member, later);
        }

        for (var way = 0; way < _ways.Length; way++)
        {
            var content = into.Slots[_count + way];
            var later = _flights![content].Later;
            if (later < 0)
            {
                if (!learns)
                {
                    return false;
                }

                later = _flights.Age(content);
            }

            into.Set(_count + way, later);
        }

        if (SurroundingsOf(environment, learns) is not { } known)
        {
            return false;
        }

        into.Set(_environment, known.Later);
        if (!Recount(into, learns))
        {
            return false;
        }

        if (into.HasChanged)
        {
            into.End();
        }
        else
        {
            into.Cancel();
        }

        return true;
    }

    /// <summary>What breaks, and what is mended.</summary>
    private bool Changes(Expansion into, int environment, bool learns)
    {
        if (SurroundingsOf(environment, learns) is not { } known)
        {
            return false;
        }

        foreach (var (rule, next) in known.Changes)
        {
            into.Begin(Happening.Of(
                _mends[rule] ? EventKind.Mend : EventKind.Fault, which: rule));
            into.Set(_environment, next);
            if (!Affect(into, _effects[rule], _bits[next], learns) || !Recount(into, learns))
            {
                return false;
            }

            into.End();
        }

        return true;
    }

    private bool Affect(Expansion into, Effect[] effects, ulong bits, bool learns)
    {
        foreach (ref readonly var effect in effects.AsSpan())
        {
            if (effect.Input < 0)
            {
                into.Set(effect.Member, _initial[effect.Member]);
            }
            else if ((bits & effect.Unless) == 0
                && !Arrive(into, effect.Member, effect.Input, bits, learns))
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

    private bool Spend(Expansion into, int environment, Allowance allowed, bool learns)
    {
        if (allowed.Budget < 0)
        {
            return true;
        }

        if (SurroundingsOf(environment, learns) is not { } known)
        {
            return false;
        }

        into.Set(_environment, known.Spent[allowed.Budget]);
        return true;
    }
}
