using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Trace;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What traces show.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override Items<string> Columns => [.. _model.Members.Select(one => one.Name)];

    /// <inheritdoc/>
    public override TimeSpan Unit => _model.Unit;

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
    public override Items<TrackFact> FactsOf(ReadOnlySpan<int> slots, int member) =>
        _model.Tracks(_locals[member].Values[slots[member]]);

    /// <inheritdoc/>
    public override ulong BitsOf(ReadOnlySpan<int> slots) => _bits[slots[_environment]];

    /// <inheritdoc/>
    public override ulong DigestOf(ReadOnlySpan<int> slots)
    {
        // By what the states say of themselves: numbers differ from run to run.
        var text = new StringBuilder();
        for (var member = 0; member < _count; member++)
        {
            Add($"{NameOf(member)}: {_locals[member].Values[slots[member]]}\n");
        }

        for (var way = 0; way < _ways.Length; way++)
        {
            foreach (var flying in _flights!.MessagesOf(slots[_count + way]))
            {
                var (from, to) = _ways[way];
                Add($"{NameOf(from)} to {NameOf(to)}: {_inputs[flying.Input]}, {flying.Age}\n");
            }
        }

        var damage = _damages[slots[_environment]];
        Add($"{damage.Bits:x} {damage.Spent:x} {damage.Quiet}\n");
        return BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(FormattableString line) =>
            text.Append(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override WorldEvent NameOf(ReadOnlySpan<int> slots, int happening)
    {
        var kind = Happening.KindOf(happening);
        var whom = Happening.WhomOf(happening);
        var which = Happening.WhichOf(happening);
        return kind switch
        {
            EventKind.Time => new(kind),
            EventKind.Tick => new(
                kind, To: NameOf(whom), What: NameOfInput(TickInputOf(slots, whom, which))),
            EventKind.Deliver or EventKind.Double => new(
                kind, NameOf(_ways[whom].From), NameOf(_ways[whom].To),
                NameOfInput(_flights![slots[_count + whom]].Ready[which].Input)),
            EventKind.Lose => new(
                kind, NameOf(_ways[whom].From), NameOf(_ways[whom].To),
                NameOfInput(_flights![slots[_count + whom]].All[which].Input)),
            EventKind.Fault or EventKind.Mend => new(
                kind, What: _model.Faults.Rules[which].Name),
        };
    }

    /// <inheritdoc/>
    public override Telling Tell(ReadOnlySpan<int> slots, int happening)
    {
        var whom = Happening.WhomOf(happening);
        var which = Happening.WhichOf(happening);
        var bits = _bits[slots[_environment]];
        return Happening.KindOf(happening) switch
        {
            EventKind.Time or EventKind.Lose => new("", []),
            EventKind.Tick => Taken(slots, whom, TickInputOf(slots, whom, which), bits),
            EventKind.Deliver or EventKind.Double => Taken(
                slots, _ways[whom].To, _flights![slots[_count + whom]].Ready[which].Input, bits),
            EventKind.Fault or EventKind.Mend => Changed(slots, which),
        };
    }

    private string NameOf(int member) => _model.Members[member].Name;

    private string NameOfInput(int input) => _model.NameOfInput(_inputs[input]);

    private int TickInputOf(ReadOnlySpan<int> slots, int member, int which) =>
        _locals[member].TickInputs[slots[member]]![which];

    private Telling Taken(ReadOnlySpan<int> slots, int member, int input, ulong bits)
    {
        var story = new Story(this, slots, bits);
        var reason = story.Take(member, input);
        return new(reason.ToString(), story.Follows());
    }

    private Telling Changed(ReadOnlySpan<int> slots, int rule)
    {
        var change = _model.Faults.Rules[rule];
        var bits = change.On(_damages[slots[_environment]]).Bits;
        var story = new Story(this, slots, bits);
        foreach (var effect in change.Effects)
        {
            switch (effect)
            {
                case FaultEffect<TInput>.Forget(var member):
                    story.Forget(member);
                    break;
                case FaultEffect<TInput>.Take(var member, var input, var unless):
                    if ((bits & unless) == 0)
                    {
                        story.Take(member, _inputs.NumberOf(input));
                    }

                    break;
            }
        }

        return new("", story.Follows());
    }

    /// <summary>An event once more, step by step, for people.</summary>
    private sealed class Story
    {
        private readonly WorldRules<TConfig, TState, TInput, TOutput> _rules;
        private readonly int[] _slots;
        private readonly ulong _bits;
        private readonly List<Consequence> _follows = [];

        public Story(
            WorldRules<TConfig, TState, TInput, TOutput> rules, ReadOnlySpan<int> slots, ulong bits)
        {
            _rules = rules;
            _slots = slots.ToArray();
            _bits = bits;
        }

        public Items<Consequence> Follows() => [.. _follows];

        public void Forget(int member) => _slots[member] = _rules._initial[member];

        public Reason Take(int member, int input)
        {
            var first = Step(member, input, out var sendings);
            var queue = new Queue<Sending>(sendings.Where(IsHeardAtOnce));
            while (queue.TryDequeue(out var next))
            {
                var place = _follows.Count;
                var before = _slots[next.To];
                var reason = Step(next.To, next.Input, out var answers);
                if (_slots[next.To] != before || _follows.Count > place)
                {
                    _follows.Insert(place, new(
                        _rules.NameOf(next.To), _rules.NameOf(next.From),
                        _rules.NameOfInput(next.Input), reason.ToString()));
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

        private Reason Step(int member, int input, out Sending[] sendings)
        {
            var locals = _rules._locals[member];
            var before = locals.Values[_slots[member]];
            var taken = _rules._inputs[input];
            var next = _rules._model.Machine.Step(
                _rules.ConfigOf(member), before, Instant.Zero, taken);
            foreach (var output in next.Outputs)
            {
                _follows.Add(new(
                    _rules.NameOf(member), null, _rules._model.NameOfOutput(output), ""));
            }

            sendings = _rules.SendingsOf(member, next.Outputs);
            _slots[member] = _rules.NumberOf(
                member, next.State,
                locals.Broken[_slots[member]] | _rules.BrokenBy(member, before, taken, next));
            return next.Reason;
        }
    }
}
