using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// A model as slots: one for each member, one for each way where messages travel, one for what is
/// broken. Steps of the machine are taken once and remembered.
/// </summary>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput> : SuccessorRules
    where TConfig : notnull
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    private readonly WorldModel<TConfig, TState, TInput, TOutput> _model;
    private readonly int _count;
    private readonly Locals<TState>[] _locals;
    private readonly Pool<Outputs<TOutput>>[] _outputs;
    private readonly List<Sending[]>[] _sendings;
    private readonly Pool<TInput> _inputs = new();
    private readonly int[] _ticks;
    private readonly Flights? _flights;
    private readonly (int From, int To)[] _ways;
    private readonly int _environment;
    private readonly Counting<TState, TInput>? _counting;
    private readonly Folding<TState, TInput>? _folding;
    private readonly Pool<Damage> _damages = new();
    private readonly ulong[] _gone;
    private readonly int[] _initial;
    private readonly Effect[][] _effects;
    private readonly bool[] _mends;
    private readonly bool _areStreams;
    private readonly Allowance _loss = Allowance.Never;
    private readonly Allowance _doubling = Allowance.Never;
    private readonly bool _isAsItIs;
    private readonly Gauge<TState>[] _gauges;
    private readonly int[] _twins;
    private int[]?[][] _stepCounts = [];
    private ulong[] _bits = new ulong[16];
    private Surroundings?[] _surroundings = new Surroundings?[16];

    public WorldRules(WorldModel<TConfig, TState, TInput, TOutput> model)
    {
        _model = model;
        _count = model.Members.Count;
        ModelCheck.Demand(model);
        _locals = new Locals<TState>[_count];
        _outputs = new Pool<Outputs<TOutput>>[_count];
        _sendings = new List<Sending[]>[_count];
        _gone = new ulong[_count];
        for (var member = 0; member < _count; member++)
        {
            var twin = TwinOf(member);
            _locals[member] = twin == member ? new() : _locals[twin];
            _outputs[member] = twin == member ? new() : _outputs[twin];
            _sendings[member] = [];
            _gone[member] = model.Faults.Gone.Count > 0 ? model.Faults.Gone[member] : 0;
        }

        _twins = [.. Enumerable.Range(0, _count).Select(TwinOf)];
        _gauges =
        [
            .. model.Gauges,
            .. model.Invariants.Select(one => one.Counted).OfType<Gauge<TState>>(),
        ];
        _ticks = [.. model.Ticks.Select(_inputs.NumberOf)];
        _flights = model.Delivery switch
        {
            Delivery.AtOnce => null,
            Delivery.Ways ways => new(ways),
        };
        _flights?.NumberOf([]);
        if (model.Delivery is Delivery.Ways way)
        {
            (_areStreams, _loss, _doubling) = (way.IsStream, way.Loss, way.Doubling);
        }

        _ways = _flights is null
            ? []
            : [.. from one in Enumerable.Range(0, _count)
                  from other in Enumerable.Range(0, _count)
                  where one != other && !model.IsAtOnce(one, other)
                  select (one, other)];
        _environment = _count + _ways.Length;
        _counting = model.Counters is { } counters ? new(counters) : null;
        _folding = model.Symmetries.Count > 0
            ? new([.. model.Symmetries], _count, _ways)
            : null;

        // Nothing is counted anew or exchanged behind an event.
        _isAsItIs = _counting is null && _folding is null;
        _initial = [.. Enumerable.Range(0, _count).Select(InitialOf)];
        _effects = [.. model.Faults.Rules.Select(rule => Compiled(rule.Effects))];
        _mends = [.. model.Faults.Rules.Select(rule => rule.Budget is null)];
    }

    /// <inheritdoc/>
    public override int Slots => _environment + 1;

    /// <inheritdoc/>
    public override Remembered Remembered => new(
        _locals.Distinct().Sum(one => one.Count),
        _inputs.Count,
        _locals.Distinct().Sum(one => one.Steps.Count));

    /// <inheritdoc/>
    public override int Values(int slot) =>
        slot < _count ? _locals[slot].Count
        : slot < _environment ? _flights!.Count
        : _damages.Count;

    /// <inheritdoc/>
    public override void Start(Span<int> slots)
    {
        for (var member = 0; member < _count; member++)
        {
            slots[member] = _initial[member];
        }

        slots[_count..].Clear();
        slots[_environment] = NumberOf(new Damage(_model.Faults.Start, 0, 0));
        var into = new Expansion(Layout.Wide(Slots));
        var effects = Compiled(_model.Start);
        while (true)
        {
            into.Load(slots);
            into.Begin(0);
            if (Affect(into, effects, _model.Faults.Start) && Recount(into))
            {
                into.CopyTo(slots);
                return;
            }

            Learn(into);
        }
    }

    /// <inheritdoc/>
    public override bool Expand(Expansion into)
    {
        var environment = into.Slots[_environment];
        var bits = _bits[environment];
        var isDue = false;
        for (var member = 0; member < _count; member++)
        {
            if ((bits & _gone[member]) != 0 || !_locals[member].IsDue[into.Slots[member]])
            {
                continue;
            }

            isDue = true;
            Ticks(into, member, bits);
        }

        for (var way = 0; way < _ways.Length; way++)
        {
            var content = into.Slots[_count + way];
            if (content == 0)
            {
                continue;
            }

            isDue |= _flights![content].IsUrgent && (bits & _gone[_ways[way].To]) == 0;
            Deliveries(into, way, content, environment);
        }

        if (!isDue)
        {
            Pass(into, environment);
        }

        Changes(into, environment);
        return into.Wants.Count == 0;
    }

    /// <summary>A step of a member, and what follows from it at once.</summary>
    private bool Apply(Expansion into, int member, ulong step, ulong bits)
    {
        into.Set(member, Step.NextOf(step));
        var sendings = _sendings[member][Step.OutputsOf(step)];
        return sendings.Length == 0 || Cascade(into, sendings, bits);
    }

    /// <summary>Puts a message under way.</summary>
    private bool Put(Expansion into, in Sending sending)
    {
        var content = into.Get(sending.Slot);
        var put = _flights![content].PutOf(sending.Input);
        if (put == 0)
        {
            into.Wants.Add(new(WantKind.Put, 0, content, sending.Input));
            return false;
        }

        into.Set(sending.Slot, put);
        return true;
    }

    /// <summary>
    /// Everybody hears at once, in the order in which it was said; what goes a way is put there.
    /// </summary>
    private bool Cascade(Expansion into, Sending[] first, ulong bits)
    {
        var queue = into.Queue;
        var head = 0;
        var tail = 0;
        if (!Enqueue(first))
        {
            return false;
        }

        while (head < tail)
        {
            var to = queue[head++];
            var step = StepOf(into, to, into.Get(to), queue[head++]);
            if (step == 0)
            {
                return false;
            }

            into.Set(to, Step.NextOf(step));
            if (!Enqueue(_sendings[to][Step.OutputsOf(step)]))
            {
                return false;
            }
        }

        return true;

        bool Enqueue(Sending[] sendings)
        {
            foreach (ref readonly var sending in sendings.AsSpan())
            {
                if ((sending.Blocks & bits) != 0)
                {
                    continue;
                }

                if (sending.Slot >= 0)
                {
                    if (!Put(into, in sending))
                    {
                        return false;
                    }

                    continue;
                }

                if (tail + 2 > queue.Length)
                {
                    queue = Longer(into);
                }

                queue[tail++] = sending.To;
                queue[tail++] = sending.Input;
            }

            return true;
        }
    }

    private static int[] Longer(Expansion into)
    {
        const int mostAnswers = 1 << 16;
        if (into.Queue.Length > mostAnswers)
        {
            throw new InvalidOperationException(
                "messages that are delivered at once answer each other without an end");
        }

        var longer = into.Queue;
        Array.Resize(ref longer, 2 * longer.Length);
        return into.Queue = longer;
    }

    /// <summary>A message as one member sends it and another one takes it.</summary>
    private readonly record struct Sending(int From, int To, int Input, int Slot, ulong Blocks);

    /// <summary>A remembered step: the number of the outputs, plus one, over the next state.
    /// </summary>
    private static class Step
    {
        public static ulong Of(int next, int outputs) =>
            ((ulong)(uint)(outputs + 1) << 32) | (uint)next;

        public static int NextOf(ulong step) => (int)(uint)step;

        public static int OutputsOf(ulong step) => (int)(step >> 32) - 1;
    }
}
