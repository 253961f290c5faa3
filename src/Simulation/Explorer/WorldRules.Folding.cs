using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>Of states that are exchanged for each other, the one with the least numbers.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override int Exchanges => 1 + (_folding?.Count ?? 0);

    /// <inheritdoc/>
    public override int Fold(Span<int> slots)
    {
        if (_folding is null)
        {
            return 1;
        }

        var into = new Expansion(Layout.Wide(Slots));
        into.Load(slots);
        var images = new HashSet<string>();
        for (var exchange = 0; exchange < _folding.Count; exchange++)
        {
            while (!ImageOf(into, _folding, exchange))
            {
                Learn(into);
            }

            images.Add(Text(into.Image));
            if (into.Image.AsSpan().SequenceCompareTo(slots) < 0)
            {
                into.Image.CopyTo(slots);
            }
        }

        images.Add(Text(into.Slots));
        return images.Count;

        static string Text(ReadOnlySpan<int> slots) => string.Join(' ', slots.ToArray());
    }

    private bool Fold(Expansion into) =>
        _folding is null || into.IsPlain || Fold(into, _folding);

    private bool Fold(Expansion into, Folding<TState, TInput> folding)
    {
        var isKnown = true;
        into.CopyTo(into.Least);
        for (var exchange = 0; exchange < folding.Count; exchange++)
        {
            if (!ImageOf(into, folding, exchange))
            {
                isKnown = false;
            }
            else if (into.Image.AsSpan().SequenceCompareTo(into.Least) < 0)
            {
                into.Image.CopyTo(into.Least);
            }
        }

        for (var slot = 0; slot < into.Least.Length && isKnown; slot++)
        {
            into.Set(slot, into.Least[slot]);
        }

        return isKnown;
    }

    private bool ImageOf(Expansion into, Folding<TState, TInput> folding, int exchange)
    {
        var isKnown = true;
        for (var slot = 0; slot < into.Image.Length; slot++)
        {
            var value = into.Get(slot);
            var image = folding.ImageOf(exchange, slot, value);
            if (image < 0)
            {
                into.Wants.Add(new(WantKind.Image, slot, value, exchange));
                isKnown = false;
            }

            into.Image[folding.SlotOf(exchange, slot)] = image;
        }

        return isKnown;
    }

    /// <summary>What a member becomes that takes the place of another one.</summary>
    private FoundState ImageFrom(int member, int state, int exchange)
    {
        var locals = _locals[member];
        var place = _folding!.SlotOf(exchange, member);
        return Found(
            place,
            _model.Machine.Normalize(
                ConfigOf(place), _folding[exchange].State(locals.Values[state])),
            locals.Broken[state]);
    }

    private void KeepImage(in Want want, object? found)
    {
        var (slot, value, exchange) = (want.Whom, want.From, want.Input);
        if (_folding!.ImageOf(exchange, slot, value) >= 0)
        {
            return;
        }

        var image = slot < _count ? NumberOf(
                _folding.SlotOf(exchange, slot),
                found as FoundState? ?? ImageFrom(slot, value, exchange))
            : slot < _environment ? ImageOf(exchange, value)
            : NumberOf(_folding.ImageOf(exchange, _damages[value]));
        _folding.Keep(exchange, slot, value, image);
    }

    private int ImageOf(int exchange, int content) => _flights!.NumberOf(
    [
        .. _flights.MessagesOf(content).Select(one => one with
        {
            Input = _inputs.NumberOf(_folding![exchange].Input(_inputs[one.Input])),
        }),
    ]);
}
