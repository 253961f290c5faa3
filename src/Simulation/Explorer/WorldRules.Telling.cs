using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What traces show.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override Items<string> Columns => [.. _model.Members.Select(one => one.Name)];

    /// <inheritdoc/>
    public override Items<string> Show(ReadOnlySpan<int> slots)
    {
        var bits = _bits[slots[_environment]];
        var shown = new List<string>();
        for (var member = 0; member < _count; member++)
        {
            shown.Add((bits & _gone[member]) != 0
                ? "✗"
                : _model.Machine.PhaseOf(_locals[member].Values[slots[member]]));
        }

        return [.. shown];
    }

    /// <inheritdoc/>
    public override Telling Tell(ReadOnlySpan<int> slots, int happening)
    {
        var whom = Happening.WhomOf(happening);
        var which = Happening.WhichOf(happening);
        switch (Happening.KindOf(happening))
        {
            case EventKind.Time:
                return new(null, "time passes", [], 1);
            case EventKind.Tick:
                return Taken(
                    slots, whom, _locals[whom].TickInputs[slots[whom]]![which], "",
                    _bits[slots[_environment]]);
            case EventKind.Deliver or EventKind.Double:
                var (input, _) = _flights![slots[_count + whom]].Ready[which];
                var from = _model.Members[_ways[whom].From].Name;
                var again = Happening.KindOf(happening) == EventKind.Double ? ", once more" : "";
                return Taken(
                    slots, _ways[whom].To, input, $"from {from}{again}: ",
                    _bits[slots[_environment]]);
            case EventKind.Lose:
                var (lost, _) = _flights![slots[_count + whom]].All[which];
                var (sender, receiver) = _ways[whom];
                return new(
                    null,
                    $"lost from {_model.Members[sender].Name} to {_model.Members[receiver].Name}: "
                        + _model.NameOfInput(_inputs[lost]),
                    [], 0);
            default:
                return Changed(slots, which);
        }
    }

    private Telling Taken(
        ReadOnlySpan<int> slots, int member, int input, string before, ulong bits)
    {
        var story = new Story(this, slots, bits);
        var reason = story.Take(member, input);
        return new(
            member,
            $"{before}{_model.NameOfInput(_inputs[input])} ({reason})",
            story.Follows(), 0);
    }

    private Telling Changed(ReadOnlySpan<int> slots, int rule)
    {
        var change = _model.Faults.Rules[rule];
        var bits = change.On(_damages[slots[_environment]]).Bits;
        var story = new Story(this, slots, bits);
        foreach (var effect in change.Effects)
        {
            if (effect is FaultEffect<TInput>.Take(var member, var input, var unless)
                && (bits & unless) == 0)
            {
                story.Take(member, _inputs.NumberOf(input));
            }
        }

        return new(null, change.Name, story.Follows(), 0);
    }

    /// <summary>An event once more, step by step, for people.</summary>
    private sealed class Story
    {
        private readonly WorldRules<TConfig, TState, TInput, TOutput> _rules;
        private readonly int[] _slots;
        private readonly ulong _bits;
        private readonly List<string> _follows = [];

        public Story(
            WorldRules<TConfig, TState, TInput, TOutput> rules, ReadOnlySpan<int> slots, ulong bits)
        {
            _rules = rules;
            _slots = slots.ToArray();
            _bits = bits;
        }

        public Items<string> Follows() => [.. _follows];

        public Reason Take(int member, int input)
        {
            var first = Step(member, input, out var sendings);
            var queue = new Queue<Sending>(sendings.Where(IsHeardAtOnce));
            while (queue.TryDequeue(out var next))
            {
                var before = _slots[next.To];
                var reason = Step(next.To, next.Input, out var answers);
                if (_slots[next.To] != before)
                {
                    _follows.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_rules._model.Members[next.To].Name} hears {NameOf(next)} ({reason})"));
                }

                foreach (var answer in answers.Where(IsHeardAtOnce))
                {
                    queue.Enqueue(answer);
                }
            }

            return first;
        }

        private bool IsHeardAtOnce(Sending sending) =>
            sending.Slot < 0 && (sending.Blocks & _bits) == 0;

        private string NameOf(Sending sending) =>
            _rules._model.NameOfInput(_rules._inputs[sending.Input]);

        private Reason Step(int member, int input, out Sending[] sendings)
        {
            var locals = _rules._locals[member];
            var next = _rules._model.Machine.Step(
                _rules.ConfigOf(member), locals.Values[_slots[member]], Instant.Zero,
                _rules._inputs[input]);
            foreach (var output in next.Outputs)
            {
                _follows.Add(
                    $"{_rules._model.Members[member].Name} ⇒ {_rules._model.NameOfOutput(output)}");
            }

            sendings = _rules.SendingsOf(member, next.Outputs);
            _slots[member] = _rules.NumberOf(member, next.State);
            return next.Reason;
        }
    }
}
