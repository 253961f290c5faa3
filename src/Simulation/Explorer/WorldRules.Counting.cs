using Holdfast.Codec;

namespace Holdfast.Simulation.Explorer;

/// <content>Numbers that grow for ever, counted anew after each event.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    private bool Recount(Expansion into) => _counting is null || Recount(into, _counting);

    private bool Recount(Expansion into, Counting<TState, TInput> counting)
    {
        var all = default(Used);
        for (var member = 0; member < _count; member++)
        {
            all |= _locals[member].Used[into.Get(member)];
        }

        var isKnown = true;
        for (var way = _count; way < _environment; way++)
        {
            var content = into.Get(way);
            if (counting.OfFlight(content) is { } used)
            {
                all |= used;
            }
            else
            {
                into.Wants.Add(new(WantKind.Numbers, 0, content));
                isKnown = false;
            }
        }

        return isKnown && (all.IsCompact || Renumber(into, counting, all));
    }

    private bool Renumber(Expansion into, Counting<TState, TInput> counting, Used all)
    {
        var isKnown = true;
        for (var slot = 0; slot < _environment; slot++)
        {
            var value = into.Get(slot);
            if (counting.TryFind(slot, value, all, out var anew))
            {
                into.Set(slot, anew);
            }
            else
            {
                into.Wants.Add(new(WantKind.Anew, slot, value, All: all));
                isKnown = false;
            }
        }

        return isKnown;
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
    private void LearnFlights(Counting<TState, TInput> counting, int content)
    {
        for (var at = counting.FlightsKnown; at <= content; at++)
        {
            counting.AddFlight(_flights!.MessagesOf(at).Span.ToArray().Aggregate(
                default(Used), (all, one) => all | counting.Of(_inputs[one.Input])));
        }
    }
}
