using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Explorer;

/// <content>What was learned, as tables.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override bool HasTables =>
        _counting is null && _folding is null && !_areStreams;

    /// <inheritdoc/>
    public override WorldTables Tables()
    {
        var start = new int[Slots];
        Start(start);
        return new(
            start,
            [.. Enumerable.Range(0, _count).Select(TableOf)],
            _ways,
            [.. Enumerable.Range(0, _flights?.Count ?? 0).Select(ContentTableOf)],
            [.. Enumerable.Range(0, _damages.Count).Select(SurroundingTableOf)],
            [
                .. _effects.Select(effects => effects
                    .Select(one => new EffectRow(one.Member, one.Input, one.Unless)).ToArray()),
            ]);
    }

    private MemberTable TableOf(int member) => new(
        _initial[member],
        _gone[member],
        [.. Enumerable.Range(0, _locals[member].Count).Select(state => RowOf(member, state))],
        [
            .. _sendings[member].Select(sendings => sendings
                .Select(one => new SendingRow(one.To, one.Input, one.Slot, one.Blocks))
                .ToArray()),
        ]);

    private LocalRow RowOf(int member, int state)
    {
        var locals = _locals[member];
        return new(
            locals.IsDue[state],
            locals.Later[state],
            [.. (locals.Ticks[state] ?? []).Select((step, place) => RowOf(place, step))],
            [
                .. Enumerable.Range(0, _inputs.Count)
                    .Select(input => (Input: input, Step: locals.Steps.StepOf(state, input)))
                    .Where(one => one.Step != 0)
                    .Select(one => RowOf(one.Input, one.Step)),
            ]);
    }

    private static StepRow RowOf(int input, ulong step) =>
        new(input, Step.NextOf(step), Step.OutputsOf(step));

    private ContentTable ContentTableOf(int content)
    {
        var flight = _flights![content];
        return new(
            flight.IsUrgent,
            flight.Later,
            [.. flight.Ready],
            [.. flight.All],
            [
                .. Enumerable.Range(0, _inputs.Count)
                    .Select(input => (Input: input, Put: flight.PutOf(input)))
                    .Where(one => one.Put != 0),
            ]);
    }

    private SurroundingTable SurroundingTableOf(int environment)
    {
        var known = _surroundings[environment];
        var ways = _model.Delivery as Delivery.Ways;
        return new(
            _bits[environment],
            known?.Later ?? -1,
            known?.Changes ?? [],
            After(ways?.Loss ?? Allowance.Never),
            After(ways?.Doubling ?? Allowance.Never));

        int After(Allowance allowed) =>
            !allowed.IsThere || !IsLeft(environment, allowed) ? -1
            : allowed.Budget < 0 ? environment
            : known?.Spent[allowed.Budget] ?? -1;
    }
}
