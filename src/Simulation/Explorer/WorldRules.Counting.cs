using Holdfast.Codec;

namespace Holdfast.Simulation.Explorer;

/// <content>Numbers that grow for ever, counted anew after each event.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    private bool Recount(Expansion into, bool learns) =>
        _counting is null || Recount(into, _counting, learns);

    private bool Recount(Expansion into, Counting<TState, TInput> counting, bool learns)
    {
        var all = default(Used);
        for (var member = 0; member < _count; member++)
        {
            all |= _locals[member].Used[into.Get(member)];
        }

        for (var way = _count; way < _environment; way++)
        {
            var content = into.Get(way);
            if (counting.OfFlight(content) is { } used)
            {
                all |= used;
                continue;
            }

            if (!learns)
            {
                return false;
            }

            all |= LearnFlights(counting, content);
        }

        return all.IsCompact || Renumber(into, counting, all, learns);
    }

    private bool Renumber(
        Expansion into, Counting<TState, TInput> counting, Used all, bool learns)
    {
        for (var slot = 0; slot < _environment; slot++)
        {
            var value = into.Get(slot);
            if (!counting.TryFind(slot, value, all, out var anew))
            {
                if (!learns)
                {
                    return false;
                }

                anew = slot < _count
                    ? NumberOf(
                        slot, counting.Anew(_locals[slot].Values[value], all),
                        _locals[slot].Broken[value])
                    : AnewOf(counting, value, all);
                counting.Keep(slot, value, all, anew);
            }

            into.Set(slot, anew);
        }

        return true;
    }

    private int AnewOf(Counting<TState, TInput> counting, int content, Used all) =>
        _flights!.NumberOf(
        [
            .. _flights.MessagesOf(content).Select(one => one with
            {
                Input = _inputs.NumberOf(counting.Anew(_inputs[one.Input], all)),
            }),
        ]);

    // Contents are numbered one by one, so those before this one may not be known either.
    private Used LearnFlights(Counting<TState, TInput> counting, int content)
    {
        var used = default(Used);
        for (var at = 0; at <= content; at++)
        {
            if (counting.OfFlight(at) is null)
            {
                used = _flights!.MessagesOf(at).Span.ToArray().Aggregate(
                    default(Used), (all, one) => all | counting.Of(_inputs[one.Input]));
                counting.AddFlight(used);
            }
        }

        return used;
    }
}
